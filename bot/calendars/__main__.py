"""The process that reads a calendar: from standard input its bytes and who is known, to standard output a `Reading`.

It takes as much memory and time as its two arguments (`Limits`) allow; a calendar that wants more is none of shifts.
"""

import contextlib
import json
import os
import resource
import sys
from datetime import datetime

from bot.calendars.limits import TOO_MUCH, Limits


def main() -> None:
    """One JSON line with `known`, `timezone`, `since` and `until`, then the calendar; answers in one JSON line."""
    os.nice(10)
    limits = Limits(*map(int, sys.argv[1:]))
    for limit, most in ((resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_CPU, limits.cpu_seconds)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    asked, _, content = sys.stdin.buffer.read().partition(b"\n")
    try:
        answer = _answer(json.loads(asked), content)
    except (MemoryError, RecursionError):
        answer = {"fault": TOO_MUCH}
    print(json.dumps(answer))  # noqa: T201  (this is the answer)


def _answer(asked: dict[str, str], content: bytes) -> dict[str, str]:
    from bot.calendars.events import NoCalendar  # noqa: PLC0415  (within the limits)
    from bot.calendars.shifts import reading  # noqa: PLC0415

    since, until = (datetime.fromisoformat(asked[one]) for one in ("since", "until"))
    try:
        found = reading(content, json.loads(asked["known"]), asked["timezone"], since, until)
    except NoCalendar as error:
        return {"fault": str(error)}
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001  (foreign text may break a foreign reader anywhere)
        return {"fault": "it holds something that no calendar (RFC 5545) has"}
    return {"reading": found.to_json()}


if __name__ == "__main__":
    main()
