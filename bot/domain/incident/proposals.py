"""An incident's proposals as a decision finds and keeps them, and the messages that show them."""

from datetime import datetime

from bot.domain.effects import ShowProposal
from bot.domain.errors import Refused
from bot.domain.incident.draft import Draft
from bot.domain.incident.state import ChannelState
from bot.domain.proposals import Proposal
from bot.domain.releases import scanned


def found(draft: Draft, number: int) -> Proposal:
    """The proposal of that number.

    Raises:
        Refused: there is none.
    """
    one = next((one for one in draft.incident.proposals if one.number == number), None)
    if one is None:
        raise Refused(f"{draft.incident.id} has no proposal {number}")
    return one


def kept(draft: Draft, changed: Proposal) -> None:
    """The incident, with that proposal as it is now, and its message showing it."""
    proposals = tuple(changed if one.number == changed.number else one for one in draft.incident.proposals)
    draft.set(proposals=proposals)
    show(draft, changed)


def show(draft: Draft, one: Proposal) -> None:
    """Its message: in the channel; where the incident has none, in the direct messages of whoever is asked."""
    standing = [ShowProposal.of(slot) for slot in draft.incident.messages if slot.startswith("proposal:")]
    draft.do(*(shown for shown in standing if shown.number == one.number))
    has_channel = draft.incident.channel_state in {ChannelState.OPEN, ChannelState.WANTED}
    if has_channel or one.asked:
        draft.do(ShowProposal(number=one.number, person="" if has_channel else one.asked or ""))


def known_words(one: Proposal, now: datetime) -> str:
    """What the ledger says of the version that it goes to; it never says that anything is allowed."""
    if one.against:
        flags = "; ".join(f"{known.words}, {known.at:%d %b}" for known in one.against)
        return f"{one.to} is flagged {flags}"
    return f"nothing known against {one.to} ({scanned(one.last_scan, now)})" if one.looked else ""
