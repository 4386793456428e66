"""The package of evidence from the command line, and its check."""

import zipfile
from pathlib import Path

import pytest

from tests.cli.installation import Installation


@pytest.fixture
async def told(anywhere: Installation) -> Installation:
    """An incident that somebody took and resolved; the bot is stopped."""
    async with anywhere.serving():
        await anywhere.alert()
        await anywhere.ask("POST", "/api/v1/incidents/INC-1/acknowledge", {"as": "ana"})
        await anywhere.ask("POST", "/api/v1/incidents/INC-1/note", {"as": "ana", "reason": "Rolled back"})
        await anywhere.ask("POST", "/api/v1/incidents/INC-1/resolve", {"as": "ana"})
    anywhere.said = ""
    return anywhere


async def test_a_package_is_made_without_the_bot_and_holds(told: Installation) -> None:
    assert await told.runs("evidence", "INC-1", "-o", "inc-1.zip") == 0
    assert await told.runs("verify", "inc-1.zip") == 0
    assert "inc-1.zip holds." in told.said
    assert "not anchored yet" in told.said


async def test_made_twice_as_of_one_line_it_is_the_same_whatever_was_written_since(told: Installation) -> None:
    assert await told.runs("evidence", "INC-1", "-o", "one.zip", "--as-of", "4") == 0
    async with told.serving():
        await told.ask("POST", "/api/v1/incidents/INC-1/note", {"as": "ben", "reason": "One more thing"})
    assert await told.runs("evidence", "INC-1", "-o", "other.zip", "--as-of", "4") == 0
    assert (told.folder / "one.zip").read_bytes() == (told.folder / "other.zip").read_bytes()


async def test_a_package_that_was_changed_names_the_line(told: Installation) -> None:
    await told.runs("evidence", "INC-1", "-o", "inc-1.zip")
    _changes(told.folder / "inc-1.zip", b"Rolled back", b"Waited long")
    assert await told.runs("verify", "inc-1.zip") == 1
    assert "inc-1.zip does not hold: line " in told.said


async def test_the_packages_own_program_needs_nothing_of_rondo(told: Installation) -> None:
    await told.runs("evidence", "INC-1", "-o", "inc-1.zip")
    with zipfile.ZipFile(told.folder / "inc-1.zip") as zipped:
        zipped.extractall(told.folder / "unpacked")
    assert await told.program("-I", "unpacked/verify.py", "inc-1.zip") == 0
    assert await told.program("-I", "unpacked/verify.py") == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("evidence", "INC-9"), 1, "There is no INC-9."),
        (("evidence", "nine"), 2, "write it as INC-7"),
        (("evidence", "INC-1", "--as-of", "99"), 1, "INC-1 has no line 99; its record has lines 1 to "),
        (("evidence", "INC-1", "--as-of", "0"), 1, "INC-1 has no line 0"),
        (("evidence", "INC-1", "-o", "nowhere/inc-1.zip"), 1, "nowhere/inc-1.zip can't be written"),
        (("verify", "nothing.zip"), 1, "nothing.zip does not hold: it can't be read"),
        (("verify", "rondo.yml"), 1, "rondo.yml does not hold: it is no whole zip file"),
    ],
)
async def test_what_makes_no_sense_is_a_sentence(
    told: Installation, words: tuple[str, ...], code: int, said: str
) -> None:
    assert await told.runs(*words) == code
    assert said in told.said


def _changes(path: Path, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    with zipfile.ZipFile(path, "w") as zipped:
        for name, data in files.items():
            zipped.writestr(name, data.replace(old, new))


async def test_slack_is_asked_for_its_times_which_stand_beside_ours(anywhere: Installation) -> None:
    async with anywhere.serving():
        await anywhere.alert()
        await anywhere.until(lambda: bool(anywhere.slack.pages))
        await anywhere.ask("POST", "/api/v1/incidents/INC-1/acknowledge", {"as": "ana"})
        await anywhere.until(lambda: any(call.method == "chat.update" for call in anywhere.slack.calls))
    await anywhere.runs("evidence", "INC-1")
    assert await anywhere.runs("verify", "inc-1.zip", "--with-slack") == 0
    assert ", page_delivered: ours 20" in anywhere.said
    assert ", Slack's at 20" in anywhere.said


async def test_without_a_token_slack_can_t_be_asked_and_the_package_holds(told: Installation) -> None:
    await told.runs("evidence", "INC-1")
    del told.environment["SLACK_BOT_TOKEN"]
    assert await told.runs("verify", "inc-1.zip", "--with-slack") == 0
    assert "Slack can't be asked: set SLACK_BOT_TOKEN" in told.said


async def test_nobody_erases_as_somebody_who_is_not_in_the_file(told: Installation) -> None:
    assert await told.runs("erase", "INC-1", "1", "--as", "nobody") == 2
    assert "There is nobody called nobody in the configuration; there are ana, ben, sol" in told.said
    assert await told.runs("evidence", "INC-1", "-o", "inc-1.zip") == 0
    assert await told.runs("verify", "inc-1.zip") == 0
    assert "erased" not in told.said
