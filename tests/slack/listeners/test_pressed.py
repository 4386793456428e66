import pytest

from bot.domain import events as e
from bot.domain.incident.state import Incident
from bot.engine import Result
from bot.sandbox import Message
from bot.sandbox.people import User
from tests.slack.listeners.office import Office, broken


async def posted(office: Office, known: Incident, *elements: dict[str, object]) -> Message:
    """A message of the bot with these controls in the incident's channel."""
    blocks = [{"type": "actions", "elements": list(elements)}]
    arguments = {"channel": known.channel, "text": "card", "blocks": blocks}
    await office.workspace.call("chat.postMessage", arguments, token=office.workspace.app.bot_token)
    return office.workspace.messages(known.channel or "")[-1]


def button(action: str, value: str = "INC-7", **more: object) -> dict[str, object]:
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": "Press"},
        "action_id": action,
        "value": value,
        **more,
    }


def menu(*values: str) -> dict[str, object]:
    options = [{"text": {"type": "plain_text", "text": value}, "value": value} for value in values]
    return {"type": "overflow", "action_id": "more", "options": options}


@pytest.mark.parametrize(
    ("action", "event"),
    [
        ("acknowledge", e.Acknowledged),
        ("escalate", e.EscalationAsked),
        ("not_me", e.NotMeSaid),
        ("security_here", e.SecurityArrived),
        ("security_not_me", e.SecurityNotMeSaid),
        ("still_on_it", e.StillOnItSaid),
        ("make_incident", e.MadeIncident),
        ("reopen", e.Reopened),
        ("postmortem_not_needed", e.PostmortemWaived),
    ],
)
async def test_a_button_acts_at_once_and_its_answer_is_an_effect(office: Office, action: str, event: type) -> None:
    known = await office.incident()
    await office.workspace.act("ana").press(await posted(office, known, button(action)), action)
    assert [type(one) for one in office.engine.events] == [event]
    assert (office.engine.answers_to[0] or "").startswith("http")
    assert not office.workspace.ephemeral("ana")


@pytest.mark.parametrize("form", ["resolve", "hand_over", "postmortem"])
async def test_a_button_opens_its_form_in_one_call(office: Office, form: str) -> None:
    known = await office.incident()
    await office.workspace.act("ana").press(await posted(office, known, button(form)), form)
    assert office.workspace.views_open("ana")[0].callback_id == form


async def test_resolving_by_the_form_brings_its_summary(office: Office) -> None:
    known = await office.incident()
    await office.workspace.act("ana").press(await posted(office, known, button("resolve")), "resolve")
    await office.workspace.act("ana").submit(office.workspace.views_open("ana")[0], {"summary": "rolled back"})
    assert office.engine.events == [e.Resolved(incident=7, by=e.By(person="ana"), summary="rolled back")]
    assert not office.workspace.views_open("ana")


async def test_the_menu_opens_forms_and_reads(office: Office) -> None:
    known = await office.incident()
    message = await posted(office, known, menu("escalate_form:INC-7", "why:INC-7", "timeline:INC-7"))
    await office.workspace.act("ana").press(message, "more", "escalate_form:INC-7")
    await office.workspace.act("ana").submit(
        office.workspace.views_open("ana")[0], {"whom": "U0DORA", "reason": "locks"}
    )
    sure = e.By(person="ana", confirmed=True)  # a form that names whom to call is its own confirmation
    assert office.engine.events == [e.EscalationAsked(incident=7, by=sure, person="dora", reason="locks")]
    await office.workspace.act("ana").press(message, "more", "why:INC-7")
    assert "why these people" in office.whispered("ana")


async def test_handing_over_needs_a_full_member(office: Office) -> None:
    known = await office.incident()
    await office.workspace.add_user(User(id="U0GUEST", name="guest", real_name="Guest", restricted=True))
    await office.workspace.act("ana").press(await posted(office, known, button("hand_over")), "hand_over")
    view = office.workspace.views_open("ana")[0]
    await office.workspace.act("ana").submit(view, {"whom": "U0GUEST"})
    assert "whom" in view.errors
    assert not office.engine.events


