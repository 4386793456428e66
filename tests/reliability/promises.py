"""What is promised, checked on a life that was disturbed, against one that was not."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.effects import AskReason, AskStillOnIt, Show, ShowAnnouncement, ShowBrief, ShowCard, ShowPage
from bot.domain.incident import Incident
from bot.domain.situation import Situation
from bot.sandbox import Failing
from bot.sandbox.workspace import Call
from bot.slack.cards.render import draw
from bot.slack.cards.scene import Scene
from tests import invariants
from tests.reliability.lives import Life
from tests.stories.dying import census
from tests.world import Rang, words

MINUTE = timedelta(minutes=1)
POST = "chat.postMessage"


def picture(life: Life) -> dict[str, Any]:
    """Everything that stands in Slack once, however often it was tried; pages are counted apart."""
    seen = census(life)
    seen["paged"], seen["pages"] = sorted(set(seen["paged"])), sorted(set(seen["pages"]))
    seen["rang"] = sorted({about(one) for one in life.phones.rang})
    seen["cards"] = [words(message) for message in life.slack.messages(life.channel()) if _kind(message) == "card"]
    return seen


def _timeless(what: Any) -> str:
    """The same without its instants and minutes."""
    return re.sub(r"<!date[^>]*>|\b\d+ (min|s|h)\b|\b\d\d:\d\d\b", "…", repr(what))


def _kind(message: Any) -> Any:
    return message.payload.get("kind")


async def broken(life: Life, usual: Mapping[str, Any], *, deaths: int, later: bool = False) -> list[str]:
    """The promises that were broken in that life; `deaths`: how often it was killed.

    `later`: it lay still for a while, so that the times it tells are other ones.
    """
    shown = _timeless if later else repr
    seen = {name: shown(what) for name, what in picture(life).items()}
    wanted = {name: shown(what) for name, what in usual.items()}
    found = [f"{name}: {seen[name]} and not {wanted[name]}" for name in wanted if seen[name] != wanted[name]]
    # Who took it while Slack was away needs no page when it is back; the picture says who got one.
    was_away = any(call.fault is Failing.AWAY for call in life.slack.calls)
    sent = pages(life, deaths=deaths, at_least=0 if was_away else 1)
    return [*found, *sent, *rings(life, deaths=deaths), *await kept(life)]


async def kept(life: Life) -> list[str]:
    """Invariants of whatever is in the database."""
    reads, found, known = life.store.reads, [], []
    situation = await reads.situation()
    for number in range(1, situation.next_number):
        incident = await reads.incident(number)
        assert incident is not None
        known.append(incident)
        found += invariants.of_state(incident, situation, life.clock.at)
        found += invariants.of_record(incident, await reads.timeline(number))
        found += await stale(life, incident, situation)
    return [*found, *invariants.of_all(known)]


async def stale(life: Life, incident: Incident, situation: Situation) -> list[str]:
    """I9: what stands in Slack and does not show the present, as an edit that was overtaken would leave it.

    Of somebody's pages the newest shows it; older ones are left as they were when that was posted. A summary tells of
    a time that is over.
    """
    newest = {page.person: page.slot for page in incident.pages}.values()
    found = []
    for slot, where in incident.messages.items():
        if slot.startswith("summary:") or (slot.startswith("page:") and slot not in newest):
            continue
        standing = life.slack.channel(where.channel).messages.get(where.ts)
        if standing is None:
            continue
        # After days a date is written in another way: as it was drawn then.
        drawn_at = datetime.fromtimestamp(float(standing.edited_ts or standing.ts), UTC)
        beside = tuple(await _beside(life, incident, slot))
        scene = Scene(incident=incident, situation=situation, now=drawn_at, beside=beside)
        faces = [draw(_effect(slot), scene, repeat=repeat) for repeat in (False, True)]
        texts = {face.text for face in faces if face}
        if texts and standing.text not in texts:
            found.append(f"I9: {slot} of {incident.id} shows {standing.text!r} and not {max(texts)!r}")
    return found


async def _beside(life: Life, incident: Incident, slot: str) -> Sequence[Incident]:
    """The other incidents that a digest lists."""
    digest = next((page for page in incident.pages if page.slot == slot and page.digest), None)
    return await life.store.reads.within(incident.number, digest.step, digest.person) if digest else ()


def _effect(slot: str) -> Show:
    kind, _, rest = slot.partition(":")
    match kind:
        case "page":
            step, _, person = rest.partition(":")
            return ShowPage(step=int(step), person=person)
        case "brief":
            return ShowBrief(person=rest)
        case "ask":
            return AskStillOnIt.of(slot)
        case "reason":
            return AskReason.of(slot)
        case "announcement":
            return ShowAnnouncement()
        case _:
            return ShowCard()


def pages(life: Life, *, deaths: int, at_least: int = 1) -> list[str]:
    """§1, pages: per intent one, or with u unknown answers at most 1 + u, never three in a minute, repeats say so."""
    found, sent = [], _sent(life)
    copies = Counter(page.message.payload["op"] for page in life.slack.pages)
    for op, calls in sent.items():
        unknown = sum(_lost(call) for call in calls)
        if not at_least <= copies[op] <= 1 + unknown + deaths:
            found.append(f"{copies[op]} pages of one intent, with {unknown} unknown answers and {deaths} deaths")
        if any(sum(one.at <= other.at < one.at + MINUTE for other in calls) > 2 for one in calls):
            found.append("more than two pages of one intent within a minute")
        if not all("Possible repeat: " in str(call.arguments["text"]) for call in calls[1:]):
            found.append("a page was repeated and does not say so")
    return found


def about(rang: Rang) -> tuple[str, str, str]:
    """What a message around Slack is about: its address, its title, and its last line, which a repeat has as well."""
    return rang.url, rang.title, rang.body.splitlines()[-1]


def rings(life: Life, *, deaths: int) -> list[str]:
    """The same around Slack, where a message can't be looked for: a repeat is known by its last line."""
    found, sent = [], defaultdict(list)
    for one in life.phones.rang:
        sent[about(one)].append(one)
    for intent, copies in sent.items():
        unknown = sum(not one.known for one in copies)
        if len(copies) > 1 + unknown + deaths:
            found.append(f"{len(copies)} of {intent}, with {unknown} unknown answers and {deaths} deaths")
        if any(sum(one.at <= other.at < one.at + MINUTE for other in copies) > 2 for one in copies):
            found.append(f"more than two of {intent} within a minute")
    return found


def _sent(life: Life) -> dict[str, list[Call]]:
    """The calls that may have paged somebody, by intent."""
    sent: dict[str, list[Call]] = defaultdict(list)
    for call in life.slack.calls:
        about = _about(call) if call.method == POST else {}
        if about.get("kind") == "page" and (_lost(call) or (call.answer and call.answer.ok)):
            sent[about["op"]].append(call)
    return sent


def _lost(call: Call) -> bool:
    return call.answer is None or call.answer.status >= 500


def _about(call: Call) -> Mapping[str, Any]:
    given = call.arguments.get("metadata")
    carried = json.loads(given) if isinstance(given, str) else given or {}
    return carried.get("event_payload") or {}
