"""What the demo hands to the page: the buttons that are not Slack's."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Controls:
    """`break_checkout` posts an alert to the bot; `let_pass` moves the demo's clock by minutes; `now` reads it.

    `dashboard` gives an address at which whoever has that Slack id is let in.
    """

    break_checkout: Callable[[], Awaitable[None]]
    let_pass: Callable[[float], Awaitable[None]]
    now: Callable[[], datetime]
    dashboard: Callable[[str], Awaitable[str]] | None = None
