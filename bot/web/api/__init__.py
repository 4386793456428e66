"""The REST API of contract §3, described by `/openapi.json`."""

from fastapi import APIRouter

from bot.web.api import actions, deploys, evidence, fairness, flags, gate, incidents, oncall, proposals, why
from bot.web.problems import described


def routes() -> APIRouter:
    """Everything under `/api/v1`, for bearers of a token."""
    router = APIRouter(prefix="/api/v1", responses=described(401, 403, 404, 422, 503))
    parts = (incidents, why, evidence, actions, proposals, oncall, fairness, deploys, flags, gate)
    for part in parts:
        router.include_router(part.routes())
    return router
