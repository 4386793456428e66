"""Whatever happens in whatever order, decide() agrees with a plain model and every invariant holds after each step."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bot.domain import events as e
from bot.domain.alerts import Alert, Disposition, Severity
from bot.domain.errors import Refused
from bot.domain.incident import Incident, Status
from bot.domain.incident.state import ChannelState
from bot.domain.record import Line
from bot.domain.reviews import ReviewState
from tests import invariants
from tests.domain.stage import ROSTER, Stage, level
from tests.domain.stage import settings as made

PEOPLE, GROUPS, KEYS = st.sampled_from(ROSTER), st.sampled_from(("g1", "g2")), st.sampled_from(("a", "b"))
CHANCE = st.integers(0, 2**16)
SAYINGS = ("still", "note", "update", "spoke", "report", "waive", "make")
REOPEN_WITHIN = timedelta(minutes=10)

LADDERS = (
    (level("ana", "ben", "chi", turns="alert"), level("dora", minutes=10)),
    (level("ana", "ben", "chi", turns="cycle", laps=2), level("dora", minutes=10)),
    (level("ana", "ben"), level("chi", "dora", minutes=10)),
)


@dataclass
class Plain:
    """What anybody would say of an incident, without knowing how it is made."""

    status: str = "open"
    keeper: str | None = None
    firing: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    ended: object = None

    def ends(self, now):
        self.status, self.ended = "resolved", now

    def opens_again(self):
        self.status, self.keeper, self.ended = "open", None, None

    def taken(self, person):
        self.status, self.keeper = "acknowledged", person


class Machine(RuleBasedStateMachine):
    """Incidents of two groups, on one of three ladders."""

    @initialize(ladder=st.sampled_from(LADDERS), repeat=st.integers(0, 1))
    def begins(self, ladder, repeat):
        self.stage = Stage(made(*ladder, repeat=repeat))
        self.plain: dict[int, Plain] = {}
        self.lines: dict[int, list[Line]] = {}
        self.decided = 0

    @property
    def numbers(self):
        return sorted(self.plain)

    def some(self, chance) -> int:
        return self.numbers[chance % len(self.numbers)]

    def of(self, number) -> Incident:
        return self.stage.incidents[number]

    def step(self, event, *, refusable=False):
        """The event is decided; what must hold does, and a refusal is one that the model understands."""
        before = self.stage._of(event)
        try:
            decision = self.stage.happens(event)
        except Refused:
            if not refusable:
                raise
            return None
        now, number = self.stage.now, decision.incident.number if decision.incident else 0
        self.lines.setdefault(number, []).extend(decision.record)
        assert invariants.of_step(before, event, decision, now) == []
        if decision.incident is not None:
            situation = self.stage.situation(number)
            assert invariants.of_state(decision.incident, situation, now) == []
        assert invariants.of_all(self.stage.incidents.values()) == []
        return decision

    def agrees(self):
        for number, plain in self.plain.items():
            incident = self.of(number)
            assert (incident.status, incident.acknowledged_by if plain.status != "resolved" else plain.keeper) == (
                plain.status,
                plain.keeper,
            ), number
            assert {key for key, one in incident.alerts.items() if one.firing} == plain.firing

    def latest(self, group) -> int | None:
        same = [number for number in self.numbers if self.of(number).key == group]
        going_on = [number for number in same if self.plain[number].status != "resolved"]
        return max(going_on or same, default=None)

    def alert(self, group, key, *, firing, severity="critical"):
        return Alert(
            source="generic",
            group=group,
            key=key,
            firing=firing,
            title=f"{key} fails",
            severity_word=severity,
            service="checkout",
        )

    @rule(group=GROUPS, key=KEYS, severity=st.sampled_from(("critical", "high", "medium", "low")))
    def an_alert_fires(self, group, key, severity):
        number, now = self.latest(group), self.stage.now
        plain = self.plain.get(number or 0)
        decision = self.step(e.AlertFired(alert=self.alert(group, key, firing=True, severity=severity)))
        if plain is None or (plain.status == "resolved" and now - plain.ended >= REOPEN_WITHIN):
            expected = Disposition.OPENED
            plain = self.plain[decision.incident.number] = Plain()
        elif plain.status == "resolved":
            expected = Disposition.REOPENED
            plain.opens_again()
        else:
            expected = Disposition.REPEATED if key in plain.firing else Disposition.JOINED
        plain.firing.add(key)
        plain.known.add(key)
        assert decision.disposition is expected
        self.agrees()

    @rule(group=GROUPS, key=KEYS)
    def an_alert_is_resolved(self, group, key):
        number = self.latest(group)
        plain = self.plain.get(number or 0)
        decision = self.step(e.AlertResolved(alert=self.alert(group, key, firing=False)))
        if plain is None or plain.status == "resolved" or key not in plain.known:
            expected = Disposition.IGNORED
        elif key not in plain.firing:
            expected = Disposition.REPEATED
        else:
            expected = Disposition.RESOLVED
            plain.firing.discard(key)
            if not plain.firing and plain.status == "open":
                plain.ends(self.stage.now)
        assert decision.disposition is expected
        self.agrees()

    @rule(person=PEOPLE, severity=st.sampled_from([None, *Severity]), concern=st.booleans(), private=st.booleans())
    def somebody_declares(self, person, severity, concern, private):
        if len(self.plain) < 4:
            by = e.By(person=person, via=e.Via.TOKEN)
            event = e.Declared(by=by, title="Slow", severity=severity, security_concern=concern, private=private)
            self.plain[self.step(event).incident.number] = Plain()
            self.agrees()

    @precondition(lambda self: self.plain)
    @rule(chance=CHANCE, person=PEOPLE)
    def somebody_acknowledges(self, chance, person):
        number = self.some(chance)
        incident, plain = self.of(number), self.plain[number]
        securitys = incident.ladders_of(person) == {"security"}
        called = any(p.person == person and p.step > incident.acknowledged_step for p in incident.pages)
        mayjoin = called or person in incident.responders or securitys
        refusable = plain.status == "resolved" or (plain.status == "acknowledged" and not mayjoin)
        decision = self.step(e.Acknowledged(incident=number, by=self.by(person)), refusable=refusable)
        assert (decision is None) == refusable
        if decision and plain.status == "open" and not securitys:
            plain.taken(person)
        self.agrees()

    def by(self, person):
        return e.By(person=person, via=e.Via.TOKEN)

    @precondition(lambda self: self.plain)
    @rule(chance=CHANCE, person=PEOPLE, to=st.one_of(st.none(), PEOPLE), rung=st.one_of(st.none(), st.integers(1, 2)))
    def somebody_escalates(self, chance, person, to, rung):
        number = self.some(chance)
        plain, before = self.plain[number], len(self.of(number).pages)
        event = e.EscalationAsked(incident=number, by=self.by(person), person=to, level=None if to else rung)
        refusable = plain.status == "resolved" or to is not None or rung is not None
        decision = self.step(event, refusable=refusable)
        assert decision is None or len(self.of(number).pages) > before
        assert plain.status != "resolved" or decision is None
        self.agrees()

    @precondition(lambda self: self.plain)
    @rule(chance=CHANCE, person=PEOPLE)
    def somebody_can_not(self, chance, person):
        number = self.some(chance)
        incident, plain = self.of(number), self.plain[number]
        paged = "response" in incident.ladders_of(person)
        refused = plain.status == "resolved" or not paged or incident.acknowledged_by == person
        waiting = [page.person for page in incident.waited_for]
        behind = not any(page.ladder == "last_resort" for page in incident.current_pages)
        decision = self.step(e.NotMeSaid(incident=number, by=self.by(person)), refusable=refused)
        assert (decision is None) == refused
        if decision and plain.status == "open" and waiting == [person] and behind:
            assert len(self.of(number).pages) > len(incident.pages), "nobody was asked instead"
        self.agrees()

    @precondition(lambda self: self.plain)
    @rule(chance=CHANCE, person=PEOPLE, to=PEOPLE)
    def somebody_hands_over(self, chance, person, to):
        number = self.some(chance)
        plain = self.plain[number]
        decision = self.step(
            e.HandedOver(incident=number, by=self.by(person), to=to), refusable=plain.status == "resolved"
        )
        if decision:
            plain.taken(to)
        self.agrees()

    @precondition(lambda self: self.plain)
    @rule(chance=CHANCE, person=st.sampled_from(("sol", "tam", "ana")), here=st.booleans())
    def security_answers(self, chance, person, here):
        kind = e.SecurityArrived if here else e.SecurityNotMeSaid
        self.step(kind(incident=self.some(chance), by=self.by(person)), refusable=True)
        self.agrees()

    @precondition(lambda self: self.plain)
    @rule(
        chance=CHANCE, person=st.sampled_from(("sol", "tam", "ana")), what=st.sampled_from(("clear", "concern", "ask"))
    )
    def somebody_judges(self, chance, person, what):
        number, by = self.some(chance), self.by(person)
        judged = {
            "clear": e.ReviewGiven(incident=number, by=by, state=ReviewState.CLEAR),
            "concern": e.ConcernRaised(incident=number, by=by),
            "ask": e.ReviewAskedAgain(incident=number, by=by),
        }
        self.step(judged[what], refusable=True)
        self.agrees()

    @precondition(lambda self: self.plain)
    @rule(chance=CHANCE, severity=st.sampled_from(list(Severity)))
    def the_severity_is_set(self, chance, severity):
        self.step(e.SeverityChanged(incident=self.some(chance), by=self.by("ana"), severity=severity))
        self.agrees()

    @precondition(lambda self: self.plain)
    @rule(chance=CHANCE, person=PEOPLE)
    def somebody_resolves(self, chance, person):
        number = self.some(chance)
        self.step(e.Resolved(incident=number, by=self.by(person)))
        if self.plain[number].status != "resolved":
            self.plain[number].ends(self.stage.now)
        self.agrees()

    @precondition(lambda self: self.plain)
    @rule(chance=CHANCE, person=PEOPLE)
    def somebody_reopens(self, chance, person):
        number = self.some(chance)
        rival = self.rival(number)
        if self.plain[number].status == "resolved" and rival is None:
            self.step(e.Reopened(incident=number, by=self.by(person)))
            self.plain[number].opens_again()
        self.agrees()

    def rival(self, number):
        """Which other incident of that key goes on; the engine's situation says so, the stage's does not."""
        same = [other for other in self.numbers if other != number and self.of(other).key == self.of(number).key]
        return next((other for other in same if self.plain[other].status != "resolved"), None)

    @precondition(lambda self: self.plain)
    @rule(
        chance=CHANCE,
        person=PEOPLE,
        what=st.sampled_from(SAYINGS),
    )
    def somebody_says_something(self, chance, person, what):
        number, by = self.some(chance), self.by(person)
        plain, incident = self.plain[number], self.of(number)
        events = {
            "still": e.StillOnItSaid(incident=number, by=by),
            "note": e.Noted(incident=number, by=by, text="a note"),
            "update": e.UpdatePosted(incident=number, by=by, text="an update"),
            "spoke": e.ChannelActive(incident=number, by=by),
            "report": e.PostmortemWritten(incident=number, by=by, fields={"impact": "some"}, publish=True),
            "waive": e.PostmortemWaived(incident=number, by=by),
            "make": e.MadeIncident(incident=number, by=by),
        }
        decision = self.step(events[what], refusable=what in {"still", "waive", "make"})
        if decision and what == "make" and incident.channel_state is ChannelState.NONE:
            plain.taken(person)
        self.agrees()

    @precondition(lambda self: self.clocks)
    @rule(times=st.integers(1, 4))
    def time_passes_until_something_is_due(self, times):
        for _ in range(times):
            if not self.clocks:
                return
            at, number, kind = min(self.clocks)
            self.stage.now = max(self.stage.now, at)
            before = self.of(number)
            self.step(e.TimerDue(incident=number, kind=kind, generation=before.generations[kind]))
            if kind is e.TimerKind.RESPONSE:
                assert len(self.of(number).pages) > len(before.pages) or before.held, "the ladder stood still"
        self.agrees()

    @property
    def clocks(self):
        return self.stage._timers()

    @precondition(lambda self: self.plain)
    @rule(chance=CHANCE, kind=st.sampled_from(list(e.TimerKind)))
    def a_timer_of_the_past_is_due(self, chance, kind):
        number = self.some(chance)
        before = self.of(number)
        stale = before.generations.get(kind, 0) - 1
        decision = self.step(e.TimerDue(incident=number, kind=kind, generation=stale))
        assert (decision.effects, decision.record, decision.timers) == ([], [], [])
        assert decision.incident == before

    @rule(minutes=st.sampled_from((1, 4, 11)))
    def a_little_time_passes(self, minutes):
        due = min((at for at, _, _ in self.clocks), default=None)
        later = self.stage.now + timedelta(minutes=minutes)
        self.stage.now = later if due is None else min(later, max(due, self.stage.now))

    @precondition(lambda self: any(one.pages for one in self.stage.incidents.values()))
    @rule(chance=CHANCE, outcome=st.sampled_from(("delivered", "doubtful", "put off", "failed")))
    def something_became_of_a_page(self, chance, outcome):
        paged = [number for number in self.numbers if self.of(number).pages]
        number = paged[chance % len(paged)]
        page = self.of(number).pages[-1 - chance % min(3, len(self.of(number).pages))]
        about = {"incident": number, "step": page.step, "person": page.person}
        events = {
            "delivered": e.PageDelivered(**about, channel="D1", ts="1.2"),
            "doubtful": e.PageDoubtful(**about),
            "put off": e.PagePutOff(**about),
            "failed": e.PageFailed(**about, code="user_disabled"),
        }
        self.step(events[outcome])
        self.agrees()

    @precondition(lambda self: self.plain)
    @rule(chance=CHANCE, what=st.sampled_from(("opened", "refused", "lost", "archived", "posted", "gone", "given up")))
    def slack_answers(self, chance, what):
        number = self.some(chance)
        incident = self.of(number)
        wanted, stands = incident.channel_state is ChannelState.WANTED, incident.channel_state is ChannelState.OPEN
        channel = f"C{number}{incident.generations.get(e.TimerKind.ARCHIVE, 0)}{len(self.lines[number])}"
        events = {
            "opened": wanted and e.ChannelOpened(incident=number, channel=channel, name=f"inc-{number}"),
            "refused": wanted and e.ChannelRefused(incident=number, code="restricted_action"),
            "lost": stands and e.ChannelLost(incident=number, channel=incident.channel, code="is_archived"),
            "archived": stands and incident.status is Status.RESOLVED and e.ChannelArchived(incident=number),
            "posted": stands and e.MessagePosted(incident=number, slot="card", channel=incident.channel, ts="1.1"),
            "gone": e.MessageGone(incident=number, slot="card"),
            "given up": e.DeliveryGivenUp(incident=number, what="its card", code="channel_not_found"),
        }
        if event := events[what]:
            self.step(event)
        self.agrees()

    def teardown(self):
        for number, lines in getattr(self, "lines", {}).items():
            assert not number or invariants.of_record(self.of(number), lines) == []


@pytest.mark.filterwarnings("default")
def test_decide_agrees_with_a_plain_model_and_keeps_every_invariant():
    run_state_machine_as_test(
        Machine,
        settings=settings(max_examples=500, stateful_step_count=30, suppress_health_check=list(HealthCheck)),
    )
