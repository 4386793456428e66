"""Reading for somebody: an incident, lists, who is on call, the set-up; needs no decision."""

from bot.domain.incident.state import Incident, Status
from bot.slack.cards.card import card
from bot.slack.cards.face import Face, context
from bot.slack.cards.scene import Scene
from bot.slack.commands.meanings import Choose, Look, Reading
from bot.slack.commands.place import may_see
from bot.slack.listeners.carrying import who_carries
from bot.slack.listeners.desk import Desk, Errand
from bot.slack.readings import about, releases, said
from bot.slack.readings.calendars import calendars
from bot.slack.readings.evidence import evidence
from bot.slack.readings.help import help_, what
from bot.slack.readings.oncall import Asking, on_call
from bot.slack.readings.silences import in_force
from bot.slack.text import entities, escape, link

LIVE = frozenset({Status.OPEN, Status.ACKNOWLEDGED})
_OF_ONE = frozenset({Look.STATUS, Look.TIMELINE, Look.WHY, Look.EVIDENCE, Look.SECURITY, Look.SEVERITY, Look.OVERVIEW})
_ENOUGH_TO_FILTER, _ENOUGH_TO_SORT = 25, 200
#: How many incidents a list shows.
_SHOWN = 5
_SECRETS = {Look.WEB: ("A sign-in link", "web"), Look.CALENDAR: ("A calendar's address", "oncall calendar")}


async def read(desk: Desk, wanted: Reading, errand: Errand) -> Face:
    """What somebody asked to see."""
    if wanted.look in _OF_ONE and wanted.incident:
        return await _incident(desk, wanted, errand)
    match wanted.look:
        case Look.OVERVIEW | Look.LIST:
            return await _list(desk, wanted, errand)
        case Look.ONCALL | Look.FAIRNESS:
            return await _oncall(desk, wanted, errand)
        case Look.WEB | Look.CALENDAR:
            return await _addresses(desk, wanted, errand)
        case Look.DOCTOR:
            return said.sentence("\n".join(entities(line) for line in await desk.doctor()))
        case Look.SILENCES | Look.RELEASES:
            return await _kept(desk, wanted, errand)
        case Look.HELLO:
            return said.sentence(f"Hello. `{escape(wanted.root)}` reaches Rondo, and Rondo reaches its database.")
        case _:
            return help_(wanted.root)


async def _oncall(desk: Desk, wanted: Reading, errand: Errand) -> Face:
    if wanted.look is Look.FAIRNESS:
        return await who_carries(desk, wanted.about, errand)
    asking = Asking(person=errand.person, situation=errand.situation, now=await desk.clock.now())
    return on_call(asking, about=wanted.about)


async def _kept(desk: Desk, wanted: Reading, errand: Errand) -> Face:
    now = await desk.clock.now()
    if wanted.look is Look.SILENCES:
        return in_force(await desk.reads.silences(now), errand.situation, now, wanted.root)
    return await _releases(desk, wanted, errand)


async def _releases(desk: Desk, wanted: Reading, errand: Errand) -> Face:
    """What runs of a service: the one that is named, else the incident's, else of all."""
    services, situation = [*errand.situation.settings.services], errand.situation
    incident = await visible(desk, wanted.incident or 0, errand) if wanted.incident else None
    if wanted.about and wanted.about not in services:
        return said.sentence(releases.unknown(wanted.about, services))
    named = wanted.about or (incident.named_service if incident else "")
    chosen = [named] if named in services else services[: releases.MOST]
    found = {one: await desk.reads.runs(one) for one in chosen}
    return releases.running(found, situation, await desk.clock.now(), wanted.root)


async def visible(desk: Desk, number: int, errand: Errand) -> Incident | None:
    """The incident, if there is one and they may read it."""
    found = await desk.reads.incident(number)
    return found if found and may_see(found, errand.person, errand.channel) else None


async def newest(desk: Desk, errand: Errand, statuses: frozenset[Status] = LIVE) -> tuple[Incident, ...]:
    """The newest five that they may read."""
    found = await desk.reads.incidents(statuses=statuses, limit=_ENOUGH_TO_FILTER)
    return tuple(one for one in found if may_see(one, errand.person, errand.channel))[:5]


async def _incident(desk: Desk, wanted: Reading, errand: Errand) -> Face:
    number = wanted.incident or 0
    incident = await visible(desk, number, errand)
    if incident is None:
        return said.sentence(f"There is no INC-{number}.")
    scene = Scene(incident=incident, situation=errand.situation, now=await desk.clock.now())
    match wanted.look:
        case Look.TIMELINE:
            before = max(0, incident.lines - about.LAST_LINES)
            return about.timeline(scene, await desk.reads.timeline(number, after=before))
        case Look.WHY:
            return about.why(scene)
        case Look.EVIDENCE:
            return evidence(incident, desk.links, await desk.root())
        case Look.SECURITY:
            return about.security(scene, errand.person)
        case Look.SEVERITY:
            return about.severity(scene)
        case Look.OVERVIEW:
            shown = card(scene)
            return Face(text=shown.text, blocks=(*shown.blocks, context("\n".join(what(wanted.root)))))
        case _:
            return card(scene)


async def _list(desk: Desk, wanted: Reading, errand: Errand) -> Face:
    found = await desk.reads.incidents(statuses=LIVE, limit=_ENOUGH_TO_SORT)
    seen = [one for one in found if may_see(one, errand.person, errand.channel)]
    incidents = sorted(seen, key=lambda one: (-one.severity.rank, one.opened_at, -one.number))[:_SHOWN]
    if not incidents:
        typed = escape(wanted.root)
        return said.sentence(f"No incident is open. `{typed} declare TITLE` opens one; `{typed} help` shows the rest.")
    of = f"the newest {len(seen)}" if len(found) == _ENOUGH_TO_SORT else str(len(seen))
    more = f" ({len(incidents)} of {of})" if len(seen) > len(incidents) else ""
    lead = f"*Open incidents*, the most urgent first{more}"
    return said.choice(Choose(text=lead, incidents=tuple(incidents)), errand.situation)


async def _addresses(desk: Desk, wanted: Reading, errand: Errand) -> Face:
    """What holds a secret, for that person alone."""
    if desk.links is None or not desk.links.base:
        also = " On its machine, `python app.py login` gives a link." if wanted.look is Look.WEB else ""
        return said.sentence(f"Rondo does not know its own address: set `RONDO_PUBLIC_URL`.{also}")
    if errand.trigger is None:  # a mention's answer is written down on its way, and a secret must not be
        name, typed = _SECRETS[wanted.look]
        return said.sentence(f"{name} is given in a command's answer alone: type `{await desk.root()} {typed}`.")
    if wanted.look is Look.CALENDAR:
        return calendars(errand.situation, errand.person, desk.links)
    secret = await desk.sessions.invite(errand.person, await desk.clock.now())
    address = f"{desk.links.base.rstrip('/')}/sign-in?token={secret}"
    return said.sentence(f"{link(address, 'Sign in to the dashboard')} (this link works once, for 2 minutes)")
