"""The environment's variables as one frozen value, or every fault at once (contract §2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.config.faults import Fault, Faulty
from bot.config.keys import seed_of
from bot.config.secret import Secret

LEVELS = ("debug", "info", "warning", "error", "critical")

_KINDS = {
    "xoxb-": "a bot token",
    "xapp-": "an app-level token",
    "xoxp-": "a user token",
    "xoxe": "a token that expires",
    "xoxc-": "a browser's token",
    "xoxd-": "a browser's cookie",
    "xoxa-": "a workspace token",
    "xoxs-": "a browser's token",
    "https://hooks.slack.com": "an incoming webhook",
}


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What the process was told by its variables. `database_url` may hold a password, and so is a secret.

    `signing_key` are the 32 bytes of an Ed25519 key in hexadecimal digits, however it was given.
    """

    bot_token: Secret | None = None
    app_token: Secret | None = None
    signing_secret: Secret | None = None
    slack_api_url: str | None = None
    database_url: Secret
    config: str = "rondo.yml"
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str | None = None
    api_token: Secret | None = None
    log: str = "info"
    proxy: str | None = None
    signing_key: Secret | None = None

    def proxy_to(self, url: str) -> str | None:
        """The HTTP proxy on the way to `url`; what is not encrypted is near, and goes straight."""
        return self.proxy if url.startswith("https:") else None


def read_environment(environ: Mapping[str, str], *, serving: bool = True) -> Environment:
    """Read the variables; without `serving`, Slack's tokens may be missing, but not be of the wrong kind.

    Raises:
        Faulty: with every fault, each naming its variable and the remedy.
    """
    reading = _Reading(environ)
    made = Environment(
        bot_token=reading.token("SLACK_BOT_TOKEN", "xoxb-", "OAuth & Permissions, after installing it"),
        app_token=reading.token("SLACK_APP_TOKEN", "xapp-", "Basic Information, App-Level Tokens"),
        signing_secret=reading.signing_secret(),
        slack_api_url=reading.api_url(),
        database_url=Secret(reading.database_url()),
        config=reading.text("RONDO_CONFIG") or "rondo.yml",
        host=reading.text("RONDO_HOST") or "127.0.0.1",
        port=reading.port(),
        public_url=reading.address("RONDO_PUBLIC_URL"),
        api_token=reading.api_token(),
        log=reading.level(),
        proxy=reading.text("HTTPS_PROXY") or reading.text("https_proxy"),
        signing_key=reading.signing_key(),
    )
    if serving:
        reading.demand_slack()
    if reading.faults:
        raise Faulty(reading.faults)
    return made


class _Reading:
    """One look at the variables; an empty one is as good as none, since compose files can't leave one out."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[Fault] = []

    def text(self, name: str) -> str | None:
        return self.environ.get(name, "").strip() or None

    def blame(self, name: str, message: str, remedy: str) -> None:
        self.faults.append(Fault(file="environment", line=None, message=f"{name} {message}", remedy=remedy))

    def token(self, name: str, prefix: str, where: str) -> Secret | None:
        found = self.text(name)
        if found and not found.startswith(prefix):
            kind = next((kind for start, kind in _KINDS.items() if found.startswith(start)), "no token of Slack's")
            self.blame(name, f"is {kind}", f"set the one that begins with `{prefix}`: your Slack app, {where}")
        return Secret(found) if found else None

    def signing_secret(self) -> Secret | None:
        found = self.text("SLACK_SIGNING_SECRET")
        kind = next((kind for start, kind in _KINDS.items() if (found or "").startswith(start)), None)
        if kind:
            self.blame(
                "SLACK_SIGNING_SECRET", f"is {kind}", "set the Signing Secret of your Slack app, Basic Information"
            )
        return Secret(found) if found else None

    def signing_key(self) -> Secret | None:
        """The 32 bytes of an Ed25519 key, in hexadecimal digits."""
        found = self.text("RONDO_SIGNING_KEY")
        if found is None:
            return None
        try:
            seed = seed_of(found)
        except (OSError, ValueError):
            remedy = (
                "make one with `openssl genpkey -algorithm ed25519 -out signing.pem`, and set the path of that file"
            )
            self.blame("RONDO_SIGNING_KEY", "is no Ed25519 key, and no file that has one", remedy)
            return None
        return Secret(seed)

    def demand_slack(self) -> None:
        if not self.text("SLACK_BOT_TOKEN"):
            remedy = "set the token that begins with `xoxb-`: your Slack app, OAuth & Permissions"
            self.blame("SLACK_BOT_TOKEN", "is missing", f"{remedy}; or try `python app.py demo`, which needs none")
        if not self.text("SLACK_APP_TOKEN") and not self.text("SLACK_SIGNING_SECRET"):
            remedy = "set SLACK_APP_TOKEN (`xapp-…`) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP at /slack/events"
            self.blame("SLACK_APP_TOKEN", "and SLACK_SIGNING_SECRET are both missing", remedy)

    def api_token(self) -> Secret | None:
        found = self.text("RONDO_API_TOKEN")
        if found and not re.fullmatch(r"[\x21-\x7e]+", found):
            self.blame("RONDO_API_TOKEN", "has blanks or letters that no header can carry", "use letters and digits")
        return Secret(found) if found else None

    def address(self, name: str) -> str | None:
        found = self.text(name)
        if found is None:
            return None
        try:
            parts = urlsplit(found)
            good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            good = False
        if not good:
            self.blame(name, "is no address", "write it as `https://rondo.example.com`")
        return found.rstrip("/")

    def api_url(self) -> str | None:
        found = self.address("SLACK_API_URL")
        if found is not None and not found.endswith("/api"):
            self.blame("SLACK_API_URL", "does not end in `/api/`", "write it as `https://slack.example.com/api/`")
        return found and f"{found}/"

    def port(self) -> int:
        found = self.text("RONDO_PORT") or "8080"
        if re.fullmatch(r"[0-9]{1,5}", found) and 1 <= int(found) <= 65535:
            return int(found)
        self.blame("RONDO_PORT", f"is `{found}`, which is no port", "set a number from 1 to 65535")
        return 8080

    def level(self) -> str:
        found = (self.text("RONDO_LOG") or "info").lower()
        if found not in LEVELS:
            self.blame("RONDO_LOG", f"is `{found}`, which is no level", f"set one of {', '.join(LEVELS)}")
        return found

    def database_url(self) -> str:
        found = self.text("DATABASE_URL") or "sqlite:///rondo.db"
        if found.startswith("postgres://"):
            found = found.replace("postgres://", "postgresql://", 1)
        if found in {"sqlite://", "sqlite:///", "sqlite:///:memory:"}:
            self.blame(
                "DATABASE_URL", "names a database that a restart would lose", "name a file: `sqlite:///rondo.db`"
            )
        elif not re.match(r"sqlite:///.|postgresql(\+psycopg)?://.", found):
            remedy = "write `sqlite:///rondo.db` or `postgresql://user:password@host/db`"
            self.blame("DATABASE_URL", "names no database that Rondo can use", remedy)
        return found
