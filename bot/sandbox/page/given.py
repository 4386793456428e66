"""What the demo hands to the page: the buttons that are not Slack's."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Releases:
    """What a pipeline and a scanner tell the bot: a version ran from so many minutes ago on; it has that weakness."""

    deploy: Callable[[str, str, float], Awaitable[None]]
    flag: Callable[[str, str, str], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Controls:
    """`break_checkout` posts an alert to the bot until it is accepted, and gives the incident that it belongs to.

    `incidents` are all that the bot knows, by id, as its REST API tells them (ConnectionError while it is dead);
    `kill` ends its process by SIGKILL, `revive` returns when another one works (`Impossible` when none comes up);
    `let_pass` moves the demo's clock by minutes, `now` reads it; `dashboard` gives an address at which whoever has
    that Slack id is let in, `turns` where one plays with turns, `releases` what the scene of a bad rollback needs.
    """

    break_checkout: Callable[[], Awaitable[str | None]]
    incidents: Callable[[], Awaitable[Mapping[str, Mapping[str, Any]]]]
    kill: Callable[[], Awaitable[None]]
    revive: Callable[[], Awaitable[None]]
    let_pass: Callable[[float], Awaitable[None]]
    now: Callable[[], datetime]
    dashboard: Callable[[str], Awaitable[str]] | None = None
    turns: str | None = None
    releases: Releases | None = None
