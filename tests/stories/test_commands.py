"""One root does everything; whatever is typed, the answer is for that person alone and says what to do."""

import re
from dataclasses import replace

import pytest

from bot.ports import survives
from bot.sandbox import Failing, User
from tests.world import World, buttons, words


def to_press(world, person):
    """The buttons under the last answer, with the incidents they are about."""
    last = world.slack.ephemeral(person)[-1]
    rows = [block["elements"] for block in last.blocks if block["type"] == "actions"]
    return [(one["action_id"], one.get("value")) for row in rows for one in row]


async def test_elsewhere_the_root_shows_the_open_incidents_with_buttons(quick):
    await quick.alert("checkout")
    await quick.alert("search", title="Search is slow")
    shown = await quick.asks("ana", "/rondo")
    assert "INC-1" in shown
    assert "Search is slow" in shown
    assert to_press(quick, "ana") == [("open_incident", "INC-2"), ("open_incident", "INC-1")]


async def test_in_its_channel_the_root_shows_the_incident_and_what_can_be_typed(quick):
    await quick.alert("checkout")
    await quick.settles()
    shown = await quick.asks("ana", "/incident", channel="inc-1")
    assert "*Nobody has it yet.*" in shown
    assert "`/incident escalate @who REASON`" in shown


async def test_without_an_incident_the_root_says_how_to_open_one(quick):
    assert "`/rondo declare TITLE`" in await quick.asks("ana", "/rondo")


@pytest.mark.parametrize(
    ("typed", "shows"),
    [
        ("/rondo status", "INC-1 · Checkout error rate above 5 %"),
        ("/incident status", "INC-1 · Checkout error rate above 5 %"),
        ("/rondo timeline", "critical: Checkout error rate above 5 %"),
        ("/rondo why", "*Ana* was picked"),
        ("/rondo security", "Security: Sol paged"),
        ("/security", "Security: Sol paged"),
        ("/rondo oncall", "checkout-oncall"),
        ("/oncall security", ":calendar: *security*"),
        ("/rondo help", "`/rondo declare TITLE`"),
        ("/incident help", "`/incident declare TITLE`"),
        ("/rondo hello", "reaches Rondo"),
        ("/rondo list", "*Open incidents*"),
        ("/rondo web", "RONDO_PUBLIC_URL"),
        ("/rondo doctor", "token"),
    ],
)
async def test_what_can_be_read_is_read_in_the_channel(quick, typed, shows):
    await quick.alert("checkout")
    await quick.settles()
    assert shows in await quick.asks("ana", typed, channel="inc-1")


@pytest.mark.parametrize(
    ("typed", "holds"),
    [
        ("/ack", {"status": "acknowledged", "acknowledged_by": "ana"}),
        ("/rondo ack", {"status": "acknowledged", "acknowledged_by": "ana"}),
        ("/escalate", {"primary": "ben"}),
        ("/rondo escalate", {"primary": "ben"}),
        ("/escalate 2", {"primary": "dora", "level": 2}),
        ("/rondo severity low", {"severity": "low"}),
        ("/rondo assign @chi", {"status": "acknowledged", "acknowledged_by": "chi"}),
        ("/rondo resolve", {"status": "resolved"}),
        ("/incident resolve rolled back", {"status": "resolved"}),
    ],
)
async def test_what_can_be_done_is_done_in_the_channel(quick, typed, holds):
    await quick.alert("checkout")
    await quick.settles()
    await quick.types("ana", typed, channel="inc-1")
    incident = await quick.incident()
    assert {key: incident[key] for key in holds} == holds


@pytest.mark.parametrize(
    "typed",
    [
        "/ack INC-1",
        "/rondo INC-1 ack",
        "/rondo ack inc-1",
        "/incident INC-1 ack",
        "/rondo assign INC-1 ana",
        "/rondo INC-1 assign @ana",
    ],
)
async def test_every_command_takes_an_incident_as_its_first_word(quick, typed):
    await quick.alert("checkout")
    await quick.alert("search")
    await quick.settles()
    await quick.types("ana", typed)
    assert [(await quick.incident(n))["acknowledged_by"] for n in (1, 2)] == ["ana", None]


async def test_a_named_incident_wins_over_the_channels(quick):
    await quick.alert("checkout")
    await quick.alert("search")
    await quick.settles()
    await quick.types("ana", "/rondo INC-2 resolve", channel="inc-1")
    assert [(await quick.incident(n))["status"] for n in (1, 2)] == ["open", "resolved"]


