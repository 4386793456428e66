"""What somebody writes who means harm, made by chance, and a life of an incident in which it stands everywhere."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random  # noqa: TID251  (handed in, seeded by the run)

from bot.domain import events as e
from bot.domain.alerts import Alert, Link, Severity
from bot.domain.errors import Refused
from bot.domain.incident import Decision
from bot.domain.members import Member
from bot.domain.proposals import ProposalKind, Verdict
from bot.domain.releases import Deploy, FlagKind
from bot.domain.reviews import ReviewState
from bot.domain.situation import Service
from bot.web.sources.reading import link
from tests.domain.stage import ROSTER, Stage, level, settings

MENTIONS = (
    "<!channel>", "<!here>", "<!everyone|x>", "<@U0ANA>", "<@U0BEN|ben>", "<!subteam^S0OPS|@ops>", "<#C0GENERAL|x>",
    "<https://evil.example|Runbook>", "<mailto:x@evil.example|Mail>", "<!date^0^{date}^https://evil.example|now>",
    "&lt;!channel&gt;", "&amp;lt;!here&amp;gt;", "&#60;!channel&#62;", "<", ">", "&", "|", "<!chan", "nel>",
    "<@", "U0ANA>", "https://evil.example", "@channel", "@here", "\uff1c!channel\uff1e",
)  # fmt: skip
MARKS = ("`", "```", "*", "_", "~", "*x*", "_x_", "\n> ", "\n# ", "\n- ", "\r\n", "\n\n", ":fire:")
TERMINALS = ("\x1b[31m", "\x1b]8;;https://evil\x07x\x1b]8;;\x07", "\x07", "\x9b1m", "\x00", "\x7f", "\ud800", "\udfff")
SHEETS = ("=1+1", "=cmd|'/c calc'!A1", "+1", "-1", "@SUM(1)")
PAGES = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"'><svg/onload=alert(1)>", "</title><script>",
    "javascript:alert(1)", "[x](javascript:alert(1))", "![x](https://evil.example)", "{{7*7}}", "{%x%}", "${x}",
    "%s{0}",
)  # fmt: skip
DIRECTIONS = ("\u202d", "\u202e", "\u2066", "\u2069", "\u200b", "\u2060", "\ufeff", "\u2028")
PLAIN = ("é", "\U0001f525", "x", " ", "\t")
PIECES = (*MENTIONS, *MENTIONS, *MARKS, *TERMINALS, *SHEETS, *PAGES, *DIRECTIONS, *PLAIN)


class Strings:
    """Hostile strings, so many in every word that is asked for; ten are what a title in Slack shows."""

    IN_ONE = 10

    def __init__(self, random: Random, *, in_one: int = IN_ONE) -> None:
        self._random, self._in_one = random, in_one

    def one(self) -> str:
        """A few pieces after each other, some of them cut in two."""
        chosen = [PIECES[self._random.randrange(len(PIECES))] for _ in range(self._random.choice((1, 1, 1, 2)))]
        return "".join(
            one if self._random.random() < 0.9 else one[: self._random.randrange(len(one) + 1)] for one in chosen
        )

    def __call__(self) -> str:
        return clean(" ".join(self.one() for _ in range(self._in_one)))


def clean(words: str) -> str:
    """As every road in cleans it."""
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", words)


ANA, EVE = e.By(person="ana"), e.By(person="U0EVE", confirmed=True)


class Life:
    """Incident 1 from its alert to its postmortem, with those words wherever somebody else's words can stand."""

    def __init__(self, words: Callable[[], str]) -> None:
        self._words = words
        name, policy = words()[:60], words()[:60]
        ladder = (level("ana"), level("ben"), level("#ops", minutes=10))
        known = settings(*ladder)
        checkout = Service(name="checkout", policy="oncall", runbook="https://example.com/runbook")
        services = {"checkout": checkout, name: Service(name=name, policy=policy)}
        policies = {**known.policies, policy: known.policies["oncall"]}
        site = "https://rondo.example.com"
        self.stage = Stage(settings(*ladder, public_url=site, services=services, policies=policies))
        self.stage.members = {one: Member(slack_id=f"U0{one.upper()}") for one in ROSTER}
        for person in ("U0EVE", "U0GUEST"):
            self.stage.members[person] = Member(slack_id=person, name=words(), guest=person == "U0GUEST")

    def alert(self, key: str, *, firing: bool = True) -> e.Event:
        """An alert of the incident."""
        words = self._words
        graph = "https://example.com/graph"
        links = (Link(title=words(), url=graph), link(words(), f"{graph}?x={words()[:300]}"))
        alert = Alert(
            source=words(), group="g", key=key, firing=firing, title=words(), severity_word="high", service="checkout",
            description=words(), labels={words(): words()}, links=links,
        )  # fmt: skip
        return e.AlertFired(alert=alert) if firing else e.AlertResolved(alert=alert)

    def events(self) -> Iterator[e.Event | float]:
        """What happens, in order; a number is minutes that pass."""
        words, on = self._words, {"incident": 1}
        yield self.alert("a")
        yield e.ChannelOpened(**on, channel="C0INC", name="inc-1-x")
        yield e.PageDelivered(**on, step=1, person="ana", channel="D0ANA", ts="1.1")
        yield e.Noted(**on, by=EVE, text=words(), link="https://example.slack.com/x")
        yield e.UpdatePosted(**on, by=EVE, text=words())
        yield e.Resolved(**on, by=e.By(person="U0GUEST"), summary=words())
        yield self.alert("b")
        yield e.EscalationAsked(**on, by=EVE, reason=words())
        yield e.EscalationAsked(**on, by=EVE, person="U0EVE", reason=words())
        yield 6.0
        yield 30.0
        yield e.NotMeSaid(**on, by=e.By(person="ben"))
        yield e.Acknowledged(**on, by=EVE)
        yield e.SeverityChanged(**on, by=EVE, severity=Severity.CRITICAL)
        yield e.EscalationAsked(**on, by=ANA, person="U0EVE", reason=words())
        yield e.HandedOver(**on, by=ANA, to="U0EVE")
        yield e.SecurityArrived(**on, by=e.By(person="sol"))
        yield 31.0
        yield e.DeliveryGivenUp(**on, what="a line", code="x", person="U0EVE")
        yield e.Resolved(**on, by=EVE, summary=words())
        yield e.PostmortemWritten(
            **on,
            by=EVE,
            fields={key: words() for key in ("summary", "impact", "factors", "actions", "lessons")},
            publish=True,
        )
        yield e.Reopened(**on, by=EVE, reason=words())
        yield e.Acknowledged(**on, by=ANA)
        yield from self.releases()
        yield from self.reviews()
        yield self.alert("a", firing=False)
        yield self.alert("b", firing=False)
        yield e.Resolved(**on, by=ANA, summary=words())
        yield self.alert("a")

    def releases(self) -> Iterator[e.Event]:
        """What is said of a service's versions, and what the incident is told of it."""
        words, on, sol = self._words, {"incident": 1}, e.By(person="sol")
        known = {"service": "checkout", "version": "1.4.2", "by": sol}
        yield e.ReleaseFlagged(service=words(), version=words(), by=sol, kind=FlagKind.WITHDRAWN, note=words())
        yield e.ReleaseFlagged(service="checkout", version=words(), by=EVE, kind=FlagKind.UNSTABLE, note=words())
        yield e.ReleaseFlagged(**known, kind=FlagKind.INSECURE, cves=(words(),), note=words())
        yield e.ReleaseScanned(**known, what=words(), at=None, found=((words(), Severity.HIGH),))
        yield e.WentOn(**known, reason=words())
        here = {"service": "checkout", "environment": "production", "seen_at": self.stage.now}
        for version in ("1.4.2", "1.5.0", "1.4.2"):
            at = self.stage.now - timedelta(hours=1) + timedelta(minutes=len(self.stage.deploys))
            yield e.Deployed(by=e.By(person=""), deploy=Deploy(**here, version=version, at=at, by=words()))
        strange = {"service": words(), "version": words(), "environment": words(), "by": words()}
        deploy = Deploy(**strange, at=self.stage.now, seen_at=self.stage.now)
        yield e.VersionChanged(**on, deploy=deploy, before=words(), back=True, against=(words(),), unstable=True)
        strange = {"service": words(), "version": words(), "against": words()}
        yield e.RunningFlagged(**on, **strange, environments=(words(),))
        yield from self.proposals()
        yield e.ReleaseUnflagged(**known)

    def proposals(self) -> Iterator[e.Event]:
        """What somebody means to do, in spite of what is known and said."""
        words, on, sol = self._words, {"incident": 1}, e.By(person="sol")
        back = {"kind": ProposalKind.ROLLBACK, "service": "checkout"}
        yield e.Proposed(**on, by=EVE, **back, to="1.4.2", note=words())
        yield e.ProposalAnswered(**on, by=sol, proposal=1, verdict=Verdict.OBJECTED, note=words())
        yield e.ProposalOverridden(**on, by=EVE, proposal=1, reason=words())
        yield e.Proposed(**on, by=EVE, **back, to=words(), note=words())
        yield e.Proposed(**on, by=EVE, kind=ProposalKind.OPEN_ACCESS, service=words(), to=words(), note=words())
        yield e.Proposed(**on, by=EVE, kind=ProposalKind.OTHER, to=words(), note=words())
        yield e.ProposalClosed(**on, by=EVE, proposal=1, done=True)

    def reviews(self) -> Iterator[e.Event]:
        """What is said of its security, and of the private incident behind it."""
        words, on, sol = self._words, {"incident": 1}, e.By(person="sol")
        yield e.ConcernRaised(**on, by=EVE, note=words())
        yield e.ReviewGiven(**on, by=sol, state=ReviewState.CLEAR, note=words())
        yield e.ReviewGiven(**on, by=sol, state=ReviewState.ACTION, owner="U0EVE", action=words(), note=words())
        yield e.ReviewGiven(**on, by=EVE, state=ReviewState.CLEAR, note=words())

    def decisions(self) -> Iterator[Decision]:
        """Each decision after the other; the stage shows the incident as it is after it."""
        for event in self.events():
            if isinstance(event, float):
                self.stage.passes(minutes=event)
                if self.stage.last:
                    yield self.stage.last
                continue
            yield self._decided(event)

    def _decided(self, event: e.Event) -> Decision:
        try:
            return self.stage.happens(event)
        except Refused as refused:
            return Decision(self.stage.incidents.get(1), [], [], [], {}, str(refused))
