"""The bot's half of the demo: `serve` as it is, on a clock that the other half moves, and as long as that lives."""

import asyncio
import signal
import sys
from collections.abc import Mapping

from bot.cli.demo.clock import DemoClock
from bot.cli.logs import configure_logs
from bot.cli.process import Process
from bot.cli.serve import ready, serve
from bot.cli.starting import Opened, Stopped


def main(environ: Mapping[str, str], process: Process) -> int:
    """Serve once the first line has come in; every further one moves the clock."""
    try:
        installation = ready(environ)
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.code
    configure_logs(installation.environment.log)
    asyncio.run(_live(installation, DemoClock(process)))
    return 0


async def _live(installation: Opened, clock: DemoClock) -> None:
    heard = asyncio.StreamReader()
    pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(heard), sys.stdin.buffer
    )
    try:
        if first := await heard.readline():
            clock.hears(first)
            listening = asyncio.create_task(_listen(heard, clock))
            await serve(installation, clock)
            listening.cancel()
        else:
            installation.store.close()
    finally:
        pipe.close()


async def _listen(heard: asyncio.StreamReader, clock: DemoClock) -> None:
    """Follow the other half's clock; when it is gone without a word, stop as by a signal."""
    async for line in heard:
        clock.hears(line)
    signal.raise_signal(signal.SIGTERM)
