"""What stands before every method: the token's kind and life, and the scopes that were granted."""

from bot.sandbox.answer import Refusal
from bot.sandbox.arguments import Arguments
from bot.sandbox.methods.reading import kinds
from bot.sandbox.records import Kind
from bot.sandbox.scopes import APP_LEVEL, NO_TOKEN, wanted
from bot.sandbox.state import State


def admit(state: State, method: str, given: Arguments, token: str | None) -> None:
    """Lets a call through, or refuses it with the codes that all methods share."""
    if method in NO_TOKEN:
        return
    app = state.app
    if not token:
        raise Refusal("not_authed")
    if token in app.revoked:
        raise Refusal("token_revoked")
    if token not in (app.bot_token, app.app_token):
        raise Refusal("invalid_auth")
    if (token == app.app_token) != (method in APP_LEVEL):
        raise Refusal("not_allowed_token_type")
    if method not in APP_LEVEL:
        _scoped(state, method, given)


def _scoped(state: State, method: str, given: Arguments) -> None:
    for alternatives in wanted(method, kinds_of(state, method, given)):
        if not alternatives & state.app.scopes:
            needed = ",".join(sorted(alternatives))
            raise Refusal("missing_scope", needed=needed, provided=provided(state))


def provided(state: State) -> str:
    """The granted scopes as the x-oauth-scopes header has them."""
    return ",".join(sorted(state.app.scopes))


def kinds_of(state: State, method: str, given: Arguments) -> list[Kind]:
    """The kinds of conversation a call touches; an unknown one counts as public."""
    match method:
        case "conversations.list" | "users.conversations":
            return kinds(given)
        case "conversations.create":
            return [Kind.PRIVATE if given.flag("is_private") else Kind.PUBLIC]
        case "conversations.open":
            return [Kind.MPIM if len(given.names("users")) > 1 else Kind.IM]
        case _:
            channel = state.channels.get(given.text("channel"))
            return [channel.kind if channel else Kind.PUBLIC]
