"""`/rondo silence service=checkout 4h deploying`: labels, for how long, and why."""

import re
from collections.abc import Mapping
from datetime import timedelta

from bot.domain.events import By, SilenceAsked, SilenceEnded
from bot.domain.incident.covering import faces
from bot.domain.incident.state import Incident
from bot.slack.commands.meanings import Act, FormKind, Look, Meaning, OpenForm, Reading, Say
from bot.slack.commands.place import Place, readable
from bot.slack.commands.spoken import Spoken, Verb
from bot.slack.text import cut

#: For how long, where nobody says, and at most.
UNSAID, LONGEST = timedelta(hours=1), timedelta(days=7)

_LABEL = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]*)=(\S+)")
_SPACES = re.compile(r"\s+")

#: What tells one alert from another of its service, the best first.
_TELLING = ("alertname", "key", "title")

_LENGTH = re.compile(r"(\d{1,4})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def silence(spoken: Spoken, place: Place) -> Meaning:
    """A silence, its end, the form, or those in force."""
    words = spoken.rest.split()
    if not words and place.incident is None:
        return Reading(look=Look.SILENCES, root=spoken.root)
    if not words and place.incident is not None:
        instead = f"silence {place.incident.id} 4h WHY"
        return OpenForm(kind=FormKind.SILENCE, incident=place.incident.number, instead=instead, root=spoken.root)
    if words[0].lower() == "end":
        return _end(spoken, place, words[1:])
    return _asked(spoken, place)


def _end(spoken: Spoken, place: Place, words: list[str]) -> Meaning:
    number = words[0].lstrip("#") if words else ""
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        return Say(text=f"Say which: {spoken.form(Verb.SILENCE, 'end 3')}. {spoken.form(Verb.SILENCE)} shows them.")
    return Act(event=SilenceEnded(by=place.by, number=int(number)))


def _asked(spoken: Spoken, place: Place) -> Meaning:
    match, rest = labels(spoken.rest)
    head, _, why = rest.partition(" ")
    lasts = length(head)
    if lasts is None:
        lasts, why = UNSAID, rest
    if not match and place.incident is not None:
        match = suggested(place.incident)
    if not match:
        typed = spoken.form(Verb.SILENCE, "service=checkout 4h deploying")
        return Say(text=f"Say which alerts, by their labels: {typed}.")
    if lasts > LONGEST:
        return Say(text="A silence lasts 7 days at most.")
    return Act(event=asked(place.by, match, lasts, readable(why, place.situation), place.incident))


def asked(by: By, match: Mapping[str, str], lasts: timedelta, why: str, incident: Incident | None) -> SilenceAsked:
    """The event, its words cut to what a line holds."""
    return SilenceAsked(by=by, match=match, lasts=lasts, why=cut(why, 300), incident=incident.number if incident else 0)


def labels(words: str) -> tuple[dict[str, str], str]:
    """The `label=pattern` at the beginning, and the words after them."""
    found: dict[str, str] = {}
    rest = words.split()
    while rest and (said := _LABEL.fullmatch(rest[0])):
        found[said[1]] = said[2]
        rest = rest[1:]
    return found, " ".join(rest)


def length(word: str) -> timedelta | None:
    """`30m`, `4h`, `1d`; `None` for anything else."""
    said = _LENGTH.fullmatch(word)
    lasts = timedelta(**{_UNITS[said[2]]: int(said[1])}) if said else timedelta(0)
    return lasts or None


def suggested(incident: Incident) -> dict[str, str]:
    """What says which alerts these are: the service, and the alert's name, its key or its title; each one word.

    Nothing of a private incident: no alert brought it, and everybody may look at the silences.
    """
    if incident.private:
        return {}
    first, *others = faces(incident)
    shared = {name: value for name, value in first.items() if all(one.get(name) == value for one in others)}
    known = shared if shared.keys() & _TELLING else first
    telling = next(name for name in (*_TELLING, *known) if known.get(name) and (name != "key" or _is_word(known[name])))
    return {name: _SPACES.sub("*", known[name]) for name in ("service", telling) if known.get(name)}


def _is_word(value: str) -> bool:
    return _SPACES.search(value) is None
