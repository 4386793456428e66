"""Lengths of time in words: how long something lasted, and how long it may."""

from datetime import timedelta

#: Sooner than anybody who reads of it.
_NOW = timedelta(seconds=10)


def lasted(length: timedelta) -> str:
    """A duration as people say it: `40 s`, `29 min`, `1 h 5 min`, `3 days`."""
    seconds = max(0, round(length.total_seconds()))
    minutes, hours = seconds // 60, seconds // 3600
    if seconds < 60:
        return f"{seconds} s"
    if hours < 1:
        return f"{minutes} min"
    if hours < 48:
        return f"{hours} h" + (f" {minutes % 60} min" if minutes % 60 else "")
    return f"{hours // 24} days"


def ago(length: timedelta) -> str:
    """How long ago something was, as people say it: `just now`, `40 s ago`, `29 min ago`."""
    return "just now" if length < _NOW else f"{lasted(length)} ago"


def limit(length: timedelta) -> str:
    """A configured duration, exactly: `30 s`, `90 s`, `5 min`, `1 h`, `7 days`."""
    seconds = round(length.total_seconds())
    days = seconds // 86400
    for size, unit in ((86400, "day" if days == 1 else "days"), (3600, "h"), (60, "min")):
        if seconds and seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
