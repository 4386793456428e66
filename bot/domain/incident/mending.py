"""What must run and stand around an incident, and how it is put right where the auditor found it missing."""

from bot.domain.effects import TellOperators
from bot.domain.events import ChannelMissed, TimerKind, TimerMissed
from bot.domain.incident.draft import Draft
from bot.domain.incident.hold import Hold
from bot.domain.incident.opening import want_channel
from bot.domain.incident.state import ChannelState, Incident, Status
from bot.domain.record import Kind
from bot.domain.situation import ChannelUse, PageWhen

#: What people call an incident's timers.
TIMERS = {
    TimerKind.RESPONSE: "the response ladder's timer",
    TimerKind.HELP: "the timer of the call for help",
    TimerKind.SECURITY: "the security ladder's timer",
    TimerKind.CONTACT: "the timer of the way around Slack",
    TimerKind.ATTENTION: "the timer of the question “Still on it?”",
    TimerKind.POSTMORTEM: "the postmortem's timer",
    TimerKind.ARCHIVE: "the timer that archives the channel",
    TimerKind.REASON: "the timer of the question why it was “Not me”",
    TimerKind.REVIEW: "the security review's timer",
    TimerKind.PROPOSAL: "the timer of an answer to a proposal",
}


def must_run(incident: Incident) -> frozenset[TimerKind]:
    """The timers that must be pending: those it set, and two that no mistake may take away.

    While nobody has what pages, the ladder's (invariant I4); once it is over, that of a review that is owed.
    """
    pages = incident.status is Status.OPEN and incident.urgency.page is not PageWhen.NONE
    owes = incident.review.is_owed and incident.status is Status.RESOLVED
    always = {TimerKind.RESPONSE: pages, TimerKind.REVIEW: owes}
    return frozenset(incident.due) | {kind for kind, runs in always.items() if runs}


def lacks_channel(incident: Incident, *, asked: bool) -> bool:
    """Whether it should have a channel, has none, and nobody is being `asked` for one."""
    if incident.status is Status.RESOLVED or asked or incident.hold in {Hold.SETTLE, Hold.SILENCE}:
        return False
    never = incident.channel_state is ChannelState.NONE and incident.urgency.channel is ChannelUse.OWN
    return never or incident.channel_state is ChannelState.WANTED


def timer_missed(draft: Draft, event: TimerMissed) -> None:
    """It runs again, to the instant that was meant; one that is past, or that nobody knows, is due at once."""
    incident, kind = draft.incident, event.kind
    if incident.generations.get(kind, 0) != event.generation or kind not in must_run(incident):
        return
    due_at = max(incident.due.get(kind, draft.now), draft.now)
    draft.start(kind, due_at)
    at = "it is due now" if due_at == draft.now else f"it runs again, until {draft.clock(due_at)}"
    _say(draft, f"{TIMERS[kind]} was missing; {at}")


def channel_missed(draft: Draft, event: ChannelMissed) -> None:
    """Its channel is asked for again."""
    if draft.incident.lines != event.lines or not lacks_channel(draft.incident, asked=False):
        return
    draft.set(channel_state=ChannelState.NONE)
    want_channel(draft)
    _say(draft, "nobody was asked for its channel; it is asked for again")


def _say(draft: Draft, words: str) -> None:
    draft.write(Kind.FAILED, words)
    draft.do(TellOperators(text=f"{draft.incident.id}: {words}"))
