"""What reading a calendar may cost, and how it is told that one would cost more."""

from datetime import timedelta

#: Reading takes place in a process of its own with so much memory, in bytes (5 MB of events take 300 MB).
MEMORY = 768 * 2**20

#: So much computing, and so much time in all where the machine is busy.
CPU_SECONDS, SECONDS = 30, 90.0

#: How far a calendar is looked at, back and ahead.
BACK, AHEAD = timedelta(days=60), timedelta(days=400)

#: A calendar that is larger is not read.
LARGEST = 5 * 10**6

TOO_MUCH = "it takes too long, or too much memory, to read"
