"""Effects become promises: each with an id that is the same whenever the same is decided again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from bot.domain.effects import (
    Effect,
    KeepGroup,
    ReachPerson,
    RemindShift,
    Show,
    ShowPage,
    TellHandOff,
    TellJoined,
    lane,
)
from bot.domain.incident import Incident
from bot.ports import Promise

#: The namespace of our effects' ids.
OURS = UUID("6f0f3b0e-3f57-5c9c-9d5b-3c6f0d4f6f6b")


class Promising:
    """Makes the promises of one transaction."""

    def __init__(self, workspace: str, now: datetime) -> None:
        self._workspace, self._now = workspace, now
        self._decided_so_far = 0

    def promise(
        self, pile: dict[UUID, Promise], incident: Incident | None, effects: Iterable[Effect], *, name: str
    ) -> None:
        """Put onto the pile what a decision owes; `name` tells it from every other decision of the incident."""
        self._decided_so_far += 1
        for position, effect in enumerate(effects):
            if not (isinstance(effect, TellJoined) and incident and _told_with(pile, incident.number, effect)):
                one = self._made(incident, effect, f"{name}/{self._decided_so_far}/{position}")
                pile[one.id] = one

    def _made(self, incident: Incident | None, effect: Effect, name: str) -> Promise:
        number, stands = incident.number if incident else None, False
        match effect:
            case ReachPerson():  # one message for a page, or for the digest that it stands in, on each way
                number, step = effect.of or (number, effect.step)
                effect = replace(effect, step=step, of=None)
                key = f"{number}/{effect.slot}"
            case ShowPage(of=other) if other is not None:  # a line in another one's digest
                number, effect = other, replace(effect, of=None)
                key = f"{number}/{effect.slot}"
            case TellHandOff() | RemindShift():  # several replicas say it, and the same one after a restart
                key = effect.once
            case _:
                slot = effect.slot if isinstance(effect, Show | KeepGroup) else None
                key, stands = f"{number}/{slot or name}", incident is not None and slot in incident.messages
        return Promise(
            id=uuid5(OURS, f"{self._workspace}/{key}"),
            incident=number,
            effect=effect,
            lane=lane(effect, edit=stands),
            due_at=self._now,
            born_at=self._now,
        )


def _told_with(pile: dict[UUID, Promise], number: int, joined: TellJoined) -> bool:
    """Whether alerts that joined before, in this transaction, are told of with these in one line."""
    for promise in pile.values():
        if promise.incident == number and isinstance(promise.effect, TellJoined):
            titles = (*promise.effect.titles, *joined.titles)
            pile[promise.id] = replace(promise, effect=TellJoined(titles=titles))
            return True
    return False
