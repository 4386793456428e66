"""The same bot, unchanged, on a Slack workspace of its own: no token, no configuration, no network.

stage.py    the workspace, its page, and what the page's buttons do   outside.py  who talks to the bot over HTTP
life.py     the bot's process: begun, killed, begun again             ports.py    two that are free
bot.py      what runs in it: `serve`, on the demo's clock             clock.py    the machine's, and what was let pass
turns.py    a page to play with turns, beside the workspace's
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

from bot.cli.demo.clock import DemoClock
from bot.cli.demo.life import Life, Lost, environment
from bot.cli.demo.ports import free_ports
from bot.cli.process import Process


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py demo`; with `--bot` it is the bot's half, which the other half begins."""
    parser = argparse.ArgumentParser(prog="python app.py demo", description=__doc__.partition("\n")[0])
    parser.add_argument("--bot", action="store_true", help=argparse.SUPPRESS)
    if parser.parse_args(arguments[1:]).bot:
        code: int = import_module("bot.cli.demo.bot").main(environ, process)
        return code
    try:
        port = free_ports(int(environ.get("RONDO_PORT") or 8080))
        with tempfile.TemporaryDirectory(prefix="rondo-demo-") as folder:
            return _play(environment(environ, port, Path(folder)), DemoClock(process))
    except (Lost, ValueError) as stopped:
        print(stopped, file=sys.stderr)
        return 2


def _play(environ: Mapping[str, str], clock: DemoClock) -> int:
    """Both halves take a while to load, and so they do it at the same time."""
    life = Life(environ, clock)
    life.begin()
    try:
        code: int = import_module("bot.cli.demo.stage").main(life, environ, clock)
    finally:
        life.kill()
    return code
