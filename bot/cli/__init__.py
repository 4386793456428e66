"""The command line: one file per command, loaded when it is called."""

from collections.abc import Mapping, Sequence
from importlib import import_module

from bot.cli.logs import configure_logs
from bot.cli.process import Process

#: Command → what it does, as `--help` says; its file has its name.
COMMANDS: Mapping[str, str] = {
    "serve": "the bot: HTTP, Slack, scheduler (also without a command)",
    "demo": "the same bot on a Slack workspace of its own, with a page to look at",
    "check": "a configuration: every fault, then holes in coverage",
    "doctor": "the live installation, a line each, with the remedy",
    "manifest": "manifest.yml, with the commands that you choose",
    "login": "a one-time link to the dashboard",
    "calendar": "the addresses at which shifts are read as calendars",
    "send": "a payload file to the running bot, as its source would send it",
    "ack": "acknowledge an incident without Slack",
    "resolve": "resolve an incident without Slack",
    "escalate": "escalate an incident without Slack",
    "erase": "names and texts out of a record, which still chains",
    "flags": "what a scanner knows against a version, into the ledger of releases",
    "report": "evidence that events were evaluated, by whom, when",
    "evidence": "the evidence of an incident, as a package for an auditor",
    "verify": "whether a package of evidence is as it was made, offline",
    "gate": "whether something is known against a version, for a pipeline",
}

#: Three commands that are one, and one whose name is a module's of something else.
_SHARED = {"ack": "act", "resolve": "act", "escalate": "act", "report": "evaluation"}


def run(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """Run a command; returns the process's exit code."""
    name, rest = (arguments[0], list(arguments[1:])) if arguments else ("serve", [])
    if name in COMMANDS:
        configure_logs(environ.get("RONDO_LOG") or "info")
        module = import_module(f"bot.cli.{_SHARED.get(name, name)}")
        code: int = module.main([name, *rest], environ, process)
        return code
    lines = [f"  {command:<10} {what}" for command, what in COMMANDS.items()]
    print("python app.py COMMAND [--help]", *lines, sep="\n")
    if name in ("-h", "--help", "help"):
        return 0
    print(f"\nThere is no command {name!r}.")
    return 2
