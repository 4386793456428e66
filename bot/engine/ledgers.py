"""A service's ledger as the units before left it."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.incident import Incident, Status
from bot.domain.releases import Concerned, Ledger
from bot.domain.security import SecurityStatus
from bot.engine.piles import Piles

#: So many incidents of a service are told of its releases, the newest.
TOLD = 20


def with_changes(ledger: Ledger, piles: Piles, incidents: Iterable[Incident]) -> Ledger:
    """As it was read, and what was piled up since; of the incidents, those of the service that are not resolved."""
    service = ledger.service
    live = [one for one in incidents if one.service == service and one.status is not Status.RESOLVED]
    newest = sorted(live, key=lambda one: -one.number)[:TOLD]
    return replace(
        ledger,
        deploys=(*ledger.deploys, *(one for one in piles.deploys.values() if one.service == service)),
        releases={
            **ledger.releases,
            **{version: page for (name, version), page in piles.releases.items() if name == service},
        },
        concerned=tuple(_concerned(one) for one in newest),
    )


def _concerned(incident: Incident) -> Concerned:
    security = incident.security
    engineer = security.person if security and security.status is not SecurityStatus.DECLINED else None
    versions = (one for one in incident.proposals if one.kind.goes_to_a_version and one.service == incident.service)
    return Concerned(
        number=incident.number,
        private=incident.private,
        engineer=engineer,
        proposed=frozenset(one.to for one in versions),
    )
