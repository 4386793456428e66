"""When a listener fails: a person gets a sentence, an event comes again, a form says it in place."""

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt.response import BoltResponse

from bot.domain.errors import Unavailable, Uncertain
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.pressed import complaint
from bot.slack.readings import said

_LOG = logging.getLogger(__name__)
_AWAY = "Rondo can't reach its database; nothing was changed. Try again."
_UNCERTAIN = "Rondo lost its database while it wrote. Look whether it was done before you try again."
_BROKEN = "Something went wrong in Rondo, and its log says what. Look whether it was done before you try again."


async def failed(desk: Desk, error: Exception, body: Mapping[str, Any]) -> BoltResponse:
    """The answer after `error`; an event gets 500, so that Slack sends it again."""
    if isinstance(error, Unavailable):
        _LOG.warning("The database can't be reached; Slack's delivery was not taken.")
    else:
        _LOG.error("A listener failed.", exc_info=error)
    words = _words(error)
    if body.get("type") == "event_callback":
        return BoltResponse(status=500, body="")
    if body.get("type") == "view_submission":
        return BoltResponse(status=200, body=dict(complaint(body, words)))
    if "command" in body:
        return BoltResponse(status=200, body=said.ephemeral(said.sentence(words)))
    if body.get("response_url"):  # not by an effect: there may be no database to write it down in
        await desk.api.respond(str(body["response_url"]), said.ephemeral(said.sentence(words)))
    return BoltResponse(status=200, body="")


def _words(error: Exception) -> str:
    if isinstance(error, Uncertain):
        return _UNCERTAIN
    return _AWAY if isinstance(error, Unavailable) else _BROKEN