@pytest.mark.parametrize("who", ["<@U0DORA>", "<@U0DORA|dora>", "@dora", "dora", "Dora", "@Dora"])
async def test_somebody_is_named_as_people_name_them(quick, who):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    await quick.types("ana", f"/escalate {who} database locks", channel="inc-1")
    assert quick.slack.paged == ["ana", "dora"]
    assert "“database locks”" in words(quick.page_of("dora"))


async def test_somebody_who_is_not_in_people_can_be_called_by_mention(quick):
    await quick.slack.add_user(stranger("guest"))
    await quick.alert("checkout", severity="high")
    await quick.settles()
    await quick.types("ana", "/escalate <@U0GUEST|guest> knows the old schema", channel="inc-1")
    assert quick.slack.paged == ["ana", "guest"]


async def test_an_unknown_name_is_told_whom_it_could_mean(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    assert "Did you mean dora?" in await quick.asks("ana", "/escalate @dorra", channel="inc-1")
    assert quick.slack.paged == ["ana"]


@pytest.mark.parametrize(
    ("text", "paged", "reason"),
    [
        ("2", "dora", None),
        ("2 database locks", "dora", "database locks"),
        ("3 nodes are down", "ben", "3 nodes are down"),  # there is no third level
        ("0 hosts answer", "ben", "0 hosts answer"),
        ("500 errors everywhere", "ben", "500 errors everywhere"),
        ("database locks", "ben", "database locks"),
    ],
)
async def test_a_number_is_a_level_only_if_the_ladder_has_it(quick, text, paged, reason):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    await quick.types("ana", f"/escalate {text}", channel="inc-1")
    assert quick.slack.paged == ["ana", paged]
    assert reason is None or f"“{reason}”" in words(quick.page_of(paged))


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("/rondo akc", "Did you mean `/rondo ack`?"),
        ("/incident escallate", "Did you mean `/incident escalate`?"),
        ("/rondo acknowledge", "Did you mean `/rondo ack`?"),
        ("/rondo xyzzy", "`/rondo help` shows what there is"),
        ("/ack INC7", "Did you mean INC-7?"),
        ("/ack INC-99", "There is no INC-99"),
        ("/oncall securty", "Did you mean security?"),
    ],
)
async def test_a_typo_is_told_what_it_could_have_been_and_does_nothing(quick, typed, hint):
    await quick.alert("checkout")
    await quick.settles()
    assert hint in await quick.asks("ana", typed)
    assert (await quick.incident())["status"] == "open"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("/rondo note", "`/rondo note TEXT`"),
        ("/rondo update", "`/rondo update TEXT`"),
        ("/rondo assign", "`/rondo assign @who`"),
        ("/rondo severity", "INC-1 is critical"),
        ("/rondo severity enormous", "“enormous” is no severity"),
    ],
)
async def test_a_command_that_lacks_something_says_what(quick, typed, hint):
    await quick.alert("checkout")
    await quick.settles()
    assert hint in await quick.asks("ana", typed, channel="inc-1")


@pytest.mark.parametrize(
    ("typed", "button"),
    [
        ("/escalate", "escalate"),
        ("/rondo resolve", "resolve"),
        ("/postmortem", "postmortem"),
        ("/rondo why", "why"),
        ("/rondo timeline", "timeline"),
        ("/rondo security", "security"),
        ("/rondo status", "open_incident"),
        ("/rondo note it was the cache", "open_incident"),
    ],
)
async def test_elsewhere_it_asks_which_of_the_newest_five_is_meant(quick, typed, button):
    for number in range(6):
        await quick.alert("checkout", title=f"Trouble {number}", severity="high")
    said = await quick.asks("ana", typed)
    assert "Which one?" in said
    assert to_press(quick, "ana") == [(button, f"INC-{n}") for n in (6, 5, 4, 3, 2)]


@pytest.mark.parametrize("typed", ["/ack", "/escalate", "/rondo resolve", "/rondo why", "/rondo assign @ben"])
async def test_where_nothing_is_open_it_says_so_to_that_person_alone(quick, typed):
    assert "no incident is open" in await quick.asks("ana", typed)
    assert quick.slack.messages("general") == []


async def test_ack_elsewhere_takes_the_only_incident_that_paged_the_caller(quick):
    await quick.alert("checkout", severity="high")
    await quick.alert("search", severity="high")
    await quick.settles()
    await quick.types("ben", "/ack")
    assert [(await quick.incident(n))["acknowledged_by"] for n in (1, 2)] == [None, "ben"]


