"""What a guest may see, and how people, times and states read to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.domain.durations import lasted
from bot.domain.events import By, ProposalAnswered, Via
from bot.domain.holders import Role
from bot.domain.incident import admitting
from bot.domain.incident.outlook import ahead
from bot.domain.incident.owing import is_missing, whose
from bot.domain.incident.pages import Outcome, Page
from bot.domain.incident.state import Incident, Status
from bot.domain.postmortem import author
from bot.domain.proposals import Proposal, Verdict
from bot.domain.record import Line
from bot.domain.releases import scanned
from bot.domain.reviews import WORDS
from bot.domain.roles import is_one
from bot.domain.security import (
    SecurityStatus,
)
from bot.domain.situation import Situation

_SECURITY = {
    SecurityStatus.INVITED: "asked, not here yet",
    SecurityStatus.PAGED: "paged, not here yet",
    SecurityStatus.HERE: "is here",
    SecurityStatus.DECLINED: "can't; nobody else is left",
    SecurityStatus.EXCUSED: "is excused; nobody else is left",
}
_OUTCOMES = {
    Outcome.PENDING: "on its way",
    Outcome.DELIVERED: "arrived",
    Outcome.RETRYING: "trying again",
    Outcome.UNKNOWN: "perhaps arrived; sent again",
    Outcome.FAILED: "could not be reached",
}


def _took(span: timedelta) -> str:
    return f" after {lasted(span)}" if span >= timedelta(seconds=1) else " at once"


def people_in(incident: Incident) -> frozenset[str]:
    """Everybody who is in an incident: who may see it when it is private."""
    single = (incident.declared_by, incident.primary, incident.acknowledged_by)
    security = incident.security.person if incident.security else None
    paged = (page.person for page in incident.pages)
    return frozenset(name for name in (*single, security, *incident.responders, *paged, *incident.invited) if name)


def may_see(incident: Incident, person: str | None) -> bool:
    """Private incidents are for who is in them; the command line's guest is nobody."""
    if person in incident.secrecy.hidden_from:
        return False
    return not incident.private or (person is not None and person in people_in(incident))


