"""A click on a button, a choice in an overflow menu, or a shortcut, as what it means; the words are contract §5's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.alerts import Severity
from bot.domain.events import (
    Acknowledged,
    By,
    CoverTaken,
    EscalationAsked,
    MadeIncident,
    NotMeSaid,
    PersonEvent,
    PlanUndone,
    PostmortemWaived,
    Proposed,
    ReachableSaid,
    ReasonGiven,
    Reopened,
    ReviewAskedAgain,
    ReviewGiven,
    SecurityArrived,
    SecurityNotMeSaid,
    SecurityTimeAsked,
    ServiceRestored,
    SeverityChanged,
    StillOnItSaid,
)
from bot.domain.incident.state import number_of
from bot.domain.proposals import ProposalKind
from bot.domain.reasons import Reason
from bot.domain.reviews import ReviewState
from bot.slack.carried import carried
from bot.slack.commands.meanings import Act, FormKind, Look, Meaning, OpenForm, Reading, Say
from bot.slack.commands.planning import PLAN_FORMS, numbered, plan_form
from bot.slack.commands.proposing import (
    PROPOSAL_BUTTONS,
    PROPOSAL_FORMS,
    proposal_form,
    proposal_number,
    proposal_pressed,
)
from bot.slack.commands.reviewing import CONCERN, INCIDENT

CONFIRMED, ALL, PROPOSE_THIS = "_confirmed", "acknowledge_all", "propose_this"
_OLD = Say(text="This button belongs to an incident that Rondo no longer knows. Nothing was changed.")
_EVENTS: Mapping[str, Callable[[int, By], PersonEvent]] = {
    "acknowledge": lambda number, by: Acknowledged(incident=number, by=by),
    "escalate": lambda number, by: EscalationAsked(incident=number, by=by),
    "not_me": lambda number, by: NotMeSaid(incident=number, by=by),
    "security_here": lambda number, by: SecurityArrived(incident=number, by=by),
    "security_not_me": lambda number, by: SecurityNotMeSaid(incident=number, by=by),
    "security_time": lambda number, by: SecurityTimeAsked(incident=number, by=by),
    "still_on_it": lambda number, by: StillOnItSaid(incident=number, by=by),
    "make_incident": lambda number, by: MadeIncident(incident=number, by=by),
    "review_clear": lambda number, by: ReviewGiven(incident=number, by=by, state=ReviewState.CLEAR, pressed=True),
    "service_restored": lambda number, by: ServiceRestored(incident=number, by=by),
    "ask_review": lambda number, by: ReviewAskedAgain(incident=number, by=by),
    "reopen": lambda number, by: Reopened(incident=number, by=by),
    "postmortem_not_needed": lambda number, by: PostmortemWaived(incident=number, by=by),
}
_REASONS: Mapping[str, Reason] = {f"reason_{one.name.lower()}": one for one in Reason if one is not Reason.OTHER}
_PLANS: Mapping[str, Callable[[int, By], PersonEvent]] = {
    "take_time": lambda number, by: CoverTaken(plan=number, by=by),
    "undo_plan": lambda number, by: PlanUndone(plan=number, by=by),
}
_SEVERITIES: Mapping[str, Severity] = {f"severity_{one}": one for one in Severity}
_PROPOSALS = PROPOSAL_BUTTONS | {PROPOSE_THIS, *(kind.value for kind in PROPOSAL_FORMS)}
_FORMS: Mapping[str, FormKind] = {kind.value: kind for kind in FormKind}
_LOOKS: Mapping[str, Look] = {
    "open_incident": Look.STATUS,
    **{
        look.value: look for look in (Look.STATUS, Look.TIMELINE, Look.WHY, Look.EVIDENCE, Look.SECURITY, Look.SEVERITY)
    },
}
#: The words that do what a form would have done, for when Slack can't open one.
_INSTEAD: Mapping[FormKind, str] = {
    FormKind.RESOLVE: "resolve {id} SUMMARY",
    FormKind.HAND_OVER: "assign {id} @who",
    FormKind.ESCALATE: "escalate {id} @who REASON",
    FormKind.DECLARE: "declare TITLE",
    FormKind.POSTMORTEM: "postmortem {id}",
    FormKind.TIMELINE: "note {id} TEXT",
    FormKind.SILENCE: "silence {id} 4h WHY",
    FormKind.REASON: "note {id} WHY",
    FormKind.QUEUE: "security {id} clear",
    FormKind.EXCUSE: "security {id} excused WHY",
    FormKind.CONCLUDE: "security {id} action @who TEXT",
    FormKind.CONCERN: CONCERN,
    FormKind.WITHOUT: "security {id} without WHY",
    FormKind.SECURITY_INCIDENT: INCIDENT,
    FormKind.TAKE_THERE: "note {id} TEXT",
}


@dataclass(frozen=True, kw_only=True)
class Click:
    """What was pressed, by whom and where; `words` is what the control carried (`bot.slack.carried`)."""

    action: str
    words: str
    slack_id: str
    team: str | None = None
    channel: str | None = None
    response_url: str | None = None
    trigger: str | None = None
    view: str | None = None
    link: bool = False
    step: int | None = None


def clicked(body: Mapping[str, Any]) -> Click:
    """A block_actions payload, parsed; an overflow's option `why:INC-7` becomes the action `why` on `INC-7`."""
    pressed = (body.get("actions") or [{}])[0]
    option = pressed.get("selected_option") or {}
    action, words = str(pressed.get("action_id") or ""), str(option.get("value") or pressed.get("value") or "")
    if pressed.get("type") == "overflow" and ":" in words:
        action, _, words = words.partition(":")
    user, view = body.get("user") or {}, body.get("view") or {}
    container = body.get("container") or {}
    return Click(
        action=action,
        words=words,
        slack_id=str(user.get("id") or ""),
        team=user.get("team_id"),
        channel=(body.get("channel") or {}).get("id") or container.get("channel_id"),
        response_url=body.get("response_url"),
        trigger=body.get("trigger_id"),
        view=view.get("type"),
        link="url" in pressed,
        step=_step(str(pressed.get("block_id") or "")),
    )


