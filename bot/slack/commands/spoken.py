"""The words of a slash command or a mention: which verb, which incident, and what is left over."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.incident.state import number_of
from bot.slack.text import cut, escape


class Verb(StrEnum):
    """What can be said; each is the word that is typed."""

    OVERVIEW = ""
    HELP = "help"
    LIST = "list"
    DECLARE = "declare"
    STATUS = "status"
    SEVERITY = "severity"
    ASSIGN = "assign"
    NOTE = "note"
    UPDATE = "update"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    TIMELINE = "timeline"
    WHY = "why"
    EVIDENCE = "evidence"
    ACK = "ack"
    ESCALATE = "escalate"
    POSTMORTEM = "postmortem"
    ONCALL = "oncall"
    SECURITY = "security"
    SILENCE = "silence"
    ROLLBACK = "rollback"
    PROPOSE = "propose"
    RELEASES = "releases"
    HOLD = "hold"
    WEB = "web"
    DOCTOR = "doctor"
    HELLO = "hello"


#: Commands that say a verb by themselves; every other command is a root, whatever it is called.
ALIASES: Mapping[str, Verb] = {
    f"/{verb}": verb for verb in (Verb.ACK, Verb.ESCALATE, Verb.POSTMORTEM, Verb.ONCALL, Verb.SECURITY)
}
#: What people type who mean a verb of ours; answered by its name, never obeyed.
_MEANT: Mapping[str, Verb] = {
    "acknowledge": Verb.ACK,
    "take": Verb.ACK,
    "page": Verb.ESCALATE,
    "close": Verb.RESOLVE,
    "done": Verb.RESOLVE,
    "fixed": Verb.RESOLVE,
    "new": Verb.DECLARE,
    "create": Verb.DECLARE,
    "start": Verb.DECLARE,
    "open": Verb.DECLARE,
    "comment": Verb.NOTE,
    "log": Verb.TIMELINE,
    "history": Verb.TIMELINE,
    "who": Verb.ONCALL,
    "on-call": Verb.ONCALL,
    "login": Verb.WEB,
    "mute": Verb.SILENCE,
    "snooze": Verb.SILENCE,
    "incidents": Verb.LIST,
    "roll-back": Verb.ROLLBACK,
    "revert": Verb.ROLLBACK,
    "proposal": Verb.PROPOSE,
    "deploys": Verb.RELEASES,
    "versions": Verb.RELEASES,
    "ping": Verb.HELLO,
}
_WORDS = tuple(verb.value for verb in Verb if verb)
_NEARLY_AN_ID = re.compile(r"(?i)inc[-_ ]?\d+|inc-.*|#\d+")
DEFAULT_ROOT = "/rondo"


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A verb, the incident that was named, the rest of the words, and how the command is typed here.

    `root` is the command that takes every verb (`/rondo`, or `@rondo` in a mention).
    """

    verb: Verb
    number: int | None = None
    rest: str = ""
    root: str = DEFAULT_ROOT

    def form(self, verb: Verb, *words: str) -> str:
        """How to type `verb` here, in backticks."""
        return f"`{' '.join(part for part in (self.root, verb.value, *words) if part)}`"


@dataclass(frozen=True, kw_only=True)
class Unheard:
    """It could not be understood; `text` is mrkdwn that says what it could have been."""

    text: str


def hear(command: str, text: str, *, root: str = DEFAULT_ROOT) -> Spoken | Unheard:
    """What `command` (with its slash) and `text` say; `root` is what texts name when the command is an alias."""
    alias = ALIASES.get(command)
    typed = root if alias else command
    number, rest = _numbered(text.strip())
    if alias is None:
        word, rest = _first(rest)
        verb = _verb(word)
        if verb is None:
            return Unheard(text=_suggest(word, typed, numbered=number is not None))
    else:
        verb = alias
    if number is None:
        number, rest = _numbered(rest)
    return _checked(Spoken(verb=verb, number=number, rest=rest, root=typed))


def _checked(spoken: Spoken) -> Spoken | Unheard:
    word, _ = _first(spoken.rest)
    if spoken.number is None and _NEARLY_AN_ID.fullmatch(word):
        digits = "".join(one for one in word if one.isascii() and one.isdigit())[:9]
        return Unheard(text=f"{_quoted(word)} is no incident's number. Did you mean INC-{digits or 7}?")
    return spoken


def _first(text: str) -> tuple[str, str]:
    parts = text.split(maxsplit=1)
    return (parts[0] if parts else "", parts[1].strip() if len(parts) > 1 else "")


def _numbered(text: str) -> tuple[int | None, str]:
    word, rest = _first(text)
    number = number_of(word)
    return (number, rest) if number is not None else (None, text)


def _verb(word: str) -> Verb | None:
    said = word.lower()
    return Verb(said) if said in set(Verb) else None


def _suggest(word: str, root: str, *, numbered: bool) -> str:
    said = word.lower()
    if _NEARLY_AN_ID.fullmatch(said) and not numbered:
        return f"{_quoted(word)} is no incident's number; they look like INC-7."
    near = difflib.get_close_matches(said, (*_WORDS, *_MEANT), n=1, cutoff=0.6)
    meant = _MEANT.get(near[0], near[0]) if near else ""
    hint = f" Did you mean `{root} {meant}`?" if meant else ""
    return f"There is no `{root}` {_quoted(word)}.{hint} `{root} help` shows what there is."


def _quoted(word: str) -> str:
    return f"“{escape(cut(word, 40))}”"
