"""Doing what was meant: the engine decides, a form opens, something is read, or a sentence answers."""

from collections.abc import Callable, Mapping
from typing import assert_never

from bot.domain.events import PersonEvent, Resolved, SilenceEnded, SilenceLifted, TimerKind
from bot.domain.holders import Role
from bot.domain.incident.hold import Hold
from bot.domain.incident.owing import is_missing
from bot.domain.incident.state import Incident, Status
from bot.domain.roles import is_one
from bot.domain.situation import Situation
from bot.slack.api import Yes
from bot.slack.cards.face import Face
from bot.slack.commands.meanings import Act, Choose, FormKind, Meaning, OpenForm, Reading, Say
from bot.slack.commands.planning import PLAN_FORMS
from bot.slack.commands.proposing import PROPOSAL_FORMS
from bot.slack.commands.silencing import suggested
from bot.slack.listeners.desk import Desk, Errand
from bot.slack.listeners.reading import read, visible
from bot.slack.modals import plans, proposals, queue, reasons, reviews, views
from bot.slack.modals.inputs import View
from bot.slack.readings import said
from bot.slack.text import escape

_PATIENCE_SECONDS = 2.0

#: More than so many open incidents are not looked through; what is beyond pages at the silence's first end.
_ENOUGH = 2000

#: The clocks that a silence puts off beside the response ladder's.
_CLOCKS = frozenset({TimerKind.SECURITY, TimerKind.CONTACT})


async def fulfil(desk: Desk, meaning: Meaning, errand: Errand) -> Face | None:
    """What to answer; `None` when the answer goes another way: a form has opened, or an effect posts it.

    Whoever may do nothing here is told why; what they wanted to do to an incident goes to the engine all the same,
    which refuses it and writes that down.
    """
    if errand.barred and not isinstance(meaning, Act):
        return said.sentence(errand.barred)
    match meaning:
        case Act():
            return await _act(desk, meaning, errand)
        case OpenForm() if await _waits_for_review(desk, meaning, errand):
            return await fulfil(desk, Act(event=Resolved(incident=meaning.incident or 0, by=errand.by)), errand)
        case OpenForm():
            return await _open(desk, meaning, errand)
        case Reading():
            return await read(desk, meaning, errand)
        case Choose():
            return said.choice(meaning, errand.situation)
        case Say():
            return said.sentence(meaning.text)
        case _:
            assert_never(meaning)


async def _waits_for_review(desk: Desk, wanted: OpenForm, errand: Errand) -> bool:
    """Whether a form would ask how it ended that can't end yet: whoever wanted it reads so instead, with what to do."""
    if wanted.kind is not FormKind.RESOLVE:
        return False
    incident = await visible(desk, wanted.incident or 0, errand)
    return incident is not None and is_missing(incident, errand.situation)


async def _open(desk: Desk, wanted: OpenForm, errand: Errand) -> Face | None:
    view = await _view(desk, wanted, errand)
    if view is None:
        return said.sentence(f"There is no INC-{wanted.incident}.")
    if isinstance(view, Face):
        return view
    if errand.trigger and await opened(desk, errand.trigger, view):
        return None
    typed = escape(f"{wanted.root or await desk.root()} {wanted.instead}")
    return said.sentence(f"Slack did not open the form. Type `{typed}` instead.")


async def opened(desk: Desk, trigger: str, view: View) -> bool:
    """Whether Slack opened the view; a trigger lives for 3 seconds, so this does not wait for longer than 2."""
    reply = await desk.api.call("views.open", patience=_PATIENCE_SECONDS, trigger_id=trigger, view=dict(view))
    return isinstance(reply, Yes)