def _step(row: str) -> int | None:
    name, _, step = row.partition(":")
    return int(step) if name == "step" and step.isascii() and step.isdigit() and len(step) < 10 else None


def read(click: Click, by: By) -> Meaning | None:
    """What a click means; `None` when it only opened a link or chose something within a form."""
    if click.action in _FORMS and FormKind(click.action) is FormKind.DECLARE:
        return form(FormKind.DECLARE)
    if _FORMS.get(click.action) in PLAN_FORMS:
        return plan_form(_FORMS[click.action], click.words)
    if click.action == FormKind.QUEUE:
        return form(FormKind.QUEUE)
    if click.action == ALL:
        return _all(click, by)
    if click.action == "reachable":
        return Act(event=ReachableSaid(by=by))
    if click.action in _PLANS:
        return Act(event=_PLANS[click.action](numbered(click.words), by))
    name = click.action.removesuffix(CONFIRMED)
    number = number_of(click.words.split(maxsplit=1)[0]) if click.words.strip() else None
    if not any(name in known for known in (_EVENTS, _REASONS, _SEVERITIES, _FORMS, _LOOKS, _PROPOSALS)):
        return None
    return _OLD if number is None else _meant(name, number, click, by)


def _meant(name: str, number: int, click: Click, by: By) -> Meaning:
    if name in _EVENTS:
        event = _EVENTS[name](number, _sure(by, click))
        if isinstance(event, EscalationAsked):
            return Act(event=replace(event, seen=click.step, **carried(click.words)))
        return Act(event=event)
    if name in _REASONS:
        return Act(event=ReasonGiven(incident=number, by=by, reason=_REASONS[name]))
    if name in _SEVERITIES:
        return Act(event=SeverityChanged(incident=number, by=by, severity=_SEVERITIES[name]))
    if name in _PROPOSALS:
        return _proposal(name, number, click, by)
    if name in _FORMS:
        return form(_FORMS[name], number)
    return Reading(look=_LOOKS[name], incident=number)


def _proposal(name: str, number: int, click: Click, by: By) -> Meaning:
    if name == PROPOSE_THIS:
        more = carried(click.words)
        return Act(event=Proposed(incident=number, by=by, **{**more, "kind": ProposalKind(more["kind"])}))
    if name in PROPOSAL_BUTTONS:
        return proposal_pressed(name, number, click.words, by)
    about = str(proposal_number(click.words) or "")
    return proposal_form(FormKind(name), number, about)


def _all(click: Click, by: By) -> Meaning:
    """A digest's button: every incident that it names."""
    numbers = [number for word in click.words.split() if (number := number_of(word)) is not None]
    events = [Acknowledged(incident=number, by=_sure(by, click)) for number in numbers]
    return Act(event=events[0], also=tuple(events[1:])) if events else _OLD


def form(kind: FormKind, number: int | None = None, *, title: str = "") -> OpenForm:
    """A form, and the words that do without it."""
    return OpenForm(kind=kind, incident=number, title=title, instead=_INSTEAD[kind].format(id=f"INC-{number or 7}"))


def _sure(by: By, click: Click) -> By:
    confirmed = click.action.endswith(CONFIRMED)
    return replace(by, confirmed=confirmed)


@dataclass(frozen=True, kw_only=True)
class Picked:
    """A message that somebody picked in Slack by a shortcut: its words, and where it stands."""

    text: str
    author: str
    channel: str
    ts: str

    def link(self, workspace: str) -> str | None:
        """Its permalink, where the workspace's address (`https://acme.slack.com/`) is known."""
        known = workspace.startswith("https://")
        return f"{workspace.rstrip('/')}/archives/{self.channel}/p{self.ts.replace('.', '')}" if known else None


def picked(body: Mapping[str, Any]) -> Picked:
    """A message_action payload, parsed."""
    message = body.get("message") or {}
    return Picked(
        text=str(message.get("text") or ""),
        author=str(message.get("user") or message.get("bot_id") or ""),
        channel=str((body.get("channel") or {}).get("id") or ""),
        ts=str(message.get("ts") or body.get("message_ts") or ""),
    )
