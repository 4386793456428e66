"""What can be said of being on call: who is, and for oneself whether pages arrive."""

from bot.domain.events import PagerTested
from bot.slack.commands.meanings import Act, Look, Meaning, Reading
from bot.slack.commands.place import Place
from bot.slack.commands.planning import PLANS, plan
from bot.slack.commands.spoken import Spoken


def oncall(spoken: Spoken, place: Place) -> Meaning:
    """`oncall`, `oncall NAME`, `oncall test | calendar | fairness [POLICY]`, or a change of plan."""
    word, _, rest = spoken.rest.partition(" ")
    if word.casefold() == "test" and not rest:
        return Act(event=PagerTested(by=place.by))
    if word.casefold() == "calendar" and not rest:
        return Reading(look=Look.CALENDAR, root=spoken.root)
    if word.casefold() == "fairness" and spoken.rest not in place.situation.settings.schedules:
        return Reading(look=Look.FAIRNESS, incident=None, about=rest.strip(), root=spoken.root)
    if word.casefold() in PLANS:
        return plan(spoken, place, word.casefold(), rest.strip())
    incident = place.incident.number if place.incident else None
    return Reading(look=Look.ONCALL, incident=incident, about=spoken.rest, root=spoken.root)
