"""When to try again: soon at first, then less often, pages always soon."""

from datetime import timedelta

from bot.domain.effects import Lane

#: A page that is to wait for longer than this goes another way at once, too.
SOON = timedelta(seconds=20)

#: The longest wait between two attempts: a page is worth a call every few seconds.
LONGEST_FOR_PAGES, LONGEST = timedelta(seconds=5), timedelta(minutes=1)


def delay(attempts: int, lane: Lane, asked: timedelta | None = None) -> timedelta:
    """How long to wait after so many attempts: what Slack `asked` for, else 1 s, doubled up to the longest."""
    if asked is not None:
        return max(asked, timedelta(seconds=1))
    longest = LONGEST_FOR_PAGES if lane is Lane.PAGE else LONGEST
    return min(timedelta(seconds=2 ** min(attempts, 10)), longest)
