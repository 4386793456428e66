"""Calling people: pages, what the record and the channel hear of them, and the last resort."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.candidates import everybody_of, everybody_on, people_of
from bot.domain.durations import limit
from bot.domain.effects import TellExhausted, TellOperators
from bot.domain.escalation import TargetKind
from bot.domain.events import By, Ladder, TimerKind, Via
from bot.domain.incident import reaching
from bot.domain.incident.draft import Draft
from bot.domain.incident.pages import Page
from bot.domain.incident.sending import message_of, sent_to
from bot.domain.incident.shadowing import accompany
from bot.domain.incident.state import Status
from bot.domain.ladder import Step
from bot.domain.record import Kind
from bot.domain.situation import Situation
from bot.domain.storms import room

#: The last resort is called again after so long, until somebody acknowledges (round-robin, "The two variations").
LAST_RESORT_EVERY = timedelta(minutes=15)


def call(
    draft: Draft,
    people: Sequence[str],
    *,
    ladder: Ladder,
    timeout: timedelta,
    by: str | None = None,
    reason: str = "",
    silent: tuple[str, ...] = (),
    given: bool = False,
) -> None:
    """Page people: one step, one message each, and they are brought into the channel."""
    incident = draft.incident
    walk = incident.security.walk if ladder == "security" and incident.security else incident.walk
    step, again = incident.step + 1, {page.person for page in incident.pages if page.ladder == ladder}
    place: Any = {"ladder": ladder, "level": max(walk.level, 1), "round": walk.round, "step": step}
    why: Any = {"given": given, "by": by, "reason": reason, "silent": silent}
    helps = ladder != "security" and incident.status is Status.ACKNOWLEDGED
    page = Page(person="", at=draft.now, answer_by=draft.now + timeout, help=helps, **place, **why)
    called = (replace(page, person=one, second=one in again, why=_share(draft, one)) for one in people)
    draft.set(step=step, pages=(*incident.pages, *(_placed(draft, one) for one in called)))
    _told(draft, people, ladder, timeout)
    accompany(draft, people, ladder, walk)


def _told(draft: Draft, people: Sequence[str], ladder: Ladder, timeout: timedelta) -> None:
    """What follows from calling people: their messages, the record, the channel."""
    incident = draft.incident
    first = next((person for person in people if not person.startswith("#")), incident.primary)
    if ladder == "response" and incident.status is Status.OPEN:
        draft.set(primary=first)
    draft.do(*(message_of(page) for page in incident.pages[-len(people) :]))
    draft.write(Kind.PAGED, f"{draft.shown(*people)} paged, to answer within {limit(timeout)}")
    draft.invite(*people)
    reaching.plan(draft)


def _placed(draft: Draft, page: Page) -> Page:
    """The page as the limit of a storm lets it be: a message of its own, a digest, or a line in one."""
    incident, situation = draft.incident, draft.situation
    rules = situation.settings.storm_of(incident.service)
    so_far = (*situation.sent.get(page.person, ()), *sent_to(page.person, incident))
    left = room(so_far, rules.max_pages if rules else None, draft.now)
    return replace(page, digest=left.digest, within=left.within)


def _share(draft: Draft, person: str) -> str:
    return next((pick.share for pick in reversed(draft.incident.picks) if pick.chosen == person), "")


def note_step(draft: Draft, step: Step) -> None:
    """Write down whom a step picked, whom it passed over and why, and which levels had nobody left."""
    draft.turn(step.books)
    for level in step.skipped:
        draft.write(Kind.SKIPPED, f"level {level} of {step.walk.policy} skipped: nobody there can be called now")
        draft.do(*(TellOperators(text=_empty(group, step.walk.policy)) for group in _empty_groups(draft, step, level)))
    for pick in step.picks:
        draft.set(picks=(*draft.incident.picks, pick))
        passed = [
            f"{draft.shown(one.name)} ({one.why_not})"
            for one in pick.considered
            if one.name != pick.chosen and (one.why_not or not pick.all)
        ]
        over = f"; passed over: {', '.join(passed)}" if passed else ""
        picked = "everybody" if pick.all else draft.shown(*([pick.chosen] if pick.chosen else []))
        draft.write(Kind.PICKED, f"{picked} picked{over}")
        gone = [
            one.name for one in pick.considered if one.why_not is not None and draft.situation.unreachable(one.name)
        ]
        draft.do(*(TellOperators(text=_unreachable(draft, name)) for name in gone))


def _empty_groups(draft: Draft, step: Step, level: int) -> tuple[str, ...]:
    policy = draft.situation.policy_of(step.walk)
    targets = policy.levels[level - 1].targets if policy else ()
    groups = [target.name for target in targets if target.kind is TargetKind.GROUP]
    return tuple(group for group in groups if not draft.situation.in_group(group))


def _empty(group: str, policy: str | None) -> str:
    return f"The user group {group} of {policy} has nobody in it, as far as Slack said. Correct it, or name people"


def _unreachable(draft: Draft, name: str) -> str:
    return (
        f"{draft.shown(name)} was passed over: not found in Slack, or deactivated. Correct `people.{name}` in rondo.yml"
    )


def clock_of(draft: Draft) -> TimerKind:
    """The response ladder's timer while nobody has the incident, help's afterwards."""
    return TimerKind.RESPONSE if draft.incident.status is Status.OPEN else TimerKind.HELP


def keeper(draft: Draft) -> str | None:
    """Who has the incident while more hands are called."""
    return draft.incident.acknowledged_by if draft.incident.status is Status.ACKNOWLEDGED else None


def last_resort(draft: Draft) -> tuple[str, ...]:
    """Call the last resort, and again every 15 minutes; the first time the operators are told as well."""
    situation, incident = draft.situation, draft.incident
    targets = [name for target in situation.settings.last_resort for name in people_of(target, situation, draft.now)]
    there = tuple(dict.fromkeys(name for name in targets if _can_know(name, targets, situation)))
    willing = tuple(name for name in there if name not in incident.walk.declined)
    called = willing if any(not name.startswith("#") for name in willing) else there
    times = incident.last_resort_calls + 1
    draft.set(last_resort_calls=times)
    draft.write(Kind.ESCALATED, f"nobody left to call: the last resort is called ({draft.shown(*called)})")
    has_it = keeper(draft)
    if times == 1:
        keeps = f"; {draft.shown(has_it)} has it" if has_it and not incident.private else ""
        held = f" the call for help{keeps}" if has_it else ""
        draft.do(TellOperators(text=f"{incident.id}: nobody has answered{held}. The last resort is called"))
    if called:
        call(draft, called, ladder="last_resort", timeout=LAST_RESORT_EVERY)
    draft.start(clock_of(draft), draft.now + LAST_RESORT_EVERY)
    draft.do(TellExhausted(since=incident.opened_at, called=called, times=times, keeper=has_it))
    draft.refresh()
    return called


def _can_know(name: str, targets: Sequence[str], situation: Situation) -> bool:
    """Not who is gone or must not know; of what some must not know, a channel hears only where no person is left."""
    known = [one for one in targets if not situation.unreachable(one) and one not in situation.hidden]
    alone = all(one.startswith("#") for one in known)
    return name in known and (alone or not situation.hidden or not name.startswith("#"))


def is_stranger(draft: Draft, by: By) -> bool:
    """Somebody in Slack who is not on the ladder and was not told yet what they do (contract §5, "Who")."""
    incident, situation = draft.incident, draft.situation
    policy = situation.policy_of(incident.walk)
    known = everybody_on(policy, situation) if policy else frozenset()
    last = everybody_of(situation.settings.last_resort, situation)
    on_ladder = by.person in known | last or "response" in incident.ladders_of(by.person)
    return by.via is Via.SLACK and not by.confirmed and not on_ladder
