"""The guide's last step: Slack is unplugged, the bot is killed, and one sees what comes of it."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.page.lines import PASSES, be, button, go, line
from bot.sandbox.page.trial import After, Trial
from bot.sandbox.people import User
from bot.sandbox.records import Json, Message

BREAK = button("Break checkout", "break")
UNPLUG, PLUG = button("Unplug Slack", "unplug"), button("Plug Slack in again", "plug")
KILL, CONNECT = button("Kill Rondo", "kill"), button("Connect your Slack", "connect")


def being_killed() -> Json:
    """From the alert in whose middle it dies until it works again."""
    return line(6, "*SIGKILL*, in the middle of a new alert. Its sender tries again until it is accepted.")


def tried(trial: Trial, asked: Json, *more: Json) -> Json:
    """The minute is over; `asked` is a last question, `more` else to try. After a trial: what there is to see."""
    if trial.subject is None or trial.after is None:
        return line(6, "That was real: the same program, no Slack.", asked, *more, UNPLUG, KILL, CONNECT)
    card, page = (_told(trial, kind) for kind in ("card", "page"))
    if trial.after is After.OUTAGE:
        text = f"Slack is back, and *{trial.subject}* has caught up: its channel, its card, its record."
        waits = f"Slack is back. Rondo catches up: *{trial.subject}* gets its channel and its card."
        complete = card is not None
    else:
        text = f"It went on where it was: *{trial.subject}* has its page, its channel and its card."
        waits = f"Rondo is back. What was on its way to *{trial.subject}* it looks for first: nothing comes twice."
        complete = card is not None and page is not None
    return line(6, text if complete else waits, *go(f"See {trial.subject}", card), *more, UNPLUG, KILL, CONNECT)


def _told(trial: Trial, kind: str) -> Message | None:
    """What stands in the workspace of the incident that was broken for the trial."""
    everything = (
        message for channel in trial.workspace.state.channels.values() for message in channel.messages.values()
    )
    mine = (message for message in everything if message.payload.get("incident") == trial.subject)
    return next((message for message in mine if message.payload.get("kind") == kind), None)


def without_slack(trial: Trial, me: User) -> Json:
    """Slack can tell nothing now: what the bot says, and whose phone rings."""
    incident = trial.known.get(trial.subject or "")
    if incident is None:
        return line(6, "No Slack: every call fails, nothing is delivered. Alerts are taken all the same.", BREAK)
    if incident["status"] != "open":
        return line(6, _holds(trial, incident), PLUG)
    if _rings(trial, me):
        return line(6, "Your phone rings: no Slack, another way. Press *Open* and take it there.", PASSES)
    called = _person(trial, incident["primary"])
    if called is None or not _rings(trial, called):
        return line(6, f"*{trial.subject}* is in. Slack does not take its page; it goes another way in a few seconds.")
    return line(6, f"*{called.real_name}'s* phone rings: no Slack, another way.", be(called), PASSES)


def _holds(trial: Trial, incident: Mapping[str, Any]) -> str:
    holder = _person(trial, incident["acknowledged_by"])
    name, how = holder.real_name if holder else "Somebody", "by a link, " * (incident["acknowledged_via"] == "link")
    return f"*{name}* has {trial.subject}, {how}without Slack. Plug it in again, and see everything catch up."


def _rings(trial: Trial, person: User) -> bool:
    return any(ring.incident == trial.subject for ring in trial.phones.of(person))


def _person(trial: Trial, name: str | None) -> User | None:
    return next((user for user in trial.workspace.state.users.values() if name == user.name), None)
