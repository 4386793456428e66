"""What the workspace saw of an opening: when the page was accepted, and when the channel was ready."""

from dataclasses import dataclass
from datetime import datetime

from benchmarks.stand import CALL, Stand
from bot.sandbox import Done


@dataclass(frozen=True)
class Opening:
    """In call times, from our POST: the responder's page accepted; both people in the channel and the card posted."""

    page: float
    ready: float


def openings(made: Stand, titles: list[str]) -> list[Opening | None]:
    """Each title's opening, as far as it has come."""
    return [_opening(made, title) for title in titles]


def _opening(made: Stand, title: str) -> Opening | None:
    slack, begun = made.slack, made.posted[title]
    page = next((at for at, text, kind, _ in _posts(made) if kind == "page" and title in text), None)
    card = next(((at, channel) for at, text, kind, channel in _posts(made) if kind == "card" and title in text), None)
    if page is None or card is None:
        return None
    joined = [one.at for one in slack.effects if one.done is Done.MEMBER_JOINED and one.channel == card[1]]
    people = [at for at in joined if at > min(joined)] if joined else []
    if len(people) < 2:
        return None
    return Opening(_calls(page, begun), _calls(max(card[0], *people), begun))


def _posts(made: Stand) -> list[tuple[datetime, str, str | None, str | None]]:
    found = []
    for one in made.slack.effects:
        if one.done is Done.MESSAGE_POSTED and one.channel and one.ts:
            message = made.slack.state.channels[one.channel].messages.get(one.ts)
            if message is not None:
                kind = ((message.metadata or {}).get("event_payload") or {}).get("kind")
                found.append((one.at, message.text or "", kind, one.channel))
    return found


def _calls(at: datetime, begun: float) -> float:
    return (at.timestamp() - begun) / CALL


def at(values: list[float], percent: int) -> float:
    """A percentile, the nearest rank above."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, -(-len(ranked) * percent // 100) - 1)]
