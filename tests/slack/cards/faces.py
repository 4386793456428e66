"""Faces for looking at: what stands in one, as people read it."""

import re
from dataclasses import replace
from typing import Any

from bot.domain import events as e
from bot.domain.alerts import Alert, Link
from bot.domain.effects import Effect
from bot.domain.incident.state import ChannelState, Incident
from bot.domain.members import Member
from bot.domain.situation import Service
from bot.sandbox.blockkit import problems
from bot.slack.cards.face import Face
from bot.slack.cards.render import Drawn, draw
from bot.slack.cards.scene import Scene
from tests.domain.stage import Stage, level, settings

RUNBOOK = Service(name="checkout", policy="oncall", runbook="https://example.com/runbook")


def staged(**more: Any) -> Stage:
    """Checkout is broken: Ana is paged, then Ben, then Dora; Sol is asked for security; the channel stands."""
    ladder = (level("ana"), level("ben"), level("dora", minutes=10))
    stage = Stage(settings(*ladder, services={"checkout": RUNBOOK}, **more))
    stage.members = {name: Member(slack_id=f"U0{name.upper()}") for name in stage.settings.people}
    stage.alert()
    stage.happens(e.ChannelOpened(incident=1, channel="C0INC", name="inc-1-checkout-error-rate"))
    return stage


def drawn(stage: Stage, effect: Drawn, **more: Any) -> Face:
    scene = Scene(incident=stage.incidents[1], situation=stage.situation(1), now=stage.now)
    face = draw(effect, scene, **more)
    assert face is not None
    assert problems([dict(block) for block in face.blocks]) == []
    assert len(face.text) < 4000
    return face


def read(face: Face) -> str:
    """The words in the blocks, instants as their fallback."""
    found = [block["text"]["text"] if block["type"] == "section" else _small(block) for block in face.blocks]
    return re.sub(r"<!date\^[^|]*\|([^>]*)>", r"\1", "\n".join(part for part in found if part))


def _small(block: Any) -> str:
    return " ".join(one["text"] for one in block["elements"]) if block["type"] == "context" else ""


def buttons(face: Face) -> list[str]:
    """The actions, in order, an overflow's as its options' values."""
    rows = [block["elements"] for block in face.blocks if block["type"] == "actions"]
    found: list[str] = []
    for one in (one for row in rows for one in row):
        found += [option["value"] for option in one.get("options", ())] or [one["action_id"]]
    return found


def told(stage: Stage, kind: type[Effect]) -> Any:
    """The effect of that kind in the last decision."""
    assert stage.last is not None
    return next(one for one in stage.last.effects if isinstance(one, kind))


def hostile(words: str) -> Stage:
    """The same incident with those words wherever words come from outside."""
    stage = staged()
    links = (Link(title=words, url="https://example.com/a|b"), Link(title="x", url=words))
    changed: Incident = replace(
        stage.incidents[1], title=words, service=words, summary=words, update=words, links=links, declared_by=words
    )
    alert = Alert(source="generic", group="g1", key=words, firing=True, title=words, severity_word="critical")
    stage.incidents[1] = replace(changed, channel_state=ChannelState.OPEN)
    stage.happens(e.AlertFired(alert=alert))
    stage.members = {**stage.members, "U0EVIL": Member(slack_id="U0EVIL", name=words)}
    return stage
