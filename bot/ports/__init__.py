"""What the engine needs from outside, as Protocols of few methods; the adapters implement them."""

from bot.ports.auditing import (
    Audit,
    Progress,
)
from bot.ports.crashing import (
    Crash,
    survives,
)
from bot.ports.delivery import (
    AT_ONCE,
    Delivery,
    Done,
    Doubtful,
    Later,
    Messenger,
    Never,
    Outbox,
    OutboxState,
    Promise,
)
from bot.ports.keeping import (
    Bodies,
    Directory,
    Facts,
    Identity,
    Sessions,
    Visitor,
)
from bot.ports.outward import (
    Post,
)
from bot.ports.proving import (
    Proofs,
)
from bot.ports.reading import (
    Reads,
)
from bot.ports.sealing import (
    Sealed,
    Seals,
)
from bot.ports.sharing import (
    Bucket,
    Buckets,
    Change,
)
from bot.ports.time import (
    Clock,
)
from bot.ports.transaction import (
    About,
    Answered,
    Begin,
    Changes,
    Conflict,
    Loaded,
    Paging,
    Settled,
    TimerRow,
    Transaction,
    Wanted,
)

__all__ = [
    "AT_ONCE",
    "About",
    "Answered",
    "Audit",
    "Begin",
    "Bodies",
    "Bucket",
    "Buckets",
    "Change",
    "Changes",
    "Clock",
    "Conflict",
    "Crash",
    "Delivery",
    "Directory",
    "Done",
    "Doubtful",
    "Facts",
    "Identity",
    "Later",
    "Loaded",
    "Messenger",
    "Never",
    "Outbox",
    "OutboxState",
    "Paging",
    "Post",
    "Progress",
    "Promise",
    "Proofs",
    "Reads",
    "Sealed",
    "Seals",
    "Sessions",
    "Settled",
    "TimerRow",
    "Transaction",
    "Visitor",
    "Wanted",
    "survives",
]
