"""The command line acts without Slack and while the bot runs or not; the bot that serves tells everybody afterwards."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from bot.cli import act as command_line
from bot.sandbox import Failing
from tests.world import Told, words


class Machine(Told):
    """The story's clock as the process that a command runs in."""

    def instant(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()

    async def pause(self, seconds: float) -> None:
        raise AssertionError("the command line waits for nothing")


async def runs(world, folder: Path, *arguments: str) -> int:
    """`python app.py …`, beside the bot, on its database."""
    file = folder / "rondo.yml"
    file.write_text(world.configuration)
    environ = {**world.environment, "RONDO_CONFIG": str(file), "DATABASE_URL": world.database_url}
    return await asyncio.to_thread(command_line.main, arguments, environ, Machine(world.clock.at))


@pytest.fixture
async def opened(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    return quick


async def test_an_acknowledgement_counts_and_says_by_which_road(opened, tmp_path):
    assert await runs(opened, tmp_path, "ack", "INC-1", "--as", "ana") == 0
    incident = await opened.incident()
    assert (incident["acknowledged_by"], incident["acknowledged_via"]) == ("ana", "cli")


async def test_nobody_is_asked_to_confirm(opened, tmp_path):
    assert await runs(opened, tmp_path, "ack", "INC-1", "--as", "tam") == 0
    assert (await opened.incident())["acknowledged_by"] == "tam"


async def test_after_somebody_else_it_says_who_and_fails(opened, tmp_path, capsys):
    await opened.presses("ana", "acknowledge")
    assert await runs(opened, tmp_path, "ack", "INC-1", "--as", "ben") == 1
    assert "Ana has INC-1 since 04:12 CET" in capsys.readouterr().err


async def test_the_bot_stops_paging_and_tells_everybody(opened, tmp_path):
    await opened.passes(minutes=5)
    await runs(opened, tmp_path, "ack", "INC-1", "--as", "ben")
    await opened.passes(minutes=30)
    assert opened.slack.paged == ["ana", "ben"]
    assert "Go back to sleep" in words(opened.page_of("ana"))
    assert "*Ben has it*" in words(opened.card())


async def test_it_works_while_the_bot_is_stopped(opened, tmp_path):
    await opened.dies()
    assert await runs(opened, tmp_path, "ack", "INC-1", "--as", "ben") == 0
    await opened.starts_again()
    await opened.passes(minutes=30)
    assert opened.slack.paged == ["ana"]
    assert "*Ben has it*" in words(opened.card())


async def test_it_works_while_slack_is_away(opened, tmp_path):
    fault = opened.fails(Failing.AWAY, times=None)
    assert await runs(opened, tmp_path, "ack", "INC-1", "--as", "ben") == 0
    await opened.passes(minutes=10)
    opened.slack.faults.remove(fault)
    await opened.passes(minutes=30)
    assert opened.slack.paged == ["ana"]
    assert "*Ben has it*" in words(opened.card())


async def test_escalating_calls_the_next(opened, tmp_path):
    assert await runs(opened, tmp_path, "escalate", "INC-1", "--as", "ana", "--reason", "no signal") == 0
    await opened.passes(minutes=1)
    assert opened.slack.paged == ["ana", "ben"]
    assert "“no signal”" in words(opened.page_of("ben"))


async def test_resolving_ends_it(opened, tmp_path):
    assert await runs(opened, tmp_path, "resolve", "INC-1", "--as", "ana", "--reason", "rolled back") == 0
    assert (await opened.incident())["status"] == "resolved"
    assert "resolved: rolled back" in await opened.timeline()


@pytest.mark.parametrize("wrong", [("ack", "7", "--as", "ana"), ("ack", "INC-1", "--as", "guest")])
async def test_what_makes_no_sense_is_told_and_changes_nothing(opened, tmp_path, wrong):
    assert await runs(opened, tmp_path, *wrong) == 2
    assert (await opened.incident())["status"] == "open"


async def test_an_incident_that_is_not_there(opened, tmp_path, capsys):
    assert await runs(opened, tmp_path, "ack", "INC-9", "--as", "ana") == 1
    assert "There is no INC-9" in capsys.readouterr().err
