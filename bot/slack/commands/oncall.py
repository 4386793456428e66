"""What can be said of being on call: who is, and for oneself whether pages arrive."""

from bot.domain.events import PagerTested
from bot.slack.commands.meanings import Act, Look, Meaning, Reading
from bot.slack.commands.place import Place
from bot.slack.commands.spoken import Spoken


def oncall(spoken: Spoken, place: Place) -> Meaning:
    """`oncall`, `oncall NAME`, `oncall test` or `oncall fairness [POLICY]`; a schedule may be called any of these."""
    if spoken.rest.casefold() == "test":
        return Act(event=PagerTested(by=place.by))
    word, _, about = spoken.rest.partition(" ")
    if word.casefold() == "fairness" and spoken.rest not in place.situation.settings.schedules:
        return Reading(look=Look.FAIRNESS, incident=None, about=about.strip(), root=spoken.root)
    incident = place.incident.number if place.incident else None
    return Reading(look=Look.ONCALL, incident=incident, about=spoken.rest, root=spoken.root)
