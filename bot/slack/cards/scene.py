"""What a face is drawn from: an incident, everything around it, and the words that all faces share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.alerts import Link, Severity
from bot.domain.durations import lasted
from bot.domain.effects import Next
from bot.domain.incident.outlook import ahead, hands, stand_ins
from bot.domain.incident.state import (
    ChannelState,
    Incident,
    Status,
)
from bot.domain.record import Line
from bot.domain.releases import Running
from bot.domain.security import (
    Heard,
    SecurityStatus,
)
from bot.domain.situation import Situation
from bot.slack import text

#: How many links a line holds.
LINKS = 3
_SLACK_ID = re.compile(r"[UW][A-Z0-9]{4,}")
COLOURS = {
    Severity.CRITICAL: ":red_circle:",
    Severity.HIGH: ":large_orange_circle:",
    Severity.MEDIUM: ":large_yellow_circle:",
    Severity.LOW: ":white_circle:",
}
_SECURITY = {
    SecurityStatus.INVITED: "asked, not here yet",
    SecurityStatus.PAGED: "paged, not here yet",
    SecurityStatus.HERE: "is here",
    SecurityStatus.DECLINED: "can't; nobody else is left",
    SecurityStatus.EXCUSED: "is excused; nobody else is left",
}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One incident in its surroundings at one instant; whatever it returns is escaped mrkdwn.

    `beside` are the other incidents that a digest tells of, `lines` the record, `running` what runs of the service and
    `heard` what security sources said, where that is told of.
    """

    incident: Incident
    situation: Situation
    now: datetime
    beside: tuple[Incident, ...] = ()
    lines: tuple[Line, ...] = ()
    running: tuple[Running, ...] = ()
    heard: tuple[Heard, ...] = ()

    def of(self, incident: Incident) -> "Scene":
        """Another incident in the same surroundings."""
        return replace(self, incident=incident, beside=(), lines=(), running=(), heard=())

    def name(self, person: str) -> str:
        """What people call somebody; never a mention."""
        return name(person, self.situation)

    def names(self, people: Sequence[str]) -> str:
        """`Ana, Ben and #ops`."""
        return text.listed([self.name(person) for person in people])

    def mention(self, person: str) -> str:
        """A mention, by the id that Slack said or the file says; their name where only an address is known."""
        return mention(person, self.situation)

    def at(self, instant: datetime) -> str:
        """An instant, with its day when that is not today."""
        return text.moment(instant, near=self.now)

    def clock(self, instant: datetime, person: str) -> str:
        """An instant for one person's lock screen, where Slack shows no dates of its own: `03:17`."""
        return f"{instant.astimezone(_zone(self.situation.timezone_of(person))):%H:%M}"

    @property
    def id(self) -> str:
        """`INC-7`."""
        return self.incident.id

    @property
    def title(self) -> str:
        """The title on one line, escaped, short enough for a phone."""
        return text.escape(text.cut(text.one_line(self.incident.title), 150))

    @property
    def colour(self) -> str:
        """A sign for the state; the words beside it say the same."""
        if self.incident.status is Status.RESOLVED:
            return ":white_check_mark:"
        return ":large_blue_circle:" if self.incident.status is Status.ACKNOWLEDGED else COLOURS[self.incident.severity]

    @property
    def facts(self) -> str:
        """`critical · checkout · since 03:12`."""
        return dots(self.incident.severity.value, self.service, f"since {self.at(self.incident.opened_at)}")

    @property
    def service(self) -> str:
        """The service's name, escaped and cut."""
        return text.escape(text.cut(text.one_line(self.incident.named_service), 60))

    @property
    def privacy(self) -> str:
        """A sign on what is private, with the word beside it."""
        return "🔒 private" if self.incident.private else ""

    @property
    def channel(self) -> str:
        """The channel's link, once it exists."""
        live = self.incident.channel and self.incident.channel_state in {ChannelState.OPEN, ChannelState.ARCHIVED}
        return text.channel_link(self.incident.channel or "") if live else ""

    @property
    def links(self) -> str:
        """`Runbook · Graph`: the service's runbook, and the first few of the alerts' links."""
        service = self.situation.settings.services.get(self.incident.service or "")
        runbook = [Link(title="Runbook", url=service.runbook)] if service and service.runbook else []
        known = {one.url: one for one in (*runbook, *self.incident.links) if _short(one)}
        return dots(*(text.link(one.url, text.cut(one.title, 40)) for one in [*known.values()][:LINKS]))

    @property
    def runbook(self) -> str | None:
        """The address of the service's runbook."""
        service = self.situation.settings.services.get(self.incident.service or "")
        return service.runbook if service else None

    @property
    def alerts(self) -> str:
        """`2 alerts firing`, or who declared it."""
        firing, known = self.incident.firing, len(self.incident.alerts)
        if not known:
            by = self.incident.declared_by
            return f"declared by {self.name(by)}" if by else ""
        return f"{counted(firing, 'alert')} firing" if firing else f"{counted(known, 'alert')} resolved"

    @property
    def security(self) -> str:
        """`Security: Sol asked, not here yet`."""
        engineer = self.incident.security
        return f"Security: {self.name(engineer.person)} {_SECURITY[engineer.status]}" if engineer else ""

    @property
    def keeper(self) -> str:
        """Who has it, by name."""
        return self.name(self.incident.acknowledged_by or "")

    @property
    def lasted(self) -> str:
        """`29 min`, from opening to resolving."""
        return lasted((self.incident.resolved_at or self.now) - self.incident.opened_at)

    @property
    def address(self) -> str | None:
        """The incident's page on the dashboard, where that has an address."""
        site = self.situation.settings.public_url
        return f"{site.rstrip('/')}/incidents/{self.id}" if site else None

    def coming(self) -> tuple[Next, ...]:
        """Who is next, if nobody does anything."""
        return ahead(self.incident, self.situation, self.now)

    def hands(self) -> tuple[str, ...]:
        """Who would be called to help whoever has it; empty: the last resort."""
        return hands(self.incident, self.situation, self.now)

    def stand_ins(self) -> tuple[str, ...]:
        """Who would be asked for security if nobody there answers; empty: nobody is left."""
        return stand_ins(self.incident, self.situation, self.now)

    def whom(self, one: Next) -> str:
        """`Ben`, or `the last resort` where that is nobody in particular."""
        return self.names(one.names) if one.names else "the last resort"

    def short(self, words: str) -> str | None:
        """The lock screen's text of a private incident, which says no more than that; `None`: nothing to hide."""
        return f"{self.id}: {words} (private)" if self.incident.private else None


