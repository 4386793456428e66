"""What people changed of who is on call, and is not over: a line each, with a button that takes it back."""

from collections.abc import Collection
from datetime import datetime

from bot.domain.incident.wishes import Wish
from bot.domain.plans import Plan, PlanKind
from bot.domain.situation import Situation
from bot.slack.cards.face import Block, actions, button, section
from bot.slack.text import entities

#: How many are shown, the newest.
_SHOWN = 5


def changes(person: str, places: Collection[str], situation: Situation, now: datetime) -> list[Block]:
    """Those of that person, and those of the places that they look at, as that person reads them."""
    wish = Wish(by=person, now=now, situation=situation)
    found = [one for one in situation.plans if one.ends > now and not one.undone and _concerns(one, person, places)]
    if not found:
        return []
    newest = found[-_SHOWN:]
    lines = [f"{one.number}. {entities(_told(one, wish))}" for one in newest]
    more = f"and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    mine = [one for one in newest if person in {one.person, one.giver, one.by}]
    undo = [button(f"Undo {one.number}", "undo_plan", str(one.number)) for one in mine]
    words = "\n".join(line for line in ("*Changed*", *lines, more) if line)
    return [section(words), *([actions(undo)] if undo else [])]


def _concerns(plan: Plan, person: str, places: Collection[str]) -> bool:
    return person in {plan.person, plan.giver} or plan.place in places


def _told(plan: Plan, wish: Wish) -> str:
    match plan.kind:
        case PlanKind.AWAY:
            return f"{wish.situation.shown(plan.person)} is away {wish.days(plan)}."
        case PlanKind.REQUEST:
            span = wish.span(plan.starts, plan.ends, wish.by)
            return f"{wish.situation.shown(plan.person)} asks who takes {plan.place} {span}."
        case PlanKind.COVER:
            return wish.told(plan, wish.by)
