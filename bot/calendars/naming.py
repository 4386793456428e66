"""Whom an event of a calendar names: by an e-mail address, or by a name in its summary."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Names:
    """What an event says of people: addresses in small letters; whoever declined is no attendee."""

    summary: str = ""
    attendees: tuple[str, ...] = ()
    organizer: str = ""


def person_of(names: Names, known: Mapping[str, str]) -> str | None:
    """The person an event is for; `known` has, in small letters, what people go by.

    An attendee is. Of several, those whom the summary names come first, and whoever only organizes it comes last.
    Without a known attendee it is whom the summary names first, and without that whoever organizes it.
    """
    summary = _named(names.summary, known)
    invited = [known[one] for one in names.attendees if one in known]
    guests = [known[one] for one in names.attendees if one in known and one != names.organizer]
    both = [one for one in summary if one in invited]
    organizer = [known[names.organizer]] if names.organizer in known else []
    return next(iter([*both, *guests, *invited, *summary, *organizer]), None)


def _named(summary: str, known: Mapping[str, str]) -> Sequence[str]:
    """Whom a text names by a whole word, in the order of the text; of two names that begin together the longer."""
    words = sorted(known, key=len, reverse=True)
    if not words:
        return []
    found = re.findall(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", summary.lower())
    return [known[one] for one in found]
