"""Whom a level would call now and next, and who is passed over and why: for whoever asks who is on call."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.candidates import candidates
from bot.domain.escalation import Policy, RoundRobin
from bot.domain.ladder import forecast
from bot.domain.roundrobin import Book, Candidate
from bot.domain.situation import Situation


@dataclass(frozen=True, kw_only=True)
class Turns:
    """`coming` is everybody once, in their order, or all at once where nobody takes turns; `passed` is everybody else.

    As long as nothing changes: who is passed over now comes back into their turn.
    """

    coming: tuple[str, ...]
    passed: tuple[Candidate, ...]


def turns(policy: Policy, number: int, situation: Situation, at: datetime) -> Turns:
    """The turns of a level (counted from 1) at an instant."""
    level, book = policy.levels[number - 1], situation.books.get((policy.name, number), Book())
    known = candidates(policy.name, level, book, situation, at)
    if level.round_robin is RoundRobin.OFF:
        coming = tuple(one.name for one in known if not (one.why_not and one.why_not.hard))
    else:
        coming = tuple(dict.fromkeys(one.name for one in forecast(policy, number, situation, at, len(known))))
    return Turns(coming=coming, passed=tuple(one for one in known if one.name not in coming))
