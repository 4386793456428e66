"""What people change of who is on call: absences, times given and swapped, cover that is asked for, and back again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.domain import events as e
from bot.domain.candidates import everybody_at, everybody_of
from bot.domain.coverage import Hole, level_holes, schedule_holes
from bot.domain.effects import Effect
from bot.domain.errors import Refused
from bot.domain.incident.draft import Decision
from bot.domain.incident.wishes import AHEAD, Wish
from bot.domain.plans import Plan, PlanKind
from bot.domain.schedules import Absence, instant
from bot.domain.situation import Situation


def planned(event: e.PlanEvent, now: datetime, situation: Situation) -> Decision:
    """What follows from a wish of that kind.

    Raises:
        Refused: it makes no sense; the message says what to do instead.
    """
    wish = Wish(by=event.by.person, now=now, situation=situation)
    match event:
        case e.AwaySaid():
            return _away(event, wish)
        case e.TimeGiven():
            return _given(event, wish)
        case e.SwapAsked():
            return _swapped(event, wish)
        case e.CoverAsked():
            return _asked(event, wish)
        case e.CoverTaken():
            return _taken(event, wish)
        case e.PlanUndone():
            return _undone(event, wish)
        case _:
            assert_never(event)


def _plan(wish: Wish, kind: PlanKind, person: str, starts: datetime, ends: datetime) -> Plan:
    number = wish.situation.next_plan
    return Plan(number=number, kind=kind, person=person, starts=starts, ends=ends, by=wish.by, made_at=wish.now)


def _away(event: e.AwaySaid, wish: Wish) -> Decision:
    person, situation = event.person, wish.situation
    wish.person(person)
    zone = ZoneInfo(situation.timezone_of(person))
    days = (wish.near(event.first), wish.near(event.last) + timedelta(1))
    starts, ends = (instant(datetime.combine(day, time()), zone) for day in days)
    wish.time(starts, ends)
    whole = Absence(first=event.first, last=event.last)
    plan = replace(_plan(wish, PlanKind.AWAY, person, starts, ends), days=whole)
    told = f"{situation.shown(person)} is away {wish.days(plan)}."
    warned = "".join(f" {one}" for one in _holes(plan, wish))
    lines = [wish.line(person, f"{told}{warned}", plan), *_back(plan, told, wish)]
    return wish.decision(f"{told}{warned}", [plan], lines)


def _back(absence: Plan, told: str, wish: Wish) -> Iterator[Effect]:
    """What they were given is its giver's again while they are away, who has to know; what they took they have."""
    for one in wish.situation.plans:
        given = one.kind is PlanKind.COVER and one.person == absence.person and not one.by_hand
        if given and one.giver and one.starts < absence.ends and absence.starts < one.ends:
            starts, ends = max(one.starts, absence.starts), min(one.ends, absence.ends)
            words = f"{told} So you have {one.place} yourself {wish.span(starts, ends, one.giver)}: ask somebody else."
            yield wish.line(one.giver, words, one, action="")


def _holes(plan: Plan, wish: Wish) -> Iterator[str]:
    """What nobody would have any more in the absence's first weeks, so that it is known beforehand."""
    settings, plans = wish.situation.settings, wish.situation.plans
    since = max(plan.starts, wish.now)
    until = min(plan.ends, since + AHEAD)  # the writer waits for this
    for name in (one for one in settings.schedules if plan.person in everybody_at(one, wish.situation)):
        before = schedule_holes(name, settings, since, until, plans)
        after = schedule_holes(name, settings, since, until, (*plans, plan))
        yield from _warned(name, before, after, wish)
    for policy in settings.policies.values():
        for number, level in enumerate(policy.levels, start=1):
            if plan.person not in everybody_of(level.targets, wish.situation):
                continue
            before = level_holes(level, settings, since, until, plans, policy.name)
            after = level_holes(level, settings, since, until, (*plans, plan), policy.name)
            yield from _warned(f"level {number} of {policy.name}", before, after, wish)


def _warned(what: str, before: tuple[Hole, ...], after: tuple[Hole, ...], wish: Wish) -> Iterator[str]:
    known = {(hole.starts, hole.ends) for hole in before}
    for hole in (hole for hole in after if (hole.starts, hole.ends) not in known):
        yield f":warning: Nobody has {what} {wish.span(hole.starts, hole.ends, wish.by)}: ask somebody to take it."
        return


