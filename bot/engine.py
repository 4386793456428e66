"""The heart: what happened is decided, remembered and promised in one commit; then the promises are kept."""

from dataclasses import dataclass
from typing import Protocol

from bot.domain.alerts import Disposition
from bot.domain.events import Event
from bot.domain.incident.state import Incident


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one event brought.

    `text` is the sentence for whoever caused it; `refused` says that nothing was changed and `text` says why; `confirm`
    is the action that goes ahead after a question. `disposition` and `reason` are an alert's.
    """

    incident: Incident | None = None
    text: str = ""
    disposition: Disposition | None = None
    reason: str | None = None
    refused: bool = False
    confirm: str | None = None


class Handle(Protocol):
    """How adapters hand in what happened."""

    async def handle(self, *events: Event, delivery: str | None = None, answer_to: str | None = None) -> list[Result]:
        """Returns when it is committed, one result per event, all of them in one transaction.

        `delivery` is Slack's id of a delivery; a known one changes nothing and returns the first answer. `answer_to` is
        a click's response_url; the first result's text goes there by an effect.

        Raises:
            bot.domain.errors.Unavailable: nothing was committed; try again.
        """
