"""`python app.py serve` as a process of its own, over real HTTP: the thin road, a kill, a stop, a faulty file."""

import asyncio
import resource
import signal

import httpx
from sqlalchemy import text

from bot.cli.serve import OUTDATED
from bot.sandbox import Failing, Fault
from bot.store.database import Database
from tests.cli.installation import RONDO_YML, Installation

FAULTY = RONDO_YML.replace("last_resort: [sol]", "last_resort: [nobody]")


async def test_from_an_alert_over_the_timer_to_the_acknowledgement_that_stops_it(anywhere: Installation) -> None:
    async with anywhere.serving():
        answer = await anywhere.alert()
        assert answer.json()["results"][0] | {"key": ""} == {"key": "", "disposition": "opened", "incident": "INC-1"}
        await anywhere.until(lambda: {"ana", "ben"} <= set(anywhere.slack.paged))
        taken = await anywhere.ask("POST", "/api/v1/incidents/INC-1/acknowledge", {"as": "ben"})
        assert (taken.json()["status"], taken.json()["escalate_at"]) == ("acknowledged", None)


async def test_what_was_accepted_survives_a_kill_and_pages_once(anywhere: Installation) -> None:
    anywhere.writes(RONDO_YML.replace("1s", "10m"))
    async with anywhere.serving() as process:
        assert (await anywhere.alert()).status_code == 202
        assert await anywhere.ended(process, signal.SIGKILL) == -signal.SIGKILL
    async with anywhere.serving():
        await anywhere.until(lambda: "ana" in anywhere.slack.paged and "inc-1-checkout-is-down" in _made(anywhere))
    assert anywhere.slack.paged.count("ana") == 1
    assert [name for name in _made(anywhere) if name.startswith("inc-1")] == ["inc-1-checkout-is-down"]


async def test_what_was_being_sent_at_a_kill_is_sent_by_the_next_life_before_its_lease_would_have_ended(
    here: Installation,
) -> None:
    here.writes(RONDO_YML.replace("1s", "10m"))
    begun = asyncio.Event()
    held = Fault(kind=Failing.DELAY, method="chat.postMessage", seconds=60, where=lambda _: begun.set() is None)
    here.slack.faults.add(held)
    async with here.serving() as process:
        await here.alert()
        await begun.wait()
        await here.ended(process, signal.SIGKILL)
    async with here.serving():
        await here.until(lambda: "ana" in here.slack.paged, seconds=4)
    assert here.slack.paged == ["ana"]


async def test_a_restart_on_a_full_disk_waits_for_room_and_goes_on_by_itself(here: Installation) -> None:
    async with here.serving() as process:
        await here.alert()
        await here.ended(process, signal.SIGKILL)
    full = (here.folder / "rondo.db-wal").stat().st_size
    async with here.serving(says="the database is away", bytes_a_file=full) as process:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await here.until(lambda: "ben" in here.slack.paged)


async def test_it_ends_when_a_newer_one_has_changed_the_schema(anywhere: Installation) -> None:
    async with anywhere.serving() as process:
        database = Database(anywhere.environment["DATABASE_URL"])
        with database.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        database.close()
        async with asyncio.timeout(20):
            assert await process.wait() == OUTDATED
    assert "a newer Rondo has changed the schema" in anywhere.said


def _made(here: Installation) -> list[str]:
    return [channel.name or "" for channel in here.slack.channels]


async def test_sigterm_ends_it_in_time_and_in_order(here: Installation) -> None:
    async with here.serving() as process:
        await here.alert()
        assert await here.ended(process, signal.SIGTERM) == 0
    assert "error" not in here.said.lower()


async def test_a_second_one_on_the_same_file_is_told_so(here: Installation) -> None:
    async with here.serving():
        assert await here.runs("serve") == 2
    assert "another Rondo serves" in here.said


async def test_faults_of_the_file_and_of_the_environment_come_together(here: Installation) -> None:
    here.writes(FAULTY)
    del here.environment["SLACK_SIGNING_SECRET"]
    assert await here.runs("serve") == 2
    assert "SLACK_SIGNING_SECRET" in here.said
    assert "rondo.yml:11" in here.said
    assert "nobody" in here.said


async def test_a_typo_does_not_stop_the_pager(here: Installation) -> None:
    async with here.serving():
        await here.until(lambda: here.slack.state.named("rondo-operators") is not None)
    here.writes(FAULTY)
    here.said = ""
    async with here.serving():
        ready = (await here.ask("GET", "/readyz")).json()
        assert ready["configuration"].startswith("last good: ")
        assert (await here.alert()).status_code == 202
        await here.until(lambda: "rondo.yml:11" in _told(here))


