"""Signing in by a link that works once, and who is there: cookies, forms that can't be forged."""

import hashlib
import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.web.given import Given, Web
from bot.web.pages.paper import message, page

COOKIE, WANTED = "rondo_session", "rondo_wanted"
_TWELVE_HOURS, _TEN_MINUTES = 12 * 60 * 60, 10 * 60
_OF_AN_INCIDENT = re.compile(r"/incidents/INC-[0-9]{1,9}(/postmortem)?")
_SPENT = (
    "That link was used, or it is older than 2 minutes. Ask for a new one: /rondo web in Slack, or python app.py login."
)


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody with a session: `person` as in the record, nobody for the command line; `seal` goes into every form."""

    person: str | None
    seal: str


class Stranger(Exception):
    """Nobody with a session; answered with the way in."""


def routes() -> APIRouter:
    """In and out."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/sign-in", doorstep, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/sign-in", enter, methods=["POST"])
    router.add_api_route("/sign-out", leave, methods=["POST"])
    return router


async def doorstep(token: str = "") -> HTMLResponse:
    """A button, since whoever looks at links for others must not use one up."""
    return page("sign_in.html", token=token) if token else page("stranger.html")


async def enter(request: Request, web: Given, token: Annotated[str, Form()] = "") -> Response:
    """The link becomes a session of 12 hours."""
    if not from_here(request, web):
        return message(403, "Not from here", "That form was not sent from Rondo's own page.")
    cookie = await web.sessions.redeem(token, await web.clock.now())
    if cookie is None:
        return message(403, "This link no longer works", _SPENT)
    wanted = request.cookies.get(WANTED, "")
    answer = RedirectResponse(wanted if _OF_AN_INCIDENT.fullmatch(wanted) else "/", 303)
    answer.set_cookie(
        COOKIE, cookie, max_age=_TWELVE_HOURS, httponly=True, samesite="lax", secure=_encrypted(request, web)
    )
    if wanted:
        answer.delete_cookie(WANTED)
    return answer


async def leave(request: Request, web: Given) -> Response:
    """The session ends, here and wherever its cookie was copied to."""
    if not from_here(request, web):
        return message(403, "Not from here", "That form was not sent from Rondo's own page. You are still signed in.")
    answer, cookie = RedirectResponse("/", 303), request.cookies.get(COOKIE)
    if cookie:
        await web.sessions.end(cookie)
    answer.delete_cookie(COOKIE)
    return answer


async def _guest(request: Request, web: Given) -> Guest:
    if found := await guest(request, web):
        return found
    raise Stranger


async def guest(request: Request, web: Web) -> Guest | None:
    """Whoever has the request's session; nobody without one, or when it is over."""
    cookie = request.cookies.get(COOKIE)
    visitor = await web.sessions.visitor(cookie, await web.clock.now()) if cookie else None
    if cookie is None or visitor is None:
        return None
    return Guest(person=visitor.person, seal=hashlib.sha256(f"form:{cookie}".encode()).hexdigest()[:32])


#: A page's parameter of this type keeps strangers out.
Present = Annotated[Guest, Depends(_guest)]


async def show_the_way_in(request: Request, _: Exception) -> HTMLResponse:
    """What a stranger sees, whatever the address: nothing tells which incidents there are.

    The browser keeps the incident they wanted for 10 minutes, so that signing in leads there.
    """
    answer, wanted = page("stranger.html", status=401), request.url.path
    if _OF_AN_INCIDENT.fullmatch(wanted):
        answer.set_cookie(WANTED, wanted, max_age=_TEN_MINUTES, httponly=True, samesite="lax")
    return answer


def from_here(request: Request, web: Web) -> bool:
    """Whether a form was sent from our own pages: browsers say where from, others have no session to abuse."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site") == "same-origin"
    ours = {request.headers.get("host", ""), urlsplit(web.settings.public_url or "").netloc}
    return urlsplit(origin).netloc in ours - {""}


def _encrypted(request: Request, web: Web) -> bool:
    public = urlsplit(web.settings.public_url or "")
    public_here = public.scheme == "https" and public.netloc == request.headers.get("host")
    return request.url.scheme == "https" or public_here
