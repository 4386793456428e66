"""What a button carries: `INC-7`, or after it what was asked for, so that a click asks for the same once more."""

import json
from collections.abc import Mapping
from typing import Any

from bot.domain.errors import GoAhead
from bot.domain.events import EscalationAsked, Proposed
from bot.slack.text import cut

#: Slack takes 2,000 characters; a quotation mark needs two.
_REASON = 500


def carry(asked: EscalationAsked | GoAhead | Proposed) -> str:
    """The value of a button that asks for that."""
    if isinstance(asked, Proposed):
        return _carried(asked.incident, kind=asked.kind.value, service=asked.service, to=asked.to, note=asked.note)
    more: dict[str, Any] = {"person": asked.person, "level": asked.level, "reason": cut(asked.reason, _REASON)}
    return _carried(asked.incident, **more)


def _carried(number: int, **more: Any) -> str:
    named = {name: value for name, value in more.items() if value}
    incident = f"INC-{number}"
    return f"{incident} {json.dumps(named, ensure_ascii=False)}" if named else incident


def carried(words: str) -> Mapping[str, Any]:
    """What a button carries beside the incident: an escalation's person, level and reason, or what was proposed."""
    _, _, more = words.partition(" ")
    return json.loads(more) if more.startswith("{") else {}
