"""Everything we can ask of the world, in the imperative; rendered when it is sent, so doing it twice is harmless.

Effects with a *slot* make one message show the present: the first time they post it, afterwards they edit it. There is
one row per slot in the outbox, so changes coalesce. All others happen once.
"""

from enum import IntEnum

from bot.domain.effects.asked import (
    AddBookmark,
    Answer,
    ArchiveChannel,
    Invite,
    KeepGroup,
    OpenChannel,
    PinCard,
    PostAnchor,
    PostFairness,
    PostPostmortem,
    ReachPerson,
    RemindPostmortem,
    SetTopic,
    TellOperators,
    TellPerson,
    TellTeam,
    Whisper,
)
from bot.domain.effects.reviews import (
    RemindQueue,
    RemindReview,
    Reviewing,
    TellConcern,
    TellLead,
    TellRestored,
    TellReviewed,
)
from bot.domain.effects.shifts import Left, Loud, RemindShift, TellHandOff
from bot.domain.effects.shown import (
    AskReason,
    AskStillOnIt,
    Show,
    ShowAnnouncement,
    ShowBrief,
    ShowCard,
    ShowHome,
    ShowPage,
    ShowProposal,
    ShowSummary,
)
from bot.domain.effects.told import (
    Next,
    Tell,
    TellCalled,
    TellEscalated,
    TellExhausted,
    TellFlagged,
    TellHeld,
    TellJoined,
    TellNotMe,
    TellProposal,
    TellQuiet,
    TellReopened,
    TellResolved,
    TellSecurity,
    TellSeverity,
    TellShadow,
    TellTaken,
    TellUpdate,
    TellVersion,
)


class Lane(IntEnum):
    """Priority of delivery, most urgent first (design §4.6)."""

    PAGE = 0
    CHANNEL = 1
    ANSWER = 2
    REFRESH = 3
    EXTRAS = 4
    REMINDERS = 5
    SYNC = 6


Effect = (
    Show
    | Tell
    | OpenChannel
    | Invite
    | PinCard
    | SetTopic
    | AddBookmark
    | ArchiveChannel
    | PostPostmortem
    | RemindPostmortem
    | ReachPerson
    | TellPerson
    | TellOperators
    | TellTeam
    | TellLead
    | RemindQueue
    | TellHandOff
    | RemindShift
    | RemindReview
    | PostAnchor
    | PostFairness
    | KeepGroup
    | Answer
    | Whisper
)


def lane(effect: Effect, *, edit: bool = False) -> Lane:
    """The lane of an effect; an `edit` of a message that stands already is a refresh."""
    if edit and isinstance(effect, Show):
        return Lane.REFRESH
    match effect:
        case ShowPage() | ReachPerson():
            return Lane.PAGE
        case OpenChannel() | Invite() | ShowCard() | ShowProposal():
            return Lane.CHANNEL
        case Answer() | Whisper() | ShowHome():
            return Lane.ANSWER
        case (
            AskStillOnIt()
            | AskReason()
            | RemindPostmortem()
            | TellHandOff()
            | RemindShift()
            | RemindReview()
            | RemindQueue()
        ):
            return Lane.REMINDERS
        case ArchiveChannel() | KeepGroup():
            return Lane.SYNC
        case _:
            return Lane.EXTRAS


__all__ = [
    "AddBookmark",
    "Answer",
    "ArchiveChannel",
    "AskReason",
    "AskStillOnIt",
    "Effect",
    "Invite",
    "KeepGroup",
    "Lane",
    "Left",
    "Loud",
    "Next",
    "OpenChannel",
    "PinCard",
    "PostAnchor",
    "PostFairness",
    "PostPostmortem",
    "ReachPerson",
    "RemindPostmortem",
    "RemindQueue",
    "RemindReview",
    "RemindShift",
    "Reviewing",
    "SetTopic",
    "Show",
    "ShowAnnouncement",
    "ShowBrief",
    "ShowCard",
    "ShowHome",
    "ShowPage",
    "ShowProposal",
    "ShowSummary",
    "Tell",
    "TellCalled",
    "TellConcern",
    "TellEscalated",
    "TellExhausted",
    "TellFlagged",
    "TellHandOff",
    "TellHeld",
    "TellJoined",
    "TellLead",
    "TellNotMe",
    "TellOperators",
    "TellPerson",
    "TellProposal",
    "TellQuiet",
    "TellReopened",
    "TellResolved",
    "TellRestored",
    "TellReviewed",
    "TellSecurity",
    "TellSeverity",
    "TellShadow",
    "TellTaken",
    "TellTeam",
    "TellUpdate",
    "TellVersion",
    "Whisper",
    "lane",
]
