"""The FastAPI app: alert intake, REST, health and the dashboard, put together from what is handed in."""

from fastapi import FastAPI

from bot.web import health, intake, problems
from bot.web.bodies import Ceiling
from bot.web.given import Web


def build(web: Web) -> FastAPI:
    """An app over `web`; nothing is read, opened or started here."""
    app = FastAPI(title="Rondo", version="1", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.web = web
    app.add_middleware(Ceiling)
    problems.install(app)
    for routes in (intake.routes, health.routes):
        app.include_router(routes())
    return app
