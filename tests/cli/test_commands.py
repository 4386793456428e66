"""What every command answers when it is asked what it does, or can't do it."""

import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import COMMANDS
from tests.cli.installation import ROOT, Installation


def other_pythons() -> list[str]:
    """Every Python of this machine on which Rondo does not run."""
    named = [shutil.which(f"python3.{minor}") for minor in (8, 9, 10, 14, 15)]
    found = [path for path in named if path] + [
        str(path) for path in Path.home().glob(".pyenv/versions/3.*/bin/python3")
    ]
    return sorted(path for path in set(found) if _version(path) not in {"", "3.11", "3.12", "3.13"})


def _version(python: str) -> str:
    words = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


async def test_without_knowing_any_command_one_finds_them_all(here: Installation) -> None:
    assert await here.runs("--help") == 0
    assert [name for name in COMMANDS if f"  {name}" not in here.said] == []


@pytest.mark.parametrize("command", COMMANDS)
async def test_every_command_explains_itself_without_an_installation(here: Installation, command: str) -> None:
    here.environment = {"PATH": here.environment["PATH"]}
    assert await here.runs(command, "--help") == 0
    assert here.said.startswith(f"usage: python app.py {command}")


async def test_an_unknown_command_is_told_so(here: Installation) -> None:
    assert await here.runs("srve") == 2
    assert "There is no command 'srve'." in here.said


@pytest.fixture
def taken(here: Installation) -> Iterator[None]:
    """Somebody else listens where we want to."""
    with socket.create_server(("127.0.0.1", int(here.environment["RONDO_PORT"]))):
        yield


@pytest.mark.usefixtures("taken")
async def test_a_port_that_is_taken_is_one_line(here: Installation) -> None:
    assert await here.runs("serve") == 2
    told = [line for line in here.said.splitlines() if "RONDO_PORT" in line]
    assert len(told) == 1
    assert "Traceback" not in here.said


@pytest.mark.usefixtures("taken")
async def test_the_demo_takes_the_next_ports_that_are_free_and_says_so(here: Installation) -> None:
    port = here.environment["RONDO_PORT"]
    here.environment = {"PATH": here.environment["PATH"], "RONDO_PORT": port}
    said, ended = await here.says("demo", until="Open http://")
    assert f"Port {port} or {int(port) + 1} is taken; using" in said
    assert ended == 0


async def test_ctrl_c_ends_it_as_sigterm_does(here: Installation) -> None:
    async with here.serving() as process:
        await here.alert()
        assert await here.ended(process, signal.SIGINT) == 0
    assert "Traceback" not in here.said


@pytest.mark.parametrize("python", other_pythons() or [""])
def test_another_python_is_told_in_one_line_which_ones_will_do(python: str, tmp_path: Path) -> None:
    if not python:
        pytest.skip("no Python but 3.11 to 3.13 is on this machine")
    done = subprocess.run([python, str(ROOT / "app.py")], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Rondo runs on Python 3.11, 3.12 and 3.13; this is ")
    assert len(done.stderr.splitlines()) == 1
