"""What libraries say of passing faults is one line, and holds nothing that is secret."""

import logging
import re
import sys

import pytest
import structlog

from bot.cli.logs import configure_logs


@pytest.fixture(autouse=True)
def logs_as_they_were():
    """Logging belongs to the whole process."""
    root = logging.getLogger()
    handlers, level, ours = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**ours)


def test_a_librarys_fault_is_one_line_without_headers_tickets_or_passwords(capsys):
    configure_logs("info")
    secret = {"Proxy-Authorization": "Basic c2VjcmV0", "url": "wss://slack.example/?ticket=TICKET"}
    try:
        raise OSError(secret)
    except OSError:
        message = "Failed to connect to wss://slack.example/link?ticket=TICKET by http://me:PASSWORD@proxy.example:3128"
        logging.getLogger("slack_sdk.socket_mode").exception(message)
    said = capsys.readouterr().err
    assert "Failed to connect to wss://slack.example/link by http://proxy.example:3128 (OSError)" in said
    assert [one for one in ("c2VjcmV0", "TICKET", "PASSWORD", "Traceback") if one in said] == []
    assert len(said.splitlines()) == 1


HOSTILE = "\x1b[31mred\r\n2026-11-23 [info] forged \x9b2J \u202eback \x07"


@pytest.mark.parametrize("terminal", [True, False])
def test_nothing_in_a_value_colours_forges_or_turns_a_line(capsys, terminal):
    sys.stderr.isatty = lambda: terminal
    configure_logs("info")
    structlog.get_logger().warning(HOSTILE, remedy=HOSTILE)
    logging.getLogger("foreign").warning("%s", HOSTILE)
    lines = re.sub(r"\x1b\[\d*m", "", capsys.readouterr().err.replace("\x1b[31mred", "COLOURED")).splitlines()
    assert len(lines) == 2
    assert [one for one in ("COLOURED", "\x1b", "\x9b", "\u202e", "\x07") if one in "".join(lines)] == []
