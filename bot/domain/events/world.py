"""What the world answered: what became of an effect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class ChannelOpened:
    """The incident's channel exists."""

    incident: int
    channel: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ChannelRefused:
    """Slack will not make the channel; the incident goes on without one. `remedy` is what a person can do."""

    incident: int
    code: str
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class ChannelLost:
    """A channel that the incident had is gone, archived by somebody, or we were removed from it."""

    incident: int
    channel: str | None
    code: str


@dataclass(frozen=True, kw_only=True)
class ChannelNotNeeded:
    """The incident was over before its channel could be made: none is made any more."""

    incident: int


@dataclass(frozen=True, kw_only=True)
class LineLate:
    """A line for the channel of `at` could not be posted in time; it is told in a summary, with the others."""

    incident: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PeopleInvited:
    """Who is in the channel now, by name; and who could not be brought in, with Slack's code."""

    incident: int
    people: tuple[str, ...]
    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MessagePosted:
    """A message of ours stands in Slack: its slot (`card`, `announcement`, `brief:PERSON`), and where."""

    incident: int
    slot: str
    channel: str
    ts: str


@dataclass(frozen=True, kw_only=True)
class MessageGone:
    """Slack no longer has the message of that slot; a new one takes its place."""

    incident: int
    slot: str


@dataclass(frozen=True, kw_only=True)
class PageDelivered:
    """A page reached the person's direct messages."""

    incident: int
    step: int
    person: str
    channel: str
    ts: str


@dataclass(frozen=True, kw_only=True)
class PageDoubtful:
    """Nobody knows whether a page arrived; it is being looked for and sent again.

    `unusable`: not the first attempt, so that Slack is no way to this person for now.
    """

    incident: int
    step: int
    person: str
    unusable: bool = False


@dataclass(frozen=True, kw_only=True)
class PagePutOff:
    """Slack does not take a page for now; it is tried again. `unusable`: not soon."""

    incident: int
    step: int
    person: str
    unusable: bool = False


@dataclass(frozen=True, kw_only=True)
class PageFailed:
    """A page was refused for good."""

    incident: int
    step: int
    person: str
    code: str
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class ContactSent:
    """A provider took a message on a way around Slack."""

    incident: int
    step: int
    person: str
    route: int


@dataclass(frozen=True, kw_only=True)
class ContactFailed:
    """A provider did not take it; `over`: it is not tried again."""

    incident: int
    step: int
    person: str
    route: int
    over: bool = False


@dataclass(frozen=True, kw_only=True)
class ChannelArchived:
    """The channel was archived, as it should."""

    incident: int


@dataclass(frozen=True, kw_only=True)
class FilePosted:
    """The postmortem's file stands in the channel."""

    incident: int
    file: str


@dataclass(frozen=True, kw_only=True)
class DeliveryGivenUp:
    """Something that we owed (to `person`, where it was to one) will not be delivered; told to operators."""

    incident: int
    what: str
    code: str
    person: str = ""
    remedy: str = ""


WorldEvent = (
    ChannelOpened
    | ChannelRefused
    | ChannelLost
    | ChannelNotNeeded
    | LineLate
    | PeopleInvited
    | MessagePosted
    | MessageGone
    | PageDelivered
    | PageDoubtful
    | PagePutOff
    | PageFailed
    | ContactSent
    | ContactFailed
    | ChannelArchived
    | FilePosted
    | DeliveryGivenUp
)
