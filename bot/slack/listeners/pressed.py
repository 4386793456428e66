"""Clicks, forms that came back, and shortcuts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.domain.effects import Answer, ShowHome
from bot.domain.events import Noted
from bot.engine import Result
from bot.slack import actions
from bot.slack.actions import Picked
from bot.slack.cards.face import Face
from bot.slack.commands.meanings import Act, FormKind, Meaning, Say
from bot.slack.commands.place import readable
from bot.slack.commands.planning import PLAN_FORMS
from bot.slack.commands.proposing import PROPOSAL_FORMS
from bot.slack.listeners.callers import errand, meet
from bot.slack.listeners.desk import Desk, Errand
from bot.slack.listeners.fulfil import fulfil, opened
from bot.slack.listeners.reading import newest
from bot.slack.listeners.taking import TAKE_THERE, take
from bot.slack.modals import meant, queue, submission, views
from bot.slack.modals.submission import Submission
from bot.slack.readings import said
from bot.slack.text import cut, entities, one_line

Acknowledgement = Mapping[str, Any]

#: Forms after which somebody reads what became of it, since what follows happens elsewhere.
_SAID = frozenset({FormKind.CONCLUDE, FormKind.CONCERN, FormKind.SECURITY_INCIDENT, FormKind.TAKE_THERE})


async def click(desk: Desk, body: Mapping[str, Any], delivery: str | None) -> None:
    """Does what a button says; the answer goes to the click's response_url, or into a view where there is none."""
    pressed = actions.clicked(body)
    caller = await _errand(desk, body, delivery, channel=pressed.channel)
    meaning = actions.read(pressed, caller.by)
    shown = await fulfil(desk, meaning, caller) if meaning else None
    if shown:
        await tell(desk, body, shown, delivery)
    if pressed.view == "home" and meaning:
        await desk.engine.promise(ShowHome(slack_id=pressed.slack_id))


async def tell(desk: Desk, body: Mapping[str, Any], shown: Face, delivery: str | None) -> None:
    """An answer to whoever clicked: an effect beside the message; on the home tab, a view of its own."""
    if body.get("response_url"):
        who = str((body.get("user") or {}).get("id") or "")
        answer = Answer(url=str(body["response_url"]), text=shown.text, drawn=said.drawn(shown), person=who)
        await desk.engine.promise(answer, delivery=delivery)
    elif body.get("trigger_id"):
        await opened(desk, str(body["trigger_id"]), views.shown(shown.blocks))


async def submit(desk: Desk, body: Mapping[str, Any], delivery: str | None) -> Acknowledgement:
    """Takes a form; what is wrong stands at its block, and everything else closes it."""
    form = submission.submitted(body)
    if form is None:
        return {}
    caller = await errand(desk, form.slack_id, team=form.team, delivery=delivery)
    whom = form.values.get("whom", "")
    situation = await meet(desk, caller.situation, [whom])
    called = situation.members.get(situation.named(whom))
    if called and (called.guest or called.deactivated):
        return complaint(body, "Guests, apps and deactivated members can't be called.", block="whom")
    if form.kind is FormKind.QUEUE:
        return await _batch(desk, form, caller, delivery)
    # A form that names whom to call is the question and its answer in one.
    event = meant.read(form, replace(caller.by, confirmed=form.kind is FormKind.ESCALATE), situation)
    if isinstance(event, submission.Wrong):
        return {"response_action": "errors", "errors": dict(event.errors)}
    if isinstance(event, submission.Further):
        return {"response_action": "update", "view": dict(event.view)}
    results = await desk.engine.handle(event, delivery=delivery)
    return _done(body, form.kind, results[0], caller.person)


async def _batch(desk: Desk, form: Submission, caller: Errand, delivery: str | None) -> Acknowledgement:
    """Many conclusions in one transaction; what could not be concluded is named."""
    events = queue.answered(form, caller.by)
    if isinstance(events, submission.Wrong):
        return {"response_action": "errors", "errors": dict(events.errors)}
    results = await desk.engine.handle(*events, delivery=delivery)
    noted = sum(not one.refused and one.text.startswith("Noted") for one in results)
    others = [one.text for one in results if one.refused or not one.text.startswith("Noted")]
    told = "\n".join([f"Nothing for security: {noted} of {len(events)}, recorded in a batch.", *others[:10]])
    return {"response_action": "update", "view": views.sentence(entities(told))}


