"""Single values of the configuration: what is written → what it means, or the fault and its remedy."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.config.document import Text
from bot.config.faults import listed, nearest
from bot.domain.schedules import Unit

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_TURNS = {"hour": Unit.HOUR, "day": Unit.DAY, "week": Unit.WEEK}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST, _AGES = timedelta(days=366), timedelta(days=36_600)


def wrong(message: str, remedy: str) -> PydanticCustomError:
    """A fault of ours, in pydantic's clothes; the place is pydantic's to know."""
    return PydanticCustomError("rondo", "{message}", {"message": message, "remedy": remedy})


def text(value: object) -> str:
    """What was written, or a fault for a list, a mapping or nothing."""
    if isinstance(value, str) and value.strip():
        return str(value).strip()
    if value is None or isinstance(value, str):
        raise wrong("there is no value", "write one; a text that begins with `#` must be in quotes")
    raise wrong("this is not a single text", "write one value, without `-`, `[` or `{`")


def _read(parse: Callable[[str], Any], **schema: object) -> tuple[BeforeValidator, WithJsonSchema]:
    return BeforeValidator(lambda value: parse(text(value))), WithJsonSchema({"type": "string", **schema})


def duration(written: str) -> timedelta:
    """`30s`, `5m`, `2h` or `7d`, from one second to a year (contract §4)."""
    if not (found := _length(written)):
        raise wrong(f"`{written}` is no time at all", "the shortest is `1s`")
    return found


def _length(written: str, longest: timedelta = _LONGEST) -> timedelta:
    if re.fullmatch(r"[0-9]+", written):
        raise wrong(f"`{written}` has no unit", f"write `{written}s`, `{written}m`, `{written}h` or `{written}d`")
    match = re.fullmatch(r"([0-9]{1,9})([smhd])", written)
    if match is None:
        raise wrong(f"`{written}` is no duration", "write one like `30s`, `5m`, `2h` or `7d`")
    found = timedelta(**{_UNITS[match[2]]: int(match[1])})
    if found > longest:
        years = "a year" if longest is _LONGEST else "a hundred years"
        raise wrong(f"`{written}` is longer than {years}", f"the longest is `{longest.days}d`")
    return found


def _length_or_off(written: str) -> timedelta:
    return timedelta(0) if written.lower() in {"off", "false", "no"} else _length(written)


def _truth(value: object) -> bool:
    written = text(value).lower()
    if written in {"true", "yes", "on"}:
        return True
    if written in {"false", "no", "off"}:
        return False
    raise wrong(f"`{written}` is neither yes nor no", "write `on` or `off`")


def zone(written: str) -> str:
    """A name of the IANA time zone database."""
    try:
        ZoneInfo(written)
    except (KeyError, ValueError, OSError):
        meant = nearest(written, available_timezones())
        remedy = f"did you mean `{meant}`?" if meant else "write one like `Europe/Berlin` or `UTC`"
        raise wrong(f"there is no time zone `{written}`", remedy) from None
    return written


def every(written: str) -> tuple[int, Unit]:
    """`12 hours`, `2 days`, `1 week`."""
    match = re.fullmatch(r"([0-9]{1,4}) *(hour|day|week)s?", written)
    if match is None or int(match[1]) == 0:
        raise wrong(f"`{written}` is no length of a turn", "write one like `12 hours`, `2 days` or `1 week`")
    return int(match[1]), _TURNS[match[2]]


def starts(written: str) -> datetime:
    """`2026-01-05 09:00`, a wall-clock time without a zone."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise wrong(f"`{written}` is no date and time", "write it like `2026-01-05 09:00`") from None
    if found.tzinfo is not None:
        raise wrong(f"`{written}` has a zone of its own", "leave it out: this is wall clock of the schedule's zone")
    if ":" not in written:
        raise wrong(f"`{written}` has no hour", f"write when the turn begins: `{written} 09:00`")
    if not 1970 <= found.year < 2200:
        raise wrong(f"`{written}` is too far away", "write a year from 1970 to 2199")
    return found.replace(microsecond=0)


def day(written: str) -> date:
    """`2026-12-24`."""
    try:
        found = date.fromisoformat(written if re.fullmatch(r"\d{4}-\d\d-\d\d", written) else "")
    except ValueError:
        raise wrong(f"`{written}` is no date", "write it like `2026-12-24`") from None
    if not 1970 <= found.year < 2200:
        raise wrong(f"`{written}` is too far away", "write a year from 1970 to 2199")
    return found


def weekday(written: str) -> int:
    """`mon` is 0, `sun` 6."""
    if written.lower() not in _DAYS:
        near = written.lower()[:3]
        meant = near in _DAYS and written.isalpha()
        remedy = f"did you mean `{near}`?" if meant else f"write each day for itself, as one of {listed(_DAYS)}"
        raise wrong(f"`{written}` is no day of the week", remedy)
    return _DAYS.index(written.lower())


def hours(written: str) -> tuple[time, time]:
    """`09:00-17:00`; `22:00-06:00` goes over midnight."""
    match = re.fullmatch(r"(\d\d?:\d\d) *[-–] *(\d\d?:\d\d)", written)
    clocks = [] if match is None else [_clock(match[1]), _clock(match[2])]
    if len(clocks) != 2 or None in clocks:
        raise wrong(f"`{written}` are no hours", 'write them like "09:00-17:00"')
    begin, end = (clock or time() for clock in clocks)
    if begin == end:
        raise wrong(f"`{written}` begins and ends at once", "leave `hours` out for the whole day")
    return begin, end