def _given(event: e.TimeGiven, wish: Wish) -> Decision:
    wish.place(event.place)
    wish.person(event.person)
    starts, ends = event.when.at(wish.now)
    wish.time(starts, ends)
    giver = event.giver or wish.holder(event.place, max(starts, wish.now))
    if giver == event.person:
        raise Refused(f"{wish.situation.shown(event.person)} has {event.place} then already. Nothing was changed")
    return _covered(_plan(wish, PlanKind.COVER, event.person, starts, ends), event.place, giver, wish)


def _covered(plan: Plan, place: str, giver: str | None, wish: Wish) -> Decision:
    wish.own(place, giver)
    wish.free(place, giver, plan.starts, plan.ends)
    wish.there(plan.person, plan.starts, plan.ends)
    cover = replace(plan, place=place, giver=giver)
    return wish.decision(wish.told(cover, wish.by), [cover], wish.to_sides([cover]))


def _swapped(event: e.SwapAsked, wish: Wish) -> Decision:
    if event.other == wish.by:
        raise Refused("You can't swap with yourself. Say with whom")
    wish.person(event.other)
    if event.schedule not in wish.situation.settings.schedules:
        raise Refused(f"There is no schedule {event.schedule}: shifts can be swapped in schedules only")
    mine, theirs = (wish.next_shift(event.schedule, one) for one in (wish.by, event.other))
    first = _plan(wish, PlanKind.COVER, event.other, mine.starts, mine.ends)
    second = replace(_plan(wish, PlanKind.COVER, wish.by, theirs.starts, theirs.ends), number=first.number + 1)
    both = [
        replace(first, place=event.schedule, giver=wish.by, other=second.number),
        replace(second, place=event.schedule, giver=event.other, other=first.number),
    ]
    for one in both:
        wish.free(one.place, one.giver, one.starts, one.ends)
        wish.there(one.person, one.starts, one.ends)
    return wish.decision(f"Swapped: {' '.join(wish.told(one, wish.by) for one in both)}", both, wish.to_sides(both))


def _asked(event: e.CoverAsked, wish: Wish) -> Decision:
    wish.place(event.place)
    wish.own(event.place, wish.by)
    starts, ends = event.when.at(wish.now)
    wish.time(starts, ends)
    others = sorted(everybody_at(event.place, wish.situation) & wish.situation.settings.people.keys() - {wish.by})
    if not others:
        raise Refused(f"Nobody else is on {event.place}, so there is nobody to ask")
    plan = replace(_plan(wish, PlanKind.REQUEST, wish.by, starts, ends), place=event.place)
    me = wish.situation.shown(wish.by)
    ask = f"{me} asks: who takes {event.place} {{}}? The first one has it."
    lines = [wish.line(one, ask.format(wish.span(plan.starts, plan.ends, one)), plan, "take_time") for one in others]
    who = ", ".join(wish.situation.shown(one) for one in others)
    return wish.decision(f"Asked: {who}. You hear from whoever takes it (plan {plan.number}).", [plan], lines)


def _taken(event: e.CoverTaken, wish: Wish) -> Decision:
    asked = wish.open(event.plan)
    if asked.kind is not PlanKind.REQUEST:
        raise Refused("Nobody asks for that. Nothing was changed")
    if asked.person == wish.by:
        raise Refused("You asked for this yourself: somebody else has to take it")
    made = _covered(_plan(wish, PlanKind.COVER, wish.by, asked.starts, asked.ends), asked.place, asked.person, wish)
    return made._replace(plans=(*made.plans, replace(asked, undone=True)))


def _undone(event: e.PlanUndone, wish: Wish) -> Decision:
    plan, shown = wish.open(event.plan), wish.situation.shown
    both = [plan, *(one for one in wish.situation.plans if one.number == plan.other)]
    what = "the absence" if plan.kind is PlanKind.AWAY else f"the plan for {plan.place}"
    told = f"{shown(wish.by)} took back {what} of {shown(plan.person)}: it is as if it had not been made."
    sides = sorted({side for one in both for side in (one.person, one.giver) if side})
    lines = [wish.line(side, told, plan, action="") for side in sides]
    return wish.decision(told, [replace(one, undone=True) for one in both], lines)
