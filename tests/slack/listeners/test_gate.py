import pytest

from bot.domain.events import Acknowledged
from tests.slack.listeners.office import Office, broken


async def test_a_signed_command_is_taken(office: Office) -> None:
    answer = await office.post(office.command("ack INC-7"))
    assert answer.status == 200
    assert "There is no INC-7" in answer.body


async def test_a_replay_within_the_window_has_the_same_delivery(office: Office) -> None:
    await office.incident()
    fields = office.command("ack INC-7")
    await office.post(fields)
    await office.post(fields)
    assert len(set(office.engine.deliveries)) == 1
    assert (office.engine.deliveries[0] or "").startswith("signature:")


@pytest.mark.parametrize(
    "headers",
    [
        {"x_slack_signature": "v0=0000"},  # forged
        {"x_slack_signature": ""},  # none
        {"x_slack_signature": "v0=é"},  # not ASCII: comparing raises
        {"x_slack_request_timestamp": "1600000000"},  # stale
        {"x_slack_request_timestamp": ""},  # none
        {"x_slack_request_timestamp": "soon"},  # no number: int() raises
        {"x_slack_request_timestamp": "9" * 5000},  # too many digits: int() raises
        {"x_slack_request_timestamp": "1" + "0" * 400},  # more than a float holds
        {"x_slack_request_timestamp": "١٢٣"},  # digits, but not ours
    ],
)
async def test_what_slack_did_not_sign_is_refused(office: Office, headers: dict[str, str]) -> None:
    assert (await office.post(office.command("ack"), **headers)).status == 401


@pytest.mark.parametrize("changes", [{"team_id": "T0OTHER"}, {"api_app_id": "A0OTHER"}])
async def test_another_workspace_or_app_is_refused(office: Office, changes: dict[str, str]) -> None:
    assert (await office.post(office.command("ack INC-7", **changes))).status == 403
    assert not office.engine.events


async def test_before_first_contact_a_signed_request_is_ours(office: Office) -> None:
    await office.incident()
    office.directory.who = None
    assert (await office.post(office.command("ack INC-7"))).status == 200
    assert isinstance(office.engine.events[0], Acknowledged)


async def test_nothing_that_comes_in_asks_slack_who_we_are(office: Office) -> None:
    await office.post(office.command("ack INC-7"))
    assert not [call for call in office.workspace.calls if call.method == "auth.test"]


async def test_an_event_that_was_not_committed_is_answered_so_that_slack_sends_it_again(office: Office) -> None:
    known = await office.incident()
    office.engine.error = broken()
    await office.workspace.act("ben").say("looking", known.channel)
    office.engine.error = None
    await office.workspace.redeliver()
    assert len(office.engine.events) == 1
