"""Whether the process lives, whether it can take alerts, and its measurements."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from bot.domain.errors import Unavailable
from bot.web.access import Reader
from bot.web.given import Given, Web


def routes() -> APIRouter:
    """Outside the described REST API."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/healthz", healthz, methods=["GET", "HEAD"])
    router.add_api_route("/readyz", readyz, methods=["GET", "HEAD"])
    router.add_api_route("/metrics", metrics, methods=["GET"])
    return router


async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


async def readyz(web: Given) -> JSONResponse:
    """503 only while alerts can't be accepted; Slack being away keeps no alert out."""
    state = await readiness(web)
    return JSONResponse(state, 200 if state["database"] == "ok" else 503)


async def readiness(web: Web) -> dict[str, str]:
    """How each part stands: `ok`, or the reason why not."""
    try:
        await web.reads.ready()
        database = "ok"
    except Unavailable as error:
        database = f"away: {error}"
    return {"database": database, "slack": web.slack_status(), "configuration": web.configuration()}


async def metrics(web: Given, _: Reader) -> Response:
    """What is measured now, and what was counted since the start."""
    now, there = await web.clock.now(), web.slack_status() == "ok"
    web.metrics.measure(await web.reads.counts(), await web.reads.outbox(now), now=now, slack_there=there)
    return Response(web.metrics.exposition(), media_type=CONTENT_TYPE_LATEST)
