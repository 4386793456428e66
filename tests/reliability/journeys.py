"""The journeys of an incident: what came before, and the step in which everything may go wrong."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.domain import events as e
from bot.domain.alerts import Alert, Severity
from tests.reliability.lives import Life

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
}

#: So long after its last step a journey is looked at: Slack has been well for more than the two minutes promised.
AFTERWARDS = timedelta(minutes=2.6)
