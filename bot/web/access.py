"""Bearer tokens: who may post alerts, read and act."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from bot.web.given import Given, Right, Source, Token
from bot.web.problems import Problem

CHALLENGE = {"WWW-Authenticate": "Bearer"}


def bearer(request: Request) -> str | None:
    """The token of the Authorization header."""
    scheme, _, presented = request.headers.get("authorization", "").partition(" ")
    return presented.strip() if scheme.lower() == "bearer" else None


def admit(request: Request, source: Source) -> None:
    """Let a sender of alerts in.

    Raises:
        Problem: 401 without the source's secret.
    """
    if not source.locks:
        return
    presented = (bearer(request), request.query_params.get("token"))
    # Every lock is tried with every secret, so that the time tells nothing of which one was nearly right.
    if True not in [lock.opens(one) for lock in source.locks for one in presented]:
        detail = f"Send the token of `sources.{source.name}` as `Authorization: Bearer …` or as `?token=…`."
        raise Problem(401, detail, headers=CHALLENGE)


def token_with(right: Right) -> Callable[[Request, Given], Awaitable[Token]]:
    """A dependency that gives the request's token if it has that right.

    Raises:
        Problem: 404 while no token is configured, 401 for a wrong one, 403 for one without the right.
    """

    async def check(request: Request, web: Given) -> Token:
        token = known(request, web)
        if right not in token.rights:
            raise Problem(403, f"The token `{token.name}` has no right to {right.value}; see `tokens` in rondo.yml.")
        return token

    return check


def known(request: Request, web: Given) -> Token:
    """The configured token that the request presents."""
    if not web.tokens:
        raise Problem(404, "The REST API is off: set RONDO_API_TOKEN, or `tokens` in rondo.yml, and start again.")
    presented = bearer(request)
    matching = [token for token in web.tokens if token.lock.opens(presented)]
    if not matching:
        raise Problem(401, "Send one of Rondo's API tokens as `Authorization: Bearer …`.", headers=CHALLENGE)
    return matching[0]


class Closed(APIRoute):
    """A route that knows nobody without a token: it is asked for before the body is read, and says nothing of it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, behind the check."""
        handle = super().get_route_handler()

        async def checked(request: Request) -> Response:
            known(request, request.app.state.web)
            return await handle(request)

        return checked


Reader = Annotated[Token, Depends(token_with(Right.READ))]
Actor = Annotated[Token, Depends(token_with(Right.ACT))]
Deployer = Annotated[Token, Depends(token_with(Right.DEPLOY))]
Gatekeeper = Annotated[Token, Depends(token_with(Right.GATE))]
