from bot.domain.events import ChannelLost
from bot.domain.members import Member
from bot.sandbox.people import User
from tests.slack.listeners.office import Office


async def test_opening_the_home_tab_draws_it(office: Office) -> None:
    await office.workspace.act("ana").open_home()
    assert office.homes == ["U0ANA"]


async def test_who_leaves_the_workspace_is_known_to_be_gone_without_asking_slack(office: Office) -> None:
    office.reads.members = {"tam": Member(slack_id="U0TAM", direct="D0TAM")}
    await office.workspace.deactivate("tam")
    assert (office.reads.members["tam"].deactivated, office.reads.members["tam"].direct) == (True, "D0TAM")
    assert not office.workspace.calls


async def test_a_stranger_who_joins_is_looked_at_only_while_somebody_is_missing(office: Office) -> None:
    await office.workspace.add_user(User(id="U0EVE", name="eve", real_name="Eve"))
    assert office.refreshed == 0
    office.reads.missing = frozenset({"zoe"})
    await office.workspace.add_user(User(id="U0ZOE", name="zoe", real_name="Zoe"))
    assert office.refreshed == 1


async def test_a_channel_archived_by_somebody_is_lost(office: Office) -> None:
    known = await office.incident()
    await emit(office, {"type": "channel_archive", "channel": known.channel, "user": "U0BEN"})
    assert office.engine.events == [ChannelLost(incident=7, channel=known.channel, code="channel_archive")]


async def test_our_own_archiving_is_no_loss(office: Office) -> None:
    known = await office.incident()
    await emit(office, {"type": "channel_archive", "channel": known.channel, "user": office.workspace.app.bot_user})
    assert not office.engine.events


async def test_being_removed_from_the_channel_loses_it_and_others_leaving_does_not(office: Office) -> None:
    known = await office.incident()
    await office.workspace.act("ben").leave(known.channel or "")
    assert not office.engine.events
    us = office.workspace.app.bot_user
    await emit(office, {"type": "member_left_channel", "channel": known.channel, "user": us})
    assert office.engine.events == [ChannelLost(incident=7, channel=known.channel, code="member_left_channel")]


async def test_edits_and_bots_do_not_count_as_being_there(office: Office) -> None:
    known = await office.incident()
    for more in ({"subtype": "message_changed"}, {"user": "U0BEN", "bot_id": "B0OTHER"}, {"subtype": "channel_join"}):
        await emit(office, {"type": "message", "channel": known.channel, **more})
    assert not office.engine.events


async def test_an_event_nobody_asked_for_is_answered_and_left_alone(office: Office) -> None:
    await emit(office, {"type": "emoji_changed"})
    assert not office.engine.events


async def emit(office: Office, inner: dict[str, object]) -> None:
    office.workspace.state.emit(inner)
    await office.workspace.flush()
    assert not office.workspace.undelivered
