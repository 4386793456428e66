"""What translators of deploys have in common: a deploy as its sender names it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.releases import LONGEST
from bot.web.sources.reading import text

#: Where something runs when its sender does not say.
PRODUCTION = "production"


@dataclass(frozen=True, kw_only=True)
class Told:
    """A deploy in its sender's words: `names` are what it may be called in rondo.yml, the likeliest first."""

    names: tuple[str, ...]
    version: str
    environment: str = PRODUCTION
    at: datetime | None = None
    by: str = ""


def names(*values: object) -> tuple[str, ...]:
    """Those of the values that are words, each once."""
    return tuple(dict.fromkeys(said for value in values if (said := text(value, longest=LONGEST + 1))))


def word(value: object) -> str:
    """A version or an environment; what is too long stays so, and is refused with a sentence."""
    return text(value, longest=LONGEST + 1)
