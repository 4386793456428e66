"""The bot's process in the demo: begun, killed before one's eyes, and begun again."""

import secrets
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tzlocal import get_localzone_name

from bot.cli.demo.clock import DemoClock
from bot.cli.demo.ports import LOCAL, answers

HERE, APP = Path(__file__).parent, Path(__file__).parents[3] / "app.py"

#: So often it is looked whether it is up, or gone; and for so long it may take to stop by itself, in seconds.
LOOK, PATIENCE = 0.02, 3.0

#: What belongs to another installation, or leads away from this machine.
_FOREIGN = ("SLACK_", "RONDO_", "DATABASE_URL", "DEMO_")


class Lost(Exception):
    """The bot ended by itself; the message says what people can do."""


def environment(environ: Mapping[str, str], port: int, folder: Path) -> Mapping[str, str]:
    """What the bot is told: a workspace and a database of its own, and secrets that nobody else knows."""
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith(_FOREIGN) and not name.upper().endswith("_PROXY")
    }
    return {
        **kept,
        "SLACK_BOT_TOKEN": "xoxb-sandbox-bot-token",
        "SLACK_APP_TOKEN": "xapp-sandbox-app-token",
        "SLACK_API_URL": f"http://{LOCAL}:{port + 1}/api/",
        "DATABASE_URL": f"sqlite:///{folder}/rondo.db",
        "RONDO_CONFIG": str(HERE / "rondo.yml"),
        "RONDO_HOST": LOCAL,  # its door is open: `sources.generic` needs no token
        "RONDO_PORT": str(port),
        "RONDO_PUBLIC_URL": f"http://{LOCAL}:{port}",
        "RONDO_API_TOKEN": environ.get("RONDO_API_TOKEN", ""),
        "RONDO_LOG": "error",
        "DEMO_TOKEN": secrets.token_urlsafe(16),
        "DEMO_API_TOKEN": secrets.token_urlsafe(16),
        "DEMO_PHONES": f"{LOCAL}:{port + 1}",
        "DEMO_ZONE": get_localzone_name() or "UTC",
    }


class Life:
    """One bot after the other, each on the same database; what is written to its standard input is the demo's clock.

    The first line lets it serve, every further one moves its clock, and the end of the pipe ends it: so it never
    outlives the demo, however that ends.
    """

    def __init__(self, environ: Mapping[str, str], clock: DemoClock) -> None:
        self._environ, self._clock = environ, clock
        self._port = int(environ["RONDO_PORT"])
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start it; it loads, and waits for `serves`."""
        self._process = subprocess.Popen(  # noqa: S603  (ourselves)
            [sys.executable, str(APP), "demo", "--bot"],
            env=self._environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us, who then stop it in order
        )

    async def serves(self) -> None:
        """Let it begin, and wait until it answers.

        Raises:
            Lost: it ended instead.
        """
        self.tell_time()
        while not answers(self._port):
            self.still_there()
            await self._clock.pause(LOOK)

    def tell_time(self) -> None:
        """Its clock goes as the demo's; one that is dead hears it when it begins again."""
        if self._process and self._process.stdin:
            with suppress(BrokenPipeError):
                self._process.stdin.write(self._clock.told())
                self._process.stdin.flush()

    def still_there(self) -> None:
        """Raise `Lost` when it ended and was not killed by us."""
        if self._process and self._process.poll() is not None:
            raise Lost(f"the bot has ended by itself ({self._process.returncode}); what it said stands above")

    def kill(self) -> None:
        """SIGKILL: it is gone at once, whatever it was doing."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._close()

    async def stop(self) -> None:
        """SIGTERM: it finishes what it is sending, and is gone within a few seconds."""
        if self._process is None:
            return
        self._process.terminate()
        until = self._clock.seconds() + PATIENCE
        while self._process.poll() is None and self._clock.seconds() < until:
            await self._clock.pause(LOOK)
        self.kill()

    def _close(self) -> None:
        if self._process and self._process.stdin:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process = None
