"""`/rondo security flag checkout 1.4.2 insecure CVE-2026-1234 for 14d WHY`: what somebody knows against a version."""

import re
from datetime import timedelta

from bot.domain.events import ReleaseFlagged, ReleaseUnflagged
from bot.domain.releases import FlagKind
from bot.slack.commands.meanings import Act, Meaning, Say
from bot.slack.commands.place import Place, readable
from bot.slack.commands.silencing import length
from bot.slack.commands.spoken import Spoken, Verb
from bot.slack.text import cut, escape

#: Ids of weaknesses, as the databases give them out.
_ID = re.compile(r"(?i)(?:CVE-\d{4}-\d{4,19}|GHSA(?:-[a-z0-9]{4}){3}|[A-Z]{2,8}-\d{4}-\d{1,19})")
_NOTE, _IDS = 300, 100


def flag(spoken: Spoken, place: Place) -> Meaning | None:
    """What `security flag` and `security unflag` mean; `None` for everything else that is said of security."""
    head, *words = readable(spoken.rest, place.situation).split() or [""]
    if head.casefold() not in ("flag", "unflag"):
        return None
    return _flag(spoken, place, words) if head.casefold() == "flag" else _unflag(spoken, place, words)


def _flag(spoken: Spoken, place: Place, words: list[str]) -> Meaning:
    kind = _kind(words[2]) if len(words) > 2 else None
    if kind is None:
        typed = spoken.form(Verb.SECURITY, "flag checkout 1.4.2 insecure CVE-2026-1234 WHY")
        return Say(text=f"{_no_kind(words)}Say the service, the version and what it is: {typed}. {_KINDS}")
    ids, rest = _ids(words[3:])
    lasts, rest = _lasts(rest)
    incident = place.incident
    event = ReleaseFlagged(
        by=place.by,
        service=words[0],
        version=words[1],
        kind=kind,
        cves=tuple(ids[:_IDS]),
        note=cut(" ".join(rest), _NOTE),
        lasts=lasts,
        broke=incident.number if incident and not incident.private and kind is FlagKind.UNSTABLE else None,
    )
    return Act(event=event)


def _unflag(spoken: Spoken, place: Place, words: list[str]) -> Meaning:
    kind = _kind(words[2]) if len(words) > 2 else None
    if not 2 <= len(words) <= 3 or (len(words) == 3 and kind is None):
        typed = spoken.form(Verb.SECURITY, "unflag checkout 1.4.2")
        how = f"Say the service and the version: {typed}, or one kind of flag after them."
        return Say(text=f"{_no_kind(words)}{how} {_KINDS}")
    return Act(event=ReleaseUnflagged(by=place.by, service=words[0], version=words[1], kind=kind))


_KINDS = f"It can be {', '.join(kind.value for kind in FlagKind)}."


def _kind(word: str) -> FlagKind | None:
    said = word.casefold()
    return FlagKind(said) if said in set(FlagKind) else None


def _no_kind(words: list[str]) -> str:
    return f"“{escape(cut(words[2], 40))}” is no kind of flag. " if len(words) > 2 and _kind(words[2]) is None else ""


def _ids(words: list[str]) -> tuple[list[str], list[str]]:
    """The ids at the beginning, each once, and the words after them."""
    found: dict[str, None] = {}
    while words and _ID.fullmatch(words[0].rstrip(",")):
        found[_cased(words[0].rstrip(","))] = None
        words = words[1:]
    return list(found), words


def _cased(found: str) -> str:
    return found if found.upper().startswith("GHSA") else found.upper()


def _lasts(words: list[str]) -> tuple[timedelta | None, list[str]]:
    """`for 14d` at the beginning: for how long; else until somebody takes it back."""
    lasts = length(words[1].casefold()) if len(words) > 1 and words[0].casefold() == "for" else None
    return (lasts, words[2:]) if lasts else (None, words)
