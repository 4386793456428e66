"""What somebody does on the page is done in the workspace by them, or refused with a sentence."""

import pytest

from bot.sandbox import Envelope, Reply, Sort, Workspace
from tests.sandbox.page.conftest import Browser, Demo
from tests.sandbox.parts import Bot, Ear, actions, button, field, form


async def test_a_button_is_pressed_by_who_looks(bot: Bot, ear: Ear, browser: Browser) -> None:
    place = await bot.dm("ben")
    ts = await bot.post(place, blocks=[actions(button("acknowledge", value="INC-1"))])
    await browser.do("press", "ben", place=place, ts=ts, action_id="acknowledge", value="INC-1")
    assert (ear.last["user"]["id"], ear.last["actions"][0]["value"]) == ("U0BEN", "INC-1")


async def test_a_menu_sends_what_was_chosen(bot: Bot, ear: Ear, browser: Browser) -> None:
    options = [{"text": {"type": "plain_text", "text": "Why?"}, "value": "why:INC-1"}]
    menu = {"type": "overflow", "action_id": "more", "options": options}
    place = await bot.dm("ana")
    ts = await bot.post(place, blocks=[actions(menu)])
    await browser.do("press", place=place, ts=ts, action_id="more", value="why:INC-1")
    assert ear.last["actions"][0]["selected_option"]["value"] == "why:INC-1"


async def test_a_command_is_answered_to_that_person_alone(ear: Ear, slack: Workspace, browser: Browser) -> None:
    ear.reply = Reply(body={"text": "nothing is open"})
    general = slack.channel("general").id
    await browser.do("command", command="/rondo", text="status", place=general)
    seen = [(await browser.state(me, general))["place"]["messages"][-1]["text"] for me in ("ana", "ben")]
    assert (seen[0], seen[1] == seen[0]) == ("nothing is open", False)


async def test_a_message_is_said_and_read_by_others(ear: Ear, slack: Workspace, browser: Browser) -> None:
    general = slack.channel("general").id
    await browser.do("say", place=general, text="<b>hello</b> @ben")
    assert slack.messages("general")[0].text == "&lt;b&gt;hello&lt;/b&gt; <@U0BEN>"


async def test_who_speaks_in_an_open_channel_joins_it(ear: Ear, bot: Bot, slack: Workspace, browser: Browser) -> None:
    place = await bot.channel("inc-1")
    await browser.do("say", "tam", place=place, text="may I help?")
    assert "tam" in slack.members("inc-1")


class Opener(Ear):
    """An app that answers every command with one form."""

    def __init__(self, slack: Workspace) -> None:
        super().__init__()
        self.slack = slack

    async def deliver(self, envelope: Envelope) -> Reply | None:
        if envelope.kind is Sort.COMMAND:
            arguments = {"trigger_id": envelope.payload["trigger_id"], "view": form(field("summary"))}
            await self.slack.call("views.open", arguments, token=self.slack.app.bot_token)
            return Reply()
        return await super().deliver(envelope)


@pytest.fixture
def app(slack: Workspace) -> Opener:
    slack.transport = app = Opener(slack)
    return app


async def _form(slack: Workspace, browser: Browser) -> str:
    """Opens the form and returns its id."""
    await browser.do("command", command="/rondo", text="resolve", place=slack.channel("general").id)
    [view] = (await browser.state())["views"]
    return str(view["id"])


async def test_what_is_wrong_with_a_form_stands_at_its_field(app: Opener, slack: Workspace, browser: Browser) -> None:
    view = await _form(slack, browser)
    app.reply = Reply(body={"response_action": "errors", "errors": {"summary": "too short"}})
    await browser.do("submit", view=view, values={"summary": "x"})
    assert (await browser.state())["views"][0]["errors"] == {"summary": "too short"}


async def test_a_form_is_sent_and_closes(app: Opener, slack: Workspace, browser: Browser) -> None:
    await browser.do("submit", view=await _form(slack, browser), values={"summary": "rolled back"})
    assert app.last["view"]["state"]["values"]["summary"]["text"]["value"] == "rolled back"
    assert (await browser.state())["views"] == []


async def test_a_form_is_closed_without_sending(app: Opener, slack: Workspace, browser: Browser) -> None:
    await browser.do("close", view=await _form(slack, browser))
    assert (app.heard, (await browser.state())["views"]) == ([], [])


async def test_a_field_left_empty_is_told_in_a_sentence(app: Opener, slack: Workspace, browser: Browser) -> None:
    answer = await browser.do("submit", view=await _form(slack, browser), values={})
    assert (answer.status_code, answer.json()["problem"]) == (409, "Summary must be filled in.")


async def test_shortcuts_reach_the_app(bot: Bot, ear: Ear, browser: Browser) -> None:
    place = await bot.dm("ana")
    ts = await bot.post(place)
    await browser.do("shortcut", callback_id="declare")
    await browser.do("message_shortcut", callback_id="add_to_timeline", place=place, ts=ts)
    assert [each.payload["type"] for each in ear.heard if each.kind is Sort.INTERACTIVE] == [
        "shortcut",
        "message_action",
    ]


async def test_opening_home_tells_the_app(ear: Ear, browser: Browser) -> None:
    await browser.do("home", "ben")
    assert [each["user"] for each in ear.events("app_home_opened")] == ["U0BEN"]


async def test_a_click_that_the_app_does_not_answer_says_so(bot: Bot, ear: Ear, browser: Browser) -> None:
    ear.reply = None
    place = await bot.dm("ana")
    ts = await bot.post(place, blocks=[actions(button("acknowledge"))])
    answer = await browser.do("press", place=place, ts=ts, action_id="acknowledge")
    assert answer.json() == {"warning": "Rondo did not answer in time"}


IMPOSSIBLE = [
    ("press", {"place": "D0ANA", "ts": "1.0", "action_id": "x"}, "That message is gone."),
    ("press", {"place": "D0BEN", "ts": "1.0", "action_id": "x"}, "There is no such conversation for you."),
    ("say", {"place": "D0BEN", "text": "hello"}, "There is no such conversation for you."),
    ("command", {"place": "D0ANA", "command": "/nope"}, "/nope is not a valid command."),
    ("submit", {"view": "V1"}, "That form is closed."),
]


@pytest.mark.parametrize(("deed", "body", "sentence"), IMPOSSIBLE)
async def test_what_slack_would_not_let_them_do_is_a_sentence(
    bot: Bot, ear: Ear, browser: Browser, deed: str, body: dict[str, str], sentence: str
) -> None:
    await bot.dm("ana")
    await bot.dm("ben")
    answer = await browser.do(deed, **body)
    assert (answer.status_code, answer.json()["problem"]) == (409, sentence)


async def test_the_demo_is_broken_and_moved_by_its_own_buttons(demo: Demo, browser: Browser) -> None:
    await browser.do("break")
    await browser.do("pass", minutes=5)
    assert (demo.broken, demo.passed) == (1, [5.0])


@pytest.mark.parametrize("minutes", [0, -5, 1e9, "5", None])
async def test_time_passes_by_a_sensible_number_only(demo: Demo, browser: Browser, minutes: object) -> None:
    answer = await browser.do("pass", minutes=minutes)
    assert (answer.status_code, demo.passed) == (400, [])


async def test_nobody_is_somebody_who_is_not_here(browser: Browser) -> None:
    assert (await browser.do("be", person="eve")).status_code == 404