@dataclass(frozen=True, kw_only=True)
class Sight:
    """The situation as one guest reads it, at one instant, in their zone."""

    situation: Situation
    now: datetime
    person: str | None

    LADDERS: ClassVar = {"response": "", "security": "security", "last_resort": "last resort"}

    @property
    def zone(self) -> str:
        """The zone that times are in."""
        return self.situation.timezone_of(self.person) if self.person else self.situation.settings.timezone

    def name(self, person: str) -> str:
        """What people call somebody."""
        member = self.situation.members.get(person)
        if person in self.situation.settings.people:
            return person[:1].upper() + person[1:]
        return (member.name if member else "") or person

    def names(self, people: Sequence[str]) -> str:
        """`Ana, Ben and #ops`."""
        words = [self.name(person) for person in people]
        return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)

    def clock(self, at: datetime) -> str:
        """`03:12`, with its day when that is not today."""
        here, today = at.astimezone(ZoneInfo(self.zone)), self.now.astimezone(ZoneInfo(self.zone))
        return f"{here:%H:%M}" if here.date() == today.date() else f"{here:%a %d %b %H:%M}"

    def exact(self, at: datetime) -> str:
        """The instant for machines and tooltips."""
        return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def ago(self, at: datetime) -> str:
        """`6 min`."""
        return lasted(self.now - at)

    def holder(self, incident: Incident) -> str:
        """The state first: who has it, since when."""
        if incident.status is Status.RESOLVED and incident.resolved_at:
            by = f" by {self.name(incident.resolved_by)}" if incident.resolved_by else ""
            took = lasted(incident.resolved_at - incident.opened_at)
            return f"Resolved {self.clock(incident.resolved_at)}{by}, after {took}"
        if incident.acknowledged_by and incident.acknowledged_at:
            since = f"{self.clock(incident.acknowledged_at)} ({self.ago(incident.acknowledged_at)})"
            return f"{self.name(incident.acknowledged_by)} has it since {since}"
        return "Nobody has it yet"

    def coming(self, incident: Incident) -> str:
        """Who was paged last and what happens if nobody answers; once somebody has it, who else is asked."""
        if incident.status is Status.ACKNOWLEDGED:
            others = [page.person for page in incident.waited_for if page.person != incident.acknowledged_by]
            return f"{self.names(others)} {'is' if len(others) == 1 else 'are'} asked to help" if others else ""
        if incident.status is not Status.OPEN:
            return ""
        current = [page for page in incident.current_pages if page.ladder != "security"]
        paged = f"{self.names([page.person for page in current])} paged {self.clock(current[0].at)}" if current else ""
        following = next(iter(ahead(incident, self.situation, self.now)), None)
        if following is None:
            return paged
        who = f"{self.names(following.names)} is next" if following.names else "the last resort is called"
        return "; ".join(part for part in (paged, f"{who} at {self.clock(following.at)}") if part)

    def security(self, incident: Incident) -> str:
        """Who stands in for security, and whether they are there."""
        one = incident.security
        return f"{self.name(one.person)} {_SECURITY[one.status]}" if one else ""

    def review(self, incident: Incident) -> str:
        """What stands of the security review: who owes it until when, or who concluded what."""
        review, person = incident.review, whose(incident)
        if review.last:
            note = f" “{review.last.note}”" if review.last.note else ""
            todo = f" {self.name(review.last.owner)}: {review.last.action}" if review.last.action else ""
            said = WORDS[review.last.state].capitalize()
            return f"{said},{todo} says {self.name(review.last.by)} {self.clock(review.last.at)}{note}"
        if not review.is_owed:
            return "None is owed."
        until = f" until {self.clock(review.due)}" if review.due else ""
        back = f"Service restored {self.clock(review.restored_at)}. " if review.restored_at else ""
        return f"{back}Owed by {self.name(person) if person else 'security'}{until}."

    def may_review(self, incident: Incident) -> bool:
        """Whether this guest may judge it: of security, or asked into it."""
        security = incident.security
        asked = security is not None and security.person == self.person
        return self.person is not None and (asked or is_one(self.person, Role.SECURITY, self.situation))

    def waits_for_review(self, incident: Incident) -> bool:
        """Whether it can't be resolved before it was reviewed."""
        return is_missing(incident, self.situation)

    @property
    def people(self) -> Sequence[str]:
        """Everybody of the roster."""
        return sorted(self.situation.settings.people)

    def standing(self, incident: Incident, one: Proposal) -> str:
        """How a proposal stands: the state first."""
        if one.closing is not None:
            return f"Done, {one.said(self.name)}" if one.closing.done else "Undone"
        if one.overrides:
            return f"{self.name(one.overrides[-1].person)} goes on"
        if one.reply:
            return f"{self.name(one.reply.person)} {'objects' if one.objected else 'approves'}"
        if not one.waits:
            return "Nobody is asked"
        if incident.status is Status.RESOLVED:
            return "Not answered before the end"
        if one.asked and one.answer_by:
            return f"Waits for {self.name(one.asked)} until {self.clock(one.answer_by)}"
        return f"Nobody from security {'has answered' if one.asked else 'can be asked'}"

    def stands_against(self, one: Proposal) -> bool:
        """Whether security objects to what is not undone, or was never asked."""
        dropped = one.closing is not None and not one.closing.done
        return not dropped and (one.objected is not None or one.waits)

    def may_answer(self, incident: Incident, one: Proposal) -> Sequence[Verdict]:
        """What this guest may say of a proposal that waits for an answer, by the rule that decides when they do."""
        if self.person is None or not one.waits:
            return ()
        by, number = By(person=self.person, via=Via.SESSION, confirmed=True), one.number
        answers = [
            ProposalAnswered(incident=incident.number, by=by, proposal=number, verdict=verdict) for verdict in Verdict
        ]
        return [each.verdict for each in answers if not admitting.why_not(incident, each, self.situation, self.now)]

    def nothing_known(self, one: Proposal) -> str:
        """What the ledger said of a version that is not flagged; never that it is allowed."""
        return f"nothing known against {one.to} ({scanned(one.last_scan, self.now)})"

    def author(self, line: Line) -> str:
        """Whom a line of the record is by, where its words do not say it."""
        return author(line, self.name)

    def outcome(self, page: Page) -> str:
        """What is known of a page."""
        took = _took(page.delivered_at - page.at) if page.delivered_at else ""
        answer = f", answered after {lasted(page.answered_at - page.at)}" if page.answered_at else ""
        return f"{_OUTCOMES[page.outcome]}{took}{answer}"

    def has_it(self, incident: Incident, page: Page) -> bool:
        """Whether this is the newest call of whoever has the incident."""
        calls = [one for one in incident.pages if one.person == incident.acknowledged_by and one.ladder != "security"]
        return bool(calls) and page is calls[-1]
