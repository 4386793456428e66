"""What a button carries: `INC-7`, or after it what was asked for, so that a click asks for the same once more."""

import json
from collections.abc import Mapping
from typing import Any

from bot.domain.errors import GoAhead
from bot.domain.events import EscalationAsked
from bot.slack.text import cut

#: Slack takes 2,000 characters; a quotation mark needs two.
_REASON = 500


def carry(asked: EscalationAsked | GoAhead) -> str:
    """The value of a button that asks for that."""
    more: dict[str, Any] = {"person": asked.person, "level": asked.level, "reason": cut(asked.reason, _REASON)}
    named = {name: value for name, value in more.items() if value}
    incident = f"INC-{asked.incident}"
    return f"{incident} {json.dumps(named, ensure_ascii=False)}" if named else incident


def carried(words: str) -> Mapping[str, Any]:
    """The person, level and reason that an escalation's button carries; empty when it carries an incident alone."""
    _, _, more = words.partition(" ")
    return json.loads(more) if more.startswith("{") else {}