async def test_a_changed_file_counts_at_a_hangup_without_a_restart_and_a_faulty_one_does_not(
    here: Installation,
) -> None:
    async with here.serving() as process:
        await here.until(lambda: here.slack.state.named("rondo-operators") is not None)
        here.writes(RONDO_YML.replace("[ana, ben]", "[ben]"))
        process.send_signal(signal.SIGHUP)
        await here.until(lambda: "policies: changed oncall" in _told(here))
        here.writes(FAULTY)
        process.send_signal(signal.SIGHUP)
        await here.until(lambda: "The configuration file is faulty" in _told(here))
        assert (await here.ask("GET", "/readyz")).json()["configuration"].startswith("last good: ")
        await here.alert()
        await here.until(lambda: "ben" in here.slack.paged)
    assert "ana" not in here.slack.paged


def _told(here: Installation) -> str:
    return str([message.text for message in here.slack.messages("rondo-operators")])


async def test_strict_forbids_the_last_good_one(here: Installation) -> None:
    async with here.serving():
        pass
    here.writes(FAULTY)
    assert await here.runs("serve", "--strict") == 2


async def test_it_starts_and_takes_alerts_while_slack_is_away_and_pages_when_it_is_back(here: Installation) -> None:
    base = here.environment["SLACK_API_URL"]
    here.environment["SLACK_API_URL"] = "http://127.0.0.1:9/api/"
    async with here.serving():
        assert (await here.alert()).status_code == 202
        assert (await here.ask("GET", "/readyz")).status_code == 200
    here.environment["SLACK_API_URL"] = base
    here.said = ""
    async with here.serving():
        await here.until(lambda: "ana" in here.slack.paged)


async def test_a_payload_file_is_sent_as_its_source_would(here: Installation) -> None:
    (here.folder / "alert.json").write_text('{"title": "Checkout is down"}')
    async with here.serving():
        assert await here.runs("send", "generic", "alert.json") == 0
    assert '202 {"results":[{"key":"' in here.said
    assert '"disposition":"opened"' in here.said


async def test_a_link_of_the_command_line_opens_the_dashboard_once(here: Installation) -> None:
    async with here.serving(), httpx.AsyncClient() as browser:
        assert await here.runs("login") == 0
        link = here.said.split()[0]
        form = {"token": link.partition("token=")[2]}
        entered = await browser.post(f"{here.url}/sign-in", data=form, headers={"Origin": here.url})
        assert (entered.status_code, (await browser.get(here.url)).status_code) == (303, 200)
        again = await browser.post(f"{here.url}/sign-in", data=form, headers={"Origin": here.url})
        assert again.status_code != 303


async def test_doctor_says_what_is_ready_and_exits_by_what_is_to_fix(here: Installation) -> None:
    assert await here.runs("doctor") == 0
    assert "✓ token        Rondo in workspace" in here.said
    here.slack.reinstall(scopes=here.slack.app.scopes - {"groups:write"})
    assert await here.runs("doctor") == 1
    assert "✗ scope        groups:write is missing" in here.said


async def test_doctor_says_that_the_file_is_faulty_where_the_last_good_one_is_used(here: Installation) -> None:
    async with here.serving():
        await here.until(lambda: here.slack.state.named("rondo-operators") is not None)
    here.writes(FAULTY.replace("security: {policy: security}", "security: {policy: nothing}"))
    assert await here.runs("doctor") == 1
    told = next(line for line in here.said.splitlines() if line.startswith("✗ configuration"))
    assert "rondo.yml:11: last_resort[1].person: there is no person `nobody`" in told
    assert told.endswith(" (2 in all: `python app.py check`); until then the last good one is used")
    assert "✓ token        Rondo in workspace" in here.said


async def test_doctor_looks_at_everything_that_needs_no_slack_while_it_is_away(here: Installation) -> None:
    here.writes(RONDO_YML.replace('"${GENERIC_TOKEN}"', "none"))
    assert await here.runs("doctor") == 0
    here.environment["SLACK_API_URL"] = "http://127.0.0.1:9/api/"
    assert await here.runs("doctor") == 1
    marks = dict(line.split()[1::-1] for line in here.said.splitlines() if line[0] in "✓!✗")
    assert marks == {
        "token": "✗", "database": "✓", "scopes": "✓", "people": "✓", "reach": "!", "channel": "✓", "commands": "!",
        "last": "✓", "coverage": "✓", "events": "✓", "sources": "!",
    }  # fmt: skip
    assert "3 found in Slack when it last answered" in here.said


async def test_doctor_that_slack_has_never_answered_says_so_once(here: Installation) -> None:
    here.environment["SLACK_API_URL"] = "http://127.0.0.1:9/api/"
    assert await here.runs("doctor") == 1
    assert "! people       ana, ben, sol: Slack has not said yet who that is" in here.said
    assert "✓ last resort  sol" in here.said
    assert "channel " not in here.said


async def test_doctor_without_a_token_asks_slack_nothing_and_says_which_variable_to_set(here: Installation) -> None:
    del here.environment["SLACK_BOT_TOKEN"]
    assert await here.runs("doctor") == 1
    assert "✗ token        SLACK_BOT_TOKEN is missing → set it to the bot token" in here.said
    assert not here.slack.calls