async def _view(desk: Desk, wanted: OpenForm, errand: Errand) -> View | Face | None:
    if wanted.kind is FormKind.DECLARE:
        return _declare(errand.situation, wanted)
    if wanted.kind in PLAN_FORMS:
        asked = plans.asked(wanted.kind, wanted.about, errand.person, errand.situation, await desk.clock.now())
        return said.sentence(asked) if isinstance(asked, str) else asked
    if wanted.kind is FormKind.QUEUE:
        return await _queue(desk, errand)
    incident = await visible(desk, wanted.incident or 0, errand)
    if incident is None:
        return None
    if wanted.kind in PROPOSAL_FORMS:
        return await _proposal(desk, wanted, incident, errand.situation)
    if wanted.kind is FormKind.RESOLVE and incident.status is Status.RESOLVED:
        by = f" by {escape(errand.situation.shown(incident.resolved_by))}" if incident.resolved_by else ""
        return said.sentence(f"{incident.id} is resolved already{by}.")
    if wanted.kind is FormKind.CONCLUDE:
        return reviews.conclude(incident, await desk.clock.now())
    return _about(wanted.kind, incident, wanted.title)


async def _queue(desk: Desk, errand: Errand) -> View | Face:
    if not is_one(errand.person, Role.SECURITY, errand.situation):
        return said.sentence("Security's queue is for security.")
    waiting = await desk.reads.queued()
    return queue.batch(waiting, await desk.clock.now()) if waiting else said.sentence("Security's queue is empty.")


def _about(kind: FormKind, incident: Incident, title: str) -> View:
    made = _FORMS.get(kind)
    fields = {"summary": incident.summary, **incident.postmortem.fields}
    return made(incident, title) if made else views.postmortem(incident, fields)


_FORMS: Mapping[FormKind, Callable[[Incident, str], View]] = {
    FormKind.RESOLVE: lambda incident, _: views.resolve(incident),
    FormKind.HAND_OVER: lambda incident, _: views.hand_over(incident),
    FormKind.ESCALATE: lambda incident, _: views.escalate(incident),
    FormKind.SILENCE: lambda incident, _: views.silence(incident, suggested(incident)),
    FormKind.TIMELINE: lambda incident, _: views.add_to_timeline([incident], words="", link=""),
    FormKind.REASON: lambda incident, _: reasons.other_reason(incident),
    FormKind.EXCUSE: lambda incident, _: reasons.excuse(incident),
    FormKind.CONCERN: reviews.concern,
    FormKind.WITHOUT: lambda incident, _: reviews.without(incident),
    FormKind.SECURITY_INCIDENT: lambda incident, title: reviews.security_incident(incident.number, title),
}


async def _proposal(desk: Desk, wanted: OpenForm, incident: Incident, situation: Situation) -> View | Face:
    if wanted.kind is FormKind.PROPOSE and incident.status is Status.RESOLVED:
        return said.sentence(f"{incident.id} is over: nothing is proposed in it any more.")
    if wanted.kind is FormKind.PROPOSE:
        running = await desk.reads.runs(incident.service or "")
        return proposals.propose(incident, situation.settings, running, wanted.about)
    one = next((one for one in incident.proposals if str(one.number) == wanted.about), None)
    if one is None:
        return said.sentence(f"{incident.id} has no such proposal.")
    return (
        proposals.proceed(incident, one)
        if wanted.kind is FormKind.PROCEED
        else proposals.answer(incident, one, wanted.kind)
    )


async def _act(desk: Desk, meaning: Act, errand: Errand) -> Face | None:
    held = await _held_by(desk, meaning.event)
    events = (meaning.event, *meaning.also, *held)
    results = await desk.engine.handle(*events, delivery=errand.delivery, answer_to=errand.answer_to)
    opened = [one for one in await _held_by(desk, meaning.event) if one not in held]  # between that look and the commit
    if opened:
        await desk.engine.handle(*opened)
    return None if errand.answer_to else said.result(results[0])


async def _held_by(desk: Desk, event: PersonEvent) -> tuple[SilenceLifted, ...]:
    """What a silence held back that is ended by hand: it pages now and not when the silence would have been over."""
    if not isinstance(event, SilenceEnded):
        return ()
    found = await desk.reads.incidents(statuses=frozenset({Status.OPEN}), limit=_ENOUGH)
    held = (one for one in found if one.hold is Hold.SILENCE or _CLOCKS & one.due.keys())
    return tuple(SilenceLifted(incident=one.number, by=event.by) for one in held)


def _declare(situation: Situation, wanted: OpenForm) -> View:
    return views.declare(situation.settings, title=wanted.title)
