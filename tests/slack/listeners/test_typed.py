from bot.domain.errors import GoAhead
from bot.domain.events import Acknowledged, ChannelActive, Declared, EscalationAsked, HandedOver, Noted
from bot.domain.incident.state import Status
from bot.engine import Result
from bot.sandbox import Fault
from bot.sandbox.faults import Failing
from bot.sandbox.people import User
from tests.slack.listeners.office import Office, broken
from tests.web.fakes import incident


async def test_ack_in_the_incidents_channel_acknowledges_it(office: Office) -> None:
    known = await office.incident()
    await office.workspace.act("ana").command("/ack", "", known.channel)
    assert isinstance(office.engine.events[0], Acknowledged)
    assert (office.engine.events[0].incident, office.engine.events[0].by.person) == (7, "ana")
    assert "Done by the engine." in office.whispered("ana")


async def test_the_commands_envelope_is_the_deliverys_id(office: Office) -> None:
    known = await office.incident()
    await office.workspace.act("ana").command("/ack", "", known.channel)
    assert (office.engine.deliveries[0] or "").startswith("envelope:")


async def test_ack_elsewhere_takes_the_only_incident_that_paged_the_caller(office: Office) -> None:
    await office.incident()
    await office.workspace.act("ana").command("/ack")
    assert [event.incident for event in office.engine.events] == [7]


async def test_ack_elsewhere_asks_when_several_paged_the_caller(office: Office) -> None:
    await office.incident(7)
    await office.incident(8)
    await office.workspace.act("ana").command("/ack")
    message = office.workspace.ephemeral("ana")[-1]
    assert not office.engine.events
    assert [b["elements"][0]["value"] for b in message.blocks if b["type"] == "actions"] == ["INC-8", "INC-7"]


async def test_a_button_of_the_question_answers_it(office: Office) -> None:
    await office.incident(7)
    await office.incident(8)
    await office.workspace.act("ana").command("/ack")
    await office.workspace.act("ana").press(office.workspace.ephemeral("ana")[-1], "acknowledge", "INC-8")
    assert [event.incident for event in office.engine.events] == [8]


async def test_escalate_takes_a_person_a_level_or_a_reason(office: Office) -> None:
    known = await office.incident()
    for text in ('@dora "database locks"', "2 still nothing", "9 replicas are gone"):
        await office.workspace.act("ana").command("/escalate", text, known.channel)
    asked = [event for event in office.engine.events if isinstance(event, EscalationAsked)]
    assert [(one.person, one.level, one.reason) for one in asked] == [
        ("dora", None, "database locks"),
        (None, 2, "still nothing"),
        (None, None, "9 replicas are gone"),
    ]


async def test_assigning_to_somebody_outside_the_roster_asks_slack_who_they_are(office: Office) -> None:
    known = await office.incident()
    await office.workspace.add_user(User(id="U0EVE", name="eve", real_name="Eve"))
    await office.workspace.act("ana").command("/rondo", "assign @eve", known.channel)
    assert isinstance(office.engine.events[0], HandedOver)
    assert (office.engine.events[0].to, office.reads.members["U0EVE"].name) == ("U0EVE", "eve")


async def test_declare_with_a_title_opens_at_once_and_without_one_a_form(office: Office) -> None:
    await office.workspace.act("ana").command("/rondo", "declare Checkout &amp; cart are down")
    assert isinstance(office.engine.events[0], Declared)
    await office.workspace.act("ana").command("/incident", "declare")
    assert office.workspace.views_open("ana")[0].callback_id == "declare"


async def test_when_slack_opens_no_form_the_answer_names_the_command(office: Office) -> None:
    office.workspace.faults.add(Fault(method="views.open", kind=Failing.SERVER_ERROR, times=1))
    await office.workspace.act("ana").command("/rondo", "declare")
    assert "`/rondo declare TITLE`" in office.whispered("ana")


async def test_a_confirmation_brings_the_button_that_goes_ahead(office: Office) -> None:
    known = await office.incident()
    go_ahead = GoAhead(action="acknowledge_confirmed", incident=known.number)
    question = Result(incident=known, text="You are not on call.", refused=True, confirm=go_ahead)
    office.engine.answer = lambda event: question
    await office.workspace.act("ben").command("/ack", "", known.channel)
    await office.workspace.act("ben").press(office.workspace.ephemeral("ben")[-1], "acknowledge_confirmed")
    assert [event.by.confirmed for event in office.engine.events] == [False, True]


async def test_a_mention_in_a_thread_does_what_the_command_does_and_answers_there(office: Office) -> None:
    known = await office.incident()
    first = await office.workspace.act("ana").say("who has it?", known.channel)
    await office.workspace.act("ana").say("@rondo ack", known.channel, thread_ts=first.ts)
    taken = [event for event in office.engine.events if isinstance(event, Acknowledged)]
    assert [event.by.person for event in taken] == ["ana"]
    assert office.workspace.ephemeral("ana")[-1].thread_ts == first.ts


