"""Proposals in an incident: the ledger answers at once, security is asked where it must be, and nobody is blocked."""

from dataclasses import replace
from typing import assert_never

from bot.domain import events as e
from bot.domain.effects import TellPerson, TellProposal
from bot.domain.errors import Refused
from bot.domain.incident import asking
from bot.domain.incident.draft import Draft
from bot.domain.incident.ledgers import described, ledger_of, one_word
from bot.domain.incident.proposals import kept, known_words, show
from bot.domain.incident.replying import answered, closed, overridden
from bot.domain.incident.state import Status
from bot.domain.proposals import Closing, Known, Proposal, ProposalKind
from bot.domain.record import Kind
from bot.domain.releases import Deploy, Ledger
from bot.domain.security import SecurityStatus

#: So many flags of a version are named; so many proposals of an incident are kept.
_FLAGS, MOST = 5, 50

#: What stands on one line.
_LONGEST = 300


def proposed(draft: Draft, event: e.ProposalEvent) -> None:
    """What follows from something about a proposal.

    Raises:
        Refused: it makes no sense; the message says what to do instead.
    """
    match event:
        case e.Proposed():
            _proposed(draft, event)
        case e.ProposalAnswered():
            answered(draft, event)
        case e.ProposalOverridden():
            overridden(draft, event)
        case e.ProposalClosed():
            closed(draft, event)
        case _:
            assert_never(event)


def _proposed(draft: Draft, event: e.Proposed) -> None:
    """It is on the record; who is asked, if anybody, follows from what is known against it."""
    _must_make_sense(draft, event)
    made = _made(draft, event)
    same = (one for one in draft.incident.proposals if one.closing is None)
    known = next((one for one in same if (one.kind, one.service, one.to) == (made.kind, made.service, made.to)), None)
    if known and (known.note == made.note or made.kind.goes_to_a_version):
        draft.said = f"{draft.shown(known.by)} proposed to {known.deed} already: that is proposal {known.number}."
        draft.unchanged = True
        return
    draft.set(proposals=(*draft.incident.proposals, made))
    if made.concerns_security:
        made = asking.ask(draft, made)
    kept(draft, made)
    asking.follow(draft)
    told = known_words(made, draft.now)
    note = f": {made.note}" if made.note else ""
    asked = f"{draft.shown(made.asked)} is asked" if made.asked else "nobody can be asked"
    who = asked if made.concerns_security else "nobody is asked"
    answer = "; ".join(part for part in (told, who) if part)
    answer = f"{answer[0].upper()}{answer[1:]}"
    draft.write(Kind.PROPOSAL, f"{draft.shown(made.by)} proposes to {made.deed}{note}. {answer}", event.by.named)
    _inform(draft, made, told)
    draft.refresh()
    draft.said = f"Proposal {made.number}: {made.deed}. {answer}."


def _must_make_sense(draft: Draft, event: e.Proposed) -> None:
    incident, services = draft.incident, draft.situation.settings.services
    if incident.status is Status.RESOLVED:
        raise Refused(
            f"{incident.id} is over, resolved {draft.ended}: nothing is proposed in it any more. Reopen it, or declare "
            "another one"
        )
    if len(incident.proposals) >= MOST:
        raise Refused(f"{incident.id} has {MOST} proposals, which is all that it keeps. Write a note instead")
    if event.kind.goes_to_a_version and not event.service:
        raise Refused("Say which service it is: what is known is known by service and version")
    if event.service and event.service not in services:
        ledger_of(event.service, "1", draft.situation)  # says which one is near
    if event.kind is ProposalKind.ROLLBACK and not event.to:
        raise Refused("Say which version it goes back to")
    if event.kind.goes_to_a_version and event.to:
        one_word(event.to, "version")
    if event.kind is ProposalKind.OTHER and not event.note:
        raise Refused("Say in a few words what you mean to do")


def _made(draft: Draft, event: e.Proposed) -> Proposal:
    """The proposal, with what the ledger says of it."""
    ledger = draft.situation.ledgers.get(event.service) or Ledger(service=event.service)
    runs = _runs(ledger)
    to = event.to or (runs if event.kind is ProposalKind.REDEPLOY and " " not in runs else "")
    page = ledger.release(to)
    flags = page.against(draft.now) if to else ()
    words = described(flags[:_FLAGS], draft.situation)
    return Proposal(
        number=len(draft.incident.proposals) + 1,
        kind=event.kind,
        service=event.service,
        by=event.by.person,
        token=event.by.token or "",
        at=draft.now,
        before=runs if event.kind.goes_to_a_version else "",
        to=" ".join(to.split())[:_LONGEST],
        note=" ".join(event.note.split())[:_LONGEST],
        looked=bool(to) and (event.kind.goes_to_a_version or bool(flags)),
        against=tuple(Known(words=said, at=flag.made_at) for said, flag in zip(words, flags, strict=False)),
        last_scan=page.last_scan,
    )


