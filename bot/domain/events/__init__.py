"""Everything that can happen, in the past tense: alerts, what people did, timers, the world's answers, audits."""

from typing import Literal

from bot.domain.events.audit import (
    AuditEvent,
    ChannelMissed,
    TimerMissed,
)
from bot.domain.events.people import (
    Acknowledged,
    By,
    ChannelActive,
    Declared,
    EscalationAsked,
    HandedOver,
    MadeIncident,
    Noted,
    NotMeSaid,
    PersonEvent,
    PostmortemWaived,
    PostmortemWritten,
    Reopened,
    Resolved,
    SecurityArrived,
    SecurityNotMeSaid,
    SeverityChanged,
    StillOnItSaid,
    UpdatePosted,
    Via,
)
from bot.domain.events.senders import (
    AlertEvent,
    AlertFired,
    AlertResolved,
)
from bot.domain.events.timers import (
    TimerDue,
    TimerKind,
)
from bot.domain.events.world import (
    ChannelArchived,
    ChannelLost,
    ChannelOpened,
    ChannelRefused,
    DeliveryGivenUp,
    FilePosted,
    MessageGone,
    MessagePosted,
    PageDelivered,
    PageDoubtful,
    PageFailed,
    PagePutOff,
    PeopleInvited,
    WorldEvent,
)

Event = AlertEvent | PersonEvent | TimerDue | WorldEvent | AuditEvent

Ladder = Literal["response", "security", "last_resort"]

__all__ = [
    "Acknowledged",
    "AlertEvent",
    "AlertFired",
    "AlertResolved",
    "AuditEvent",
    "By",
    "ChannelActive",
    "ChannelArchived",
    "ChannelLost",
    "ChannelMissed",
    "ChannelOpened",
    "ChannelRefused",
    "Declared",
    "DeliveryGivenUp",
    "EscalationAsked",
    "Event",
    "FilePosted",
    "HandedOver",
    "Ladder",
    "MadeIncident",
    "MessageGone",
    "MessagePosted",
    "NotMeSaid",
    "Noted",
    "PageDelivered",
    "PageDoubtful",
    "PageFailed",
    "PagePutOff",
    "PeopleInvited",
    "PersonEvent",
    "PostmortemWaived",
    "PostmortemWritten",
    "Reopened",
    "Resolved",
    "SecurityArrived",
    "SecurityNotMeSaid",
    "SeverityChanged",
    "StillOnItSaid",
    "TimerDue",
    "TimerKind",
    "TimerMissed",
    "UpdatePosted",
    "Via",
    "WorldEvent",
]
