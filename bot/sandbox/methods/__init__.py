"""Slack's Web API, one function a method: of the state and the arguments, returning the body without `ok`.

conversations.py reading.py   channels          chat.py   messages        marks.py   pins, bookmarks, reactions
surroundings.py   auth, team, users, groups     views.py  forms, home     files.py   uploads
"""

from collections.abc import Callable, Mapping

from bot.sandbox.arguments import Arguments
from bot.sandbox.methods import chat, conversations, files, marks, reading, surroundings, views
from bot.sandbox.records import Json
from bot.sandbox.state import State

Method = Callable[[State, Arguments], Json]

METHODS: Mapping[str, Method] = {
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **marks.METHODS,
    **reading.METHODS,
    **surroundings.METHODS,
    **views.METHODS,
}