def _runs(ledger: Ledger) -> str:
    """What runs in production: one version, or which where."""
    places = sorted({deploy.environment for deploy in ledger.deploys if deploy.is_production})
    there = [deploy for place in places if (deploy := ledger.running(place))]
    versions = list(dict.fromkeys(deploy.version for deploy in there))
    if len(versions) < 2:
        return "".join(versions)
    return ", ".join(f"{deploy.version} in {deploy.environment}" for deploy in there[:3])


def _inform(draft: Draft, made: Proposal, told: str) -> None:
    """Security reads of what asks nothing of it; whoever is asked reads that in the channel, or in a page."""
    security = draft.incident.security
    if made.concerns_security or security is None or security.person == made.by:
        return
    if not asking.stands_in(security):
        return
    known = f" {told[0].upper()}{told[1:]}." if told else ""
    text = f"{draft.incident.id}: {draft.shown(made.by)} proposes to {made.deed}.{known} Nothing is asked of you."
    if draft.incident.private:  # a lock screen names neither the service nor what is wrong with it
        text = f"{draft.incident.id} (private): something is proposed in its channel. Nothing is asked of you."
    draft.do(TellPerson(person=security.person, text=text))


def due(draft: Draft) -> None:
    """Nobody has answered for security in time: the next of them is called, and the channel reads of it."""
    late = [one for one in draft.incident.proposals if one.waits and one.answer_by and one.answer_by <= draft.now]
    called = asking.hurry(draft, late) if late else ()
    for one in late:
        after = asking.asked_again(draft, one)
        kept(draft, after)
        _unanswered(draft, after, one.asked, called)
    asking.follow(draft)
    draft.refresh()


def waits_for(draft: Draft, person: str) -> bool:
    """Whether an answer to a proposal is waited for from somebody beside the engineer who is here.

    Not from whoever said before that they can't.
    """
    security = draft.incident.security
    if security is None or security.status is not SecurityStatus.HERE:
        return False
    beside = person != security.person and person not in security.walk.declined
    return beside and any(one.waits and one.asked == person for one in draft.incident.proposals)


def declined(draft: Draft, person: str, *, owes: bool) -> tuple[str, ...]:
    """They can't answer what waits for them: the next of security is asked, if there is one; returns who that is."""
    called = asking.declined(draft, person, owes=owes)
    until = draft.now + asking.patience(draft) if called else None
    for one in [one for one in draft.incident.proposals if one.waits and one.asked == person]:
        kept(draft, replace(one, asked=called[0] if called else person, answer_by=until))
    asking.follow(draft)
    return called


def _unanswered(draft: Draft, one: Proposal, silent: str | None, called: tuple[str, ...]) -> None:
    nobody = f"{draft.shown(silent)} has not" if silent else "nobody from security has"
    waits = f"{draft.shown(one.asked)} is asked" if one.asked and one.answer_by else "nobody else can be asked"
    draft.write(Kind.PROPOSAL, f"{nobody} answered proposal {one.number} ({one.deed}); {waits}")
    draft.do(TellProposal(number=one.number, silent=silent, called=called, until=one.answer_by))


def deployed(draft: Draft, deploy: Deploy) -> str:
    """A version that somebody proposed to go to runs: it is done, and the words for the line that tells of it."""
    service, version = deploy.service, deploy.version
    same = (one for one in draft.incident.proposals if (one.service, one.to) == (service, version))
    said = ""
    for one in [one for one in same if one.kind.goes_to_a_version and one.closing is None]:
        said = one.said(draft.shown)
        done = Closing(done=True, person=deploy.by or "rondo", at=draft.now, deployed=True)
        draft.write(Kind.PROPOSAL, f"proposal {one.number} ({one.deed}) is done: {service} {version} was deployed")
        kept(draft, replace(one, closings=(*one.closings, done)))
    asking.follow(draft)
    return said


def again(draft: Draft) -> None:
    """The incident goes on: what waits is asked anew, with the whole time, and every proposal has its buttons again."""
    for one in draft.incident.proposals:
        kept(draft, asking.anew(draft, one) if one.waits else one)
    asking.follow(draft)


def over(draft: Draft) -> None:
    """The incident is over: no clock runs, and what was proposed and not done shows no buttons any more."""
    asking.follow(draft)
    for one in draft.incident.proposals:
        show(draft, one)
