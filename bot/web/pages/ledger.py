"""The page of releases: what runs where, what is known against each version, and the forms to flag and unflag."""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.domain import roles
from bot.domain.events import By, ReleaseFlagged, ReleaseUnflagged, Via
from bot.domain.holders import Role
from bot.domain.releases import FlagKind, Running, scanned
from bot.domain.situation import Situation
from bot.domain.text import clean
from bot.web.given import Given, Web
from bot.web.pages import entrance
from bot.web.pages.entrance import Guest, Present
from bot.web.pages.paper import message, page, unless_unchanged
from bot.web.pages.sight import Sight

#: So many services are shown, and so many versions of one.
_SERVICES = 200

#: A flag that ends by itself ends after at most so many days.
LONGEST = 3650

Said = Annotated[str, Form(max_length=500)]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A service with what runs of it."""

    service: str
    running: tuple[Running, ...]


def routes() -> APIRouter:
    """`/releases`, and its two forms."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/releases", releases, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/releases/flag", flag, methods=["POST"])
    router.add_api_route("/releases/unflag", unflag, methods=["POST"])
    return router


async def releases(
    request: Request, web: Given, guest: Present, service: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """What runs of every service; of one, every version that something is known of."""
    situation, now = await web.reads.situation(), await web.clock.now()
    chosen = service if service in situation.settings.services else ""
    names = [chosen] if chosen else list(situation.settings.services)[:_SERVICES]
    shown = [Shown(service=name, running=tuple(await web.reads.runs(name))) for name in names]
    known = await web.reads.pages(chosen) if chosen else ()
    answer = page(
        "releases.html",
        sight=Sight(situation=situation, now=now, person=guest.person),
        guest=guest,
        services=shown,
        chosen=chosen,
        known=sorted(known, key=lambda one: (not one.against(now), one.version)),
        names=list(situation.settings.services),
        kinds=_kinds(guest, situation),
        scanned=lambda one: scanned(one.last_scan, now),
    )
    return unless_unchanged(answer, request)


def _kinds(guest: Guest, situation: Situation) -> list[str]:
    """What they may flag; nothing: no form."""
    if guest.person is None:
        return []
    by = By(person=guest.person, via=Via.SESSION)
    is_security = roles.holds(by, Role.SECURITY, situation)
    if is_security:
        return [kind.value for kind in FlagKind]
    return [FlagKind.UNSTABLE.value] if roles.holds(by, Role.RESPONDER, situation) else []


async def flag(
    request: Request,
    web: Given,
    guest: Present,
    seal: Annotated[str, Form()] = "",
    service: Said = "",
    version: Said = "",
    kind: Said = "",
    cves: Said = "",
    note: Said = "",
    days: Said = "",
) -> Response:
    """Something is known against a version."""
    if refused := _not_from_here(request, web, guest, seal):
        return refused
    if unclear := _unclear(kind, days.strip()):
        return unclear
    lasts = timedelta(days=int(days)) if days.strip() else None
    by = By(person=guest.person or "", via=Via.SESSION, confirmed=True)
    ids = tuple(dict.fromkeys(clean(cves).replace(",", " ").split()))[:100]
    event = ReleaseFlagged(
        by=by,
        service=clean(service.strip()),
        version=clean(version.strip()),
        kind=FlagKind(kind),
        cves=ids,
        note=" ".join(clean(note).split())[:300],
        lasts=lasts,
    )
    return await _done(event, web)


def _unclear(kind: str, days: str) -> Response | None:
    """Why a flag is not made; no days: until it is taken back."""
    if kind not in set(FlagKind):
        return message(422, "Something is missing", "Choose what it is.", back="/releases")
    if days and not (days.isascii() and days.isdigit() and 0 < int(days) <= LONGEST):
        words = f"Days are a whole number from 1 to {LONGEST}; nothing: until it is taken back. Nothing was changed."
        return message(422, "That is no number of days", words, back="/releases")
    return None


async def unflag(
    request: Request,
    web: Given,
    guest: Present,
    seal: Annotated[str, Form()] = "",
    service: Said = "",
    version: Said = "",
    kind: Said = "",
) -> Response:
    """What is known against a version is taken back, of one kind."""
    if refused := _not_from_here(request, web, guest, seal):
        return refused
    by = By(person=guest.person or "", via=Via.SESSION, confirmed=True)
    which = FlagKind(kind) if kind in set(FlagKind) else None
    event = ReleaseUnflagged(by=by, service=clean(service.strip()), version=clean(version.strip()), kind=which)
    return await _done(event, web)


def _not_from_here(request: Request, web: Web, guest: Guest, seal: str) -> Response | None:
    """Why a form is not taken: it is not from our own page, or from nobody."""
    sealed = hmac.compare_digest(seal.encode("utf-8", "replace"), guest.seal.encode())
    if not entrance.from_here(request, web) or not sealed:
        return message(403, "Not from here", "That form was not sent from Rondo's own page. Nothing was changed.")
    if guest.person is None:
        words = "A link of the command line is nobody's. Sign in by /rondo web."
        return message(403, "Looking only", words, back="/releases")
    return None


async def _done(event: ReleaseFlagged | ReleaseUnflagged, web: Web) -> Response:
    (result,) = await web.engine.handle(event)
    if result.refused:
        return message(409, "Nothing was changed", result.text, back="/releases")
    return RedirectResponse(f"/releases?{urlencode({'service': event.service})}", 303)
