"""`/rondo oncall away | take | give | swap | cover | undo`: what people change of who is on call, as it is typed."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.events import AwaySaid, CoverAsked, PersonEvent, PlanUndone, SwapAsked, TimeGiven
from bot.domain.plans import When
from bot.domain.schedules import instant
from bot.slack.commands.meanings import Act, FormKind, Meaning, OpenForm, Say
from bot.slack.commands.place import Nobody, Place, who
from bot.slack.commands.silencing import length
from bot.slack.commands.spoken import Spoken, Verb

_DAY, _CLOCK = r"\d{4}-\d\d-\d\d", r"\d\d?:\d\d"
_DAYS = re.compile(rf"({_DAY})(?:(?: to | *- *| )({_DAY}))?")
_SPAN = re.compile(rf"({_DAY})[T ]({_CLOCK})(?: to | *- *| )(?:({_DAY})[T ])?({_CLOCK})")


def plan(spoken: Spoken, place: Place, verb: str, words: str) -> Meaning:
    """What one of those words asks for: with nothing more than the place its form, or how it is typed."""
    settings, kind = place.situation.settings, _OPENED.get(verb)
    if kind and (words in settings.schedules or words in settings.policies or (kind is FormKind.AWAY and not words)):
        return plan_form(kind, words, root=spoken.root)
    typed, read = PLANS[verb]
    found = read(words, place)
    if isinstance(found, Nobody):
        return Say(text=found.text)
    if found is None:
        how = spoken.form(Verb.ONCALL, typed)
        return Say(text=f"Say it like {how}. Times are your own wall clock; `4h` is from now on.")
    return Act(event=found)


def plan_form(kind: FormKind, about: str, *, root: str = "") -> OpenForm:
    """A form about being on call in a schedule or on a policy, and the words that do without it."""
    return OpenForm(kind=kind, about=about, instead=PLAN_FORMS[kind].format(place=about), root=root)


def _away(words: str, place: Place) -> PersonEvent | Nobody | None:
    said = _DAYS.match(words)
    days = _days(said[1], said[2] or said[1]) if said else None
    if said is None or days is None:
        return None
    rest = words[said.end() :].strip()
    person = who(rest, place.situation) if rest else place.by.person
    return person if isinstance(person, Nobody) else AwaySaid(by=place.by, person=person, first=days[0], last=days[1])


def _take(words: str, place: Place) -> PersonEvent | Nobody | None:
    name, _, rest = words.partition(" ")
    giver, rest = _from(rest, place)
    when = times(rest, _zone(place))
    if isinstance(giver, Nobody):
        return giver
    return TimeGiven(by=place.by, place=name, person=place.by.person, when=when, giver=giver) if when else None


def _from(words: str, place: Place) -> tuple[str | Nobody | None, str]:
    """`from @ben 4h`: whose place on a policy it is."""
    if not words.startswith("from "):
        return None, words
    _, person, *rest = words.split(maxsplit=2)
    return who(person, place.situation), " ".join(rest)


def _give(words: str, place: Place) -> PersonEvent | Nobody | None:
    name, person, *rest = [*words.split(maxsplit=2), "", ""]
    when = times(rest[0], _zone(place))
    if not person or when is None:
        return None
    to = who(person, place.situation)
    if isinstance(to, Nobody):
        return to
    mine = place.by.person if name in place.situation.settings.policies else None
    return TimeGiven(by=place.by, place=name, person=to, when=when, giver=mine)


def _swap(words: str, place: Place) -> PersonEvent | Nobody | None:
    name, _, person = words.partition(" ")
    if not person:
        return None
    other = who(person.strip(), place.situation)
    return other if isinstance(other, Nobody) else SwapAsked(by=place.by, schedule=name, other=other)


def _cover(words: str, place: Place) -> PersonEvent | Nobody | None:
    name, _, rest = words.partition(" ")
    when = times(rest, _zone(place))
    return CoverAsked(by=place.by, place=name, when=when) if when else None


def _undo(words: str, place: Place) -> PersonEvent | Nobody | None:
    number = numbered(words)
    return PlanUndone(by=place.by, plan=number) if number else None


def numbered(words: str) -> int:
    """The number of a plan, as people and our buttons say it (`7`, `plan 7`); 0 for anything else."""
    said = re.fullmatch(r"(?:plan )?#?(\d{1,9})", words.strip(), re.ASCII)
    return int(said[1]) if said else 0


def times(words: str, zone: ZoneInfo) -> When | None:
    """`4h` from now on, `2026-12-24 09:00 18:00`, or whole days; in that zone."""
    lasts, span, days = length(words.strip()), _SPAN.fullmatch(words.strip()), _DAYS.fullmatch(words.strip())
    if lasts:
        return When(lasts=lasts)
    try:
        if span:
            ends = f"{span[3] or span[1]} {span[4]:0>5}"
            return When(starts=_instant(f"{span[1]} {span[2]:0>5}", zone), ends=_instant(ends, zone))
        if days and (whole := _days(days[1], days[2] or days[1])):
            begins, after = whole[0], whole[1] + timedelta(1)
            return When(starts=_midnight(begins, zone), ends=_midnight(after, zone))
    except (ValueError, OverflowError):  # no such day, or none after it
        return None
    return None


def _instant(words: str, zone: ZoneInfo) -> datetime:
    return instant(datetime.fromisoformat(words), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return instant(datetime.combine(day, time()), zone)


def _days(first: str, last: str) -> tuple[date, date] | None:
    try:
        return date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None


def _zone(place: Place) -> ZoneInfo:
    return ZoneInfo(place.situation.timezone_of(place.by.person))


#: The forms about being on call, each with the words that do the same.
PLAN_FORMS: Mapping[FormKind, str] = {
    FormKind.TAKE: "oncall take {place} 4h",
    FormKind.GIVE: "oncall give {place} @who 4h",
    FormKind.SWAP: "oncall swap {place} @who",
    FormKind.AWAY: "oncall away 2026-12-24 2026-12-27",
}
_OPENED: Mapping[str, FormKind] = {
    "take": FormKind.TAKE,
    "give": FormKind.GIVE,
    "cover": FormKind.GIVE,
    "swap": FormKind.SWAP,
    "away": FormKind.AWAY,
}

#: What can be typed, an example of the rest, and what reads it.
PLANS: Mapping[str, tuple[str, Callable[[str, Place], PersonEvent | Nobody | None]]] = {
    "away": ("away 2026-12-24 2026-12-27", _away),
    "take": ("take SCHEDULE 4h", _take),
    "give": ("give SCHEDULE @who 2026-12-24 09:00 18:00", _give),
    "swap": ("swap SCHEDULE @who", _swap),
    "cover": ("cover SCHEDULE 2026-12-24 09:00 18:00", _cover),
    "undo": ("undo 3", _undo),
}
