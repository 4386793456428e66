"""What surrounds the incidents of a batch, as its decisions change it: latest of a key, busy, opened, messages sent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.incident import Incident, Status
from bot.domain.incident.sending import sent, waiting
from bot.domain.storms import STORM, Sent
from bot.ports import Loaded, Paging

_BY_PEOPLE = "declared"


@dataclass
class Surroundings:
    """`latest` by (source, group), `busy` (with how many) and `sent` by person, `opened` by service."""

    latest: dict[tuple[str, str], int]
    busy: dict[str, int]
    opened: dict[str, tuple[datetime, ...]]
    sent: dict[str, dict[tuple[int, int], Sent]]
    pagings: dict[tuple[str, int, int], Paging] = field(default_factory=dict)

    @classmethod
    def of(cls, loaded: Loaded) -> "Surroundings":
        """As they were read."""
        return cls(
            latest=dict(loaded.latest),
            busy=dict(loaded.busy),
            opened=dict(loaded.situation.opened),
            sent={who: {(one.incident, one.step): one for one in all_} for who, all_ in loaded.situation.sent.items()},
        )

    def copy(self) -> "Surroundings":
        """As they are now, to go back to."""
        return Surroundings(
            latest=dict(self.latest),
            busy=dict(self.busy),
            opened=dict(self.opened),
            sent={person: dict(messages) for person, messages in self.sent.items()},
            pagings=dict(self.pagings),
        )

    def busy_without(self, own: Incident | None) -> frozenset[str]:
        """Who is the primary of an incident, not resolved, other than that one."""
        holds = _holder(own)
        return frozenset(person for person, number in self.busy.items() if number > (person == holds))

    def sent_without(self, own: int | None) -> dict[str, tuple[Sent, ...]]:
        """The messages that paged people for other incidents than that one."""
        return {who: tuple(one for one in all_.values() if one.incident != own) for who, all_ in self.sent.items()}

    def take(self, before: Incident | None, after: Incident, *, limited: bool) -> None:
        """An incident changed; `limited`: the limit of a storm counts its pages."""
        number = after.number
        new = before is None or before.number != number
        if (held := None if new else _holder(before)) is not None:
            self.busy[held] = self.busy.get(held, 0) - 1
        if (holds := _holder(after)) is not None:
            self.busy[holds] = self.busy.get(holds, 0) + 1
        if new:
            self._opens(after)
        if limited:
            for paging in _changed(before, after):
                one = paging.sent
                self.pagings[paging.person, one.incident, one.step] = paging
                if paging.within is None:
                    self.sent.setdefault(paging.person, {})[one.incident, one.step] = one

    def _opens(self, after: Incident) -> None:
        if after.source not in {STORM, _BY_PEOPLE}:
            service = after.service or ""
            self.opened[service] = (*self.opened.get(service, ()), after.opened_at)


def _holder(incident: Incident | None) -> str | None:
    """Who is busy with an incident."""
    return incident.primary if incident is not None and incident.status is not Status.RESOLVED else None


def _changed(before: Incident | None, after: Incident) -> Iterator[Paging]:
    """The pages that are new, or count in another way than before."""
    if before is None or before.number != after.number:
        return _pagings(after, frozenset())
    waited = waiting(before)
    known = frozenset(_pagings(before, waited))
    return (one for one in _pagings(after, waited) if one not in known)


def _pagings(incident: Incident, waited: frozenset[str]) -> Iterator[Paging]:
    return (Paging(person=page.person, sent=one, within=page.within) for page, one in sent(incident, waited))
