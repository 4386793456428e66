"""A marker in every field of a private incident: it stands inside for whoever may read it, and nowhere else."""

import logging
from dataclasses import fields, is_dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

import pytest

from bot.cli.logs import NOISY
from bot.sandbox import Failing
from tests.stories.test_releases import deploys, flags
from tests.world import World, act, words

MARKER = "zebrafish"
LEAD = (
    "policy: security-oncall\n\nsources",
    'policy: security-oncall\n  lead: "#security"\n  review: required\n\nsources',
)
PHONE = ("dora: {slack: U0DORA}", 'dora: {slack: U0DORA, contact: ["mailto://dora@example.com"]}')
RIGHTS = ("sources:\n", "postmortem: {severities: [critical, high]}\nsources:\n")

#: Of a security incident, that is hidden from Ben. Whoever is in it; everybody else is an outsider.
HIDDEN, INSIDERS = "ben", ("sol", "tam", "dora")
OUTSIDERS = ("ana", "ben", "chi")

#: What outsiders type and open.
TYPED = (
    *("", "list", "status INC-2", "timeline INC-2", "why INC-2", "evidence INC-2", "security INC-2", "silence"),
    *(
        "releases",
        "releases checkout",
        "oncall",
        "oncall fairness",
        "postmortem INC-2",
        "propose INC-2",
        "note INC-2 x",
    ),
    *("resolve INC-2", "escalate INC-2", "ack INC-2", "timeline INC-1", "security INC-1", "status INC-1"),
)
PAGES = (
    *("/", "/fairness", "/releases", "/releases?service=checkout", "/report?from=2026-11-01&to=2026-12-31"),
    *("/report?from=2026-11-01&to=2026-12-31&format=json", "/report?from=2026-11-01&to=2026-12-31&format=csv"),
    *(f"/incidents/INC-{one}{path}" for one in (1, 2) for path in ("", "/postmortem", "/postmortem.md", "/evidence")),
)

#: What programs read that is not that incident: counts, the ledger, other incidents, who is on call.
PROGRAMS = (
    *("/metrics", "/healthz", "/readyz", "/api/v1/deploys", "/api/v1/releases/checkout/1.4.2", "/api/v1/oncall"),
    *("/api/v1/releases/checkout/1.4.2/flags", "/api/v1/releases/checkout/1.5.0/flags", "/api/v1/policies"),
    *("/api/v1/incidents/INC-1", "/api/v1/incidents/INC-1/timeline", "/api/v1/incidents/INC-1/why"),
    "/api/v1/policies/checkout-oncall/fairness",
)

#: Strings of an incident that nobody writes: each with why.
CHOSEN = {
    *("id", "source", "key", "digest"),  # ours: a number, `declared`, a hash
    *(
        "service",
        "policy",
        "channel",
        "channel_name",
        "ts",
        "slot",
        "route",
        "kind",
        "ladder",
    ),  # the file's, Slack's, ours
    *("person", "by", "owner", "asked", "primary", "declared_by", "acknowledged_by", "first_acknowledged_by"),
    *(
        "description",
        "labels",
        "settings",
        "name",
        "before",
        "words",
    ),  # an alert's, of which none comes to it; the ledger's
    *("hidden_from", "silent", "called", "why", "security_why", "declined", "orders", "responders", "invited"),
    *("resolved_by", "restored_by", "waived_by", "chosen", "token"),  # who it was, not what they said
}


@pytest.fixture
async def marked(changed: Any, caplog: Any) -> tuple[World, set[str]]:
    """A security incident in which every form was filled in, and every word typed, with the marker in it."""
    caplog.set_level(logging.DEBUG)
    world: World = await changed(LEAD, PHONE, RIGHTS, RONDO_PUBLIC_URL="https://rondo.example.com")
    await flags(world, "1.4.2")
    await deploys(world, "1.5.0")
    await world.alert(severity="high")
    await world.settles()
    await world.types("sol", f"/rondo security incident {MARKER} title", channel=world.channel())
    await world.fills("sol", hidden=[f"U0{HIDDEN.upper()}"])
    await _called(world)
    await _judged(world)
    await _proposed(world)
    return world, await _ended(world)


async def _called(world: World) -> None:
    """What is said while people come: notes, updates, escalations, what they can't, and a silence."""
    for typed in ("note", "update", "escalate @dora", "silence 1h", "silence service=payments 7d"):
        head, _, rest = typed.partition(" ")
        await world.types("sol", f"/rondo {head} INC-2 {rest} {MARKER} {head}")
    await world.types("tam", f"/rondo security INC-2 excused {MARKER} excuse")
    await world.types("sol", f"/rondo hold INC-2 {MARKER} hold")
    message = await world.slack.act("sol").say(f"{MARKER} said", world.channel(2))
    await world.slack.act("sol").message_shortcut("take_to_security_incident", message)
    await world.passes(minutes=20)


async def _judged(world: World) -> None:
    """A concern, conclusions of every kind, and a security incident out of this one."""
    for typed in (f"concern attack=yes {MARKER}", f"acceptable {MARKER}", f"action @sol {MARKER} action"):
        await world.types("sol", f"/rondo security INC-2 {typed}")


async def _proposed(world: World) -> None:
    """A proposal, the objection to it, and going on in spite of it."""
    await world.types("sol", f"/rondo rollback INC-2 checkout 1.4.2 {MARKER} note")
    await world.types("sol", f"/rondo propose INC-2 redeploy checkout {MARKER}-9")
    await world.types("sol", f"/rondo propose INC-2 switch off {MARKER} control")
    await world.types("sol", f"/rondo propose INC-2 object 1 {MARKER} objection")
    await world.types("sol", f"/rondo propose INC-2 anyway 1 {MARKER} override")
    await deploys(world, "1.4.2")