def _clock(written: str) -> time | None:
    hour, minute = map(int, written.split(":"))
    if (hour, minute) == (24, 0):
        return time()
    return time(hour, minute) if hour < 24 and minute < 60 else None


def person_name(written: str) -> str:
    """A name of the roster, which is typed into commands and stands in addresses."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", written):
        raise wrong(f"`{written}` can't be a person's name", "use `a` to `z`, `0` to `9`, `_`, `.` and `-`, no spaces")
    if re.fullmatch(r"[uw]0[a-z0-9]{2,}|[0-9]+|inc-?[0-9]+|rondo|everyone|here|channel", written):
        reason = "which means something else in Slack or in a command"
        raise wrong(f"a person is called `{written}`, {reason}", "choose another name, like `ana`")
    return written


def token_name(written: str) -> str:
    """A name for a bearer token, which stands in the record."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", written):
        raise wrong(f"`{written}` can't be a token's name", "use `a` to `z`, `0` to `9`, `_`, `.` and `-`, no spaces")
    return written


def user_group(written: str) -> str:
    """The id of a Slack user group."""
    if not re.fullmatch(r"S[A-Z0-9]{2,}", written):
        meant = re.search(r"\bS0[A-Z0-9]+\b", written.upper())
        remedy = f"did you mean `{meant[0]}`?" if meant else "write it like `S0ABC`: *Copy group ID* in Slack"
        raise wrong(f"`{written}` is no id of a Slack user group", remedy)
    return written


def slack_user(written: str) -> str:
    """A Slack user id, or an e-mail address to look up."""
    if re.fullmatch(r"[UW][A-Z0-9]{2,}|[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", written):
        return written
    remedy = "write the member id from their Slack profile (`U…`), or their e-mail address"
    raise wrong(f"`{written}` is neither a Slack user id nor an e-mail address", remedy)


def channel(value: object) -> str:
    """A channel with its `#`."""
    if value is None:
        raise wrong("there is no value: `#` begins a comment", 'put the channel in quotes: "#incidents"')
    written = text(value)
    if not re.fullmatch(r"#[^\s.#,A-Z@<>&]{1,80}", written):
        raise wrong(f"`{written}` is no channel", 'write its name in lower case and quotes: "#incidents"')
    return written


def channel_name(written: str) -> str:
    """The pattern of an incident's channel: `{number}`, `{slug}`, and what Slack allows (conversations.create)."""
    if "{number}" not in written:
        raise wrong(f"`{written}` has no {{number}}", "write one like `inc-{number}-{slug}`")
    example = written.replace("{number}", "123456").replace("{slug}", "a" * 20)
    if not re.fullmatch(r"[a-z0-9_-]*", example):
        allowed = "use `{number}`, `{slug}`, small letters, digits, `-` and `_`"
        raise wrong(f"`{written}` is no name that Slack allows", allowed)
    if len(example) > 80:
        raise wrong(f"`{written}` can grow longer than the 80 characters that Slack allows", "shorten it")
    return written


def web_address(written: str) -> str:
    """An http(s) address."""
    try:
        parts = urlsplit(written)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", written)
    except ValueError:
        good = False
    if not good:
        raise wrong("this is no web address", "write one that begins with `https://`")
    return written


def credential(value: Any) -> str:
    """A token; `none` counts only as it was written, so that no variable can open a door."""
    if not isinstance(value, str):
        raise wrong("there is no token", 'write it like "${NAME}"')
    raw = value.raw if isinstance(value, Text) else value
    if not value.strip() or any(letter.isspace() or not letter.isprintable() for letter in value.strip()):
        raise wrong("this token has blanks, or nothing", "write one without blanks")
    if value.strip().lower() == "none" and raw.strip().lower() != "none":
        raise wrong("this token's variable says `none`", "write `token: none` here to open the source to everybody")
    return value.strip()


_CLOCK = r"([01]?\d|2[0-4]):[0-5]\d"
Words = Annotated[str, BeforeValidator(text)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Duration = Annotated[timedelta, *_read(duration, pattern=r"^[0-9]+[smhd]$")]
Years = Annotated[timedelta, *_read(lambda written: _length(written, _AGES), pattern=r"^[0-9]+[smhd]$")]
DurationOrNone = Annotated[timedelta, *_read(_length, pattern=r"^[0-9]+[smhd]$")]
DurationOrOff = Annotated[timedelta, *_read(_length_or_off, pattern=r"^([0-9]+[smhd]|off)$")]
Zone = Annotated[str, *_read(zone)]
Every = Annotated[tuple[int, Unit], *_read(every, pattern=r"^[0-9]+ *(hour|day|week)s?$"), PlainSerializer(str)]
Starts = Annotated[datetime, *_read(starts, pattern=r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d")]
Day = Annotated[date, *_read(day, format="date")]
Weekday = Annotated[int, *_read(weekday, enum=list(_DAYS))]
Hours = Annotated[tuple[time, time], *_read(hours, pattern=f"^{_CLOCK} *[-–] *{_CLOCK}$")]
SlackUser = Annotated[str, *_read(slack_user)]
UserGroup = Annotated[str, *_read(user_group, pattern="^S[A-Z0-9]{2,}$")]
Channel = Annotated[str, BeforeValidator(channel), WithJsonSchema({"type": "string", "pattern": "^#"})]
ChannelName = Annotated[str, *_read(channel_name, pattern=r"\{number\}")]
WebAddress = Annotated[str, *_read(web_address, pattern="^https?://")]
PersonName = Annotated[str, AfterValidator(person_name)]
TokenName = Annotated[str, AfterValidator(token_name)]
Credential = Annotated[str, BeforeValidator(credential)]
