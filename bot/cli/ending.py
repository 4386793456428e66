"""How a process that serves ends: by a signal, or because it may not go on."""

import asyncio
import signal

import structlog
import uvicorn

log = structlog.get_logger()


class Ending:
    """Serves until it ends; call it with the reason why it has to. `reason` is what people read, if there is one."""

    def __init__(self) -> None:
        self.reason: str | None = None
        self._server: uvicorn.Server | None = None

    def __call__(self, reason: str) -> None:
        """Not by a signal: alerts are taken no more, what is being sent is finished, the process ends."""
        log.error("stopping", reason=reason)
        self.reason = reason
        self._stop()

    async def until_stopped(self, server: uvicorn.Server) -> None:
        """Serve until we are to stop; our own handlers of signals, so that the house is closed in order."""
        loop, self._server = asyncio.get_running_loop(), server
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self._stop)
        if self.reason is None:
            await server._serve()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)

    def _stop(self) -> None:
        if self._server is not None:
            self._server.should_exit = True
