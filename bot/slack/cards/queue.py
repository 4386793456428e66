"""The queue of security on the screen: what was low, or over before anybody came, and one button for all of it."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.incident.state import Incident
from bot.slack import text
from bot.slack.cards.face import Block, Face, actions, button, context, overflow, section
from bot.slack.cards.scene import counted, dots

#: So many are shown with a menu each; so many fit into the form.
SHOWN, FORM = 10, 50


def message(queue: Sequence[Incident], now: datetime) -> Face:
    """The message of the morning."""
    short = f"Security's queue: {counted(len(queue), 'incident')} without a review. Nothing is urgent"
    return Face(text=short, blocks=tuple(blocks(queue, now)))


def blocks(queue: Sequence[Incident], now: datetime) -> list[Block]:
    """What stands in it, each with what it can be answered with, and the button for all."""
    lead = f"*{counted(len(queue), 'incident')} without a security review.* Low, or over before anybody came: no hurry"
    shown = [{**section(_line(one, now)), "accessory": _menu(one)} for one in queue[:SHOWN]]
    more = [context(f"and {len(queue) - SHOWN} more, in the form")] if len(queue) > SHOWN else []
    chosen = queue[:FORM]
    clear = sum(not one.review.concerns for one in chosen)
    number = f"all {clear}" if clear == len(chosen) else f"{clear} of {len(chosen)}"
    all_ = button(f"Nothing for security: {number}", "review_queue", "queue", style="primary")
    return [section(lead), *shown, *more, actions((all_,))]


def _line(one: Incident, now: datetime) -> str:
    ended = "by itself" if one.resolved_by is None else "by hand"
    about = dots(one.severity.value, text.escape(text.cut(text.one_line(one.named_service), 60)), f"resolved {ended}")
    when = text.moment(one.opened_at, near=now)
    title = text.escape(text.cut(text.one_line(one.title), 150))
    return f"*{one.id} · {title}*\n{dots(about, when, _concerns(one))}"


def _concerns(one: Incident) -> str:
    number = len(one.review.concerns)
    return f":warning: *{counted(number, 'concern')}: not in the batch, unless you tick it*" if number else ""


def _menu(one: Incident) -> Block:
    return overflow(
        ("Nothing for security", f"review_clear:{one.id}"),
        ("Concern…", f"concern:{one.id}"),
        ("Conclude otherwise…", f"conclude:{one.id}"),
        ("Timeline", f"timeline:{one.id}"),
    )