def _short(link: Link) -> bool:
    """A web address that leaves room for the rest of the line."""
    return text.is_web(link.url) and len(link.url) <= 600


def _zone(name: str) -> tzinfo:
    """A zone that Slack names and this machine does not know must stop no page."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def name(person: str, situation: Situation) -> str:
    """What people call somebody, escaped; a Slack id that nobody knows a name for is `somebody`."""
    shown = text.one_line(situation.shown(person))
    return "somebody" if not shown or _SLACK_ID.fullmatch(shown) else text.escape(text.cut(shown, 60))


def mention(person: str, situation: Situation) -> str:
    """A mention, by the id that Slack said or the file says; their name where only an address is known."""
    member, listed = situation.members.get(person), situation.settings.people.get(person)
    known = member.slack_id if member else listed.slack if listed else ""
    return text.mention(known) if known and "@" not in known else name(person, situation)


def dots(*parts: str) -> str:
    """The parts that say something, with a dot between them."""
    return " · ".join(part for part in parts if part)


def counted(number: float, thing: str) -> str:
    """`1 alert`, `2 alerts`, `0.5 turns`."""
    return f"{number:g} {thing}" if number == 1 else f"{number:g} {thing}s"


def are(people: Sequence[str]) -> str:
    """`is` or `are`."""
    return "are" if len(people) > 1 else "is"
