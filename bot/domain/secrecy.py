"""Of whom an incident is kept secret, and which incident it follows from."""

from dataclasses import dataclass, replace

from bot.domain.situation import Situation


@dataclass(frozen=True, kw_only=True)
class Secrecy:
    """`hidden_from` are never picked, called or brought in, and see nothing of it; `of`: the incident before it."""

    hidden_from: frozenset[str] = frozenset()
    of: int | None = None


def hiding(situation: Situation, secrecy: Secrecy) -> Situation:
    """The situation in which those who must not know are nobody who could be called."""
    if secrecy.hidden_from == situation.hidden:
        return situation
    return replace(situation, hidden=secrecy.hidden_from)
