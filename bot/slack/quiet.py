"""For whom Slack is silent (Do Not Disturb): asked every few minutes, so that no page waits for the answer.

Source: https://docs.slack.dev/reference/methods/dnd.info
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.candidates import people_of
from bot.domain.situation import Situation
from bot.ports import Directory
from bot.slack.api import Call, No, Reply, Yes
from bot.slack.errors import Reaction, verdict

#: What was asked is good for so long.
GOOD_FOR = timedelta(minutes=5)

#: How many are asked in a round of a minute; dnd.info takes 50 (its tier).
ROUND = 30

#: Without the scope nobody is asked again for so long.
FORBIDDEN_FOR = timedelta(hours=1)

DND = "dnd.info"

Quiet = tuple[datetime, datetime] | None


class Silence:
    """Remembers who was asked when; one for a process."""

    def __init__(self, call: Call, directory: Directory) -> None:
        self._call, self._directory = call, directory
        self._settled: dict[str, datetime] = {}
        self._tried: dict[str, datetime] = {}
        self._not_before: datetime | None = None

    async def refresh(self, situation: Situation, now: datetime) -> None:
        """Ask about whoever is on call or has a way around Slack, and was not asked lately."""
        if self._not_before and now < self._not_before:
            return
        found: dict[str, Quiet] = {}
        for who in self._due(situation, now):
            self._tried[who] = now
            reply = await self._call(DND, user=situation.members[who].slack_id)
            if not _is_settled(reply):
                break
            if isinstance(reply, No) and reply.code == "missing_scope":
                self._not_before = now + FORBIDDEN_FOR
                break
            self._settled[who] = now
            if isinstance(reply, Yes):
                found[who] = span(reply.data, now)
        if found:
            await self._directory.remember_quiet(found)

    def _due(self, situation: Situation, now: datetime) -> list[str]:
        """Whoever was not settled lately, those first whose last try lies back longest."""
        never = datetime.min.replace(tzinfo=UTC)
        old = [who for who in _concerned(situation, now) if not self._is_fresh(who, now)]
        return sorted(old, key=lambda one: self._tried.get(one, never))[:ROUND]

    def _is_fresh(self, who: str, now: datetime) -> bool:
        """Whether it was settled lately; after a clock that was set back nobody knows."""
        settled = self._settled.get(who)
        return settled is not None and timedelta(0) <= now - settled < GOOD_FOR


def _is_settled(reply: Reply) -> bool:
    """Whether asking again soon would be of no use: one who is refused for good must not hold up the others."""
    return isinstance(reply, Yes) or (
        isinstance(reply, No) and verdict(DND, reply.code).reaction not in {Reaction.LATER, Reaction.AWAY}
    )


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
