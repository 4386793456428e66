"""Releases: what follows from news of the ledger, and what an incident is told of them."""

from datetime import datetime
from typing import assert_never

from bot.domain import events as e
from bot.domain.effects import TellFlagged, TellPerson, TellVersion
from bot.domain.incident import proposing
from bot.domain.incident.demanding import runs
from bot.domain.incident.deploying import deployed, verdicts, went
from bot.domain.incident.draft import Decision, Draft
from bot.domain.incident.flagging import flagged, scanned, unflagged, went_on
from bot.domain.record import Kind
from bot.domain.security import SecurityStatus
from bot.domain.situation import Situation


def released(event: e.ReleaseEvent, now: datetime, situation: Situation) -> Decision:
    """What follows for the ledger.

    Raises:
        Refused: it makes no sense; the message says what to do instead.
    """
    match event:
        case e.Deployed():
            return deployed(event, now, situation)
        case e.ReleaseFlagged():
            return flagged(event, now, situation)
        case e.ReleaseUnflagged():
            return unflagged(event, now, situation)
        case e.ReleaseScanned():
            return scanned(event, now, situation)
        case e.WentOn():
            return went_on(event, now, situation)
        case _:
            assert_never(event)


def version_changed(draft: Draft, event: e.VersionChanged) -> None:
    """A line in the timeline; where it is a step back or flagged, one in the channel, and security is told."""
    deploy = event.deploy
    by = f" by {deploy.by}" if deploy.by else ""
    is_news = event.back or bool(event.against)
    proposed = proposing.deployed(draft, deploy)
    told = (*event.told, *(_engineer(draft, event) if is_news else ()))
    heard = f"{draft.shown(*told)} {'are' if len(told) > 1 else 'is'} told" if told else ""
    as_said = f", {proposed}" if proposed else ""
    words = [f"{went(event)}, deployed{by} at {draft.clock(deploy.at)}{as_said}.", *verdicts(event), heard]
    draft.write(Kind.RELEASE, " ".join(part for part in words if part).rstrip("."))
    if is_news or proposed:
        draft.do(
            TellVersion(
                service=deploy.service,
                version=deploy.version,
                environment=deploy.environment,
                at=deploy.at,
                by=deploy.by,
                before=event.before,
                back=event.back,
                against=event.against,
                unstable=event.unstable,
                told=told,
                proposed=proposed,
            )
        )
    runs(draft)


def _engineer(draft: Draft, event: e.VersionChanged) -> tuple[str, ...]:
    """Security of a private incident, which nobody outside hears of; those of the others are told with the deploy."""
    security = draft.incident.security
    if not draft.incident.private or security is None or security.status is SecurityStatus.DECLINED:
        return ()
    if security.person in event.told:
        return ()
    words = " ".join([f"{went(event)}.", *verdicts(event)])
    draft.do(TellPerson(person=security.person, text=f"{draft.incident.id} (private): {words}"))
    return (security.person,)


def running_flagged(draft: Draft, event: e.RunningFlagged) -> None:
    """What runs now was flagged: a line in the timeline and in the channel."""
    where = ", ".join(event.environments)
    draft.write(Kind.RELEASE, f"{event.service} {event.version}, which runs in {where}, is flagged {event.against}")
    draft.do(
        TellFlagged(
            service=event.service, version=event.version, environments=event.environments, against=event.against
        )
    )
    runs(draft)
