"""A message of any channel is taken to the security incident, where those who must not know do not read it."""

from bot.domain.events import Noted
from bot.slack.actions import Picked
from bot.slack.cards.face import Face
from bot.slack.commands.meanings import Act
from bot.slack.commands.place import may_see
from bot.slack.listeners.desk import Desk, Errand
from bot.slack.listeners.fulfil import fulfil, opened
from bot.slack.listeners.reading import LIVE
from bot.slack.modals.reviews import take_there
from bot.slack.readings import said

#: The shortcut's callback_id.
TAKE_THERE = "take_to_security_incident"

#: So many incidents are looked through for those that follow from another one.
_ENOUGH = 200


async def take(desk: Desk, message: Picked, words: str, link: str | None, caller: Errand) -> Face | None:
    """Into the one that the caller is in; where there are several, a form asks which."""
    found = await desk.reads.incidents(statuses=LIVE, limit=_ENOUGH)
    open_ = [one for one in found if one.secrecy.of is not None and may_see(one, caller.person)]
    here = await desk.reads.in_channel(message.channel)
    follows = [one for one in open_ if here is not None and one.secrecy.of == here.number]
    theirs = follows or open_
    if caller.barred or not theirs:
        typed = f"`{await desk.root()} security incident`"
        return said.sentence(caller.barred or f"You are in no security incident that is open. {typed} declares one.")
    if len(theirs) == 1:
        noted = Noted(incident=theirs[0].number, by=caller.by, text=words, link=link)
        return await fulfil(desk, Act(event=noted), caller)
    if caller.trigger and await opened(desk, caller.trigger, take_there(theirs, words, link or "")):
        return None
    return said.sentence("Slack did not open the form. Try again.")
