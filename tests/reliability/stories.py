"""A story drawn by chance: what people and senders do, while Slack fails, is away, and the program is killed."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from bot.domain import events as e
from bot.domain.effects import ReachPerson
from bot.domain.incident.pages import Outcome
from bot.sandbox import Failing, Fault
from bot.store.tables import outbox, timers
from tests.conftest import Chance
from tests.reliability.journeys import ALERT
from tests.reliability.lives import MAIL, Life
from tests.reliability.promises import about, kept, pages, rings

#: What a run must have reached, or it shows nothing.
SITUATIONS = (
    *("lost response", "late landing", "adoption", "takeover", "429", "repeated page", "catch-up"),
    *("around Slack", "repeated message around Slack", "taken by a link"),
)

WRITES = (
    *("chat.postMessage",) * 6,
    *("conversations.create", "chat.update") * 2,
    *("conversations.invite", "conversations.setTopic", "pins.add", "bookmarks.add"),
)
KINDS = (
    Failing.RATE_LIMITED,
    Failing.SERVER_ERROR,
    Failing.REQUEST_LOST,
    Failing.RESPONSE_LOST,
    Failing.LATE,
)
PEOPLE = ("ana", "ben", "chi", "dora", "sol", "tam")
#: Steps of a story, and how many deaths it has at most.
STEPS, DEATHS = 7, 4

Doing = Callable[[Life], Awaitable[Any]]


@dataclass
class Story:
    """One life after another; `reached` counts the situations that it came into."""

    life: Life
    chance: Chance
    reached: Counter[str] = field(default_factory=Counter)
    deaths: int = 0
    accepted: set[str] = field(default_factory=set)

    async def told(self) -> list[str]:
        """From the first alert to the end, when Slack has been well for three minutes; what was broken."""
        self._mortal()
        if self.chance.random() < 0.25:
            self.life.slack.faults.add(Fault(kind=Failing.RESPONSE_LOST, method="conversations.create"))
        await self._endured(self._alert("checkout"))
        for _ in range(STEPS):
            self._trouble()
            await self._endured(self._something())
        self.life.slack.faults.clear()
        self.life.phones.answers = {}
        self.life.fate.ends = lambda point: False
        await self._endured(lambda life: life.passes(minutes=3))
        self._look_back()
        return [
            *pages(self.life, deaths=self.deaths, at_least=0),
            *rings(self.life, deaths=self.deaths),
            *await kept(self.life),
            *self._once(),
            *await self._lost(),
        ]

    def _mortal(self) -> None:
        """Killed after so many points, as long as there are deaths left."""
        left = iter(range(self.chance.randint(4, 60), -1, -1))
        mortal = self.deaths < DEATHS
        self.life.fate.anew((lambda point: next(left, -1) == 0) if mortal else lambda point: False)

    async def _endured(self, doing: Doing) -> None:
        """Done, in however many lives that takes; the sender or the person tries again until they are answered."""
        life, again = self.life, doing
        while not await life.lives_through(again):
            self.deaths += 1
            rest = timedelta(seconds=self.chance.choice((0, 2, 20, 200)))
            self._found_on_waking(rest)
            life.clock.at += rest
            self._mortal()
            life.house = life._built()
            again = _first(doing)

    def _found_on_waking(self, rest: timedelta) -> None:
        with self.life.store._place.database.reading() as connection:
            owed = select(func.count()).select_from(outbox).where(outbox.c.done_at.is_(None))
            self.reached["takeover"] += connection.scalar(owed.where(outbox.c.owner.is_not(None))) or 0
            late = select(func.count()).select_from(timers).where(timers.c.due_at < self.life.clock.at + rest)
            overdue = connection.scalar(late) or connection.scalar(owed) if rest > timedelta(minutes=1) else 0
            self.reached["catch-up"] += overdue or 0

    def _trouble(self) -> None:
        """Some fault, sometimes several; or Slack is away until somebody looks at the clock again."""
        faults, chance = self.life.slack.faults, self.chance
        for _ in range(chance.choice((0, 1, 1, 2))):
            late = chance.choice((3.0, 25.0))
            kind, method = chance.choice(KINDS), chance.choice(WRITES)
            faults.add(Fault(kind=kind, method=method, after_calls=chance.randint(0, 2), seconds=late))
        away = [fault for fault in faults.active if fault.kind is Failing.AWAY]
        for fault in away:
            faults.remove(fault)
        if not away and chance.random() < 0.1:
            faults.add(Fault(kind=Failing.AWAY, times=None))
        self.life.phones.answers = {MAIL: chance.choice((True, True, True, False, None))}

    def _something(self) -> Doing:
        chance = self.chance
        number, by = chance.choice((1, 1, 2)), e.By(person=chance.choice(PEOPLE), via=e.Via.TOKEN)
        about: dict[str, Any] = {"incident": number, "by": by}
        happens: list[e.Event] = [
            e.Acknowledged(**about),
            e.Acknowledged(**about),
            e.EscalationAsked(**about),
            e.EscalationAsked(**about, person=chance.choice(PEOPLE)),
            e.NotMeSaid(**about),
            e.SecurityArrived(**about),
            e.SecurityNotMeSaid(**about),
            e.HandedOver(**about, to=chance.choice(PEOPLE)),
            e.Resolved(**about),
            e.Reopened(**about),
            e.UpdatePosted(**about, text="Half of them are back"),
        ]
        minutes = chance.choice((0.1, 0.5, 2, 5.1, 11))
        doing: list[Doing] = [
            self._alert("payments"),
            self._alert("checkout", firing=False),
            *(lambda life: life.passes(minutes=minutes) for _ in range(5)),
            *(self._pressed(person) for person in ("ana", "sol")),
        ]
        picked = chance.choice([*happens, *doing])
        return picked if callable(picked) else lambda life: life.says(picked)

    def _pressed(self, person: str) -> Doing:
        async def pressed(life: Life) -> None:
            self.reached["taken by a link"] += await life.takes_by_link(person)

        return pressed

    def _alert(self, group: str, *, firing: bool = True) -> Doing:
        async def sent(life: Life) -> None:
            (result,) = await life.house.engine.handle(_event(group, firing=firing))
            if result.incident is not None:
                self.accepted.add(result.incident.key)
            await life.settles()

        return sent

    def _look_back(self) -> None:
        rang = Counter(map(about, self.life.phones.rang))
        self.reached["around Slack"] += len(rang)
        self.reached["repeated message around Slack"] += rang.total() - len(rang)
        calls = self.life.slack.calls
        self.reached["lost response"] += sum(call.fault is Failing.RESPONSE_LOST for call in calls)
        self.reached["late landing"] += sum(call.fault is Failing.LATE for call in calls) - len(self.life.slack._late)
        self.reached["429"] += sum(call.fault is Failing.RATE_LIMITED for call in calls)
        self.reached["repeated page"] += sum(
            str(call.arguments.get("text", "")).startswith("Possible repeat") for call in calls
        )
        taken = [call for call in calls if call.answer is not None and call.answer.body.get("error") == "name_taken"]
        self.reached["adoption"] += len(taken)

    def _once(self) -> list[str]:
        """One channel per incident, one card in it, and every other message of ours once."""
        slack, found = self.life.slack, []
        names = [channel.name for channel in slack.channels if channel.name.startswith("inc-")]
        numbers = Counter(name.split("-")[1] for name in names)
        found += [f"{times} channels of INC-{number}" for number, times in numbers.items() if times > 1]
        ops = Counter(
            (message.payload.get("kind"), message.payload.get("op"))
            for channel in slack.state.channels.values()
            for message in channel.messages.values()
            if message.payload.get("kind") not in {None, "page"}
        )
        found += [f"{times} times the same {kind}" for (kind, _), times in ops.items() if times > 1]
        return found

    async def _lost(self) -> list[str]:
        """What was accepted and is not there, or is owed still."""
        reads, life = self.life.store.reads, self.life
        incidents = [await reads.incident(n) for n in range(1, (await reads.situation()).next_number)]
        keys = {one.key for one in incidents if one}
        found = [f"accepted and lost: {key}" for key in self.accepted - keys]
        for one in incidents:
            lines = [line.text for line in await reads.timeline(one.number)] if one else []
            ways = {reach.kind for reach in one.reaches if reach.outcome is Outcome.FAILED} if one else set()
            told = [line for line in lines if "can't be reached by" in line]
            found += [f"given up in silence: {ways}"] if ways and not told else []
        with life.store._place.database.reading() as connection:
            owed = select(outbox.c.effect).where(outbox.c.done_at.is_(None), outbox.c.due_at <= life.clock.at)
            here = (outbox.c.failed.is_not(None), outbox.c.effect != ReachPerson.__name__)
            given_up = select(outbox.c.effect, outbox.c.failed).where(*here)
            found += [f"owed still: {effect}" for (effect,) in connection.execute(owed)]
            found += [f"given up: {effect}, {code}" for effect, code in connection.execute(given_up)]
        return found


def _first(doing: Doing) -> Doing:
    async def started(life: Life) -> None:
        await life.starts()
        await doing(life)

    return started


def _event(group: str, *, firing: bool) -> e.Event:
    alert = replace(ALERT, group=group, key=group, firing=firing, title=f"{group} is failing")
    return e.AlertFired(alert=alert) if firing else e.AlertResolved(alert=alert)
