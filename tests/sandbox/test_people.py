"""What people do: the payloads Slack sends for it, and what the app's answers change."""

from typing import Any

import pytest

from bot.sandbox import Impossible, Message, Reply, Sort, User, Workspace
from tests.sandbox.parts import Bot, Clock, Ear, actions, button, field, form, page


@pytest.fixture
async def card(bot: Bot, slack: Workspace) -> Message:
    more = {"type": "overflow", "action_id": "more", "options": [
        {"text": {"type": "plain_text", "text": "Hand over"}, "value": "hand_over"}]}  # fmt: skip
    blocks = [actions(button(value="INC-1"), more)]
    await bot.post(await bot.dm("ana"), "page", blocks=blocks, metadata=page())
    return slack.dm("ana")[0]


async def test_a_click_sends_what_slack_sends(slack: Workspace, ear: Ear, card: Message) -> None:
    await slack.act("ana").press(card, "acknowledge")
    sent = ear.last
    assert (sent["type"], sent["user"]["id"], sent["team"]["id"]) == ("block_actions", "U0ANA", "T0SANDBOX")
    assert sent["container"] == {
        "type": "message", "message_ts": card.ts, "channel_id": "D0ANA", "is_ephemeral": False,
    }  # fmt: skip
    assert sent["message"]["metadata"] == page()
    [action] = sent["actions"]
    assert (action["action_id"], action["value"], action["type"]) == ("acknowledge", "INC-1", "button")
    assert {"trigger_id", "response_url", "api_app_id", "enterprise", "state"} <= set(sent)


async def test_a_choice_in_a_menu_carries_its_option(slack: Workspace, ear: Ear, card: Message) -> None:
    await slack.act("ana").press(card, "more", "hand_over")
    assert ear.last["actions"][0]["selected_option"]["value"] == "hand_over"


async def test_what_is_not_there_cannot_be_pressed(slack: Workspace, card: Message) -> None:
    with pytest.raises(Impossible, match="no resolve to press; there is: acknowledge, more"):
        await slack.act("ana").press(card, "resolve")
    with pytest.raises(Impossible, match="ben is not in"):
        await slack.act("ben").press(card, "acknowledge")


async def test_a_click_may_come_after_its_button_has_gone(bot: Bot, slack: Workspace, ear: Ear, card: Message) -> None:
    await bot.do("chat.update", channel=card.channel, ts=card.ts, text="taken", blocks=[])
    await slack.act("ana").press(card, "acknowledge")
    assert ear.last["actions"][0]["action_id"] == "acknowledge"


async def test_the_body_of_a_clicks_acknowledgement_is_ignored(slack: Workspace, ear: Ear, card: Message) -> None:
    ear.reply = Reply(body={"text": "thanks"})
    await slack.act("ana").press(card, "acknowledge")
    assert slack.ephemeral("ana") == []


async def test_a_command_sends_its_form_with_names_as_ids(slack: Workspace, ear: Ear) -> None:
    await slack.act("ana").command("/rondo", "escalate @ben <b> & #general", slack.direct("ana"))
    general, sent = slack.channel("general").id, ear.last
    assert sent["text"] == f"escalate <@U0BEN|ben> &lt;b&gt; &amp; <#{general}|general>"
    assert (sent["command"], sent["channel_name"], sent["user_name"]) == ("/rondo", "directmessage", "ana")
    assert ear.heard[-1].kind is Sort.COMMAND


@pytest.mark.parametrize(
    ("reply", "alone", "all_"),
    [
        (Reply(body={"text": "done"}), ["done"], []),
        (Reply(body="done"), ["done"], []),
        (Reply(body={"text": "done", "response_type": "in_channel"}), [], ["done"]),
        (Reply(), [], []),
        (None, ['/rondo failed with the error "operation_timeout"'], []),
        (Reply(status=500), ['/rondo failed with the error "dispatch_failed"'], []),
        (Reply(body={"blocks": [{"type": "x"}]}), ['/rondo failed with the error "invalid_blocks"'], []),
    ],
)
async def test_a_commands_answer_is_shown_where_slack_shows_it(
    slack: Workspace, ear: Ear, reply: Reply | None, alone: list[str], all_: list[str]
) -> None:
    ear.reply = reply
    await slack.act("ana").command("/rondo")
    assert [each.text for each in slack.ephemeral("ana")] == alone
    assert [each.text for each in slack.messages("general")] == all_


