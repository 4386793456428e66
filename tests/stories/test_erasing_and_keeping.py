"""What privacy demands to forget goes, what is old goes, what is held stays; and the chain says so."""

import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.cli.erase import _parser, demand
from bot.domain.erasure import pieces_naming, pieces_of
from bot.domain.events import By, RecordErased, Via
from bot.domain.reasons import Question
from bot.domain.record import BEGINNING, FORMAT, Kind, breach, chained, line
from bot.store.sealing import seal_in
from bot.store.tables import incidents, lines, seals
from tests.store.samples import NOW, write
from tests.world import World, act

SECRET = "The customer Ada Lovelace called"


@pytest.fixture
async def over(quick: World) -> World:
    """An incident that ana resolved, with words in it that must go."""
    await quick.alert("checkout", title=SECRET)
    await quick.settles()
    await quick.types("ana", "/ack INC-1")
    await quick.types("ana", f"/rondo note INC-1 {SECRET} again")
    await act(quick, "resolve", reason=SECRET)
    return quick


async def record(world: World):
    return await world.house.store.reads.timeline(1)


def kept(world: World, *tables: object) -> str:
    with world.house.store._place.database.reading() as connection:
        return json.dumps([row.body for table in tables for row in connection.execute(select(table))])


async def erases(world: World, *numbers: int, person: str = "") -> str:
    known = await record(world)
    pieces = pieces_naming(known, person, person.capitalize()) if person else pieces_of(known, numbers)
    by = By(person="dora", via=Via.CLI)
    event = RecordErased(incident=1, by=by, pieces=pieces, person=person, shown=person.capitalize())
    (result,) = await world.house.engine.handle(event)
    return result.text


async def whole(world: World) -> bool:
    one = await world.house.store.reads.incident(1)
    return breach(tuple(await record(world)), count=one.lines, digest=one.digest) is None


async def test_words_that_were_erased_are_nowhere_in_the_record_or_the_incident_and_it_chains(over):
    numbers = [line.number for line in await record(over)]
    before = len(numbers)
    assert "still chains" in await erases(over, *numbers)
    assert SECRET not in kept(over, lines, incidents)
    assert await whole(over)
    record_now = await over.get("/api/v1/incidents/INC-1/timeline")
    assert {entry["text"] for entry in record_now["entries"][:before]} == {"erased"}
    last = record_now["entries"][-1]
    assert (last["kind"], last["by"], last["via"]) == ("erased", "dora", "cli")


async def test_why_somebody_could_not_take_it_goes_with_the_lines_that_tell_it(over):
    one = await over.house.store.reads.incident(1)
    asked = Question(person="ben", said_at=NOW, due=NOW, asked_at=NOW, answer=SECRET)
    write(over.house.store, incidents=[one.evolve(questions=(asked,))])
    assert SECRET in (await over.house.store.reads.incident(1)).questions[0].answer
    await erases(over, *(line.number for line in await record(over)))
    assert (await over.house.store.reads.incident(1)).questions[0].answer == "erased"
    assert SECRET not in kept(over, incidents)


async def test_a_person_who_was_erased_is_named_nowhere(over):
    await erases(over, person="ana")
    assert await whole(over)
    assert not re.findall(r"(?i)\bana\b", kept(over, lines, incidents))
    assert (await over.incident())["acknowledged_by"] == "erased"


async def test_nothing_is_erased_while_people_are_called_by_it_nor_where_there_is_nothing(quick):
    await quick.alert("checkout", title=SECRET)
    await quick.settles()
    assert "not over" in await erases(quick, 1)
    await act(quick, "resolve")
    assert "nothing" in await erases(quick, 999)


async def test_erasing_twice_is_refused_and_changes_nothing(over):
    await erases(over, 1)
    before = len(await record(over))
    assert "nothing" in await erases(over, 1)
    assert len(await record(over)) == before


async def test_only_an_admin_erases_and_the_attempt_is_on_the_record(over):
    event = RecordErased(incident=1, by=By(person="chi"), pieces={1: ("words",)})
    (result,) = await over.house.engine.handle(event)
    assert result.refused
    assert (await record(over))[-1].kind == "refused"
    assert SECRET in kept(over, lines)


async def test_a_hold_is_for_security_and_says_so_in_the_record(over):
    await over.types("chi", "/rondo hold INC-1 lawyers ask")
    assert (await record(over))[-1].kind == "refused"
    await over.types("sol", "/rondo hold INC-1 lawyers ask")
    assert (await record(over))[-1].text == "the record is held, whatever its age: lawyers ask"
    await over.types("sol", "/rondo hold INC-1 off")
    assert (await record(over))[-1].text == "the record is not held any more"


KEEP = ("last_resort:", "keep: 400d\n\nlast_resort:")


async def looks(world: World) -> None:
    await world.house.rounds.sealer.look()
    await world.house.rounds.retention.look()
    await world.settles()


@pytest.mark.parametrize("held", [False, True])
async def test_what_is_older_than_the_file_says_is_taken_out_unless_it_is_held(changed, held):
    world = await changed(KEEP)
    await world.alert("checkout")
    await world.settles()
    await act(world, "resolve")
    if held:
        await world.types("sol", "/rondo hold INC-1 lawyers ask")
    await looks(world)
    await world.passes(days=399)
    await looks(world)
    assert (await world.incident())["status"] == "resolved"
    await world.passes(days=2)
    await looks(world)
    assert (await world._ask("GET", "/api/v1/incidents/INC-1")).status_code == (200 if held else 404)
    with world.house.store._place.database.reading() as connection:
        last = [seal_in(row.body) for row in connection.execute(select(seals).order_by(seals.c.number))]
    assert [one.removed for one in last if one.removed] == ([] if held else [(1,)])
    assert (kept(world, lines) == "[]") is not held


async def test_without_it_nothing_is_ever_taken_out(over):
    await looks(over)
    await over.passes(days=4000)
    await looks(over)
    assert (await over.incident())["status"] == "resolved"


def test_the_command_takes_lines_and_a_person():
    options = _parser().parse_args(["INC-7", "12", "13", "--person", "ana", "--as", "dora"])
    assert (options.incident, options.lines, options.person, options.by) == ("INC-7", [12, 13], "ana", "dora")


async def test_a_long_record_is_erased_from_its_first_line_to_its_last(quick):
    made = []
    for number in range(1, 2003):
        before = made[-1].digest if made else BEGINNING
        text = SECRET if number > 1000 else "looks"
        plain = line(number=number, at=NOW, kind=Kind.NOTE, by="ana", text=text, before=before)
        made.append(chained(replace(plain, version=FORMAT, incident=9, salt="5a17"), before))
    write(quick.house.store, lines=[(9, one) for one in made])
    options = _parser().parse_args(["INC-9", "2002", "--person", "Lovelace", "--as", "dora"])
    event, _ = await demand(quick.house.store.reads, 9, options)
    assert sorted(event.pieces) == list(range(1001, 2003))
