"""What reading a calendar may cost, and how it is told that one would cost more."""

from datetime import timedelta
from typing import NamedTuple


class Limits(NamedTuple):
    """What the process that reads may take: bytes of memory, seconds of computing."""

    memory: int
    cpu_seconds: int


#: 5 MB of events take 300 MB.
LIMITS = Limits(memory=768 * 2**20, cpu_seconds=30)

#: So much time in all, where the machine is busy.
SECONDS = 90.0

#: How far a calendar is looked at, back and ahead.
BACK, AHEAD = timedelta(days=60), timedelta(days=400)

#: A calendar that is larger is not read.
LARGEST = 5 * 10**6

TOO_MUCH = "it takes too long, or too much memory, to read"
