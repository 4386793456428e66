"""Who did something, and by which road it came."""

from dataclasses import dataclass
from enum import StrEnum


class Via(StrEnum):
    """The road an action came by; it is claimed, and the record says so."""

    SLACK = "slack"
    LINK = "link"
    SESSION = "session"
    TOKEN = "token"  # noqa: S105
    CLI = "cli"


@dataclass(frozen=True, kw_only=True)
class By:
    """Who did something: a name of the roster, else a Slack id; `token` names the bearer token that claimed it.

    `channel` is where in Slack they did it, so that acting in an incident's channel counts as being there. `confirmed`
    says that they were told what it does (contract §5, "Who"); outside Slack nobody is asked. `foreign` is somebody of
    another workspace, met in a shared channel: `person` is their id. `witness` is Slack's own time of what they did.
    """

    person: str
    via: Via = Via.SLACK
    token: str | None = None
    channel: str | None = None
    confirmed: bool = False
    foreign: bool = False
    witness: str | None = None

    @property
    def named(self) -> str:
        """The words for the record: the person, and through which token if through one."""
        claim = f", on behalf of {self.person}" if self.person else ""
        return f"token {self.token}{claim}" if self.token else self.person
