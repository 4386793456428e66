"""`ack`, `resolve` and `escalate` without Slack: through the engine into the database, whether the bot runs or not."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta

from bot.cli.process import Process
from bot.cli.starting import Opened, Stopped, opened
from bot.domain.errors import Unavailable, Uncertain
from bot.domain.events import Acknowledged, By, EscalationAsked, Event, Resolved, Via
from bot.domain.incident import Incident
from bot.domain.incident.state import number_of
from bot.domain.situation import Situation
from bot.domain.text import showable
from bot.engine import Engine
from bot.ports import Delivery, Later, Promise


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py ack INC-7 --as ana`."""
    command, options = arguments[0], _parser(arguments[0]).parse_args(arguments[1:])
    number = number_of(options.incident)
    if number is None:
        print(f"{options.incident} is no incident's id; write it as INC-7", file=sys.stderr)
        return 2
    try:
        installation = opened(environ, serving=False)
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.code
    with closing(installation.store):
        if not known(installation, options.person):
            return 2
        event = _event(command, number, By(person=options.person, via=Via.CLI), options.reason)
        return asyncio.run(commit(installation, event, process))


def known(installation: Opened, person: str) -> bool:
    """Whether the file names that person; else it is said who it names."""
    people = installation.settings.people
    if person not in people:
        there = ", ".join(people)
        print(f"There is nobody called {person} in the configuration; there are {there}", file=sys.stderr)
    return person in people


#: What `--help` says: it works without Slack, and whether the bot runs or not.
_WORDS: Mapping[str, str] = {
    "ack": "Acknowledge an incident without Slack, whether the bot runs or not.",
    "resolve": "Resolve an incident without Slack, whether the bot runs or not.",
    "escalate": "Call whoever is next for an incident without Slack, whether the bot runs or not.",
}


def _parser(command: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python app.py {command}", description=_WORDS[command])
    parser.add_argument("incident", metavar="INC-7")
    parser.add_argument("--as", dest="person", required=True, metavar="ana", help="who you are, as rondo.yml names you")
    parser.add_argument("--reason", default="", help="why, or how it ended; goes to the record")
    return parser


def _event(command: str, number: int, by: By, reason: str) -> Event:
    match command:
        case "ack":
            return Acknowledged(incident=number, by=by)
        case "resolve":
            return Resolved(incident=number, by=by, summary=reason)
        case _:
            return EscalationAsked(incident=number, by=by, reason=reason)


class _Nobody:
    """A messenger that sends nothing: what is owed is left to the bot that serves."""

    async def wait(self, promise: Promise, now: datetime) -> timedelta:
        return timedelta(0)

    async def perform(
        self, promise: Promise, incident: Incident | None, situation: Situation, now: datetime
    ) -> Delivery:
        return Later(code="not here")


async def commit(installation: Opened, event: Event, process: Process) -> int:
    """Something happened here: decided and written down, told by the bot that serves; prints what it brought."""
    store = installation.store
    engine = Engine(
        begin=store.begin,
        outbox=store.outbox,
        reads=store.reads,
        messenger=_Nobody(),
        clock=store.clock(process, process.seconds),
    )
    try:
        result = (await engine.handle(event))[0]
    except Uncertain as error:
        print(f"Look whether it was done before you try again: {error}", file=sys.stderr)
        return 1
    except Unavailable as error:
        print(f"The database can't be reached, nothing was changed: {error}", file=sys.stderr)
        return 1
    finally:
        await engine.stop()
    print(showable(result.text), file=sys.stderr if result.refused else sys.stdout)
    return 1 if result.refused else 0