async def test_an_unknown_command_is_stopped_by_the_client(slack: Workspace) -> None:
    with pytest.raises(Impossible, match="/nothing is not a valid command"):
        await slack.act("ana").command("/nothing")


async def test_a_mention_is_told_as_message_and_as_mention(bot: Bot, slack: Workspace, ear: Ear) -> None:
    channel = await bot.channel()
    await slack.act("ana").join(channel)
    ear.heard.clear()
    root = await slack.act("ana").say("@rondo ack", channel)
    await slack.act("ana").say("in a thread", channel, thread_ts=root.ts)
    assert [each["text"] for each in ear.events("app_mention")] == ["<@U0RONDO> ack"]
    assert [each.get("thread_ts") for each in ear.events("message")] == [None, root.ts]
    outer = ear.last
    assert {"event_id", "event_time", "authorizations", "is_ext_shared_channel", "team_id"} <= set(outer)


async def test_what_is_said_where_the_bot_is_not_stays_unheard(slack: Workspace, ear: Ear) -> None:
    await slack.act("ana").say("@rondo ack")
    assert ear.heard == []


async def test_a_response_url_works_five_times_and_thirty_minutes(
    slack: Workspace, ear: Ear, card: Message, clock: Clock
) -> None:
    await slack.act("ana").press(card, "acknowledge")
    url = ear.last["response_url"]
    answers = [await slack.respond(url, {"text": "hi"}) for _ in range(6)]
    assert [each.body.get("error") for each in answers] == [None] * 5 + ["used_url"]
    await slack.act("ana").press(card, "acknowledge")
    clock.passes(minutes=31)
    assert (await slack.respond(ear.last["response_url"], {"text": "hi"})).body["error"] == "expired_url"
    assert len(slack.ephemeral("ana")) == 5


async def test_a_response_url_replaces_or_deletes_what_was_pressed(slack: Workspace, ear: Ear, card: Message) -> None:
    await slack.act("ana").press(card, "acknowledge")
    await slack.respond(ear.last["response_url"], {"text": "taken", "replace_original": True})
    assert [each.text for each in slack.dm("ana")] == ["taken"]
    await slack.respond(ear.last["response_url"], {"delete_original": True})
    assert slack.dm("ana") == []


async def test_an_ephemeral_message_changes_by_its_response_url_alone(slack: Workspace, ear: Ear) -> None:
    ear.reply = Reply(body={"text": "sure?", "blocks": [actions(button("yes"))]})
    await slack.act("ana").command("/rondo")
    [question] = slack.ephemeral("ana")
    await slack.act("ana").press(question, "yes")
    assert ear.last["container"]["is_ephemeral"]
    assert "message" not in ear.last
    await slack.respond(ear.last["response_url"], {"replace_original": True, "text": "done"})
    assert [each.text for each in slack.ephemeral("ana")] == ["done"]


async def trigger(slack: Workspace, ear: Ear) -> str:
    await slack.act("ana").shortcut("declare")
    return str(ear.last["trigger_id"])


async def test_a_trigger_is_good_once(bot: Bot, slack: Workspace, ear: Ear) -> None:
    key = await trigger(slack, ear)
    errors = [await bot.error("views.open", trigger_id=key, view=form(field())) for _ in range(2)]
    assert errors == ["none", "exchanged_trigger_id"]
    assert await bot.error("views.open", trigger_id="made.up", view=form(field())) == "invalid_trigger_id"


