"""What looks at the calendar: each goes round by itself, and says or sets what it is time for."""

from bot.cli.signing import Signer
from bot.domain.anchors import Sign
from bot.engine.groups import Groups
from bot.engine.hand_offs import HandOffs
from bot.engine.mornings import Mornings
from bot.engine.reminders import Reminders
from bot.engine.sealing import Retention, Sealer
from bot.engine.weekly import Weekly
from bot.engine.work import Handle
from bot.ports import Clock, Post
from bot.scheduler import Job
from bot.store import Store

#: How often it is looked whether it is time for the weekly note, or to remind somebody of a shift, in seconds.
NOTE = 60.0

#: How often it is looked whether the user groups of the schedules hold who is on call, in seconds.
GROUPS = 60.0

#: How often it is looked whether a shift has ended, in seconds.
HAND_OFF = 20.0

#: How often what changed is sealed, in seconds: at most a minute after it did, a look that failed included.
SEAL = 20.0

#: How often it is looked for incidents that are older than they are to be kept, in seconds.
RETENTION = 3600.0


class Rounds:
    """One of each for a process."""

    def __init__(self, *, store: Store, engine: Handle, clock: Clock, sign: Sign | None, post: Post | None) -> None:
        reads, facts = store.reads, store.facts
        self.weekly = Weekly(reads=reads, engine=engine, facts=facts, clock=clock)
        self.groups = Groups(reads=reads, engine=engine, facts=facts, clock=clock)
        self.hand_offs = HandOffs(reads=reads, engine=engine, facts=facts, clock=clock)
        self.reminders = Reminders(reads=reads, engine=engine, facts=facts, clock=clock)
        self.mornings = Mornings(reads=reads, engine=engine, facts=facts, clock=clock)
        signs = sign or Signer(facts=facts)
        self.sealer = Sealer(seals=store.seals, engine=engine, facts=facts, clock=clock, sign=signs, post=post)
        self.retention = Retention(seals=store.seals, reads=reads, clock=clock)

    def jobs(self) -> tuple[Job, ...]:
        """When each goes round."""
        return (
            Job(name="weekly note", seconds=NOTE, run=self.weekly.look),
            Job(name="user groups", seconds=GROUPS, run=self.groups.look),
            Job(name="hand-offs", seconds=HAND_OFF, run=self.hand_offs.look),
            Job(name="reminders", seconds=NOTE, run=self.reminders.look),
            Job(name="security's queue", seconds=NOTE, run=self.mornings.look),
            Job(name="seals", seconds=SEAL, run=self.sealer.look),
            Job(name="retention", seconds=RETENTION, run=self.retention.look),
        )
