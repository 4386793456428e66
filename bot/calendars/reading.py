"""What a calendar was read as: shifts, and what was left out; kept as JSON, so that a restart needs no calendar."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.domain.schedules import Shift


class Unread(Exception):
    """A calendar could not be read; the message says why and what to do, and holds no address."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a calendar holds: the shifts of people who are known, and the events that are left out.

    `strangers` are summaries of events that name nobody who is known, `faulty` a sentence for each one that can't be
    used; both end after ten, and `left_out` counts them all.
    """

    shifts: tuple[Shift, ...] = field(repr=False)
    strangers: tuple[str, ...] = ()
    faulty: tuple[str, ...] = ()
    left_out: int = 0

    def to_json(self) -> str:
        """In little space, instants as seconds."""
        rows = [[one.person, int(one.starts.timestamp()), int(one.ends.timestamp())] for one in self.shifts]
        kept = {"shifts": rows, "strangers": self.strangers, "faulty": self.faulty, "left_out": self.left_out}
        return json.dumps(kept, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Reading":
        """What `to_json` wrote."""
        kept = json.loads(text)
        return cls(
            shifts=tuple(
                Shift(person=person, starts=datetime.fromtimestamp(starts, UTC), ends=datetime.fromtimestamp(ends, UTC))
                for person, starts, ends in kept["shifts"]
            ),
            strangers=tuple(kept["strangers"]),
            faulty=tuple(kept["faulty"]),
            left_out=kept["left_out"],
        )


def known_as(accounts: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """What people go by in a calendar, in small letters, and who that is.

    `accounts` are the roster's names, each with its Slack account (a name to go by where it is an e-mail address);
    `names` are those that the calendar uses beside them.
    """
    mails = {account.lower(): name for name, account in accounts.items() if "@" in account}
    return {**{name: name for name in accounts}, **mails, **{word.lower(): name for word, name in names.items()}}
