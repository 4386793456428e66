"""Who has which time by all that is known: the file's schedules and absences, and what people changed since."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.plans import Plan, PlanKind
from bot.domain.schedules import Absence, Override, Shift, is_away, on_call, shifts, span_of
from bot.domain.situation import Settings, Situation


def absences(settings: Settings, plans: Sequence[Plan] = ()) -> Mapping[str, tuple[Absence, ...]]:
    """When people are away, by the file and by what they said."""
    found = {name: person.away for name, person in settings.people.items()}
    for plan in plans:
        if plan.kind is PlanKind.AWAY and plan.days is not None:
            found[plan.person] = (*found.get(plan.person, ()), plan.days)
    return found


def overrides(plans: Sequence[Plan], settings: Settings) -> tuple[Override, ...]:
    """Who took whose time, the newest last; whoever has left the roster has none, so that it is no hole."""
    return tuple(
        Override(schedule=one.place, person=one.person, starts=one.starts, ends=one.ends, by_hand=one.by_hand)
        for one in plans
        if one.kind is PlanKind.COVER and one.person in settings.people
    )


def on_duty(schedule: str, situation: Situation, at: datetime) -> tuple[str, ...]:
    """Who is on call in that schedule at an instant."""
    settings, plans = situation.settings, situation.plans
    return on_call(
        settings.schedules[schedule],
        at,
        absences=absences(settings, plans),
        timezones=_timezones(settings),
        overrides=overrides(plans, settings),
    )


def shifts_of(
    schedule: str, settings: Settings, since: datetime, until: datetime, plans: Sequence[Plan] = ()
) -> tuple[Shift, ...]:
    """The shifts of that schedule that touch [since, until), in order."""
    return shifts(
        settings.schedules[schedule],
        since,
        until,
        absences=absences(settings, plans),
        timezones=_timezones(settings),
        overrides=overrides(plans, settings),
    )


def away(person: str, situation: Situation, at: datetime) -> bool:
    """Whether somebody is away, and has taken no time by hand in which that does not count."""
    known, plans = situation.settings.people.get(person), situation.plans
    said = (one.days for one in plans if one.kind is PlanKind.AWAY and one.person == person and one.days is not None)
    days = (*(known.away if known else ()), *(said if plans else ()))
    if not days or not is_away(days, timezone=situation.timezone_of(person), at=at):
        return False
    return not any(one.by_hand and one.person == person and one.covers(one.place, at) for one in situation.plans)


def cover(person: str, policy: str, situation: Situation, at: datetime) -> str | None:
    """Who has somebody's place on a policy at an instant, because it was given away; the newest counts.

    Somebody who has left the roster since, or is away, has no place of anybody's: whoever gave it has it again.
    """
    given = (one.person for one in reversed(situation.plans) if one.giver == person and one.covers(policy, at))
    return next((one for one in given if one in situation.settings.people and not away(one, situation, at)), None)


def absence(person: str, situation: Situation, starts: datetime, ends: datetime) -> tuple[datetime, datetime] | None:
    """Somebody's first absence that touches that time, from its first midnight to its last; of the newest said."""
    days = absences(situation.settings, situation.plans).get(person, ())
    spans = (span_of(one, situation.timezone_of(person)) for one in reversed(days))
    return next(((first, last) for first, last in spans if first < ends and starts < last), None)


def _timezones(settings: Settings) -> Mapping[str, str]:
    return {name: person.timezone for name, person in settings.people.items()}