async def _ended(world: World) -> set[str]:
    """It ends, is opened again, ends and gets a report; days pass. Returns the fields in which the marker stood."""
    await world.types("sol", f"/rondo update INC-2 {MARKER} update")
    seen = await _marked(world)
    await world.types("sol", f"/rondo resolve INC-2 {MARKER} summary")
    seen |= await _marked(world)
    await act(world, "reopen", 2, **{"as": "sol", "reason": f"{MARKER} again"})
    await world.types("sol", f"/rondo security INC-2 without {MARKER} without")
    await world.types("sol", "/rondo postmortem INC-2")
    report = ("summary", "impact", "factors", "actions", "lessons")
    await world.fills("sol", publish=["publish"], **{name: f"{MARKER} {name}" for name in report})
    for _ in range(3):  # not every tick of it
        world.clock.at += timedelta(days=1)
        await world.settles()
    return seen | await _marked(world)


def written(value: Any, name: str = "") -> dict[str, list[str]]:
    """Every string within a value, by the name of its field."""
    found: dict[str, list[str]] = {}
    parts: list[tuple[str, Any]] = []
    if isinstance(value, str) and not isinstance(value, Enum):
        found[name] = [value]
    elif is_dataclass(value) and not isinstance(value, type):
        parts = [(one.name, getattr(value, one.name)) for one in fields(value)]
    elif isinstance(value, dict):
        parts = [(name, one) for one in value.values()]
    elif isinstance(value, list | tuple | frozenset):
        parts = [(name, one) for one in value]
    for inner, part in parts:
        for field, said in written(part, inner).items():
            found.setdefault(field, []).extend(said)
    return found


async def _marked(world: World) -> set[str]:
    """The fields in which the marker stands now."""
    incident = await world.house.store.reads.incident(2)
    return {name for name, said in written(incident).items() if any(MARKER in one for one in said)}


def _lock_screens(world: World) -> list[tuple[str, str]]:
    """What a phone shows of every message, whoever reads it, and what travels beside it."""
    said = [(place.id, one) for place in world.slack.state.channels.values() for one in place.messages.values()]
    ours = [(where, one) for where, one in said if one.user == "U0RONDO"]
    return [*((where, one.text or "") for where, one in ours), *((where, str(one.metadata)) for where, one in ours)]


async def _elsewhere(world: World) -> list[tuple[str, str]]:
    """Everything in Slack that is neither in the incident's channel nor told to an insider alone."""
    own = {world.channel(2), *(world.slack.direct(person).id for person in INSIDERS)}
    places = [one for one in world.slack.state.channels.values() if one.id not in own]
    found = [(one.name or one.id, words(said)) for one in places for said in one.messages.values()]
    found += [(one.name or one.id, str((one.name, one.topic, one.purpose, one.bookmarks))) for one in places]
    for person in OUTSIDERS:
        found += [(f"{person} alone", words(one)) for one in world.slack.ephemeral(person)]
        await world.slack.act(person).open_home()
        await world.settles()
        home = world.slack.home(person)
        found.append((f"{person}'s home", str(home.blocks if home else "")))
    return found


async def _asked_for(world: World) -> list[tuple[str, str]]:
    """What outsiders read who ask for it, by commands and on the dashboard."""
    found = []
    for typed in TYPED:
        found += [(f"{person}: {typed}", await world.asks(person, f"/rondo {typed}")) for person in OUTSIDERS]
    for person in OUTSIDERS:
        browser = await world.browser(person)
        found += [(f"{person}: {path}", (await browser.get(path)).text) for path in PAGES]
    return found


async def test_it_stands_in_every_field_that_somebody_writes_and_nowhere_where_others_can_look(marked, caplog, capfd):
    world, seen = marked
    incident = await world.house.store.reads.incident(2)
    assert written(incident).keys() - CHOSEN - seen == set()
    logged = [(one.name, one.getMessage()) for one in caplog.get_records("setup") if _is_kept(one)]
    outside = {
        "lock screens": _lock_screens(world),
        "elsewhere in Slack": await _elsewhere(world),
        "whoever asks": await _asked_for(world),
        "phones": [(one.url, f"{one.title} {one.body}") for one in world.phones.rang],
        "programs": [(path, (await world._ask("GET", path)).text) for path in PROGRAMS],
        "logs": [*logged, ("printed", "".join(capfd.readouterr()))],
    }
    assert [name for name, found in outside.items() if not found] == []
    for name, found in outside.items():
        assert [(name, where) for where, said in found if MARKER in said.casefold()] == []


async def test_operators_read_a_number_of_a_private_incident_or_a_name_and_never_both(quick):
    quick.fails(Failing.ERROR, "conversations.invite", times=None, code="cant_invite")
    await quick.post("/api/v1/incidents", {"title": "x", "private": True, "severity": "critical", "as": "tam"})
    await quick.passes(hours=2)
    told = [words(one) for one in quick.slack.messages("rondo-operators")]
    names = ("Ana", "Ben", "Chi", "Dora", "Sol", "Tam")
    assert any("could not be invited (cant_invite)" in line for line in told)
    assert any("INC-1: nobody has answered" in line for line in told)
    assert [line for line in told if "INC-1" in line and any(name in line for name in names)] == []


def _is_kept(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR or not record.name.startswith(NOISY)
