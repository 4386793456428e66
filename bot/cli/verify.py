"""Whether a package of evidence is as it was made; needs no installation, no network, and nothing but the package."""

import argparse
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

from bot.cli.process import Process
from bot.domain.evidence.verify import verdict
from bot.domain.text import showable


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py verify inc-7.zip`: 0 when all of it holds, else 1."""
    parser = argparse.ArgumentParser(prog="python app.py verify", description=__doc__)
    parser.add_argument(
        "package", metavar="inc-7.zip", help="what `evidence` wrote, or the folder where it was unpacked"
    )
    words = "ask Slack for its times of pages and acknowledgements, and print them beside ours; wants SLACK_BOT_TOKEN"
    parser.add_argument("--with-slack", action="store_true", help=words)
    options = parser.parse_args(arguments[1:])
    path = Path(options.package)
    whole, lines = verdict(path)
    print(*map(showable, lines), sep="\n")
    if whole and options.with_slack:
        asking = import_module("bot.cli.witnesses")  # which takes long to load, and the rest does without
        print(*(showable(f"  {line}") for line in asking.witnesses(path, environ, process)), sep="\n")
    return 0 if whole else 1
