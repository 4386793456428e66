"""For whom Slack is silent (Do Not Disturb): asked every few minutes, so that no page waits for the answer.

Source: https://docs.slack.dev/reference/methods/dnd.info
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.candidates import people_of
from bot.domain.situation import Situation
from bot.ports import Directory
from bot.slack.api import Call, No, Yes

#: What was asked is good for so long.
GOOD_FOR = timedelta(minutes=5)

#: How many are asked in a round of a minute; dnd.info takes 50 (its tier).
ROUND = 30

#: Without the scope nobody is asked again for so long.
FORBIDDEN_FOR = timedelta(hours=1)

Quiet = tuple[datetime, datetime] | None


class Silence:
    """Remembers who was asked when; one for a process."""

    def __init__(self, call: Call, directory: Directory) -> None:
        self._call, self._directory = call, directory
        self._asked: dict[str, datetime] = {}
        self._not_before: datetime | None = None

    async def refresh(self, situation: Situation, now: datetime) -> None:
        """Ask about whoever is on call or has a way around Slack, and was not asked lately."""
        if self._not_before and now < self._not_before:
            return
        old = [who for who in _concerned(situation, now) if now - self._asked.get(who, now - GOOD_FOR) >= GOOD_FOR]
        found: dict[str, Quiet] = {}
        for who in sorted(old, key=lambda one: self._asked.get(one, datetime.min.replace(tzinfo=UTC)))[:ROUND]:
            reply = await self._call("dnd.info", user=situation.members[who].slack_id)
            if isinstance(reply, No) and reply.code == "missing_scope":
                self._not_before = now + FORBIDDEN_FOR
                break
            if not isinstance(reply, Yes):
                break
            self._asked[who] = now
            found[who] = span(reply.data, now)
        if found:
            await self._directory.remember_quiet(found)


def _concerned(situation: Situation, now: datetime) -> list[str]:
    """Whoever can be reached another way, and whoever a first level would call now."""
    reachable = [name for name, person in situation.settings.people.items() if person.contact]
    first = [target for policy in situation.settings.policies.values() for target in policy.levels[0].targets]
    called = [name for target in first for name in people_of(target, situation, now)]
    return [who for who in dict.fromkeys([*reachable, *called]) if who in situation.members]


def span(answer: Mapping[str, Any], now: datetime) -> Quiet:
    """When Slack is silent, by an answer of dnd.info: the pause that somebody switched on, else the next night."""
    snoozed = _instant(answer.get("snooze_endtime")) if answer.get("snooze_enabled") else None
    if snoozed and snoozed > now:
        return now, snoozed
    start, end = _instant(answer.get("next_dnd_start_ts")), _instant(answer.get("next_dnd_end_ts"))
    return (start, end) if answer.get("dnd_enabled") and start and end and start < end else None


def _instant(stamp: object) -> datetime | None:
    usable = isinstance(stamp, int | float) and not isinstance(stamp, bool) and 1 < stamp < 2**33
    return datetime.fromtimestamp(float(stamp), UTC) if usable else None  # type: ignore[arg-type]
