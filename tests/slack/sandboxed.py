"""The Api port over a workspace in memory: the same arguments on the wire, no wire."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox import Answer, Lost, Workspace
from bot.slack.api import Reply, Unknown, Yes, answered, form


class SandboxApi:
    """Calls the workspace as slack_sdk would: every argument as a field of a form."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def call(self, method: str, /, *, patience: float = 10.0, **arguments: Any) -> Reply:
        token = self._workspace.app.bot_token
        try:
            return _reply(await self._workspace.call(method, form(arguments), token=token))
        except Lost:
            return Unknown(reason="lost")

    async def respond(self, url: str, body: Mapping[str, Any]) -> Reply:
        try:
            answer = await self._workspace.respond(url, dict(body))
        except Lost:
            return Unknown(reason="lost")
        return Yes() if answer.ok else _reply(answer)

    async def upload(self, url: str, content: bytes) -> Reply:
        try:
            return Yes() if (await self._workspace.upload(url, content)).ok else Unknown(reason="upload")
        except Lost:
            return Unknown(reason="lost")


def _reply(answer: Answer) -> Reply:
    return answered(answer.status, answer.headers, answer.body)
