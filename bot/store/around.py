"""What surrounds the incidents: books of turns, who is who, who is busy; read by the writer and by pages alike."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypedDict

from sqlalchemy import Connection, and_, bindparam, case, func, select, update

from bot.domain.members import Member
from bot.domain.roundrobin import Book
from bot.domain.standings import Standing
from bot.store import codec
from bot.store.instants import Instant
from bot.store.place import Place
from bot.store.tables import books, facts, incidents, members, standings

NOT_RESOLVED = incidents.c.status != "resolved"

_member = members.c


def books_of(connection: Connection, place: Place, *, lock: bool = False) -> dict[tuple[str, int], Book]:
    """Every book of turns, in key order; `lock` keeps other writers away until the end of the transaction."""
    statement = _LOCKED_BOOKS if lock else _BOOKS
    rows = connection.execute(statement, {"workspace": place.workspace}).all()
    return {(policy, level): codec.book_in(body) for policy, level, body in rows}


_BOOKS = (
    select(books.c.policy, books.c.level, books.c.body)
    .where(books.c.workspace == bindparam("workspace"))
    .order_by(books.c.policy, books.c.level)
)
_LOCKED_BOOKS = _BOOKS.with_for_update()


def keep_books(
    connection: Connection,
    place: Place,
    changed: Mapping[tuple[str, int], Book],
    *,
    known: frozenset[tuple[str, int]],
) -> None:
    """Write books; one that was not there when they were read is inserted, so that two first turns can't both win."""
    rows = [
        {"workspace": place.workspace, "policy": policy, "level": level, "body": codec.book_out(book)}
        for (policy, level), book in sorted(changed.items())
    ]
    new = [row for row in rows if (row["policy"], row["level"]) not in known]
    old = [{f"b_{name}": value for name, value in row.items()} for row in rows if row not in new]
    if new:
        connection.execute(books.insert(), new)
    if old:
        connection.execute(_UPDATE_BOOK, old)


_UPDATE_BOOK = (
    update(books)
    .where(
        books.c.workspace == bindparam("b_workspace"),
        books.c.policy == bindparam("b_policy"),
        books.c.level == bindparam("b_level"),
    )
    .values(body=bindparam("b_body"))
)


def members_of(connection: Connection, place: Place) -> tuple[dict[str, Member], frozenset[str]]:
    """Who is who, and the names that Slack does not know."""
    known, missing = {}, set()
    for person, found, *rest in connection.execute(_MEMBERS, {"workspace": place.workspace}).all():
        if found:
            known[person] = _member_in(*rest)
        else:
            missing.add(person)
    return known, frozenset(missing)


@lru_cache(maxsize=4096)  # every transaction reads everybody, and next to nobody changes
def _member_in(*said: Any) -> Member:
    return Member(**dict(zip(_MEMBER, said, strict=True)))


_MEMBER = ("slack_id", "name", "timezone", "deactivated", "guest", "direct", "quiet_from", "quiet_until")
_MEMBERS = select(_member.person, _member.found, *(_member[name] for name in _MEMBER)).where(
    _member.workspace == bindparam("workspace")
)


def keep_members(connection: Connection, place: Place, said: Mapping[str, Member | None]) -> None:
    """Write down what Slack said; a D… channel that was opened once is kept as long as the Slack id is the same.

    In the order of names, as quiet times are: replicas that lock people in different orders would wait for each other.
    """
    if not said:
        return
    insert = place.insert(members)
    new = insert.excluded
    same = and_(_member.slack_id == new.slack_id, new.found)
    kept = case((same, func.coalesce(new.direct, _member.direct)), else_=new.direct)
    columns = {name: new[name] for name in ("found", *_MEMBER) if not name.startswith("quiet_")}
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[_member.workspace, _member.person], set_={**columns, "direct": kept}
        ),
        [_member_row(place, person, member) for person, member in sorted(said.items())],
    )


def keep_quiet(connection: Connection, place: Place, spans: Mapping[str, tuple[datetime, datetime] | None]) -> None:
    """Write down from when to when Slack is silent for people; nobody else writes that."""
    rows = [
        {"b_workspace": place.workspace, "b_person": who, "b_from": span and span[0], "b_until": span and span[1]}
        for who, span in sorted(spans.items())
    ]
    if rows:
        connection.execute(_QUIET, rows)


_QUIET = (
    update(members)
    .where(_member.workspace == bindparam("b_workspace"), _member.person == bindparam("b_person"))
    .values(quiet_from=bindparam("b_from", type_=Instant), quiet_until=bindparam("b_until", type_=Instant))
)


def _member_row(place: Place, person: str, member: Member | None) -> dict[str, Any]:
    shown = member or Member(slack_id="")
    values = {name: getattr(shown, name) for name in _MEMBER}
    return {"workspace": place.workspace, "person": person, "found": member is not None, **values}


def keep_standings(connection: Connection, place: Place, changed: Mapping[str, Standing]) -> None:
    """Write down how people stand with their pages."""
    if changed:
        insert = place.insert(standings)
        rows = [
            {"workspace": place.workspace, "person": person, "body": codec.standing_out(one)}
            for person, one in changed.items()
        ]
        columns = [standings.c.workspace, standings.c.person]
        kept = insert.on_conflict_do_update(index_elements=columns, set_={"body": insert.excluded.body})
        connection.execute(kept, rows)


def busy_of(connection: Connection, place: Place) -> dict[str, int]:
    """Per primary, how many incidents of theirs are not resolved; an index holds all that is read."""
    rows = connection.execute(_BUSY, {"workspace": place.workspace}).all()
    return {row[0]: row[1] for row in rows}


# One row per person: this is read for every transaction, and a thousand incidents may be open.
_BUSY = (
    select(incidents.c.primary, func.count())
    .where(incidents.c.workspace == bindparam("workspace"), NOT_RESOLVED, incidents.c.primary.is_not(None))
    .group_by(incidents.c.primary)
)


class People(TypedDict):
    """What a situation knows of people in Slack."""

    members: dict[str, Member]
    missing: frozenset[str]
    groups: dict[str, tuple[str, ...]]


def people_of(connection: Connection, place: Place) -> People:
    """Who is who, whom Slack does not know, and who is in the user groups."""
    members, missing = members_of(connection, place)
    return People(members=members, missing=missing, groups=groups_of(connection, place))


def groups_of(connection: Connection, place: Place) -> dict[str, tuple[str, ...]]:
    """Who is in the user groups that the settings name, by Slack ids; nothing is asked where they name none."""
    if not (wanted := place.settings.groups):
        return {}
    kept = connection.execute(_GROUPS, {"workspace": place.workspace, "names": [_GROUP + one for one in wanted]}).all()
    return {name.removeprefix(_GROUP): tuple(json.loads(text)) for name, text in kept}


def keep_group(connection: Connection, place: Place, group: str, slack_ids: Sequence[str]) -> None:
    """Write down who is in a user group: a fact under its id."""
    insert = place.insert(facts)
    row = {"workspace": place.workspace, "name": _GROUP + group, "text": json.dumps(list(slack_ids))}
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[facts.c.workspace, facts.c.name], set_={"text": insert.excluded.text}
        ),
        row,
    )


_GROUP = "group "
_GROUPS = select(facts.c.name, facts.c.text).where(
    facts.c.workspace == bindparam("workspace"), facts.c.name.in_(bindparam("names", expanding=True))
)
