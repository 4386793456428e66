"""Slack user groups that are kept equal to who is on call: who belongs into each at an instant, and what came of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.duties import on_duty
from bot.domain.situation import Settings, Situation

#: What somebody did by hand is put right after so long at the latest.
RECHECK = timedelta(minutes=15)

#: What Slack refused is tried again after so long.
REFUSED_AGAIN = timedelta(days=1)

_ABSENT = "Slack does not know them; correct `people` in rondo.yml"
_DEACTIVATED = "they are deactivated in Slack"
_GUEST = "Slack takes no guest into a user group"
_UNSAID = "Slack has not said yet who that is"


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """Who belongs into a user group: Slack ids by the roster's name (by id for others), in the schedules' order.

    `left_out` are people on call whom it can't hold, each with the reason.
    """

    people: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def slack_ids(self) -> tuple[str, ...]:
        """The members, as Slack takes them."""
        return tuple(self.people.values())


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What came of the last attempt at a group: since `at` Slack has these members, or refused with a `code`.

    A refusal that was about these very people has them as `members`; `remedy` is what a person can do.
    """

    at: datetime
    members: tuple[str, ...] = ()
    code: str = ""
    remedy: str = ""

    def written(self) -> str:
        """As it is kept."""
        return json.dumps({**vars(self), "at": self.at.isoformat()})

    @classmethod
    def read(cls, text: str | None) -> "Kept | None":
        """As it was written; `None`: nothing was tried yet."""
        if not text:
            return None
        found = json.loads(text)
        return cls(**{**found, "at": datetime.fromisoformat(found["at"]), "members": tuple(found["members"])})


def kept_under(group: str) -> str:
    """The name of the fact that holds what came of a group."""
    return f"kept group {group}"


def kept_groups(settings: Settings) -> Mapping[str, Sequence[str]]:
    """The user groups that schedules name, in order, each with those schedules."""
    found: dict[str, list[str]] = {}
    for name, schedule in settings.schedules.items():
        if schedule.group is not None:
            found.setdefault(schedule.group, []).append(name)
    return dict(sorted(found.items()))


def belonging(group: str, situation: Situation, at: datetime) -> Belonging:
    """Who is on call at an instant in any schedule that names the group."""
    schedules = kept_groups(situation.settings).get(group, ())
    on_call = dict.fromkeys(person for name in schedules for person in on_duty(name, situation, at))
    why = {person: reason for person in on_call if (reason := _kept_out(person, situation))}
    return Belonging(
        people={person: _slack_id(person, situation) for person in on_call if person not in why}, left_out=why
    )


def is_due(kept: Kept | None, wanted: Belonging, now: datetime, *, again: bool) -> bool:
    """Whether Slack has to be asked; `again`: what it refused may go now. Without anybody there is nothing to ask."""
    if not wanted.people or kept is None:
        return bool(wanted.people)
    others = set(kept.members) != set(wanted.slack_ids)
    if kept.code:
        return again or now - kept.at >= REFUSED_AGAIN or (bool(kept.members) and others)
    return others or now - kept.at >= RECHECK


def _kept_out(person: str, situation: Situation) -> str:
    member = situation.members.get(person)
    if person in situation.missing:
        return _ABSENT
    if member is not None and (member.deactivated or member.guest):
        return _DEACTIVATED if member.deactivated else _GUEST
    return "" if _slack_id(person, situation) else _UNSAID


def _slack_id(person: str, situation: Situation) -> str:
    """By what Slack said, unless the file names another one since; nothing while only an address is known."""
    member, listed = situation.members.get(person), situation.settings.people.get(person)
    if member is not None and (listed is None or "@" in listed.slack or member.slack_id == listed.slack):
        return member.slack_id
    slack = listed.slack if listed else person
    return "" if "@" in slack else slack
