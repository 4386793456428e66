"""Who carries how much of a policy, as a table that fits a phone; what is private is the reader's own."""

from collections.abc import Sequence

from bot.domain.candidates import everybody_on
from bot.domain.escalation import Policy
from bot.domain.fairness import Answers, Fairness, Load
from bot.domain.situation import Situation
from bot.slack.cards.face import Block, Face, context, face, section
from bot.slack.cards.scene import dots, name
from bot.slack.readings.oncall import unknown
from bot.slack.text import bold, cut, entities, escape, one_line, plain

#: How many policies one answer shows, and how many people of each: whoever carries most.
POLICIES, PEOPLE = 3, 25

_COLUMNS = ("pages", "share", "night", "wkend", "carr.", "turns")
_LEGEND = (
    "*share*: what their weight would be · *night*: 22 to 7 of their own clock · *wkend*: Saturday and Sunday by day · "
    "*carr.*: carried, when it was somebody else's turn or they were called by hand"
)


def meant(about: str, person: str, situation: Situation) -> Sequence[Policy] | Face:
    """The policy of that name; without one those that the person is on, else all; a sentence where there is none."""
    policies = situation.settings.policies
    if about:
        return [policies[about]] if about in policies else face([unknown(about, list(policies), kind="policy")])
    own = [one for one in policies.values() if person in everybody_on(one, situation)]
    return own or list(policies.values())


def carried(found: Sequence[Sequence[Fairness]], situation: Situation, person: str, *, pictures: bool) -> Face:
    """Per policy its windows, the shortest first, as they are for that person's eyes."""
    blocks: list[Block] = []
    for windows in found:
        blocks.append(section(f":scales: {bold(windows[0].policy)}"))
        for one in windows:
            blocks += _window(one, situation)
        blocks += _private(windows[0], person)
    small = "The picture is on its way to your direct messages." if pictures else ""
    blocks.append(context("\n".join(line for line in (_LEGEND, small) if line)))
    names = ", ".join(windows[0].policy for windows in found)
    return Face(text=plain(f"Who carries how much of {escape(names)}"), blocks=tuple(blocks))


def _window(one: Fairness, situation: Situation) -> list[Block]:
    if not one.pages:
        return [section(f"*Last {one.days} days*: nobody was paged.")]
    told = [section(f"*Last {one.days} days*: {_count(one.pages)}{_spread(one)}\n{_table(one.loads, situation)}")]
    more = [*(_warning(load, situation) for load in one.overloaded), *_passed(one.loads, situation)]
    return [*told, context("\n".join(more))] if more else told


def _count(pages: int) -> str:
    return "1 page" if pages == 1 else f"{pages} pages"


def _spread(one: Fairness) -> str:
    return f", from {one.spread[0]:.1f} to {one.spread[1]:.1f} times their share" if one.spread else ""


def _table(loads: Sequence[Load], situation: Situation) -> str:
    kept = sorted(loads, key=lambda load: -load.pages)[:PEOPLE] if len(loads) > PEOPLE else loads
    head = " " * 9 + "".join(f"{word:>6}" for word in _COLUMNS)
    rows = [head, *(_row(load, situation) for load in loads if load in kept)]
    left = f"\n…and {len(loads) - len(kept)} more" if len(loads) > len(kept) else ""
    return "```\n" + "\n".join(rows) + "\n```" + left


def _row(load: Load, situation: Situation) -> str:
    called = cut(one_line(situation.shown(load.person)).replace("`", "'"), 9)
    share = f"{load.due:.1f}" if load.due else "–"
    figures = (load.pages, share, load.night, load.weekend, load.carried, load.turns)
    return entities(f"{called:<9}") + "".join(f"{figure:>6}" for figure in figures)


def _warning(load: Load, situation: Situation) -> str:
    return f":warning: *{name(load.person, situation)} carries {load.times:.1f} times their share.*"


def _passed(loads: Sequence[Load], situation: Situation) -> list[str]:
    told = []
    for load in loads:
        if load.passed:
            why = ", ".join(f"{escape(reason.value)} {count}×" for reason, count in load.passed.items())
            told.append(f"{name(load.person, situation)}: {why}")
    return ["Passed over: " + " · ".join(told[:PEOPLE])] if told else []


def _private(one: Fairness, person: str) -> list[Block]:
    own = next((load.answers for load in one.loads if load.person == person and load.answers), None)
    others = [load for load in one.loads if load.answers and load.person != person]
    lines = []
    if own:
        lines.append(f"{'You' if others else ':lock: Only you see this'}: {_answers(own)}")
    if one.medians:
        lines.append(f"Half of those who answered are below: {_answers(one.medians)}")
    return [context("\n".join(lines))] if lines else []


def _answers(of: Answers) -> str:
    took = f"{of.minutes:g} min to answer" if of.minutes is not None else "no page answered"
    return dots(took, f"{of.missed} missed", f"“Not me” {of.not_me}×")
