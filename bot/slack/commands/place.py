"""Where something was said, by whom, and which incident that makes it about."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.events import By
from bot.domain.incident.state import Incident, Status
from bot.domain.situation import Situation
from bot.slack.text import cut, escape, unescape

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, kw_only=True)
class Place:
    """`incident` is the one named, else the channel's; `mine` those that paged the person; `newest` at most five."""

    by: By
    situation: Situation
    incident: Incident | None = None
    mine: tuple[Incident, ...] = ()
    newest: tuple[Incident, ...] = ()


def may_see(incident: Incident, person: str, channel: str | None = None) -> bool:
    """Whether somebody may read of an incident: private ones are for who is in them, or stands in their channel."""
    if person in incident.secrecy.hidden_from:
        return False
    if not incident.private or (channel is not None and channel == incident.channel):
        return True
    inside = {page.person for page in incident.pages} | {*incident.responders, *incident.invited}
    security = incident.security.person if incident.security else None
    return person in inside | {incident.declared_by, incident.primary, incident.acknowledged_by, security}


def waiting_for(incidents: Sequence[Incident], person: str) -> tuple[Incident, ...]:
    """Those that paged the person and that nobody has yet; where all have somebody, all that paged them."""
    paged = tuple(one for one in incidents if one.ladders_of(person))
    return tuple(one for one in paged if one.status is Status.OPEN) or paged


def mentioned(text: str) -> tuple[str, ...]:
    """The Slack ids that a text mentions, each once."""
    return tuple(dict.fromkeys(_MENTION.findall(text)))


@dataclass(frozen=True, kw_only=True)
class Nobody:
    """The words name nobody we know; `text` is mrkdwn that says who it could have been."""

    text: str


def who(word: str, situation: Situation) -> str | Nobody:
    """Whom `<@U…>`, `<@U…|x>`, `@name` or a name of `people` names: the roster's name, else the Slack id."""
    found = _MENTION.fullmatch(word)
    person = situation.named(found[1]) if found else _called(word, situation)
    member = situation.members.get(person or "")
    if member and member.guest:
        return Nobody(text="Guests and apps can't be called. Name a full member of this workspace.")
    return person or Nobody(text=_nobody(word, sorted(situation.settings.people)))


def _called(word: str, situation: Situation) -> str | None:
    name = word.removeprefix("@").casefold()
    known = {person.casefold(): person for person in situation.settings.people}
    members = {member.name.casefold(): person for person, member in situation.members.items() if member.name}
    return known.get(name) or members.get(name)


def readable(text: str, situation: Situation) -> str:
    """What somebody wrote in Slack, as plain words: links by their label, mentions by `@name`."""
    return unescape(_MENTION.sub(lambda found: f"@{situation.shown(situation.named(found[1]))}", text)).strip()


def _nobody(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word.removeprefix("@").casefold(), known, n=1, cutoff=0.5)
    hint = f" Did you mean {escape(near[0])}?" if near else " Mention them with @, or use a name of the configuration."
    return f"I don't know “{escape(cut(word, 40))}”.{hint}"
