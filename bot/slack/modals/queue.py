"""The form of security's queue: many incidents answered at once, each recorded as answered in a batch."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.events import By, ReviewGiven
from bot.domain.incident.state import Incident, number_of
from bot.domain.reviews import ReviewState
from bot.slack.cards.face import section
from bot.slack.cards.queue import FORM
from bot.slack.commands.meanings import FormKind
from bot.slack.commands.reviewing import NOTE
from bot.slack.modals.inputs import Block, View, form, ticks, typed
from bot.slack.modals.submission import Submission, Wrong
from bot.slack.text import cut, one_line

#: As many options as Slack lets a group of check boxes have
#: (https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element).
_GROUP = 10


def batch(queue: Sequence[Incident], now: datetime) -> View:
    """Everything that stands in it and fits, ticked, but for what somebody has a concern about."""
    chosen = queue[:FORM]
    groups = [chosen[at : at + _GROUP] for at in range(0, len(chosen), _GROUP)]
    lead = (
        "Untick what you want to look at; what somebody has a concern about is unticked. "
        "What stays ticked is recorded as *nothing for security, in a batch*, by you"
    )
    note = typed("note", "A note for the record of each", "", optional=True, longest=NOTE)
    blocks = [section(lead), *(_boxes(number, group) for number, group in enumerate(groups)), note]
    return form(FormKind.QUEUE, "Security's queue", "Nothing for security", blocks, shown=round(now.timestamp()))


def _boxes(number: int, group: Sequence[Incident]) -> Block:
    options = [(cut(f"{_named(one)} · {one_line(one.title)}", 75), one.id) for one in group]
    made = ticks(f"batch_{number}", f"{group[0].id} to {group[-1].id}", options)
    shown = zip(group, made["element"]["options"], strict=True)
    ticked = [option for one, option in shown if not one.review.concerns]
    if not ticked:  # Slack takes no empty list of them
        return made
    return {**made, "element": {**made["element"], "initial_options": ticked}}


def _named(one: Incident) -> str:
    return f"{one.id} · {one.severity.value}{' · concern' if one.review.concerns else ''}"


def answered(form_: Submission, by: By) -> list[ReviewGiven] | Wrong:
    """A conclusion for each that stayed ticked."""
    numbers = sorted(number for one in form_.ticked if (number := number_of(one)) is not None)
    if not numbers:
        return Wrong(errors={form_.first_block: "Nothing is ticked. Close this if none of them is clear."})
    note = form_.values.get("note", "")[:NOTE]
    return [
        ReviewGiven(incident=number, by=by, state=ReviewState.CLEAR, note=note, shown_at=form_.shown, batch=True)
        for number in numbers[:FORM]
    ]
