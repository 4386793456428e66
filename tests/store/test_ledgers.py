"""The ledger of releases in the database: what is written is found, by those who ask, and by service."""

from datetime import timedelta

from bot.domain.alerts import Severity
from bot.domain.incident.state import Status
from bot.domain.releases import Deploy, Flag, FlagKind, Passage, Release, Scan
from bot.ports import About, Wanted
from bot.store import Store
from bot.store.ledgers import CONCERNED, REMEMBERED
from tests.store.conftest import Opened
from tests.store.samples import NOW, example, incident, write

HOUR = timedelta(hours=1)
ODD = 'v"1\\4;--é\U0001f525'


def deploy(version: str, *, hours: int = 0, place: str = "production", service: str = "checkout") -> Deploy:
    return Deploy(service=service, version=version, environment=place, at=NOW + hours * HOUR, seen_at=NOW, by="ci")


def page(version: str, service: str = "checkout") -> Release:
    flag = Flag(number=1, kind=FlagKind.INSECURE, by="tam", made_at=NOW, cves=("CVE-1",), severity=Severity.HIGH)
    scan, passage = Scan(what="image", at=NOW), Passage(at=NOW, by="token ci", reason=ODD)
    return Release(service=service, version=version, flags=(flag,), scans=(scan,), passages=(passage,))


def ledger(store: Store, *versions: str, place: str = ""):  # type: ignore[no-untyped-def]
    wanted = Wanted(releases=frozenset(About("checkout", version, place) for version in versions))
    with store.begin() as transaction:
        loaded = transaction.load(wanted, NOW)
    return loaded.situation.ledgers["checkout"], loaded


async def test_a_page_and_a_deploy_are_found_as_they_were_written(kept: Store) -> None:
    write(kept, releases=[page(ODD)], deploys=[deploy(ODD)])
    assert await kept.reads.release("checkout", ODD) == page(ODD)
    assert await kept.reads.running("checkout") == [deploy(ODD)]
    found, _ = ledger(kept, ODD)
    assert (found.deploys, found.releases) == ((deploy(ODD),), {ODD: page(ODD)})


async def test_every_field_of_a_page_comes_back(kept: Store) -> None:
    whole = example(Release)
    write(kept, releases=[whole])
    assert await kept.reads.release(whole.service, whole.version) == whole


async def test_a_page_that_changes_is_the_same_page_and_a_deploy_is_kept_once(kept: Store, opened: Opened) -> None:
    write(kept, releases=[page("1")], deploys=[deploy("1")])
    cleared = Release(service="checkout", version="1")
    write(opened("two"), releases=[cleared], deploys=[deploy("1")])
    assert await kept.reads.release("checkout", "1") == cleared
    assert ledger(kept, "1")[0].deploys == (deploy("1"),)


async def test_what_runs_is_the_last_deploy_of_each_environment(kept: Store) -> None:
    write(kept, deploys=[deploy("2", hours=2), deploy("1"), deploy("3", place="staging"), deploy("9", service="other")])
    assert [(one.environment, one.version) for one in await kept.reads.running("checkout")] == [
        ("production", "2"),
        ("staging", "3"),
    ]
    assert await kept.reads.running("nothing") == []


async def test_what_runs_comes_with_the_page_of_its_version(kept: Store) -> None:
    write(kept, releases=[page("2")], deploys=[deploy("2", hours=2), deploy("3", place="staging")])
    found = {one.deploy.version: one.release for one in await kept.reads.runs("checkout")}
    assert found == {"2": page("2"), "3": Release(service="checkout", version="3")}
    assert await kept.reads.runs("nothing") == []


def test_a_decision_finds_the_pages_of_what_it_is_about_and_of_what_runs(kept: Store) -> None:
    write(kept, releases=[page("1"), page("2"), page("3"), page("1", "other")])
    write(kept, deploys=[deploy("1"), deploy("2", hours=1)])
    assert set(ledger(kept, "3")[0].releases) == {"2", "3"}
    assert set(ledger(kept, "3", place="production")[0].releases) == {"2", "3"}


def test_where_something_is_deployed_the_newest_deploys_are_looked_at(kept: Store) -> None:
    write(kept, deploys=[deploy(str(hour), hours=hour) for hour in range(REMEMBERED + 5)])
    write(kept, deploys=[deploy("elsewhere", hours=900, place="staging")])
    seen = {one.version for one in ledger(kept, "x", place="production")[0].deploys}
    assert seen == {str(hour) for hour in range(5, REMEMBERED + 5)}


def test_what_runs_in_production_is_known_among_any_number_of_other_places(kept: Store) -> None:
    write(kept, deploys=[deploy("1", place=f"preview-{number}") for number in range(500)])
    write(kept, deploys=[deploy("1", place=place) for place in ("prod", "prod-eu", "production", "pr", "staging")])
    write(kept, deploys=[deploy("2", place="production", hours=1)])
    found, _ = ledger(kept, "1")
    assert found.runs_in("1") == ("prod", "prod-eu")
    assert {one.environment for one in found.deploys} == {"prod", "prod-eu", "production"}


def test_with_a_service_come_its_newest_incidents_that_are_not_resolved(kept: Store) -> None:
    live = [incident(number, key=f"k{number}") for number in range(1, CONCERNED + 3)]
    over = incident(50, key="over", status=Status.RESOLVED, resolved_at=NOW)
    write(kept, incidents=[*live, over, incident(51, key="other", service="other")], next_number=52)
    _, loaded = ledger(kept, "1")
    assert set(loaded.incidents) == set(range(3, CONCERNED + 3))


def test_nobody_else_is_shown_a_ledger(kept: Store) -> None:
    write(kept, releases=[page("1")], deploys=[deploy("1")], incidents=[incident(1)], next_number=2)
    with kept.begin() as transaction:
        loaded = transaction.load(Wanted(), NOW)
    assert (loaded.situation.ledgers, loaded.incidents) == ({}, {})


async def test_a_workspace_sees_its_own_ledger_alone(kept: Store, opened: Opened) -> None:
    write(kept, releases=[page("1")], deploys=[deploy("1")])
    other = opened("two", workspace="second")
    assert await other.reads.running("checkout") == []
    assert (await other.reads.release("checkout", "1")).flags == ()
