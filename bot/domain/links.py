"""Links that one person is sent: signed for them, an incident and a step, so that whoever holds one can take it."""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote, unquote

from bot.domain.incident.pages import Page
from bot.domain.incident.state import Incident

#: So many hex digits of HMAC-SHA256: 128 bits.
DIGITS = 32


class Link(NamedTuple):
    """Whom a link is for, and about which page."""

    incident: int
    step: int
    person: str


@dataclass(frozen=True, kw_only=True)
class Links:
    """Makes links and reads them; `base` is where people reach Rondo, `None` when nobody said."""

    key: bytes = field(repr=False)
    base: str | None

    def address(self, link: Link) -> str | None:
        """The address to send, or `None` where Rondo does not know its own."""
        words = f"{link.incident}.{link.step}.{quote(link.person, safe='')}"
        return f"{self.base.rstrip('/')}/take/{words}.{self._signature(link)}" if self.base else None

    def read(self, token: str) -> Link | None:
        """The link of an address's last part; `None` when it was not signed here."""
        words, _, signature = token.rpartition(".")
        number, step, person = ([*words.split(".", 2), "", ""])[:3]
        if not (_is_number(number) and _is_number(step) and person):
            return None
        link = Link(int(number), int(step), unquote(person))
        return link if hmac.compare_digest(signature.encode(), self._signature(link).encode()) else None

    def _signature(self, link: Link) -> str:
        words = f"take\n{link.incident}\n{link.step}\n{link.person}"
        return hmac.new(self.key, words.encode("utf-8", "backslashreplace"), hashlib.sha256).hexdigest()[:DIGITS]


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 10


def page_of(link: Link, incident: Incident | None) -> Page | None:
    """The page that a link is about; `None` when there was never such a page."""
    pages = incident.pages if incident else ()
    return next((page for page in pages if (page.step, page.person) == (link.step, link.person)), None)