async def test_writing_in_an_incidents_channel_counts_as_being_there(office: Office) -> None:
    known = await office.incident()
    await office.workspace.act("ben").say("looking", known.channel)
    await office.workspace.act("ben").say("lunch?", "general")
    assert [type(event) for event in office.engine.events] == [ChannelActive]


async def test_a_guest_is_refused_with_a_sentence(office: Office) -> None:
    await office.workspace.add_user(User(id="U0GUEST", name="guest", real_name="Guest", restricted=True))
    await office.workspace.act("guest").command("/ack", "INC-7")
    assert not office.engine.events
    assert "Guests" in office.whispered("guest")


async def test_while_slack_can_t_say_who_somebody_is_they_may_act(office: Office) -> None:
    known = await office.incident()
    await office.workspace.add_user(User(id="U0EVE", name="eve", real_name="Eve"))
    office.workspace.faults.add(Fault(method="users.info", kind=Failing.SERVER_ERROR, times=9))
    await office.workspace.act("eve").command("/rondo", f"ack {known.id}")
    assert office.engine.events[0].by.person == "U0EVE"


async def test_a_typo_is_answered_by_what_it_could_have_been(office: Office) -> None:
    await office.workspace.act("ana").command("/rondo", "akc <!channel>")
    assert "Did you mean `/rondo ack`?" in office.whispered("ana")


async def test_a_private_incident_is_unknown_to_who_is_not_in_it(office: Office) -> None:
    known = await office.incident(private=True, title="Insider fraud")
    await office.workspace.act("tam").command("/rondo", f"status {known.id}")
    assert "There is no INC-7" in office.whispered("tam")
    await office.workspace.act("tam").command("/rondo", "")
    assert "fraud" not in office.whispered("tam")
    await office.workspace.act("ana").command("/rondo", f"status {known.id}")
    assert "Insider fraud" in office.whispered("ana")


async def test_each_reading_command_answers_with_blocks_that_slack_takes(office: Office) -> None:
    known = await office.incident()
    for text in ("", "status", "timeline", "why", "security", "oncall", "web", "doctor", "hello", "help", "list"):
        await office.workspace.act("ana").command("/rondo", text, known.channel)
        assert "failed with the error" not in office.whispered("ana"), text
    assert not office.engine.events


async def test_elsewhere_the_root_lists_the_open_incidents_with_buttons(office: Office) -> None:
    await office.incident(7)
    office.reads.known.append(incident(8, status=Status.RESOLVED))
    await office.workspace.act("ana").command("/rondo")
    await office.workspace.act("ana").press(office.workspace.ephemeral("ana")[-1], "open_incident")
    assert "Nobody has it yet" in office.whispered("ana")
    assert "INC-8" not in office.whispered("ana")


async def test_web_gives_a_link_or_says_what_is_missing(office: Office) -> None:
    await office.workspace.act("ana").command("/rondo", "web")
    assert "https://rondo.example.com/sign-in?token=secret-0" in office.whispered("ana")


async def test_a_mention_gets_no_link_because_its_answer_is_written_down_on_the_way(office: Office) -> None:
    known = await office.incident()
    await office.workspace.act("ana").say(f"<@{office.workspace.app.bot_user}> web", known.channel)
    assert "type `/rondo web`" in office.whispered("ana")
    assert "token" not in office.whispered("ana")


async def test_a_mention_gets_no_calendars_address_either(office: Office) -> None:
    known = await office.incident()
    await office.workspace.act("ana").say(f"<@{office.workspace.app.bot_user}> oncall calendar", known.channel)
    assert "type `/rondo oncall calendar`" in office.whispered("ana")
    assert ".ics" not in office.whispered("ana")


async def test_when_a_command_first_arrived_is_written_down(office: Office) -> None:
    await office.workspace.act("ana").command("/incident", "hello")
    assert office.facts.kept["command:/incident"].startswith("2026-11-23T03:12")


async def test_without_its_database_rondo_says_that_nothing_was_changed(office: Office) -> None:
    known = await office.incident()
    office.engine.error = broken()
    await office.workspace.act("ana").command("/ack", "", known.channel)
    assert "can't reach its database; nothing was changed" in office.whispered("ana")


async def test_mentions_and_entities_in_a_note_become_plain_words(office: Office) -> None:
    known = await office.incident()
    await office.workspace.act("ana").command("/rondo", "note @ben said a < b & <!channel>", known.channel)
    assert isinstance(office.engine.events[0], Noted)
    assert office.engine.events[0].text.startswith("@Ben said a < b & ")
