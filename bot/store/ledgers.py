"""The ledger of releases: deploys by service and environment, a page per version; read only by those who ask for it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice

from sqlalchemy import Connection, bindparam, func, select

from bot.domain.incident.state import Incident, Status
from bot.domain.releases import Deploy, Ledger, Release, Running
from bot.ports import About
from bot.store import codec, keeping
from bot.store.place import Place
from bot.store.tables import deploys, incidents, releases

#: So many deploys of an environment are looked at, the newest; so many places of production; so many incidents.
REMEMBERED, PLACES, CONCERNED = 200, 50, 20

#: So many pages of a service are read together.
MOST_PAGES = 500

_deploy, _release, _incident = deploys.c, releases.c, incidents.c


def ledgers_of(connection: Connection, place: Place, wanted: Collection[About]) -> dict[str, Ledger]:
    """Per service what ran lately where something is deployed, what runs in production, and the pages of all that."""
    found = {}
    for service, abouts in groupby(sorted(wanted), key=lambda one: one.service):
        asked = list(abouts)
        told = {one.environment for one in asked if one.environment}
        ran = [deploy for there in sorted(told) for deploy in _lately(connection, place, service, there, REMEMBERED)]
        if any(not one.environment for one in asked):
            others = [there for there in _production(connection, place, service) if there not in told]
            ran += [deploy for there in others for deploy in _lately(connection, place, service, there, 1)]
        ledger = Ledger(service=service, deploys=tuple(ran))
        now = (ledger.running(there) for there in {deploy.environment for deploy in ran})
        versions = {one.version for one in asked} | {deploy.version for deploy in now if deploy}
        pages = {page.version: page for page in _pages_of(connection, place, service, versions)}
        found[service] = replace(ledger, releases=pages)
    return found


def _lately(connection: Connection, place: Place, service: str, environment: str, most: int) -> list[Deploy]:
    """The newest deploys of an environment."""
    asked = {"workspace": place.workspace, "service": service, "environment": environment, "most": most}
    return [codec.deploy_in(body) for body in connection.scalars(_LATELY, asked)]


def _production(connection: Connection, place: Place, service: str) -> Iterator[str]:
    """The environments of production, from one to the next: there may be thousands of others, which nobody looks at."""
    yield (after := _PRODUCTION)
    for _ in range(PLACES):
        asked = {"workspace": place.workspace, "service": service, "after": after}
        there: str | None = connection.scalar(_NEXT_PLACE, asked)
        if there is None:
            return
        if there.startswith(_PRODUCTION):
            yield there
        after = there


def running(connection: Connection, place: Place, service: str) -> list[Deploy]:
    """The last deploy of each environment, by its name."""
    found = [
        codec.deploy_in(body)
        for body in connection.scalars(_RUNNING, {"workspace": place.workspace, "service": service})
    ]
    ledger = Ledger(service=service, deploys=tuple(found))
    now = (ledger.running(there) for there in sorted({deploy.environment for deploy in found}))
    return [deploy for deploy in now if deploy is not None]


def runs(connection: Connection, place: Place, service: str) -> list[Running]:
    """The same, each with the page of its version."""
    there = running(connection, place, service)
    pages = {page.version: page for page in _pages_of(connection, place, service, {one.version for one in there})}
    empty = Release(service=service, version="")
    return [Running(deploy=one, release=pages.get(one.version) or replace(empty, version=one.version)) for one in there]


def release_of(connection: Connection, place: Place, service: str, version: str) -> Release:
    """A version's page, an empty one where nothing is known."""
    known = next(_pages_of(connection, place, service, {version}), None)
    return known or Release(service=service, version=version)


def pages(connection: Connection, place: Place, service: str) -> list[Release]:
    """The pages of a service, not more than anybody reads."""
    asked = {"workspace": place.workspace, "service": service, "most": MOST_PAGES}
    return [codec.release_in(body) for body in connection.scalars(_ALL_PAGES, asked)]


def _pages_of(connection: Connection, place: Place, service: str, versions: Collection[str]) -> Iterator[Release]:
    asked = {"workspace": place.workspace, "service": service, "versions": sorted(versions)}
    return (codec.release_in(body) for body in connection.scalars(_PAGES, asked))


def with_pages(connection: Connection, place: Place, services: Collection[str]) -> list[str]:
    """Those of the services of which the ledger knows something."""
    asked = {"workspace": place.workspace, "services": sorted(services)}
    return list(connection.scalars(_WITH_PAGES, asked))


def concerned(connection: Connection, place: Place, services: Collection[str]) -> dict[int, Incident]:
    """The newest incidents of those services that are not resolved, by number."""
    asked = {"workspace": place.workspace, "services": sorted(services)}
    live = sorted(connection.execute(_CONCERNED, asked).all(), reverse=True)
    newest = [list(islice((row.number for row in live if row.service == one), CONCERNED)) for one in services]
    return keeping.incidents_of(connection, place, {number for numbers in newest for number in numbers})


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


_PRODUCTION = "prod"

_ours = (_deploy.workspace == bindparam("workspace"), _deploy.service == bindparam("service"))
_LATELY = (
    select(_deploy.body)
    .where(*_ours, _deploy.environment == bindparam("environment"))
    .order_by(_deploy.at.desc())
    .limit(bindparam("most"))
)
_NEXT_PLACE = select(func.min(_deploy.environment)).where(*_ours, _deploy.environment > bindparam("after"))
_last = (
    select(_deploy.environment, func.max(_deploy.at).label("at")).where(*_ours).group_by(_deploy.environment).subquery()
)
_RUNNING = select(_deploy.body).where(*_ours, _deploy.environment == _last.c.environment, _deploy.at == _last.c.at)
_PAGES = select(_release.body).where(
    _release.workspace == bindparam("workspace"),
    _release.service == bindparam("service"),
    _release.version.in_(bindparam("versions", expanding=True)),
)
_WITH_PAGES = (
    select(_release.service)
    .where(_release.workspace == bindparam("workspace"), _release.service.in_(bindparam("services", expanding=True)))
    .group_by(_release.service)
)
_ALL_PAGES = (
    select(_release.body)
    .where(_release.workspace == bindparam("workspace"), _release.service == bindparam("service"))
    .order_by(_release.version)
    .limit(bindparam("most"))
)
# The index of states is the way in, which no database takes that could go by the service: ten thousand may be over.
_of_service = func.coalesce(_incident.service, "")
_CONCERNED = select(_incident.number, _of_service.label("service")).where(
    _incident.workspace == bindparam("workspace"),
    _incident.status.in_([Status.OPEN.value, Status.ACKNOWLEDGED.value]),
    _of_service.in_(bindparam("services", expanding=True)),
)
