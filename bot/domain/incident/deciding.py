"""The one place where anything is decided: a table from events to what follows from them."""

from datetime import datetime

from bot.domain import events as e
from bot.domain.effects import TellUpdate
from bot.domain.errors import Refused
from bot.domain.incident import (
    admitting,
    alerting,
    answering,
    closing,
    excusing,
    heeding,
    keeping,
    mending,
    opening,
    owing,
    paging,
    pinning,
    planning,
    proposing,
    raising,
    reaching,
    releasing,
    reporting,
    restoring,
    resuming,
    reviewing,
    secluding,
    securing,
    silencing,
    taking,
    wondering,
)
from bot.domain.incident.draft import Decision, Draft
from bot.domain.incident.state import (
    Incident,
)
from bot.domain.record import Kind
from bot.domain.security import (
    SecurityStatus,
)
from bot.domain.situation import Situation


def decide(incident: Incident | None, event: e.Event, *, now: datetime, situation: Situation) -> Decision:
    """What follows from an event; the record's lines are not chained yet.

    Raises:
        Refused: it makes no sense now; the message is the sentence for whoever asked.
    """
    if why_not := admitting.why_not(incident, event, situation, now):
        return admitting.turned_away(incident, event, why_not, now, situation)
    match event:
        case e.AlertFired():
            return alerting.fired(incident, event.alert, now, situation)
        case e.AlertResolved():
            return alerting.cleared(incident, event, now, situation)
        case e.Declared():
            return opening.declared(event, now, situation).decision()
        case e.SilenceAsked():
            return silencing.asked(incident, event, now, situation)
        case e.SilenceEnded():
            return silencing.ended(event, now, situation)
        case e.ReachableSaid():
            return heeding.reachable(event, situation)
        case e.AwaySaid() | e.TimeGiven() | e.SwapAsked() | e.CoverAsked() | e.CoverTaken() | e.PlanUndone():
            return planning.planned(event, now, situation)
        case e.Deployed() | e.ReleaseFlagged() | e.ReleaseUnflagged() | e.ReleaseScanned() | e.WentOn():
            return releasing.released(event, now, situation)
        case e.PagerTested():
            return heeding.tested(event)
        case e.SecurityIncidentOpened():
            return secluding.opened(event, now, situation)
        case e.TimerDue():
            return _timer(incident, event, now, situation)
        case _:
            pass
    if incident is None:
        raise Refused(f"There is no INC-{event.incident}")
    draft = Draft(incident, now, situation)
    match event:
        case e.Acknowledged():
            taking.acknowledged(draft, event.by)
        case e.EscalationAsked():
            paging.asked(draft, event)
        case e.NotMeSaid():
            paging.not_me(draft, event.by)
        case e.ReasonGiven():
            wondering.answered(draft, event)
        case e.SecurityArrived():
            securing.arrive(draft, event.by)
        case e.SecurityNotMeSaid() | e.SecurityTimeAsked() | e.SecurityExcused():
            excusing.said(draft, event)
        case e.StillOnItSaid():
            taking.still_on_it(draft, event.by)
        case e.HandedOver():
            taking.handed_over(draft, event)
        case e.SeverityChanged():
            raising.severity_changed(draft, event)
        case e.Noted():
            _note(draft, event)
        case e.UpdatePosted():
            _update(draft, event)
        case e.Resolved():
            closing.resolved(draft, event.by, event.summary)
        case e.Reopened():
            closing.reopened(draft, event.by, reason=event.reason)
        case e.MadeIncident():
            raising.make_incident(draft, event)
        case e.PostmortemWritten():
            reporting.written(draft, event)
        case e.PostmortemWaived():
            reporting.waived(draft, event)
        case e.SilenceLifted():
            silencing.lifted(draft)
        case e.ChannelActive():
            taking.spoke(draft)
        case e.MessagePinned():
            pinning.pinned(draft, event)
        case e.ChannelOpened():
            answering.channel_opened(draft, event)
        case e.ChannelRefused() | e.ChannelLost():
            answering.channel_missing(draft, event)
        case e.ChannelNotNeeded():
            answering.channel_not_needed(draft)
        case e.LineLate():
            answering.line_late(draft, event)
        case e.PeopleInvited():
            answering.invited(draft, event)
        case e.MessagePosted():
            answering.message_posted(draft, event)
        case e.MessageGone():
            answering.message_gone(draft, event)
        case e.PageDelivered():
            answering.page_delivered(draft, event)
        case e.PageDoubtful() | e.PagePutOff():
            answering.page_waits(draft, event)
        case e.PageFailed():
            answering.page_failed(draft, event)
        case e.ContactSent():
            reaching.sent(draft, event)
        case e.ContactFailed():
            reaching.failed(draft, event)
        case e.ChannelArchived():
            answering.channel_archived(draft)
        case e.FilePosted():
            draft.write(Kind.POSTMORTEM, "the postmortem is in the channel")
        case e.DeliveryGivenUp():
            answering.given_up(draft, event)
        case e.ReviewGiven() | e.ConcernRaised() | e.ServiceRestored() | e.ReviewAskedAgain() | e.ResolvedWithout():
            reviewing.said(draft, event)
        case e.SecurityIncidentDeclared():
            secluding.declared(draft, event)
        case e.RecordErased() | e.RecordHeld():
            keeping.asked(draft, event)
        case e.VersionChanged():
            releasing.version_changed(draft, event)
        case e.RunningFlagged():
            releasing.running_flagged(draft, event)
        case e.Proposed() | e.ProposalAnswered() | e.ProposalOverridden() | e.ProposalClosed():
            proposing.proposed(draft, event)
        case e.DeployedAgain():
            proposing.deployed(draft, event.deploy)
        case e.TimerMissed():
            mending.timer_missed(draft, event)
        case e.ChannelMissed():
            mending.channel_missed(draft, event)
    _seen(draft, event)
    if isinstance(event, e.EscalationAsked | e.HandedOver):
        restoring.goes_on(draft)
    if isinstance(event, e.Acknowledged | e.EscalationAsked | e.HandedOver):
        resuming.looked_after(draft)
    return draft.decision()


