"""manifest.yml, with the commands that you choose."""

import argparse
import sys
from collections.abc import Mapping, Sequence

from bot.cli.process import Process
from bot.slack import manifest


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py manifest [--aliases none|all|ack,escalate] [--root NAME]`."""
    parser = argparse.ArgumentParser(prog="python app.py manifest", description=__doc__)
    parser.add_argument("--aliases", default="all", help="all, none, or some with commas between them (default: all)")
    parser.add_argument("--root", default="rondo", help="the command that does everything (default: rondo)")
    options = parser.parse_args(arguments[1:])
    try:
        print(manifest.write(aliases=options.aliases, root=options.root), end="")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0