async def test_ack_elsewhere_asks_when_several_paged_the_caller(changed):
    world = await changed(("[ana, ben, chi]", "[ana]"))
    await world.alert("checkout", severity="high")
    await world.alert("search", severity="high")
    assert "Which one?" in await world.asks("ana", "/ack")
    assert to_press(world, "ana") == [("acknowledge", "INC-2"), ("acknowledge", "INC-1")]


async def test_the_button_of_a_question_does_it(quick):
    await quick.alert("checkout", severity="high")
    await quick.asks("dora", "/ack")
    await quick.presses("dora", "acknowledge", on=quick.slack.ephemeral("dora")[-1])
    assert (await quick.incident())["acknowledged_by"] == "dora"


@pytest.mark.parametrize("thread", [False, True])
async def test_a_mention_does_the_same_as_the_command(quick, thread):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    where = quick.card().ts if thread else None
    await quick.slack.act("ana").say("@rondo ack", quick.channel(), thread_ts=where)
    assert (await quick.incident())["acknowledged_by"] == "ana"
    assert quick.told("ana").startswith("You have INC-1.")
    assert quick.slack.ephemeral("ana")[-1].thread_ts == where


async def test_a_mention_elsewhere_asks_or_names_what_it_does_not_know(quick):
    await quick.alert("checkout", severity="high")
    await quick.slack.act("ana").invite("rondo", "general")
    await quick.slack.act("ana").say("hey @rondo akc", "general")
    assert "Did you mean `@rondo ack`?" in quick.told("ana")


