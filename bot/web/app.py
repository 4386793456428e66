"""The FastAPI app: alert intake, REST, health and the dashboard, put together from what is handed in."""

from fastapi import FastAPI

from bot.web import api, calendar, deployed, health, intake, problems
from bot.web.api import description
from bot.web.bodies import Ceiling
from bot.web.given import Web
from bot.web.pages import dashboard


def build(web: Web) -> FastAPI:
    """An app over `web`; nothing is read, opened or started here."""
    app = FastAPI(
        title="Rondo",
        version="1",
        description="Incidents, who is on call, and whose turn is next.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.web = web
    app.add_middleware(Ceiling)
    problems.install(app)
    for routes in (intake.routes, deployed.routes, api.routes, description.routes, health.routes, calendar.routes):
        app.include_router(routes())
    dashboard.install(app)
    return app
