"""What people do with proposals: make one, answer it for security, go on in spite, say what became of it."""

from dataclasses import dataclass

from bot.domain.events.by import By
from bot.domain.proposals import ProposalKind, Verdict


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """Somebody means to do something: `to` is the version (or number, or whom) that it goes to."""

    incident: int
    by: By
    kind: ProposalKind
    service: str = ""
    to: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ProposalAnswered:
    """Somebody answers a proposal for security."""

    incident: int
    by: By
    proposal: int
    verdict: Verdict
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ProposalOverridden:
    """Somebody goes on with a proposal in spite of security, or without its answer."""

    incident: int
    by: By
    proposal: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProposalClosed:
    """Somebody says that it was done; or that it was not, or was taken back."""

    incident: int
    by: By
    proposal: int
    done: bool


ProposalEvent = Proposed | ProposalAnswered | ProposalOverridden | ProposalClosed
