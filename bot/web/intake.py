"""Alerts come in: `POST /alerts/{source}` is answered after the commit, or not at all."""

from collections.abc import Iterable, Iterator, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from bot.domain.alerts import Alert, Disposition
from bot.domain.events import AlertFired, AlertResolved
from bot.engine import Result
from bot.web.access import admit
from bot.web.bodies import altered, parse, refuse_compressed, whole
from bot.web.given import Source, Web
from bot.web.problems import Problem
from bot.web.sources import READERS
from bot.web.sources.reading import Ignored, Reading, Unreadable

#: A body holds at most so many alerts: one is committed whole, and others wait for it.
MOST = 10_000


def routes() -> APIRouter:
    """The one route, with and without a slash at its end; not part of the described REST API."""
    router = APIRouter(include_in_schema=False)
    # A plain route: FastAPI's would look for parameters in every alert for a quarter of the time that it takes.
    router.add_route("/alerts/{source}", receive, methods=["POST"])
    return router


async def receive(request: Request) -> JSONResponse:
    """Contract §3: 404, 413, 415, 401, 400 in this order, then 202 with a result per alert."""
    web: Web = request.app.state.web
    sender = _sender(request.path_params["source"], web)
    body = await whole(request)
    refuse_compressed(request)
    admit(request, sender)
    reading = await _read(sender, body, web)
    results = await web.engine.handle(*_events([one for one in reading.alerts if isinstance(one, Alert)]))
    answers = list(_answers(reading.alerts, iter(results)))
    web.metrics.received(sender.name, [str(one["disposition"]) for one in answers])
    return JSONResponse({"results": answers}, 202)


def _sender(name: str, web: Web) -> Source:
    if name not in READERS:
        raise Problem(404, f"Rondo knows no such source; it knows {', '.join(sorted(READERS))}.")
    if name not in web.sources:
        raise Problem(404, f"The source `{name}` is not configured: add it to `sources` in rondo.yml.")
    return web.sources[name]


async def _read(sender: Source, body: bytes, web: Web) -> Reading:
    """The body's alerts; where their texts had to be altered, the bytes are kept as they came."""
    try:
        parsed = parse(body)
        reading = READERS[sender.name](parsed, web.settings.severities)
    except Unreadable as error:
        raise Problem(400, str(error)) from None
    if len(reading.alerts) > MOST:
        raise Problem(413, f"The body holds more than {MOST:,} alerts. Send fewer at a time.")
    if altered(body, parsed):
        await web.bodies.keep(sender.name, body, await web.clock.now())
    return reading


def _events(alerts: Sequence[Alert]) -> Sequence[AlertFired | AlertResolved]:
    """In the body's order; a resolved one knows whether the body goes on firing, so that nothing ends too soon."""
    found: list[AlertFired | AlertResolved] = []
    firing: set[str] = set()
    for alert in reversed(alerts):
        if alert.firing:
            firing.add(alert.group)
        found.append(
            AlertFired(alert=alert) if alert.firing else AlertResolved(alert=alert, more=alert.group in firing)
        )
    return found[::-1]


def _answers(items: Iterable[Alert | Ignored], results: Iterator[Result]) -> Iterator[dict[str, str | None]]:
    """One answer per item, in the body's order; only alerts have results."""
    for item in items:
        if isinstance(item, Ignored):
            yield {"key": None, "disposition": Disposition.IGNORED.value, "incident": None, "reason": item.reason}
        else:
            yield _answer(item, next(results))


def _answer(alert: Alert, result: Result) -> dict[str, str | None]:
    answer = {
        "key": alert.key,
        "disposition": (result.disposition or Disposition.IGNORED).value,
        "incident": result.incident.id if result.incident else None,
    }
    return {**answer, "reason": result.reason} if result.reason else answer
