"""The workspace's page: what Slack's client would show, and the newcomer's minute.

routes.py   addresses and answers            deeds.py   what somebody does, by name
seen.py     what one person sees, as JSON    unread.py  who has read how far
minute.py   the line that leads              story.py   what the workspace says happened
lines.py    its words and buttons            worst.py   its last step: no Slack, no bot
trial.py    no Slack, no bot, and the count  phone.py   what comes by the way around Slack
rollback.py a scene: a bad rollback         words.py   commands and shortcuts to offer
given.py    what the demo hands in           static/, templates/  the browser's half
"""

from bot.sandbox.page.given import Controls, Releases
from bot.sandbox.page.routes import pages

__all__ = ["Controls", "Releases", "pages"]
