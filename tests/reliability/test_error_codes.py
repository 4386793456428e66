"""Every code of every method we use, met once in an incident's life: done, retried, adapted, or given up and told."""

import asyncio
import json
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.domain import events as e
from bot.domain.effects import ShowHome, Whisper
from bot.domain.record import Kind
from bot.sandbox import Failing, Fault
from bot.sandbox.membership import make
from bot.slack.errors import BY_METHOD, COMMON, Reaction, verdict
from bot.store.tables import outbox
from tests.reliability.journeys import ANA, JOURNEYS, opening, says
from tests.reliability.lives import Life, room
from tests.reliability.promises import kept, picture
from tests.world import words

#: Slack's reference names more codes every year.
UNHEARD_OF = "a_code_of_next_year"
#: Nobody waits for these any more when they fail, or they are read to decide something else.
OF_NO_INCIDENT = frozenset({"chat.postEphemeral", "views.publish"})
POST = "chat.postMessage"


@dataclass(frozen=True)
class Scene:
    """Where a method is met: what comes before, the step that calls it, and what leads there."""

    method: str
    before: tuple = ()
    step: object = opening
    kind: str = ""
    doubt: str = ""
    knows: bool = True

    def __str__(self):
        return " ".join(filter(None, (self.method, self.kind)))

    def fault(self, code):
        where = (lambda given: f'"{self.kind}"' in str(given.get("metadata"))) if self.kind else None
        return Fault(kind=Failing.ERROR, method=self.method, code=code, where=where)


async def homes(life):
    await life.house.engine.promise(ShowHome(slack_id="U0ANA"))
    await life.settles()


async def whispers(life):
    drawn = json.dumps([{"type": "section", "text": {"type": "mrkdwn", "text": "Nothing is open"}}])
    await life.house.engine.promise(
        Whisper(channel=life.channel(), slack_id="U0ANA", thread=None, text="Nothing", drawn=drawn)
    )
    await life.settles()


async def a_channel_of_others(life):
    make(life.slack.state, name="incidents", creator="U0TAM")


def journey(name):
    return {"before": JOURNEYS[name][:-1], "step": JOURNEYS[name][-1]}


SCENES = (
    *(Scene(POST, kind=kind) for kind in ("page", "card", "brief", "announcement")),
    Scene(POST, kind="note", **journey("escalating")),
    Scene("chat.update", **journey("acknowledging")),
    Scene("conversations.create", kind=""),
    *(Scene(method) for method in ("conversations.invite", "conversations.setTopic", "pins.add", "bookmarks.add")),
    Scene("conversations.archive", **journey("archiving")),
    *(Scene(f"files.{what}", **journey("postmortem")) for what in ("getUploadURLExternal", "completeUploadExternal")),
    Scene("conversations.open", knows=False),
    Scene("conversations.join", before=(a_channel_of_others,), knows=False),
    Scene("conversations.list", before=(a_channel_of_others,), knows=False),
    Scene("users.lookupByEmail", before=(opening,), step=says(e.HandedOver(incident=1, by=ANA, to="ben")), knows=False),
    Scene("conversations.history", doubt=POST),
    Scene("users.conversations", doubt="conversations.create"),
    Scene("conversations.info", doubt="conversations.setTopic"),
    Scene("bookmarks.list", doubt="bookmarks.add"),
    Scene("chat.postEphemeral", before=(opening,), step=whispers),
    Scene("views.publish", before=(opening,), step=homes),
)


async def walked(scene):
    """What was broken by which code of that method, and how many were met."""
    found = []
    with room() as folder:
        life = Life(f"sqlite:///{folder}/rondo.db")
        if scene.knows:
            await life.starts()
        for step in scene.before:
            await step(life)
        moment = life.keeps()
        await _lived(life, scene)
        usual = _seen(life)
        codes = sorted({**COMMON, **BY_METHOD.get(scene.method, {}), UNHEARD_OF: None})
        for code in codes:
            await life.begins(moment)
            fault = scene.fault(code)
            life.slack.faults.add(fault)
            await _lived(life, scene)
            wrong = await judged(life, scene, code, usual, met=fault not in life.slack.faults.active)
            found += [f"{scene}, {code}: {one}" for one in wrong]
        life.closes()
    return found, len(codes)


async def _lived(life, scene):
    if scene.doubt:
        life.slack.faults.add(Fault(kind=Failing.RESPONSE_LOST, method=scene.doubt))
    await scene.step(life)
    await life.passes(minutes=2.9)


async def judged(life, scene, code, usual, *, met):
    """What is not as the table says."""
    reaction, seen = verdict(scene.method, code).reaction, _seen(life)
    looks = METADATA if "metadata" in code else LOOKS
    owed, given_up = promises(life)
    told = [line for line in seen["operators"] if line not in usual["operators"]]
    told += [line.text for line in await life.store.reads.timeline(1) if line.kind is Kind.FAILED]
    wrong = [] if met else ["it was not met"]
    wrong += [f"owed still: {effect}" for effect in owed]
    ended_well = reaction in {Reaction.DONE, Reaction.LATER, Reaction.AWAY, Reaction.ADAPT, Reaction.GONE}
    if ended_well and (given_up or (told and reaction is not Reaction.GONE)):
        wrong.append(f"{reaction}, and yet given up: {given_up} {told}")
    if not ended_well and given_up and not told and scene.method not in OF_NO_INCIDENT:
        wrong.append(f"given up, and nobody was told: {given_up}")
    if ended_well and {**seen, **looks} != {**usual, **looks} and reaction is not Reaction.DONE:
        wrong.append(f"{reaction}, and something is missing: {[key for key in usual if seen.get(key) != usual[key]]}")
    if not ended_well and not given_up and not told and seen != usual:
        wrong.append("something is missing in silence")
    # What was given up can't show the present.
    return [*wrong, *(one for one in await kept(life) if ended_well or not one.startswith("I9"))]


def _seen(life):
    """The picture, where there may be no channel at all."""
    if not any(channel.name == "rondo-operators" for channel in life.slack.channels):
        make(life.slack.state, name="rondo-operators", creator="U0TAM")
    if any(channel.name.startswith("inc-1") for channel in life.slack.channels):
        return picture(life)
    return {"operators": [words(message) for message in life.slack.messages("rondo-operators")]}


#: A plainer message or another name says the same; how it looks is not compared, nor what is known by its metadata.
LOOKS = dict.fromkeys(("name", "said", "cards", "pages", "line", "pins"))
METADATA = {**LOOKS, **dict.fromkeys(("paged",))}


def promises(life):
    with life.store._place.database.reading() as connection:
        late = select(outbox.c.effect).where(outbox.c.done_at.is_(None), outbox.c.due_at <= life.clock.at)
        failed = select(outbox.c.effect, outbox.c.failed).where(outbox.c.failed.is_not(None))
        return list(connection.scalars(late)), [tuple(row) for row in connection.execute(failed)]


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_every_code_ends_in_what_the_table_says(scene):
    found, met = asyncio.run(walked(scene))
    assert found == []
    assert met > len(COMMON)