def _timer(incident: Incident | None, event: e.TimerDue, now: datetime, situation: Situation) -> Decision:
    """A timer of an older generation, or of nothing, means nothing."""
    if incident is None or incident.generations.get(event.kind) != event.generation or event.kind not in incident.due:
        return Decision(incident, [], [], [], {})
    draft = Draft(incident, now, situation)
    draft.stop(event.kind)
    if until := resuming.silence_of(draft, event.kind):
        resuming.silenced(draft, event.kind, until)
        return draft.decision()
    _due(draft, event.kind)
    return draft.decision()


def _due(draft: Draft, kind: e.TimerKind) -> None:
    match kind:
        case e.TimerKind.RESPONSE:
            resuming.due(draft)
        case e.TimerKind.HELP:
            paging.timed_out(draft)
        case e.TimerKind.SECURITY:
            securing.timed_out(draft)
        case e.TimerKind.CONTACT:
            reaching.due(draft)
        case e.TimerKind.ATTENTION:
            taking.gone_quiet(draft)
        case e.TimerKind.POSTMORTEM:
            reporting.nudge(draft)
        case e.TimerKind.ARCHIVE:
            closing.archive(draft)
        case e.TimerKind.REASON:
            wondering.due(draft)
        case e.TimerKind.REVIEW:
            owing.remind(draft)
        case e.TimerKind.PROPOSAL:
            proposing.due(draft)


def _note(draft: Draft, event: e.Noted) -> None:
    link = f" ({event.link})" if event.link else ""
    draft.write(Kind.NOTE, f"{event.text}{link}", event.by.named)
    taking.spoke(draft)
    draft.said = f"Noted in the timeline of {draft.incident.id}."


def _update(draft: Draft, event: e.UpdatePosted) -> None:
    draft.set(update=event.text)
    draft.write(Kind.UPDATE, event.text, event.by.named)
    draft.do(TellUpdate(by=event.by.person, text=event.text))
    draft.announce()
    draft.refresh(pages=False)
    taking.spoke(draft)
    draft.said = "Posted."


def _seen(draft: Draft, event: e.Event) -> None:
    """Whoever stands in for security is here once they act in the channel, in whatever way (contract §3, `here`)."""
    by, security = getattr(event, "by", None), draft.incident.security
    if not isinstance(by, e.By) or security is None or isinstance(event, e.ExcuseEvent):
        return
    acted = by.channel is not None and by.channel == draft.incident.channel and by.person == security.person
    waiting = security.status in (SecurityStatus.INVITED, SecurityStatus.PAGED)
    if acted and waiting:
        said = draft.said
        securing.arrive(draft, by)
        draft.said = said or draft.said
