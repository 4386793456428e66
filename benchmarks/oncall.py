"""Who is on call: the cost of one look, however long ago the rotations began, and of what `check` looks at."""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.rows import Row, row
from bot.cli.check import report
from bot.config import Configuration, read
from bot.domain.escalation import Level, Policy, RoundRobin, Target, TargetKind, Walk
from bot.domain.ladder import advance
from bot.domain.roundrobin import Book
from bot.domain.schedules import Absence, Holidays, Override, Rotation, Schedule, Unit, on_call
from bot.domain.situation import Person, Settings, Situation
from bot.store import codec

NOW = datetime(2026, 11, 23, 3, 12, tzinfo=UTC)
PEOPLE = [f"p{number}" for number in range(50)]
LOOKS = 2000

#: The five layers: a base, nights, weekends, holidays, and hours by day; each with all fifty people.
LAYERS: tuple[dict[str, Any], ...] = (
    {"count": 1, "unit": Unit.WEEK},
    {"count": 12, "unit": Unit.HOUR, "days": frozenset({0, 2, 4})},
    {"count": 2, "unit": Unit.DAY, "days": frozenset({5, 6})},
    {"count": 1, "unit": Unit.DAY, "holidays": Holidays(dates=frozenset({date(2026, 12, 25)}), only=True)},
    {
        "count": 3,
        "unit": Unit.WEEK,
        "days": frozenset(range(5)),
        "hours": (datetime.min.time().replace(hour=9), datetime.min.time().replace(hour=17)),
    },
)


def _schedule(starts: datetime) -> Schedule:
    rotations = tuple(Rotation(people=tuple(PEOPLE), starts=starts, **layer) for layer in LAYERS)
    return Schedule(name="all", timezone="Europe/Berlin", rotations=rotations)


def _look(starts: datetime) -> float:
    """Milliseconds of the slowest in a hundred looks, at instants spread over 20 years, with half of them away.

    Of this thread's own time, since a millisecond is less than the time slice of whatever else runs on the machine.
    """
    schedule = _schedule(starts)
    away = (Absence(first=date(2026, 11, 1), last=date(2036, 11, 1)),) * 3
    context: dict[str, Any] = {
        "absences": dict.fromkeys(PEOPLE[::2], away),
        "timezones": dict.fromkeys(PEOPLE, "America/New_York"),
        "overrides": tuple(
            Override(
                schedule="all", person="p1", starts=NOW + timedelta(days=day), ends=NOW + timedelta(days=day, hours=8)
            )
            for day in range(20)
        ),
    }
    took = []
    for number in range(LOOKS):
        at = NOW + timedelta(hours=87 * number % (20 * 365 * 24))
        begun = time.thread_time()
        found = on_call(schedule, at, **context)
        took.append(time.thread_time() - begun)
        assert len(found) == 1
    return sorted(took)[-LOOKS // 100] * 1000


def _file() -> Configuration:
    """20 schedules of five layers and fifty people, each a level of a policy of its own beside one of security's."""
    people = "\n".join(f"  {name}: {{slack: U0P{number}}}" for number, name in enumerate(PEOPLE))
    names = f"[{', '.join(PEOPLE)}]"
    layers = (
        "every: 1 week",
        "every: 12 hours, days: [mon, wed, fri]",
        "every: 2 days, days: [sat, sun]",
        "every: 1 day, holidays: {country: DE, use: only}",
        'every: 3 weeks, days: [mon, tue, wed, thu, fri], hours: "09:00-17:00"',
    )
    rotations = "\n".join(f"      - {{people: {names}, starts: 2020-01-06 09:00, {layer}}}" for layer in layers)
    schedules = "\n".join(f"  s{number}:\n    rotations:\n{rotations}" for number in range(20))
    policies = "\n".join(
        f"  o{number}: {{levels: [{{targets: [{{schedule: s{number}}}]}}, {{targets: [p{number}]}}]}}"
        for number in range(20)
    )
    services = "\n".join(f"  v{number}: {{policy: o{number}}}" for number in range(20))
    return read(
        f"timezone: Europe/Berlin\npeople:\n{people}\nschedules:\n{schedules}\npolicies:\n{policies}\n"
        f"services:\n{services}\nlast_resort: [p0]\nsecurity: {{policy: o0}}\n",
        name="rondo.yml",
        environ={},
    )


def _pick() -> float:
    """Milliseconds of the slowest in a hundred picks among 200, every tenth of whom is away.

    With what it costs to read the book and to write it: all that a pick adds to its transaction.
    """
    names = [f"p{number}" for number in range(200)]
    away = (Absence(first=date(2026, 11, 1), last=date(2026, 12, 1)),)
    people = {one: Person(name=one, slack=one, away=away if one in names[::10] else ()) for one in names}
    targets = tuple(Target(kind=TargetKind.PERSON, name=one) for one in names)
    policy = Policy(name="all", levels=(Level(targets=targets, round_robin=RoundRobin.CYCLE),))
    settings = Settings(people=people, policies={"all": policy}, services={}, last_resort=targets)
    took, kept, key = [], codec.book_out(Book()), ("all", 1)
    for _ in range(LOOKS // 10):
        begun = time.thread_time()
        situation = Situation(settings=settings, books={key: codec.book_in(kept)})
        step = advance(Walk(policy="all"), situation, NOW)
        kept = codec.book_out(step.books[key])
        took.append(time.thread_time() - begun)
        assert len(step.called) == 1
    return sorted(took)[-max(1, len(took) // 100)] * 1000


async def oncall() -> list[Row]:
    """In this process: nothing of it touches the network or the database."""
    recent, long_ago = _look(datetime(2026, 1, 5, 9)), _look(datetime(1970, 1, 5, 9))  # noqa: DTZ001
    configuration = _file()
    begun = time.perf_counter()
    told = report(configuration, NOW)
    took = time.perf_counter() - begun
    print(f"  {len(told.warnings)} warnings, {len(told.clocks)} zones")
    return [
        row("who is on call, 5 layers and 50 people, p99", recent, "≤", 1, "ms"),
        row("the same, of rotations that began in 1970", long_ago, "≤", 1, "ms"),
        row("1970 against this year", long_ago / recent, "≤", 1.5, "times"),
        row("a pick among 200 and its book, p99", _pick(), "≤", 5, "ms"),
        row("check, 14 days of 20 such schedules", took, "≤", 2, "s"),
    ]