async def test_a_refused_form_says_why_at_its_first_input(office: Office) -> None:
    known = await office.incident()
    await office.workspace.act("ana").press(await posted(office, known, button("resolve")), "resolve")
    view = office.workspace.views_open("ana")[0]
    office.engine.answer = lambda event: Result(text="Ben resolved it at 03:20.", refused=True)
    await office.workspace.act("ana").submit(view, {})
    assert view.errors == {"summary": "Ben resolved it at 03:20."}


async def test_without_its_database_a_form_says_so_and_stays(office: Office) -> None:
    known = await office.incident()
    await office.workspace.act("ana").press(await posted(office, known, button("resolve")), "resolve")
    view = office.workspace.views_open("ana")[0]
    office.engine.error = broken()
    await office.workspace.act("ana").submit(view, {})
    assert "nothing was changed" in view.errors["summary"]


async def test_without_its_database_a_click_is_told_so(office: Office) -> None:
    known = await office.incident()
    office.engine.error = broken()
    await office.workspace.act("ana").press(await posted(office, known, button("acknowledge")), "acknowledge")
    assert "nothing was changed" in office.whispered("ana")


async def test_declaring_by_the_form_tells_the_number(office: Office) -> None:
    await office.workspace.act("ana").command("/rondo", "declare")
    known = await office.incident(9)
    office.engine.answer = lambda event: Result(incident=known)
    values = {"title": "Cart is down", "service": "checkout", "severity": "critical", "flags": ["private", "security"]}
    await office.workspace.act("ana").submit(office.workspace.views_open("ana")[0], values)
    declared = office.engine.events[0]
    assert isinstance(declared, e.Declared)
    assert (declared.severity, declared.private, declared.security_concern) == ("critical", True, True)
    assert "INC-9 is open." in str(office.workspace.views_open("ana")[0].blocks)


async def test_the_postmortems_form_brings_every_field(office: Office) -> None:
    known = await office.incident(summary="rolled back")
    await office.workspace.act("ana").press(await posted(office, known, button("postmortem")), "postmortem")
    view = office.workspace.views_open("ana")[0]
    await office.workspace.act("ana").submit(view, {"impact": "nobody could pay", "publish": ["publish"]})
    written = office.engine.events[0]
    assert isinstance(written, e.PostmortemWritten)
    assert (dict(written.fields), written.publish) == ({"summary": "rolled back", "impact": "nobody could pay"}, True)


async def test_a_link_button_is_answered_and_changes_nothing(office: Office) -> None:
    known = await office.incident()
    message = await posted(office, known, button("runbook", url="https://example.com/runbook"))
    reply = await office.workspace.act("ana").press(message, "runbook")
    assert reply
    assert (reply.status, office.engine.events) == (200, [])


async def test_a_message_can_be_added_to_its_channels_timeline(office: Office) -> None:
    known = await office.incident()
    message = await office.workspace.act("ben").say("it began at <https://e.example|the deploy>", known.channel)
    await office.workspace.act("ana").message_shortcut("add_to_timeline", message)
    noted = office.engine.events[-1]
    assert isinstance(noted, e.Noted)
    assert noted.text.startswith("Ben: it began at")
    assert noted.link == f"https://acme.slack.com/archives/{known.channel}/p{message.ts.replace('.', '')}"


async def test_a_message_from_elsewhere_asks_which_timeline(office: Office) -> None:
    await office.incident()
    message = await office.workspace.act("ben").say("it began at noon", "general")
    await office.workspace.act("ana").message_shortcut("add_to_timeline", message)
    await office.workspace.act("ana").submit(office.workspace.views_open("ana")[0], {"incident": "INC-7"})
    assert [getattr(event, "text", "") for event in office.engine.events] == ["Ben: it began at noon"]


async def test_an_incident_can_be_declared_from_a_message_or_from_anywhere(office: Office) -> None:
    message = await office.workspace.act("ben").say("checkout is broken", "general")
    await office.workspace.act("ana").message_shortcut("declare_from_message", message)
    assert "checkout is broken" in str(office.workspace.views_open("ana")[0].blocks)
    await office.workspace.act("ben").shortcut("declare")
    assert office.workspace.views_open("ben")[0].callback_id == "declare"
