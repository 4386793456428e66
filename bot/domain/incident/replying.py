"""What becomes of a proposal: security answers, somebody goes on in spite, it is done or undone."""

from dataclasses import replace

from bot.domain import events as e
from bot.domain.effects import TellProposal
from bot.domain.errors import Refused
from bot.domain.incident import asking, securing
from bot.domain.incident.draft import Draft
from bot.domain.incident.proposals import found, kept
from bot.domain.incident.room import must_have_room
from bot.domain.incident.state import Incident, Status
from bot.domain.proposals import Closing, Override, Proposal, Reply, Verdict
from bot.domain.record import Kind
from bot.domain.security import SecurityStatus
from bot.domain.situation import Situation

#: The roads on which somebody is known to be who they say.
_KNOWN = frozenset({e.Via.SLACK, e.Via.SESSION})

_LONGEST = 300


def why_not(incident: Incident, event: e.Event, situation: Situation) -> str:
    """Why whoever acts may not answer or override a proposal, though their role may; nothing when they may."""
    if not isinstance(event, e.ProposalAnswered | e.ProposalOverridden):
        return ""
    if event.by.via not in _KNOWN:
        deed = "answers for security" if isinstance(event, e.ProposalAnswered) else "goes on in spite of security"
        return f"Nobody {deed} by a claim: do it in Slack, or signed in to the dashboard"
    one = next((one for one in incident.proposals if one.number == event.proposal), None)
    settings = situation.settings.security
    approves = isinstance(event, e.ProposalAnswered) and event.verdict is Verdict.APPROVED
    if one and approves and settings and settings.four_eyes and one.by == event.by.person:
        return "You proposed it yourself: somebody else approves it (`security.four_eyes`)"
    return ""


def answered(draft: Draft, event: e.ProposalAnswered) -> None:
    """Somebody from security answers; that they answered means that they are here. It counts after the end too."""
    one, by = found(draft, event.proposal), event.by
    deed = "approves" if event.verdict is Verdict.APPROVED else "objects to"
    if one.reply and one.reply.verdict is event.verdict:
        at, who = draft.clock(one.reply.at), draft.shown(one.reply.person)
        draft.said = f"{who} {event.verdict.value} it at {at} already. Nothing was changed."
        draft.unchanged = True
        return
    must_have_room(draft, one.replies, f"answers to proposal {one.number}")
    reply = Reply(person=by.person, verdict=event.verdict, at=draft.now, note=_short(event.note))
    late = f"{_late(one)}" if one.overrides or one.closing else ""
    draft.write(Kind.PROPOSAL, f"{_who(draft, by)} {deed} {_named(one)}{late}{_because(reply.note)}", by.named)
    _arrives(draft, by)
    kept(draft, replace(one, replies=(*one.replies, reply), answer_by=None))
    draft.do(TellProposal(number=one.number, by=by.person, verdict=event.verdict, words=reply.note))
    asking.follow(draft)
    draft.refresh()
    draft.said = f"You {'approve' if event.verdict is Verdict.APPROVED else 'object to'} {_named(one)}."


def _late(one: Proposal) -> str:
    """The answer came after somebody had gone on."""
    done = one.closing is not None and one.closing.done
    return ", after it was done" if done else ", after somebody had gone on" if one.overrides else ""


def _arrives(draft: Draft, by: e.By) -> None:
    security = draft.incident.security
    is_here = security is not None and security.status is SecurityStatus.HERE
    if security is not None and not is_here and draft.incident.status is not Status.RESOLVED:
        securing.arrive(draft, by)


def overridden(draft: Draft, event: e.ProposalOverridden) -> None:
    """Somebody goes on: nothing blocks them, and why stays on the record."""
    one, by = found(draft, event.proposal), event.by
    if draft.incident.status is Status.RESOLVED:
        raise Refused(f"{draft.incident.id} is over, resolved {draft.ended}: there is nothing to go on with")
    if not event.reason.strip():
        raise Refused("Say why it goes on")
    if not one.objected and not one.waits:
        draft.said = f"Nothing stands against {_named(one)}: go on."
        draft.unchanged = True
        return
    must_have_room(draft, one.overrides, f"reasons to go on with proposal {one.number}")
    override = Override(person=by.person, at=draft.now, reason=_short(event.reason))
    against = f"against {draft.shown(one.objected.person)}'s objection" if one.objected else "without security's answer"
    words = f"{_who(draft, by)} goes on with {_named(one)} {against}{_because(override.reason)}"
    draft.write(Kind.PROPOSAL, words, by.named)
    kept(draft, replace(one, overrides=(*one.overrides, override)))
    draft.do(TellProposal(number=one.number, by=by.person, words=override.reason))
    draft.refresh()
    draft.said = f"It is on the record: you go on with {_named(one)} {against}."


def closed(draft: Draft, event: e.ProposalClosed) -> None:
    """It was done, or it was not; what was done can still be undone."""
    one, by = found(draft, event.proposal), event.by
    before, word = one.closing, "done" if event.done else "undone"
    if before and before.done is event.done:
        who = "a deploy" if before.deployed else draft.shown(before.person)
        draft.said = f"Proposal {one.number} is {word} already, says {who} at {draft.clock(before.at)}."
        draft.unchanged = True
        return
    must_have_room(draft, one.closings, f"changes of whether proposal {one.number} is done")
    standing = f", {one.said(draft.shown)}" if event.done else ""
    draft.write(Kind.PROPOSAL, f"{_who(draft, by)} says that {_named(one)} is {word}{standing}", by.named)
    closing = Closing(done=event.done, person=by.person, at=draft.now)
    kept(draft, replace(one, closings=(*one.closings, closing)))
    asking.follow(draft)
    draft.said = f"Proposal {one.number} is {word}."


def _named(one: Proposal) -> str:
    return f"proposal {one.number} ({one.deed})"


def _who(draft: Draft, by: e.By) -> str:
    return draft.shown(by.person) if by.person else by.named or "the command line"


def _short(said: str) -> str:
    return " ".join(said.split())[:_LONGEST]


def _because(words: str) -> str:
    return f": {words}" if words else ""
