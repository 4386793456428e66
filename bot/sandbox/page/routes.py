"""The page's addresses: the shell, what is seen, what is done, files, and the feed that says when to look again."""

import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.controls import Impossible
from bot.sandbox.page.deeds import DEEDS, Asked, Deeds, Malformed
from bot.sandbox.page.given import Controls
from bot.sandbox.page.rollback import Scenes
from bot.sandbox.page.seen import Sight
from bot.sandbox.page.trial import Trial
from bot.sandbox.page.unread import Unread
from bot.sandbox.people import User
from bot.sandbox.records import Json
from bot.sandbox.workspace import Workspace

HERE = Path(__file__).parent
ME = "rondo_me"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SAFE = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
FRESH = {**SAFE, "Cache-Control": "no-store"}


def pages(workspace: Workspace, controls: Controls) -> list[BaseRoute]:
    """The routes of the page, for `bot.sandbox.server.build(workspace, pages=…)`."""
    trial = Trial(workspace, controls)
    site = _Page(Sight(workspace=workspace, controls=controls, unread=Unread(), trial=trial, scenes=Scenes(trial)))
    return [
        Route("/", site.shell),
        Route("/dashboard", site.dashboard),
        Route("/page/state", site.state),
        Route("/page/live", site.live),
        Route("/phone/{person}", site.phone, methods=["POST"]),
        Route("/files/{id}/{name:path}", site.file),
        *(Route(f"/page/{name}", partial(site.deed, name), methods=["POST"]) for name in DEEDS),
        Mount("/page/static", _Static(directory=HERE / "static")),
    ]


class _Static(StaticFiles):
    """Scripts and styles, asked for again at each visit, so that an upgrade is seen at once."""

    def file_response(self, *given: Any, **more: Any) -> Response:
        response = super().file_response(*given, **more)
        response.headers.update({**SAFE, "Cache-Control": "no-cache"})
        return response


class _Page:
    """The answers, in at most a few lines each."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self.deeds = Deeds(sight)
        templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True)
        self.template = templates.get_template("page.html")

    async def shell(self, request: Request) -> Response:
        controls, offers = self.sight.controls, json.dumps(self.sight.offers())
        words = {
            "dashboard": controls.dashboard is not None,
            "turns": controls.turns,
            "releases": controls.releases is not None,
            "offers": offers,
        }
        return HTMLResponse(self.template.render(**words), headers=FRESH)

    async def dashboard(self, request: Request) -> Response:
        """To the bot's own pages, as whoever one is here."""
        way_in = self.sight.controls.dashboard
        if way_in is None:
            return _problem(404, "There is no dashboard here.")
        return RedirectResponse(await way_in(self._me(request).id), 303, headers=FRESH)

    async def state(self, request: Request) -> Response:
        return JSONResponse(self.sight.state(self._me(request), request.query_params.get("place")), headers=FRESH)

    async def live(self, request: Request) -> Response:
        """Server-sent events: the version, whenever something changed."""
        headers = {**FRESH, "X-Accel-Buffering": "no"}
        return StreamingResponse(self._versions(), media_type="text/event-stream", headers=headers)

    async def _versions(self) -> AsyncIterator[str]:
        changes = self.sight.workspace.changes
        told = changes.version
        yield f"retry: 500\ndata: {told}\n\n"
        async for version in changes.follow(told):
            yield f"data: {version}\n\n"

    async def deed(self, name: str, request: Request) -> Response:
        if _foreign(request):
            return _problem(403, "Only this page acts here.")
        try:
            asked = await self._asked(request)
            done = await self.deeds.do(name, asked)
        except Malformed as malformed:
            return _problem(400, str(malformed))
        except Impossible as impossible:
            return _problem(409, _sentence(str(impossible)))
        except LookupError:
            return _problem(404, "Nobody and nothing here is called so.")
        answer = JSONResponse(done, headers=FRESH)
        if name == "be":
            answer.set_cookie(ME, done["me"], samesite="strict", httponly=True)
        return answer

    async def _asked(self, request: Request) -> Asked:
        body = await self._posted(request)
        return Asked(me=self.sight.who(body.get("me") or request.cookies.get(ME)), body=body)

    async def _posted(self, request: Request) -> Json:
        try:
            body = json.loads(await request.body())
        except ValueError as error:
            raise Malformed("the body is no JSON") from error
        if not isinstance(body, dict):
            raise Malformed("the body is no object")
        return body

    async def phone(self, request: Request) -> Response:
        """A message comes by the way around Slack: what Apprise posts to a `json://` address."""
        if _foreign(request):
            return _problem(403, "No page rings a phone.")
        try:
            asked = await self._posted(request)
            person = self.sight.workspace.state.user(request.path_params["person"])
        except Malformed as malformed:
            return _problem(400, str(malformed))
        except LookupError:
            return _problem(404, "Nobody here has that phone.")
        title, message = (str(asked.get(name, "")) for name in ("title", "message"))
        self.sight.trial.phones.ring(person, at=self.sight.controls.now().timestamp(), title=title, message=message)
        self.sight.workspace.changes.bump()
        return JSONResponse({}, headers=FRESH)

    async def file(self, request: Request) -> Response:
        """What was uploaded, as plain text or as bytes to keep: never as a page of this site."""
        file = self.sight.workspace.state.files.get(request.path_params["id"])
        if file is None or file.content is None or not self.sight.shared_with(self._me(request), file):
            return _problem(404, "There is no such file for you.")
        return Response(file.content, media_type="text/plain; charset=utf-8", headers=FRESH)

    def _me(self, request: Request) -> User:
        return self.sight.who(request.query_params.get("me") or request.cookies.get(ME))


def _foreign(request: Request) -> bool:
    """Whether another site's page asks: a browser asks nobody before it posts anything but JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    site = request.headers.get("sec-fetch-site", "none")
    return kind != "application/json" or site not in ("same-origin", "none")


def _problem(status: int, sentence: str) -> Response:
    return JSONResponse({"problem": sentence}, status, headers=FRESH)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "!")) else ".")
