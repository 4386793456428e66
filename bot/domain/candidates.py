"""Who of a level can be called at an instant, and why somebody can't."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.domain.duties import away, cover, on_duty
from bot.domain.escalation import Level, Policy, Target, TargetKind
from bot.domain.roundrobin import Book, Candidate, Tally, Why
from bot.domain.situation import Situation
from bot.domain.standings import Standing

#: Of whom nothing is written yet; made once, since a pick looks at hundreds.
_NO_TALLY, _GOOD = Tally(), Standing()

#: What somebody goes by who was never in the roster; every other name that is not in it is of somebody who is gone.
_SLACK_ID = re.compile(r"[UW][A-Z0-9]+")


def people_of(target: Target, situation: Situation, at: datetime) -> tuple[str, ...]:
    """Whom a target means at an instant: itself, whoever is on call in its schedule, or the people of its group."""
    if target.kind is TargetKind.GROUP:
        return situation.in_group(target.name)
    if target.kind is not TargetKind.SCHEDULE:
        return (target.name,)
    if target.name not in situation.settings.schedules:  # taken out of the file since
        return ()
    return on_duty(target.name, situation, at)


def everybody_on(policy: Policy, situation: Situation) -> frozenset[str]:
    """All who can ever be called on a policy."""
    return everybody_of([target for level in policy.levels for target in level.targets], situation)


def everybody_of(targets: Iterable[Target], situation: Situation) -> frozenset[str]:
    """All whom targets can ever mean: themselves, and the people of their rotations and groups."""
    found: set[str] = set()
    for target in targets:
        if target.kind is TargetKind.SCHEDULE:
            schedule = situation.settings.schedules.get(target.name)
            found.update(name for rotation in (schedule.rotations if schedule else ()) for name in rotation.people)
        elif target.kind is TargetKind.GROUP:
            found.update(situation.in_group(target.name))
        else:
            found.add(target.name)
    return frozenset(found)


def everybody_at(place: str, situation: Situation) -> frozenset[str]:
    """All who can ever be on call in a schedule, or on a policy; nobody where there is none of that name."""
    settings = situation.settings
    if place in settings.policies:
        return everybody_on(settings.policies[place], situation)
    return everybody_of([Target(kind=TargetKind.SCHEDULE, name=place)], situation)


def hard_reason(person: str, situation: Situation, at: datetime, hours: tuple[time, time] | None = None) -> Why | None:
    """Why somebody must not be called at all, if there is a reason; channels can always be called."""
    if person.startswith("#"):
        return None
    if person in situation.hidden:
        return Why.HIDDEN
    if person not in situation.settings.people and not _SLACK_ID.fullmatch(person):
        return Why.GONE
    if situation.unreachable(person):
        return Why.UNREACHABLE
    zone = situation.timezone_of(person)
    if away(person, situation, at):
        return Why.AWAY
    return Why.OUTSIDE_HOURS if hours and not _within(hours, at.astimezone(ZoneInfo(zone)).time()) else None


def _within(hours: tuple[time, time], clock: time) -> bool:
    start, end = hours
    return start <= clock < end if start < end else clock >= start or clock < end


def candidates(
    policy: str, level: Level, book: Book, situation: Situation, at: datetime, *, avoid: str | None = None
) -> tuple[Candidate, ...]:
    """Everybody a level names at an instant, in configured order, each with the reason against them if there is one.

    `avoid` is the incident's responder, when security is picked. Who took somebody's place comes right after them.
    Whoever must not know is left out without a trace.
    """
    found: dict[str, Candidate] = {}

    def look(name: str, target: Target, given: Why | None) -> None:
        if name in situation.hidden:
            return
        hard = given or hard_reason(name, situation, at, target.hours)
        why = hard or _soft(name, level, book, situation, at, avoid)
        found.setdefault(name, Candidate(name=name, why_not=why, weight=target.weight))

    for target in level.targets:
        for name in people_of(target, situation, at):
            taker = cover(name, policy, situation, at)
            look(name, target, Why.GIVEN if taker else None)
            if taker:
                look(taker, replace(target, hours=None), None)
    return tuple(found.values())


def _soft(name: str, level: Level, book: Book, situation: Situation, at: datetime, avoid: str | None) -> Why | None:
    owes = book.tallies.get(name, _NO_TALLY).owes_until
    standing = situation.standings.get(name, _GOOD)
    if name == avoid:
        return Why.RESPONDER
    if owes and at < owes:
        return Why.OWES
    if standing.is_lost:
        return Why.MISSED
    if standing.rests(level.rest, at):
        return Why.RESTS
    return Why.BUSY if level.spare_busy and name in situation.busy else None