async def test_a_trigger_is_good_for_three_seconds(bot: Bot, slack: Workspace, ear: Ear, clock: Clock) -> None:
    key = await trigger(slack, ear)
    clock.passes(seconds=3.1)
    assert await bot.error("views.open", trigger_id=key, view=form(field())) == "expired_trigger_id"


@pytest.mark.parametrize(
    ("view", "error"),
    [
        (form(field(), submit=None), "invalid_arguments"),
        (form(field(), private_metadata="x" * 3001), "invalid_arguments"),
        (form(field(), extra="x" * 250_000), "view_too_large"),
        (None, "invalid_arguments"),
    ],
)
async def test_a_bad_form_is_not_opened(bot: Bot, slack: Workspace, ear: Ear, view: Any, error: str) -> None:
    assert await bot.error("views.open", trigger_id=await trigger(slack, ear), view=view) == error


async def opened(bot: Bot, slack: Workspace, ear: Ear, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    view = form(*(blocks or (field(),)), **more)
    return dict((await bot.do("views.open", trigger_id=await trigger(slack, ear), view=view))["view"])


async def test_a_submitted_form_sends_all_its_fields_and_closes(bot: Bot, slack: Workspace, ear: Ear) -> None:
    await opened(bot, slack, ear, field(), field("more", optional=True), private_metadata="INC-1")
    await slack.act("ana").submit(slack.views_open("ana")[0], {"summary": "all well"})
    view = ear.last["view"]
    assert (ear.last["type"], view["callback_id"], view["private_metadata"]) == ("view_submission", "resolve", "INC-1")
    assert view["state"]["values"] == {
        "summary": {"text": {"type": "plain_text_input", "value": "all well"}},
        "more": {"text": {"type": "plain_text_input", "value": None}},
    }
    assert slack.views_open("ana") == []


async def test_what_must_be_filled_in_is_asked_for_by_the_client(bot: Bot, slack: Workspace, ear: Ear) -> None:
    await opened(bot, slack, ear)
    with pytest.raises(Impossible, match="summary must be filled in"):
        await slack.act("ana").submit(slack.views_open("ana")[0])


async def test_errors_keep_the_form_open_and_name_an_input(bot: Bot, slack: Workspace, ear: Ear) -> None:
    await opened(bot, slack, ear)
    ear.reply = Reply(body={"response_action": "errors", "errors": {"summary": "Too short"}})
    [view] = slack.views_open("ana")
    await slack.act("ana").submit(view, {"summary": "x"})
    assert view.errors == {"summary": "Too short"}
    ear.reply = Reply(body={"response_action": "errors", "errors": {"nothing": "Too short"}})
    await slack.act("ana").submit(view, {"summary": "x"})
    assert view.errors == {"": "errors name no input block: ['nothing']"}


@pytest.mark.parametrize(
    ("reply", "open_"),
    [
        (Reply(body={"response_action": "clear"}), []),
        (Reply(body={"response_action": "update", "view": form(field(), callback_id="next")}), ["next"]),
        (Reply(body={"response_action": "push", "view": form(field(), callback_id="next")}), ["resolve", "next"]),
        (None, ["resolve"]),
        (Reply(status=500), ["resolve"]),
    ],
)
async def test_a_forms_answer_decides_what_is_open(
    bot: Bot, slack: Workspace, ear: Ear, reply: Reply | None, open_: list[str]
) -> None:
    await opened(bot, slack, ear)
    ear.reply = reply
    await slack.act("ana").submit(slack.views_open("ana")[0], {"summary": "x"})
    assert [each.callback_id for each in slack.views_open("ana")] == open_


async def test_a_race_of_two_updates_is_lost_visibly(bot: Bot, slack: Workspace, ear: Ear) -> None:
    view = await opened(bot, slack, ear)
    update = {"view_id": view["id"], "hash": view["hash"], "view": form(field())}
    assert [await bot.error("views.update", **update) for _ in range(2)] == ["none", "hash_conflict"]
    await slack.act("ana").close(slack.views_open("ana")[0])
    assert await bot.error("views.update", view_id=view["id"], view=form(field())) == "not_found"


async def test_three_forms_lie_on_each_other_at_most(bot: Bot, slack: Workspace, ear: Ear) -> None:
    await opened(bot, slack, ear)
    pushes = [{"trigger_id": await trigger(slack, ear), "view": form(field())} for _ in range(3)]
    assert [await bot.error("views.push", **each) for each in pushes] == ["none", "none", "push_limit_reached"]


async def test_closing_is_told_only_when_asked_for(bot: Bot, slack: Workspace, ear: Ear) -> None:
    await opened(bot, slack, ear)
    assert await slack.act("ana").close(slack.views_open("ana")[0]) is None
    await opened(bot, slack, ear, notify_on_close=True)
    await slack.act("ana").close(slack.views_open("ana")[0])
    assert (ear.last["type"], ear.last["is_cleared"]) == ("view_closed", False)


async def test_a_home_is_published_opened_and_pressed(bot: Bot, slack: Workspace, ear: Ear) -> None:
    home = {"type": "home", "blocks": [actions(button("mine"))]}
    await bot.do("views.publish", user_id="U0ANA", view=home)
    await slack.act("ana").open_home()
    assert ear.last["event"]["view"]["type"] == "home"
    view = slack.home("ana")
    assert view
    await slack.act("ana").press(view, "mine")
    assert ear.last["container"] == {"type": "view", "view_id": view.id}
    slack.reinstall(home_tab=False)
    assert await bot.error("views.publish", user_id="U0ANA", view=home) == "not_enabled"


async def test_a_message_shortcut_carries_the_message(slack: Workspace, ear: Ear) -> None:
    said = await slack.act("ben").say("it burns")
    await slack.act("ana").message_shortcut("add_to_timeline", said)
    assert (ear.last["type"], ear.last["message"]["text"]) == ("message_action", "it burns")
    assert ear.last["response_url"]


async def test_the_app_hears_of_people_who_come_and_go(slack: Workspace, ear: Ear) -> None:
    await slack.add_user(User(id="U0NEW", name="new", real_name="New"))
    await slack.deactivate("tam")
    assert [(each["user"]["id"], each["user"]["deleted"]) for each in ear.events("team_join")] == [("U0NEW", False)]
    assert [(each["user"]["id"], each["user"]["deleted"]) for each in ear.events("user_change")] == [("U0TAM", True)]
    with pytest.raises(Impossible, match="tam is deactivated"):
        await slack.act("tam").say("hello?")


async def test_people_act_behind_the_bots_back(bot: Bot, slack: Workspace) -> None:
    channel, ana = await bot.channel(), slack.act("ana")
    await ana.join(channel)
    await ana.invite("ben", channel)
    await ana.remove("rondo", channel)
    await ana.archive(channel)
    assert slack.members(channel) == ["ana", "ben"]
    assert await bot.error("conversations.setTopic", channel=channel, topic="x") == "is_archived"


async def test_the_bots_own_edits_are_told_to_it_too(bot: Bot, slack: Workspace, ear: Ear) -> None:
    channel = await bot.channel()
    ts = await bot.post(channel, "old")
    await bot.do("chat.update", channel=channel, ts=ts, text="new")
    await slack.flush()
    changed = ear.events("message")[-1]
    assert (changed["subtype"], changed["message"]["text"], changed["previous_message"]["text"]) == (
        "message_changed", "new", "old",
    )  # fmt: skip


async def test_only_subscribed_events_are_sent(slack: Workspace, ear: Ear) -> None:
    slack.reinstall(events=frozenset())
    await slack.deactivate("tam")
    assert ear.heard == []


async def test_every_change_is_told_to_who_follows(bot: Bot, slack: Workspace) -> None:
    following = slack.changes.follow(since=slack.changes.version)
    await bot.channel("inc-1")
    assert await anext(following) == slack.changes.version
