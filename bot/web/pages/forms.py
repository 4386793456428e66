"""A form of an incident's page: that it was sent from there by somebody known, and what the engine makes of it."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from bot.domain.events import By, Event, Via
from bot.domain.incident.state import Incident, number_of
from bot.web.given import Web
from bot.web.pages import entrance
from bot.web.pages.entrance import Guest
from bot.web.pages.paper import message
from bot.web.pages.sight import may_see


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What somebody sent of an incident that they see: each field's words, and what they ticked under `hidden`."""

    incident: Incident
    by: By
    words: Mapping[str, str]
    hidden: tuple[str, ...] = ()


async def filled(named: str, request: Request, web: Web, guest: Guest) -> Filled | Response:
    """The form, or the page that says why it is none: no incident of theirs, not sent from here, nobody's session."""
    number = number_of(named)
    one = await web.reads.incident(number) if number else None
    if one is None or not may_see(one, guest.person):
        return message(404, "There is no such incident", "Or it is private, and you are not in it.")
    form = await request.form(max_fields=200)
    words = {key: str(value)[:3000].strip() for key, value in form.items() if isinstance(value, str)}
    sealed = hmac.compare_digest(words.get("seal", "").encode("utf-8", "replace"), guest.seal.encode())
    if not entrance.from_here(request, web) or not sealed:
        return message(403, "Not from here", "That form was not sent from Rondo's own page. Nothing was changed.")
    if guest.person is None:
        looking = "A link of the command line is nobody's. Sign in by /rondo web."
        return message(403, "Looking only", looking, back=f"/incidents/{one.id}")
    hidden = tuple(str(value)[:100] for value in form.getlist("hidden") if isinstance(value, str))
    by = By(person=guest.person, via=Via.SESSION, confirmed=True)
    return Filled(incident=one, by=by, words=words, hidden=hidden)


async def handled(event: Event | None, form: Filled, web: Web, *, missing: str, part: str = "") -> Response:
    """Back to that part of the incident's page; else the sentence that says what is `missing`, or why it is refused."""
    back = f"/incidents/{form.incident.id}"
    if event is None:
        return message(422, "Something is missing", missing, back=back)
    (result,) = await web.engine.handle(event)
    if result.refused:
        return message(409, "Nothing was changed", result.text, back=back)
    return RedirectResponse(f"{back}{part}", 303)
