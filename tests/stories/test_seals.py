"""Records are sealed into one chain, and anchors of it stand where Rondo's database does not reach."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import delete, select, update

from bot.domain.anchors import Anchor, signed
from bot.domain.audit import Look
from bot.domain.record import BEGINNING, chained
from bot.domain.seals import Seal, forged
from bot.ports import Progress
from bot.store import codec
from bot.store.sealing import seal_in
from bot.store.tables import incidents, lines, seals
from tests.world import World, act, words

OPERATORS = "rondo-operators"


@pytest.fixture
async def one(world: World) -> World:
    """An incident that Ana has."""
    await world.alert("checkout")
    await world.settles()
    return world


async def looks(world: World) -> None:
    await world.house.rounds.sealer.look()
    await world.settles()


def rows(world: World, statement: object) -> list[object]:
    with world.house.store._place.database.reading() as connection:
        return list(connection.execute(statement))


def changed(world: World, *statements: object) -> None:
    """Somebody changes the database behind Rondo's back."""
    with world.house.store._place.database.writing() as connection:
        for statement in statements:
            connection.execute(statement)


def sealed_from(world: World, number: int) -> list[Seal]:
    return [
        seal_in(row.body) for row in rows(world, select(seals).where(seals.c.number >= number).order_by(seals.c.number))
    ]


def sealed(world: World) -> list[Seal]:
    return [seal_in(row.body) for row in rows(world, select(seals).order_by(seals.c.number))]


async def audited(world: World, progress: Progress | None = None) -> Look:
    audit = world.house.store.audit(lambda: 0.0)
    return (await audit.look(world.clock.at, progress or Progress(), again=frozenset()))[0]


def anchors(world: World) -> list[object]:
    channel = world.slack.state.named(OPERATORS)
    found = world.slack.messages(channel.id) if channel else []
    return [message for message in found if "Anchor of the record" in words(message)]


async def test_what_changed_is_sealed_once_and_what_did_not_is_not_sealed_again(one):
    await looks(one)
    first = sealed(one)
    incident = await one.house.store.reads.incident(1)
    assert [tuple(head) for head in first[0].heads] == [(1, incident.lines, incident.digest)]
    await looks(one)
    assert len(sealed(one)) == len(first) == 1
    await one.alert("checkout", key="another", title="Another")
    await one.settles()
    await looks(one)
    assert [[head.incident for head in seal.heads] for seal in sealed(one)] == [[1], [2]]
    assert forged(sealed(one), (0, BEGINNING)) is None


async def test_sealing_writes_nothing_into_a_record(one):
    before = await one.timeline()
    await looks(one)
    await looks(one)
    assert await one.timeline() == before


async def test_several_replicas_make_the_same_seals(one):
    await asyncio.gather(*(one.house.store.seals.seal(one.clock.at) for _ in range(4)))
    assert [seal.number for seal in sealed(one)] == [1]


async def test_an_audit_of_sealed_records_finds_nothing(one):
    await looks(one)
    found = await audited(one)
    assert (found.seal, found.apart) == (None, frozenset())


async def test_a_record_that_was_written_anew_as_a_whole_is_not_the_one_that_was_sealed(one):
    await looks(one)
    record, before = list(await one.house.store.reads.timeline(1)), BEGINNING
    for at, line in enumerate(record):
        record[at] = chained(replace(line, text="nothing happened"), before)
        before = record[at].digest
    incident = (await one.house.store.reads.incident(1)).evolve(digest=before)
    changed(
        one,
        *(update(lines).where(lines.c.number == each.number).values(body=codec.line_out(each)) for each in record),
        update(incidents).values(body=codec.incident_out(incident)),
    )
    found = await audited(one)
    assert found.records == {1: None}  # the chain alone does not show it
    assert found.apart == {1}


@pytest.mark.parametrize("change", ["another head", "no JSON"])
async def test_a_seal_that_was_changed_is_found(one, change):
    await looks(one)
    await one.alert("checkout", key="another", title="Another")
    await one.settles()
    await looks(one)
    forged_one = replace(sealed(one)[0], heads=()).written if change == "another head" else "{}"
    changed(one, update(seals).where(seals.c.number == 1).values(body=forged_one))
    assert (await audited(one)).seal in {1, 2}


