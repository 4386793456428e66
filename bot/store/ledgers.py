"""The ledger of releases: deploys by service and environment, a page per version; read only by those who ask for it."""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from sqlalchemy import Connection, bindparam, func, select

from bot.domain.incident.state import Incident, Status
from bot.domain.releases import Deploy, Ledger, Release
from bot.store import codec
from bot.store.place import Place
from bot.store.tables import deploys, incidents, releases

#: So many deploys of an environment are looked at, the newest, and so many incidents of a service.
REMEMBERED, CONCERNED = 200, 20

_deploy, _release, _incident = deploys.c, releases.c, incidents.c


def ledgers_of(connection: Connection, place: Place, wanted: Collection[tuple[str, str]]) -> dict[str, Ledger]:
    """Per service what its environments ran lately, and the pages of what runs there and of the versions wanted."""
    found = {}
    for service, pairs in groupby(sorted(wanted), key=lambda one: one[0]):
        ran = _deploys_of(connection, place, service, REMEMBERED)
        ledger = Ledger(service=service, deploys=tuple(ran))
        now = (ledger.running(environment) for environment in {deploy.environment for deploy in ran})
        versions = {version for _, version in pairs} | {deploy.version for deploy in now if deploy}
        pages = {page.version: page for page in _pages_of(connection, place, service, versions)}
        found[service] = Ledger(service=service, deploys=tuple(ran), releases=pages)
    return found


def running(connection: Connection, place: Place, service: str) -> list[Deploy]:
    """The last deploy of each environment, by its name."""
    return sorted(_deploys_of(connection, place, service, 1), key=lambda deploy: deploy.environment)


def release_of(connection: Connection, place: Place, service: str, version: str) -> Release:
    """A version's page, an empty one where nothing is known."""
    known = next(_pages_of(connection, place, service, {version}), None)
    return known or Release(service=service, version=version)


def _deploys_of(connection: Connection, place: Place, service: str, most: int) -> list[Deploy]:
    asked = {"workspace": place.workspace, "service": service, "most": most}
    return [codec.deploy_in(body) for body in connection.scalars(_DEPLOYS, asked)]


def _pages_of(connection: Connection, place: Place, service: str, versions: Collection[str]) -> Iterator[Release]:
    asked = {"workspace": place.workspace, "service": service, "versions": sorted(versions)}
    return (codec.release_in(body) for body in connection.scalars(_PAGES, asked))


def concerned(connection: Connection, place: Place, services: Collection[str]) -> dict[int, Incident]:
    """The newest incidents of those services that are not resolved, by number."""
    found: dict[int, Incident] = {}
    for service in sorted(services):
        rows = connection.execute(_CONCERNED, {"workspace": place.workspace, "service": service}).all()
        found |= {number: codec.incident_in(body) for number, body in rows}
    return found


def keep(connection: Connection, place: Place, seen: Sequence[Deploy], changed: Sequence[Release]) -> None:
    """Write down deploys, each once, and pages of the ledger."""
    if seen:
        rows = [_deploy_row(place, deploy) for deploy in seen]
        connection.execute(place.insert(deploys).on_conflict_do_nothing(), rows)
    if changed:
        insert = place.insert(releases)
        kept = insert.on_conflict_do_update(
            index_elements=[_release.workspace, _release.service, _release.version],
            set_={"body": insert.excluded.body},
        )
        connection.execute(kept, [_page_row(place, page) for page in changed])


def _deploy_row(place: Place, deploy: Deploy) -> dict[str, object]:
    service, environment, version, at = deploy.key
    key = {"workspace": place.workspace, "service": service, "environment": environment, "at": at, "version": version}
    return {**key, "body": codec.deploy_out(deploy)}


def _page_row(place: Place, page: Release) -> dict[str, object]:
    key = {"workspace": place.workspace, "service": page.service, "version": page.version}
    return {**key, "body": codec.release_out(page)}


_newest = (
    select(
        _deploy.body,
        func.row_number().over(partition_by=_deploy.environment, order_by=_deploy.at.desc()).label("place"),
    )
    .where(_deploy.workspace == bindparam("workspace"), _deploy.service == bindparam("service"))
    .subquery()
)
_DEPLOYS = select(_newest.c.body).where(_newest.c.place <= bindparam("most"))
_PAGES = select(_release.body).where(
    _release.workspace == bindparam("workspace"),
    _release.service == bindparam("service"),
    _release.version.in_(bindparam("versions", expanding=True)),
)
_CONCERNED = (
    select(_incident.number, _incident.body)
    .where(
        _incident.workspace == bindparam("workspace"),
        _incident.status.in_([Status.OPEN.value, Status.ACKNOWLEDGED.value]),
        _incident.service == bindparam("service"),
    )
    .order_by(_incident.number.desc())
    .limit(CONCERNED)
)
