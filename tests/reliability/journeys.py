"""The journeys of an incident: what came before, and the step in which everything may go wrong."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.domain import events as e
from bot.domain.alerts import Alert, Severity
from bot.domain.situation import Settings
from bot.sandbox import Failing, Fault
from tests.reliability.lives import MAIL, REACHABLE, SETTINGS, Life
from tests.world import NIGHT

Step = Callable[[Life], Awaitable[Any]]

ALERT = Alert(
    source="generic",
    group="checkout",
    key="checkout",
    firing=True,
    title="Checkout error rate above 5 %",
    severity_word="critical",
    service="checkout",
    labels={"service": "checkout"},
)
ANA, BEN, SOL = (e.By(person=name, via=e.Via.TOKEN) for name in ("ana", "ben", "sol"))
REPORT = {"impact": "A third of all orders failed", "factors": "A pool ran dry", "actions": "A larger pool"}


def says(event: e.Event) -> Step:
    """Something happens."""
    return lambda life: life.says(event)


def passes(**time: float) -> Step:
    """Time passes."""
    return lambda life: life.passes(**time)


def in_order(*steps: Step) -> Step:
    """Several steps as one."""

    async def one_by_one(life: Life) -> None:
        for step in steps:
            await step(life)

    return one_by_one


async def unplugging(life: Life) -> None:
    """Slack is away."""
    life.slack.faults.add(Fault(kind=Failing.AWAY, times=None))


async def plugging(life: Life) -> None:
    """Slack is back."""
    for fault in [one for one in life.slack.faults.active if one.kind is Failing.AWAY]:
        life.slack.faults.remove(fault)
    await life.settles()


async def refusing(life: Life) -> None:
    """The mail's provider takes nothing."""
    life.phones.answers[MAIL] = False


async def doubting(life: Life) -> None:
    """Nobody knows what becomes of a mail."""
    life.phones.answers[MAIL] = None


async def taking(life: Life) -> None:
    """Ana presses the button behind her link."""
    await life.takes_by_link("ana")


def until(*, minutes: float) -> Step:
    """Time passes until so long after the beginning, however often the step is lived."""

    async def wait(life: Life) -> None:
        await life.passes(minutes=max(minutes - (life.clock.at - NIGHT) / timedelta(minutes=1), 0))

    return wait


opening = says(e.AlertFired(alert=ALERT))
acknowledging = says(e.Acknowledged(incident=1, by=ANA))
resolving = says(e.Resolved(incident=1, by=ANA, summary="A larger pool"))

JOURNEYS: Mapping[str, Sequence[Step]] = {
    "opening": (opening,),
    "escalating": (opening, passes(minutes=4.9), passes(minutes=0.2)),
    "acknowledging": (opening, acknowledging),
    "resolving": (opening, acknowledging, resolving),
    "reopening": (opening, acknowledging, resolving, says(e.Reopened(incident=1, by=BEN, reason="again"))),
    "postmortem": (
        opening,
        acknowledging,
        resolving,
        says(e.PostmortemWritten(incident=1, by=ANA, fields=REPORT, publish=True)),
    ),
    "archiving": (
        opening,
        acknowledging,
        resolving,
        says(e.PostmortemWaived(incident=1, by=ANA)),
        passes(days=7, minutes=-0.1),
        passes(minutes=0.2),
    ),
    "handing over": (opening, acknowledging, says(e.HandedOver(incident=1, by=ANA, to="ben"))),
    "declaring": (says(e.Declared(by=ANA, title="Nobody can pay", severity=Severity.CRITICAL)),),
    "security not me": (opening, says(e.SecurityNotMeSaid(incident=1, by=SOL))),
    "calling by hand": (opening, acknowledging, says(e.EscalationAsked(incident=1, by=ANA, person="dora"))),
    "not me": (opening, says(e.NotMeSaid(incident=1, by=ANA))),
    "asked why": (opening, says(e.NotMeSaid(incident=1, by=ANA)), resolving, passes(hours=28), passes(hours=3)),
    "reached by mail": (opening, passes(minutes=1.9), passes(minutes=0.2)),
    "reached by the next way": (refusing, opening, passes(minutes=1.9), passes(minutes=0.2)),
    "nobody knows of a mail": (doubting, opening, passes(minutes=1.9), passes(minutes=0.2)),
    "taken by a link": (opening, passes(minutes=2.1), taking),
    "Slack away": (unplugging, in_order(opening, until(minutes=0.2), taking, plugging, until(minutes=1.3))),
}

#: Those whose last step asks nothing of Slack.
SILENT = frozenset({"reached by mail", "reached by the next way", "nobody knows of a mail"})

#: Those that go a way around Slack, and what is passed on each in its last step.
AROUND_SLACK: Mapping[str, frozenset[str]] = {
    "reached by mail": frozenset({"before mailto", "after mailto"}),
    "reached by the next way": frozenset({"before mailto", "after mailto", "before ntfy", "after ntfy"}),
    "nobody knows of a mail": frozenset({"before mailto", "after mailto", "before ntfy", "after ntfy"}),
    "taken by a link": frozenset({"before commit", "after commit", "before chat.update", "after chat.update"}),
    "Slack away": frozenset({"before mailto", "after mailto", "before chat.postMessage", "after chat.postMessage"}),
}


#: Those of them in which a link takes the incident.
TAKEN = frozenset({"taken by a link", "Slack away"})


def settings_of(name: str) -> Settings:
    """What a journey is made with."""
    return REACHABLE if name in AROUND_SLACK else SETTINGS


#: So long after its last step a journey is looked at: Slack has been well for more than the two minutes promised.
AFTERWARDS = timedelta(minutes=2.6)
