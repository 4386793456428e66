"""Public holidays by country as plain dates: the one module that knows the `holidays` package, loaded when it is asked.

It takes a sixth of a second to import, and most installations name no country.
"""

from datetime import date
from difflib import get_close_matches
from functools import cache

#: Every year that a running installation can meet; computed at once, so that no pick ever waits for a calendar.
_YEARS = range(2000, 2100)


@cache
def public_holidays(country: str, subdivision: str | None = None) -> frozenset[date]:
    """The public holidays of a country, or of a part of it, in all years from 2000 to 2099."""
    import holidays  # noqa: PLC0415

    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=_YEARS))


@cache
def countries() -> frozenset[str]:
    """The ISO 3166 codes that are known."""
    import holidays  # noqa: PLC0415

    return frozenset(holidays.list_supported_countries())


@cache
def subdivisions(country: str) -> tuple[str, ...]:
    """The codes of a country's parts that have public holidays of their own."""
    import holidays  # noqa: PLC0415

    return tuple(holidays.list_supported_countries(include_aliases=False)[country])


def nearest_country(written: str) -> str | None:
    """The code that was probably meant by a country's name, or by a code that is written otherwise."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415

    names = {name: entry[1] for name, entry in COUNTRIES.items()}
    codes = {code.lower(): entry[1] for entry in COUNTRIES.values() for code in entry[1:3]}
    asked = written.lower().replace(" ", "_")
    begun = [code for name, code in names.items() if name.startswith(asked)] if len(asked) > 2 else []
    close = [names[name] for name in get_close_matches(asked, names, n=1, cutoff=0.8)]
    return next(iter([*([codes[asked]] if asked in codes else []), *begun, *close]), None)