async def test_a_command_in_a_direct_message_works(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    await quick.types("ana", "/ack", channel=quick.slack.direct("ana").id)
    assert (await quick.incident())["acknowledged_by"] == "ana"


async def test_no_command_says_anything_to_others(quick):
    await quick.alert("checkout")
    await quick.settles()
    before = len(quick.slack.messages(quick.channel()))
    for typed in ("/rondo", "/rondo why", "/rondo status", "/rondo oncall", "/rondo akc", "/rondo note x"):
        await quick.types("ana", typed, channel="inc-1")
    assert len(quick.slack.messages(quick.channel())) == before


async def test_web_gives_a_link_that_signs_in_whoever_asked(changed):
    world = await changed(RONDO_PUBLIC_URL="https://rondo.example.com")
    assert (await (await world.browser("ana")).get("/")).status_code == 200


async def test_security_here_shows_the_buttons_to_whoever_may_answer_alone(quick):
    await quick.alert("checkout")
    await quick.settles()
    await quick.types("sol", "/security", channel="inc-1")
    assert buttons(quick.slack.ephemeral("sol")[-1]) == ["review_clear", "concern", "more"]
    assert "security_here:INC-1" in str(quick.slack.ephemeral("sol")[-1].blocks)
    await quick.types("ana", "/security", channel="inc-1")
    assert buttons(quick.slack.ephemeral("ana")[-1]) == ["concern"]


def stranger(name, **more):
    return User(id=f"U0{name.upper()}", name=name, real_name=name.capitalize(), **more)


async def test_a_mention_may_name_somebody_else_too(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    await quick.slack.act("ana").say("@rondo escalate @dora locks", quick.channel())
    await quick.settles()
    assert quick.slack.paged == ["ana", "dora"]


@pytest.mark.parametrize("typed", ["/rondo INC-1 status", "/rondo INC-1 why", "/rondo INC-1 resolve", "/ack INC-1"])
async def test_a_private_incident_is_not_there_for_who_is_not_in_it(quick, typed):
    await quick.types("tam", "/rondo declare")
    await quick.fills("tam", title="Somebody reads our mail", severity="critical", flags=["private"])
    assert "There is no INC-1." in await quick.asks("chi", typed)
    assert "no incident is open" in (await quick.asks("chi", "/rondo")).lower()
    assert (await quick.incident())["status"] == "open"


async def test_whoever_is_in_a_private_incident_uses_it_as_any_other(quick):
    await quick.types("tam", "/rondo declare")
    await quick.fills("tam", title="Somebody reads our mail", severity="critical", flags=["private"])
    assert "Somebody reads our mail" in await quick.asks("ana", "/rondo INC-1 status")
    await quick.types("ana", "/ack")
    assert (await quick.incident())["acknowledged_by"] == "ana"


async def test_where_the_database_went_away_at_the_commit_nobody_is_told_that_nothing_was_changed(postgresql):
    address = postgresql.alone()
    world = World(address)
    await world.starts()
    await world.alert("checkout", severity="high")
    await world.settles()
    database = world.house.store._place.database
    database._crash = lambda point: postgresql.cut(address) if point == "before commit" else None
    await world.slack.act("ana").command("/ack", "", world.channel())
    database._crash = survives
    lost = "Rondo lost its database while it wrote. Look whether it was done before you try again."
    assert lost in world.told("ana")
    postgresql.mend(address)
    await world.presses("ana", "acknowledge")
    assert (await world.incident())["acknowledged_by"] == "ana"
    await world.house.close()


async def test_while_the_database_is_away_everybody_is_told_that_nothing_was_changed(postgresql):
    address = postgresql.alone()
    world = World(address)
    await world.starts()
    await world.alert("checkout", severity="high")
    await world.settles()
    postgresql.cut(address)
    await world.slack.act("ana").command("/ack", "", world.channel())
    assert "Rondo can't reach its database; nothing was changed. Try again." in world.told("ana")
    postgresql.mend(address)
    await world.presses("ana", "acknowledge")
    assert (await world.incident())["acknowledged_by"] == "ana"
    await world.house.close()


async def test_the_list_has_the_most_urgent_first_and_then_the_oldest(quick):
    for number, severity in enumerate(["medium", "critical", "high", "critical", "low", "medium"]):
        await quick.alert("checkout", title=f"Trouble {number}", severity=severity)
        await quick.passes(minutes=0.1)
    shown = await quick.asks("ana", "/rondo")
    assert re.findall(r"\*INC-(\d)", shown) == ["2", "4", "3", "1", "6"]
    assert "the most urgent first (5 of 6)" in shown


async def test_a_severity_is_set_by_a_button(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    await quick.types("ana", "/rondo severity", channel="inc-1")
    asked = quick.slack.ephemeral("ana")[-1]
    assert buttons(asked) == ["severity_critical", "severity_medium", "severity_low"]
    assert "Set to low" in str(asked.blocks)
    await quick.presses("ana", "severity_low", on=asked)
    assert (await quick.incident())["severity"] == "low"


async def test_where_the_incident_is_asked_for_the_severity_that_was_said_is_on_the_button(quick):
    await quick.alert("checkout", severity="high")
    await quick.types("ana", "/rondo severity low")
    await quick.presses("ana", "severity_low", on=quick.slack.ephemeral("ana")[-1])
    assert (await quick.incident())["severity"] == "low"


async def test_every_place_names_the_root_that_arrives_here(quick):
    app = quick.slack.state.app
    quick.slack.state.app = replace(app, commands=app.commands | {"/pager"})
    assert "/rondo has never arrived" in "\n".join(await quick.house.setup.lines())
    await quick.types("ana", "/pager hello")
    assert "/pager arrives" in "\n".join(await quick.house.setup.lines())
    await quick.slack.act("ana").open_home()
    await quick.settles()
    assert "`/pager declare` opens one" in str(quick.slack.home("ana").blocks)


async def test_a_form_that_does_not_open_names_the_root_that_arrives_here(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    app = quick.slack.state.app
    quick.slack.state.app = replace(app, commands=app.commands | {"/pager"})
    await quick.types("ana", "/pager hello")
    quick.fails(Failing.SERVER_ERROR, "views.open")
    await quick.presses("ana", "resolve", on=quick.card())
    assert "Type `/pager resolve INC-1 SUMMARY` instead." in quick.told("ana")


async def test_no_form_is_asked_for_while_slack_asks_for_a_rest(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    quick.fails(Failing.RATE_LIMITED, "views.open", retry_after="30")
    for _ in range(2):
        await quick.presses("ana", "resolve", on=quick.card())
        assert "Slack did not open the form" in quick.told("ana")
    assert len([call for call in quick.slack.calls if call.method == "views.open"]) == 1
    await quick.passes(minutes=0.5)
    await quick.presses("ana", "resolve", on=quick.card())
    assert len(quick.slack.views_open("ana")) == 1


async def test_doctor_says_in_slack_too_that_the_file_is_faulty(quick):
    assert "configuration" not in await quick.asks("ana", "/rondo doctor")
    quick.broken = "rondo.yml:11: there is no person `nobody` → correct it"
    await quick.dies()
    await quick.starts_again()
    assert "✗ configuration rondo.yml:11: there is no person" in await quick.asks("ana", "/rondo doctor")
    assert (await quick.get("/readyz"))["configuration"].startswith("last good: rondo.yml:11")
