"""A wish about who is on call: what it must be to make sense, and how its two sides hear of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.candidates import everybody_at
from bot.domain.duties import absence, on_duty, shifts_of
from bot.domain.effects import Effect, TellPerson
from bot.domain.errors import Refused
from bot.domain.incident.draft import Decision
from bot.domain.plans import Plan
from bot.domain.schedules import Absence, Shift
from bot.domain.situation import Situation
from bot.domain.spans import span

#: No plan is longer, and none begins later.
LONGEST = timedelta(days=366)

#: How far ahead a next shift is looked for.
AHEAD = timedelta(days=70)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Who wants something, and when.

    The checks raise `Refused`, with what to do instead.
    """

    by: str
    now: datetime
    situation: Situation

    def person(self, name: str) -> None:
        """Somebody of the roster."""
        if name not in self.situation.settings.people:
            raise Refused(f"{name} is not under `people` in rondo.yml, so nobody can plan with them")

    def place(self, name: str) -> None:
        """A schedule or a policy."""
        settings = self.situation.settings
        if name not in settings.schedules and name not in settings.policies:
            known = ", ".join((*settings.schedules, *settings.policies))
            raise Refused(f"There is no schedule and no policy {name}. There is {known}")

    def near(self, day: date) -> date:
        """The day; a distant one as one that `time` refuses as well, since neither end of the calendar has a next."""
        today, beyond = self.now.date(), 2 * LONGEST + timedelta(days=3)
        return min(max(day, today - beyond), today + beyond)

    def time(self, starts: datetime, ends: datetime) -> None:
        """A time that is not over, and has an end."""
        if ends <= self.now:
            raise Refused("That time is over already. Say one that is to come")
        if ends <= starts:
            raise Refused("That ends before it begins. Swap the two")
        if ends - starts > LONGEST or starts - self.now > LONGEST:
            raise Refused("That is more than a year. Plan a shorter or a nearer time, or take them out of rondo.yml")

    def free(self, place: str, giver: str | None, starts: datetime, ends: datetime) -> None:
        """Nobody else took that time yet; on a policy everybody has a place of their own."""
        in_schedule = place in self.situation.settings.schedules
        for one in self.situation.plans:
            taken = one.person != self.by if in_schedule else one.giver == giver
            if taken and one.covers(place, max(one.starts, starts)) and one.starts < ends:
                who, span = self.situation.shown(one.person), self.span(one.starts, one.ends, self.by)
                raise Refused(f"{who} has {place} {span} already. `oncall undo {one.number}` takes that back")

    def there(self, person: str, starts: datetime, ends: datetime) -> None:
        """They are not away: an absence beats what was given, so they would not have it and nobody would know."""
        away = None if person == self.by else absence(person, self.situation, starts, ends)
        if away is not None:
            who, span = self.situation.shown(person), self.span(*away, self.by)
            raise Refused(f"{who} is away {span}. Say another time or somebody else; what {who} takes, {who} has")

    def own(self, place: str, giver: str | None) -> None:
        """They have a place on that policy: one that they have in somebody's stead is given by taking it back."""
        if place in self.situation.settings.policies and giver not in everybody_at(place, self.situation):
            who = self.situation.shown(giver or self.by)
            raise Refused(
                f"{who} has no place on {place} to give. What was given to them is taken back by `oncall undo`"
            )

    def holder(self, place: str, starts: datetime) -> str | None:
        """Whose time it is: whoever is on call in a schedule then; on a policy it has to be said."""
        if place not in self.situation.settings.schedules:
            raise Refused(f"{place} is a policy: say whose place on it is taken")
        return next(iter(on_duty(place, self.situation, starts)), None)

    def next_shift(self, schedule: str, person: str) -> Shift:
        """Somebody's next whole shift."""
        situation = self.situation
        coming = shifts_of(schedule, situation.settings, self.now, self.now + AHEAD, situation.plans)
        found = next((one for one in coming if one.person == person and one.starts > self.now), None)
        if found is None:
            raise Refused(f"{situation.shown(person)} has no shift in {schedule} within the next {AHEAD.days} days")
        return found

    def open(self, number: int) -> Plan:
        """A plan that still stands."""
        found = next((one for one in self.situation.plans if one.number == number and one.ends > self.now), None)
        if found is None:
            raise Refused("That is settled: somebody was quicker, it was taken back, or its time is over")
        return found

    def span(self, starts: datetime, ends: datetime, reader: str) -> str:
        """A time in the reader's own zone: `from Mon 23 Nov, 09:00 to 18:00 CET`."""
        return span(starts, ends, self.situation.timezone_of(reader))

    def days(self, plan: Plan) -> str:
        """An absence's days: `on Mon 23 Nov`, or `Thu 31 Dec 2026 to Fri 01 Jan 2027`."""
        said = plan.days or Absence(first=plan.starts.date(), last=plan.ends.date())
        year = "" if said.first.year == said.last.year == self.now.year else " %Y"
        first, last = (format(day, f"%a %d %b{year}") for day in (said.first, said.last))
        return f"on {first}" if first == last else f"{first} to {last}"

    def told(self, plan: Plan, reader: str) -> str:
        """What a cover says, to whoever reads it."""
        shown, span = self.situation.shown, self.span(plan.starts, plan.ends, reader)
        instead = f" instead of {shown(plan.giver)}" if plan.giver else ""
        return f"{shown(plan.person)} has {plan.place} {span}{instead}."

    def to_sides(self, plans: Sequence[Plan]) -> list[Effect]:
        """The same to both sides, each in their own zone, with a button that takes it back."""
        sides = dict.fromkeys(side for plan in plans for side in (plan.person, plan.giver) if side)
        texts = {side: " ".join(self.told(plan, side) for plan in plans) for side in sides}
        return [
            self.line(side, f"{text} (By {self.situation.shown(self.by)}.)", plans[0]) for side, text in texts.items()
        ]

    def line(self, person: str, text: str, plan: Plan, action: str = "undo_plan") -> TellPerson:
        """Words to one of them."""
        return TellPerson(person=person, text=text, action=action, plan=plan.number)

    def decision(self, said: str, plans: Sequence[Plan], effects: Iterable[Effect]) -> Decision:
        """All of it, to be committed."""
        return Decision(None, list(effects), [], [], {}, said, plans=tuple(plans))
