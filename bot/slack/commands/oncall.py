"""What can be said of being on call: who is, and for oneself whether pages arrive."""

from bot.domain.events import PagerTested
from bot.slack.commands.meanings import Act, Look, Meaning, Reading
from bot.slack.commands.place import Place
from bot.slack.commands.spoken import Spoken


def oncall(spoken: Spoken, place: Place) -> Meaning:
    """`oncall`, `oncall NAME`, `oncall test` or `oncall calendar`."""
    if spoken.rest.casefold() == "test":
        return Act(event=PagerTested(by=place.by))
    if spoken.rest.casefold() == "calendar":
        return Reading(look=Look.CALENDAR, root=spoken.root)
    incident = place.incident.number if place.incident else None
    return Reading(look=Look.ONCALL, incident=incident, about=spoken.rest, root=spoken.root)