def _done(body: Mapping[str, Any], kind: FormKind, brought: Result, person: str) -> Acknowledgement:
    if brought.refused or brought.confirm:
        return complaint(body, brought.text)
    ended = brought.incident.resolved_by if brought.incident else None
    if kind is FormKind.RESOLVE and brought.incident and ended != person:  # somebody else was quicker
        return {"response_action": "update", "view": views.sentence(entities(brought.text))}
    if kind in PLAN_FORMS or kind in PROPOSAL_FORMS or kind in _SAID:
        return {"response_action": "update", "view": views.sentence(entities(brought.text))}
    if kind is not FormKind.DECLARE:
        return {}
    number = brought.incident.id if brought.incident else "It"
    return {"response_action": "update", "view": views.sentence(entities(brought.text) or f"{number} is open.")}


def complaint(body: Mapping[str, Any], words: str, *, block: str = "") -> Acknowledgement:
    """A sentence about a whole form, at its first input; a form without inputs says it in place of itself."""
    place = block or submission.first_input(body.get("view") or {})
    if place:
        return {"response_action": "errors", "errors": {place: cut(words, 500)}}
    return {"response_action": "update", "view": views.sentence(entities(words))}


async def shortcut(desk: Desk, body: Mapping[str, Any], delivery: str | None) -> None:
    """Does what a shortcut says: declare an incident, or put a message into a timeline."""
    message = actions.picked(body)
    caller = await _errand(desk, body, delivery, channel=message.channel or None)
    words = readable(message.text, caller.situation)
    if body.get("callback_id") in {"add_to_timeline", TAKE_THERE}:
        shown = await _to_a_timeline(desk, body, message, words, caller)
    else:
        shown = await fulfil(desk, actions.form(FormKind.DECLARE, title=cut(one_line(words), 300)), caller)
    return await tell(desk, body, shown, delivery) if shown else None


async def _to_a_timeline(
    desk: Desk, body: Mapping[str, Any], message: Picked, words: str, caller: Errand
) -> Face | None:
    identity = await desk.directory.identity()
    link = message.link(identity.url if identity else "")
    author = caller.situation.shown(caller.situation.named(message.author))
    text = f"{author}: {words or 'a message without words'}"
    if body.get("callback_id") == TAKE_THERE:
        return await take(desk, message, text, link, caller)
    return await _add_to_timeline(desk, message, text, link, caller)


async def _add_to_timeline(desk: Desk, message: Picked, text: str, link: str | None, caller: Errand) -> Face | None:
    incident = await desk.reads.in_channel(message.channel)
    if incident:
        noted: Meaning = Act(event=Noted(incident=incident.number, by=caller.by, text=text, link=link))
        return await fulfil(desk, noted, caller)
    incidents = () if caller.barred else await newest(desk, caller)
    if not incidents:
        return await fulfil(desk, Say(text="No incident is open, so there is no timeline to add this to."), caller)
    view = views.add_to_timeline(incidents, words=text, link=link or "")
    if caller.trigger and await opened(desk, caller.trigger, view):
        return None
    return said.sentence("Slack did not open the form. Try again.")


async def _errand(desk: Desk, body: Mapping[str, Any], delivery: str | None, *, channel: str | None) -> Errand:
    user = body.get("user") or {}
    return await errand(
        desk,
        str(user.get("id") or ""),
        team=user.get("team_id"),
        delivery=delivery,
        channel=channel,
        trigger=body.get("trigger_id"),
        answer_to=body.get("response_url"),
        witness=_clicked_at(body),
    )


def _clicked_at(body: Mapping[str, Any]) -> str | None:
    """When Slack says that it was clicked."""
    (action, *_) = body.get("actions") or [{}]
    return str(action.get("action_ts") or body.get("action_ts") or "") or None
