"""Reading a calendar in a process of its own: foreign text can neither hold the bot up nor eat its memory."""

import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from bot.calendars.limits import AHEAD, BACK, LIMITS, SECONDS, TOO_MUCH, Limits
from bot.calendars.reading import Reading, Unread

_ROOT = Path(__file__).parents[2]


async def read_apart(
    content: bytes,
    *,
    known: Mapping[str, str],
    timezone: str,
    now: datetime,
    seconds: float = SECONDS,
    limits: Limits = LIMITS,
) -> Reading:
    """The shifts from 60 days before `now` to 400 days after it, read within `limits` and so many `seconds` in all.

    Raises:
        Unread: it is no calendar, or one that would cost too much (`bot.calendars.limits`).
    """
    asked = {
        "known": json.dumps(dict(known)),
        "timezone": timezone,
        "since": (now - BACK).isoformat(),
        "until": (now + AHEAD).isoformat(),
    }
    printed = await _printed(json.dumps(asked).encode() + b"\n" + content, seconds, limits)
    answer = json.loads(printed) if printed else {"fault": TOO_MUCH}
    if fault := answer.get("fault"):
        raise Unread(f"{fault} → export it as iCalendar, with the shifts alone")
    return Reading.from_json(answer["reading"])


async def _printed(told: bytes, seconds: float, limits: Limits) -> bytes:
    """What the other process prints; nothing where it did not come to its end."""
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "utf8", "-m", "bot.calendars", *map(str, limits)),
        cwd=_ROOT,
        env={},
        stdin=pipe,
        stdout=pipe,
        stderr=nowhere,
    )
    try:
        printed, _ = await asyncio.wait_for(process.communicate(told), seconds)
    except TimeoutError:
        return b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return printed if process.returncode == 0 else b""
