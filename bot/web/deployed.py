"""Deployment systems tell of deploys: `POST /deploys/{sender}` is answered after the commit, or not at all."""

from urllib.parse import unquote_to_bytes

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from bot.domain.events import By, Deployed, Via
from bot.domain.releases import Deploy
from bot.domain.situation import Settings
from bot.web.access import CHALLENGE, admit
from bot.web.bodies import parse, refuse_compressed, whole
from bot.web.given import Source, Web
from bot.web.pipelines import PIPELINES
from bot.web.pipelines.reading import Told
from bot.web.problems import Problem
from bot.web.sources.reading import Ignored, Unreadable

_FORM = b"payload="


def routes() -> APIRouter:
    """The one route; not part of the described REST API."""
    router = APIRouter(include_in_schema=False)
    router.add_route("/deploys/{sender}", receive, methods=["POST"])
    return router


async def receive(request: Request) -> JSONResponse:
    """As alerts: 404, 413, 415, 401, 400 in this order, then 202 with what became of it."""
    web: Web = request.app.state.web
    sender = _sender(request.path_params["sender"], web)
    body = await whole(request)
    refuse_compressed(request)
    _admit(request, sender, body)
    try:
        told = PIPELINES[sender.name](parse(_json(sender, body)))
    except Unreadable as error:
        raise Problem(400, str(error)) from None
    if isinstance(told, Ignored):
        return JSONResponse({"disposition": "ignored", "reason": told.reason}, 202)
    return JSONResponse(await _seen(told, sender, web), 202)


def _sender(name: str, web: Web) -> Source:
    if name not in PIPELINES:
        raise Problem(404, f"Rondo knows no such sender of deploys; it knows {', '.join(sorted(PIPELINES))}.")
    if name not in web.sources:
        raise Problem(404, f"The sender `{name}` is not configured: add it to `sources` in rondo.yml.")
    return web.sources[name]


def _admit(request: Request, sender: Source, body: bytes) -> None:
    """GitHub signs, and can send no header of ours; the others send the secret as senders of alerts do.

    Source: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    """
    signature = request.headers.get("x-hub-signature-256")
    if sender.name != "github" or not sender.locks or signature is None:
        return admit(request, sender)
    if True not in [lock.signed(body, signature) for lock in sender.locks]:
        raise Problem(401, "The signature is not of the secret of `sources.github`.", headers=CHALLENGE)
    return None


def _json(sender: Source, body: bytes) -> bytes:
    """GitHub sends a form unless JSON is chosen; what is signed is the form as it came."""
    if sender.name == "github" and body.startswith(_FORM):
        return unquote_to_bytes(body.removeprefix(_FORM).replace(b"+", b" "))
    return body


async def _seen(told: Told, sender: Source, web: Web) -> dict[str, str | None]:
    """A deploy, as the REST API takes it; what can't be one of ours is ignored, and its sender reads why."""
    now = await web.clock.now()
    service = _service(told, web.settings)
    deploy = Deploy(
        service=service or next(iter(told.names), ""),
        version=told.version,
        environment=told.environment,
        at=told.at or now,
        seen_at=now,
        by=_person(told.by, web.settings),
    )
    by = By(person="", via=Via.TOKEN, token=sender.name, confirmed=True)
    (result,) = await web.engine.handle(Deployed(by=by, deploy=deploy))
    disposition = "ignored" if result.refused else "repeated" if result.unchanged else "recorded"
    about = {"service": deploy.service, "version": deploy.version, "environment": deploy.environment}
    return {"disposition": disposition, **about, "reason": result.text if result.refused else None}


def _service(told: Told, settings: Settings) -> str | None:
    """The service of that name, or the one that says that deploys call it so."""
    called = {name: one.name for one in settings.services.values() for name in (*one.deploys_as, one.name)}
    return next((called[name] for name in told.names if name in called), None)


def _person(said: str, settings: Settings) -> str:
    return said.casefold() if said.casefold() in settings.people else said
