"""The guide's lines and buttons, as the browser draws them."""

from typing import Any

from bot.sandbox.page.story import direct
from bot.sandbox.people import User
from bot.sandbox.records import Json, Message

PASSES = {"label": "Let 5 minutes pass", "do": "pass", "minutes": 5}


def line(step: int, text: str, *buttons: Json, of: int = 6) -> Json:
    """A step, its words in mrkdwn, and what can be pressed."""
    return {"step": step, "of": of, "text": text, "buttons": list(buttons)}


def button(label: str, do: str, **more: Any) -> Json:
    """A button that does a deed of the page."""
    return {"label": label, "do": do, **more}


def be(user: User, at: Message | None = None) -> Json:
    """Become somebody, and look at a message or at their direct messages."""
    place, ts = (at.channel, at.ts) if at else (direct(user), None)
    return button(f"Be {user.real_name}", "be", person=user.name, place=place, ts=ts)


def go(label: str, to: Message | None) -> list[Json]:
    """A way to a message, where there is one."""
    return [button(label, "open", place=to.channel, ts=to.ts)] if to else []
