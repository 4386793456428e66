"""What looks at the calendar: each goes round by itself, and says or sets what it is time for."""

from bot.engine.groups import Groups
from bot.engine.hand_offs import HandOffs
from bot.engine.mornings import Mornings
from bot.engine.reminders import Reminders
from bot.engine.weekly import Weekly
from bot.engine.work import Handle
from bot.ports import Clock, Facts, Reads
from bot.scheduler import Job

#: How often it is looked whether it is time for the weekly note, or to remind somebody of a shift, in seconds.
NOTE = 60.0

#: How often it is looked whether the user groups of the schedules hold who is on call, in seconds.
GROUPS = 60.0

#: How often it is looked whether a shift has ended, in seconds.
HAND_OFF = 20.0


class Rounds:
    """One of each for a process."""

    def __init__(self, *, reads: Reads, engine: Handle, facts: Facts, clock: Clock) -> None:
        self.weekly = Weekly(reads=reads, engine=engine, facts=facts, clock=clock)
        self.groups = Groups(reads=reads, engine=engine, facts=facts, clock=clock)
        self.hand_offs = HandOffs(reads=reads, engine=engine, facts=facts, clock=clock)
        self.reminders = Reminders(reads=reads, engine=engine, facts=facts, clock=clock)
        self.mornings = Mornings(reads=reads, engine=engine, facts=facts, clock=clock)

    def jobs(self) -> tuple[Job, ...]:
        """When each goes round."""
        return (
            Job(name="weekly note", seconds=NOTE, run=self.weekly.look),
            Job(name="user groups", seconds=GROUPS, run=self.groups.look),
            Job(name="hand-offs", seconds=HAND_OFF, run=self.hand_offs.look),
            Job(name="reminders", seconds=NOTE, run=self.reminders.look),
            Job(name="security's queue", seconds=NOTE, run=self.mornings.look),
        )
