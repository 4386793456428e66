"""The postmortem of an incident: owed when it ends, written or waived by people, asked for until then."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.effects import PostPostmortem, RemindPostmortem, TellOperators
from bot.domain.errors import Refused
from bot.domain.events import PostmortemWaived, PostmortemWritten, TimerKind
from bot.domain.incident.draft import Draft
from bot.domain.incident.state import ChannelState, Status
from bot.domain.record import Kind

#: The first nudge for a postmortem comes after a day, the last a week after it was due.
NUDGE_EVERY, NUDGES_END = timedelta(days=1), timedelta(days=7)


def owe(draft: Draft) -> datetime | None:
    """Until when it is owed, if it is; its clock runs from now on."""
    settings, report = draft.situation.settings.postmortem, draft.incident.postmortem
    if draft.incident.severity not in settings.severities or report.published_at or report.waived_by:
        return None
    due = draft.now + settings.due
    draft.set(postmortem=replace(report, due=due))
    draft.start(TimerKind.POSTMORTEM, min(draft.now + NUDGE_EVERY, due))
    return due


def written(draft: Draft, event: PostmortemWritten) -> None:
    """The form came back: kept, and posted to the channel when it is published."""
    report = draft.incident.postmortem
    fields = {**report.fields, **{key: text for key, text in event.fields.items() if text.strip()}}
    if event.publish and report.published_at and fields == report.fields:
        draft.said = f"The postmortem of {draft.incident.id} is published already, and nothing in it has changed."
        return
    report = replace(report, fields=fields, by=event.by.person, revision=report.revision + 1)
    if event.publish:
        report = replace(report, published_at=draft.now)
    draft.set(postmortem=report)
    what = "published" if event.publish else "draft saved"
    draft.write(Kind.POSTMORTEM, f"postmortem {what}", event.by.named)
    if event.publish:
        draft.stop(TimerKind.POSTMORTEM)
        if draft.incident.channel_state is ChannelState.OPEN:
            draft.do(PostPostmortem(revision=report.revision))
    draft.refresh(pages=False)
    draft.said = f"The postmortem of {draft.incident.id} is {what}."


def waived(draft: Draft, event: PostmortemWaived) -> None:
    """None is needed, somebody says; it stays on the record who said so."""
    report = draft.incident.postmortem
    if report.published_at:
        raise Refused(f"The postmortem of {draft.incident.id} is published already")
    draft.set(postmortem=replace(report, waived_by=event.by.person))
    draft.stop(TimerKind.POSTMORTEM)
    draft.write(Kind.POSTMORTEM, "no postmortem needed", event.by.named)
    draft.refresh(pages=False)
    draft.said = f"Noted: no postmortem for {draft.incident.id}."


def nudge(draft: Draft) -> None:
    """The postmortem's timer is due: ask whoever had the incident; a week too late, tell the operators and stop."""
    incident, report = draft.incident, draft.incident.postmortem
    if report.due is None or incident.status is not Status.RESOLVED:
        return
    if draft.now >= report.due + NUDGES_END:
        draft.write(Kind.POSTMORTEM, "the postmortem is a week overdue; operators told")
        draft.do(TellOperators(text=f"{incident.id}: the postmortem is a week overdue"))
        return
    person = incident.acknowledged_by or incident.resolved_by or incident.primary or incident.declared_by
    if person is not None:
        draft.do(RemindPostmortem(person=person, due=report.due, first=report.nudges == 0))
        draft.write(Kind.POSTMORTEM, f"{draft.shown(person)} reminded of the postmortem")
    draft.set(postmortem=replace(report, nudges=report.nudges + 1))
    before_due = draft.now < report.due
    draft.start(TimerKind.POSTMORTEM, report.due if before_due else draft.now + NUDGE_EVERY)
