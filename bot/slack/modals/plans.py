"""The forms about being on call (take over, give away, swap, away): how they look, and what they mean on return."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.candidates import everybody_at
from bot.domain.duties import shifts_of
from bot.domain.events import AwaySaid, By, CoverAsked, PersonEvent, SwapAsked, TimeGiven
from bot.domain.incident.wishes import AHEAD
from bot.domain.plans import When
from bot.domain.schedules import Shift
from bot.domain.situation import Situation
from bot.slack.cards.face import section
from bot.slack.commands.meanings import FormKind
from bot.slack.modals.inputs import OPTIONS, View, choice, day, form, moment, person
from bot.slack.modals.submission import Submission, Wrong
from bot.slack.readings.oncall import Asking, now_and_next, unknown
from bot.slack.text import bold, escape

#: How long a time is that has no shift to go by.
_UNSAID = timedelta(hours=4)


def asked(kind: FormKind, place: str, me: str, situation: Situation, now: datetime) -> View | str:
    """The form of that kind about a schedule or policy, or a sentence that says why there is none."""
    settings = situation.settings
    if me not in settings.people:
        return "You are not under `people` in rondo.yml, so nobody can plan with you."
    if kind is not FormKind.AWAY and place not in settings.schedules and place not in settings.policies:
        return unknown(place, [*settings.schedules, *settings.policies])
    return _VIEWS[kind](place, me, situation, now)


def _take(place: str, me: str, situation: Situation, now: datetime) -> View | str:
    of_policy = place in situation.settings.policies
    others = _others(place, me, situation)
    if of_policy and not others:
        return f"Nobody else is on {escape(place)}, so there is nobody to take over from."
    whose = [choice("of", "Instead of", [(situation.shown(one), one) for one in others])] if of_policy else []
    present = next((one for one in _shifts(place, situation, now) if one.starts <= now), None)
    ends = present.ends if present else now + _UNSAID
    blocks = [section(_stands(place, me, situation, now)), *whose, *_times(now, ends)]
    return form(FormKind.TAKE, "Take over", "Take over", blocks, place=place)


def _give(place: str, me: str, situation: Situation, now: datetime) -> View | str:
    mine = next((one for one in _shifts(place, situation, now) if one.person == me), None)
    starts, ends = (max(mine.starts, now), mine.ends) if mine else (now, now + _UNSAID)
    whom = person("whom", "To whom? Empty: Rondo asks the others", optional=True)
    blocks = [section(_stands(place, me, situation, now)), whom, *_times(starts, ends)]
    return form(FormKind.GIVE, "Give away", "Give away", blocks, place=place)


def _swap(place: str, me: str, situation: Situation, now: datetime) -> View | str:
    coming: dict[str, Shift] = {}
    for one in _shifts(place, situation, now):
        if one.starts > now:
            coming.setdefault(one.person, one)
    mine = coming.pop(me, None)
    if mine is None:
        return f"You have no shift in {escape(place)} within the next {AHEAD.days} days, so there is none to swap."
    if not coming:
        return f"Nobody else has a shift in {escape(place)} within the next {AHEAD.days} days."
    shifts = coming.values()
    options = [(f"{situation.shown(one.person)}, from {_when(one, me, situation)}", one.person) for one in shifts]
    words = f"Your next shift in {bold(place)} is from {_when(mine, me, situation)}."
    blocks = [section(words), choice("of", "Swap it for the next shift of", options[:OPTIONS])]
    return form(FormKind.SWAP, "Swap shifts", "Swap", blocks, place=place)


def _away(place: str, me: str, situation: Situation, now: datetime) -> View | str:
    today = now.astimezone(ZoneInfo(situation.timezone_of(me))).date()
    blocks = [
        section("Whole days in your own time zone. Pages of these days go to the others, and it costs you no turn."),
        day("first", "First day", today),
        day("last", "Last day", today),
    ]
    return form(FormKind.AWAY, "I'm away", "Save", blocks)


_VIEWS: Mapping[FormKind, Callable[[str, str, Situation, datetime], View | str]] = {
    FormKind.TAKE: _take,
    FormKind.GIVE: _give,
    FormKind.SWAP: _swap,
    FormKind.AWAY: _away,
}


def _stands(place: str, me: str, situation: Situation, now: datetime) -> str:
    return now_and_next(place, Asking(person=me, situation=situation, now=now))


def _others(place: str, me: str, situation: Situation) -> Sequence[str]:
    return sorted(everybody_at(place, situation) & situation.settings.people.keys() - {me})[:OPTIONS]


def _shifts(place: str, situation: Situation, now: datetime) -> Sequence[Shift]:
    if place not in situation.settings.schedules:
        return ()
    return shifts_of(place, situation.settings, now, now + AHEAD, situation.plans)


def _times(starts: datetime, ends: datetime) -> list[Mapping[str, object]]:
    return [moment("starts", "From", starts), moment("ends", "Until", ends)]


def _when(shift: Shift, reader: str, situation: Situation) -> str:
    return f"{shift.starts.astimezone(ZoneInfo(situation.timezone_of(reader))):%a %d %b, %H:%M %Z}"


def _taken(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    when = _read(form)
    if isinstance(when, Wrong):
        return when
    return TimeGiven(by=by, place=form.place, person=by.person, when=when, giver=form.values.get("of") or None)


def _given(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    when, whom = _read(form), form.values.get("whom")
    if isinstance(when, Wrong):
        return when
    if not whom:
        return CoverAsked(by=by, place=form.place, when=when)
    mine = by.person if form.place in situation.settings.policies else None
    return TimeGiven(by=by, place=form.place, person=situation.named(whom), when=when, giver=mine)


def _swapped(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    other = form.values.get("of")
    return SwapAsked(by=by, schedule=form.place, other=other) if other else Wrong(errors={"of": "Choose with whom."})


def _absent(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    try:
        first, last = (date.fromisoformat(form.values.get(block, "")) for block in ("first", "last"))
    except ValueError:
        return Wrong(errors={"first": "Choose a day."})
    if last < first:
        return Wrong(errors={"last": "The last day is before the first."})
    return AwaySaid(by=by, person=by.person, first=first, last=last)


def _read(form: Submission) -> When | Wrong:
    said = {block: _seconds(form.values.get(block, "")) for block in ("starts", "ends")}
    if wrong := {block: "Choose a time." for block, value in said.items() if value is None}:
        return Wrong(errors=wrong)
    starts, ends = (datetime.fromtimestamp(value or 0, UTC) for value in said.values())
    return When(starts=starts, ends=ends) if starts < ends else Wrong(errors={"ends": "This is not after the start."})


def _seconds(value: str) -> int | None:
    usable = value.isascii() and value.isdigit() and len(value) <= len("9999999999")
    return int(value) if usable else None


#: What reads each of them.
PLAN_READERS: Mapping[FormKind, Callable[[Submission, By, Situation], PersonEvent | Wrong]] = {
    FormKind.TAKE: _taken,
    FormKind.GIVE: _given,
    FormKind.SWAP: _swapped,
    FormKind.AWAY: _absent,
}