async def _rounds(world: World, most: int = 8) -> list[Look]:
    """What a whole round of looks finds, and the beginning of the next."""
    audit, progress, found = world.house.store.audit(lambda: 0.0), Progress(), list[Look]()
    for _ in range(most):
        look, progress = await audit.look(world.clock.at, progress, again=frozenset())
        found.append(look)
    return found


@pytest.mark.parametrize("change", ["another head", "no JSON", "gone"])
async def test_behind_a_seal_that_is_broken_the_others_are_still_compared(one, change):
    for key in ("second", "third", "fourth", "fifth"):
        await looks(one)
        await one.alert("checkout", key=key, title=key)
        await one.settles()
    await looks(one)
    broken = sealed(one)[1]
    here = seals.c.number == 2
    body = replace(broken, heads=()).written if change == "another head" else "{}"
    changed(one, delete(seals).where(here) if change == "gone" else update(seals).where(here).values(body=body))
    head = sealed_from(one, 4)[-1].heads[-1]
    record = (lines.c.incident == head.incident) & (lines.c.number == head.lines)
    (row,) = rows(one, select(lines.c.body).where(record))
    other = codec.line_out(replace(codec.line_in(row.body), digest="0" * 64))
    changed(one, update(lines).where(record).values(body=other))
    found = await _rounds(one)
    assert {look.seal for look in found} <= {None, 2, 3}
    assert {look.seal for look in found} != {None}
    assert {number for look in found for number in look.apart} == {head.incident}


async def test_an_end_that_was_cut_off_behind_a_told_anchor_is_found(one):
    await looks(one)
    await act(one, "resolve")
    await looks(one)
    last = sealed(one)[-1].number
    assert (await audited(one)).seal is None
    changed(one, delete(seals).where(seals.c.number == last))
    assert (await audited(one)).seal == last


async def test_an_end_that_was_made_anew_after_it_was_cut_off_is_found(one):
    await looks(one)
    await act(one, "resolve")
    await looks(one)
    last = sealed(one)[-1].number
    changed(
        one,
        delete(seals).where(seals.c.number == last),
        update(incidents).values(unsealed=True),
    )
    await one.passes(minutes=1)
    await looks(one)
    assert rows(one, select(seals).where(seals.c.number == last, seals.c.anchor.is_not(None)))
    assert sealed(one)[-1].head in words(anchors(one)[-1])
    assert (await audited(one)).seal == last
    await one.alert("other")
    await one.settles()
    await act(one, "resolve", 2)
    await looks(one)
    assert sealed(one)[-1].number > last
    assert (await audited(one)).seal == last


async def test_the_first_seal_and_each_close_are_anchored_in_one_thread(one):
    await looks(one)
    await act(one, "resolve")
    await looks(one)
    await looks(one)
    first, second = anchors(one)
    assert (first.in_thread, second.in_thread, second.thread_ts) == (False, True, first.ts)


async def test_an_anchor_is_a_signature_of_the_newest_seal(one):
    await looks(one)
    (row,) = rows(one, select(seals))
    anchor, seal = Anchor.read(row.anchor), seal_in(row.body)
    assert (anchor.sequence, anchor.head) == (1, seal.head)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(anchor.key))
    key.verify(bytes.fromhex(anchor.signature), signed(anchor.sequence, anchor.head, anchor.at))
    assert all(said in words(anchors(one)[0]) for said in (anchor.head, anchor.signature, anchor.key))


async def test_a_day_without_news_is_anchored_as_well(one):
    await looks(one)
    one.clock.at += timedelta(hours=23)
    await looks(one)
    before = len(anchors(one))
    one.clock.at += timedelta(hours=2)
    await looks(one)
    assert len(anchors(one)) == before + 1
    one.clock.at += timedelta(hours=25)
    await looks(one)
    assert len(anchors(one)) == before + 2


async def test_an_anchor_is_sent_out_until_it_is_taken_and_then_not_again(one):
    sent, answers = [], [False, True]

    async def post(text: str) -> bool:
        sent.append(json.loads(text))
        return answers[len(sent) - 1]

    one.house.rounds.sealer.post = post
    for _ in range(4):
        await looks(one)
    assert [anchor["sequence"] for anchor in sent] == [1, 1]
    assert set(sent[0]) == {"at", "head", "key", "sequence", "signature"}
