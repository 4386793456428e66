"""Where shifts can be read as calendars: one's own over all schedules, and each schedule's."""

from bot.domain.feeds import Feed, FeedKind, address
from bot.domain.links import Links
from bot.domain.situation import Situation
from bot.slack.cards.face import Face, face
from bot.slack.text import bold, escape


def calendars(situation: Situation, person: str, links: Links) -> Face:
    """An address a line; each holds a secret, so this is for one person alone."""
    settings = situation.settings
    feeds = [(Feed(FeedKind.SCHEDULE, name), bold(name)) for name in settings.schedules]
    if person in settings.people:
        feeds.insert(0, (Feed(FeedKind.PERSON, person), "*Your shifts*, of all schedules"))
    if not feeds:
        return face(["No schedule is configured, so there is no calendar."])
    lines = [f"{words}\n`{escape(address(feed, links) or '')}`" for feed, words in feeds]
    small = "Subscribe to the address in your calendar. Whoever has it can read it: keep it to yourself."
    return face([":calendar: *Calendars to subscribe to*", *lines], small=small)
