"""Effect → calls of Slack's Web API → what became of it.

hand.py       the table of effects        posting.py     post, edit, look up
showing.py    kept up to date             places.py      where to
telling.py    posted once                 tools.py       calls, limits, yes / no / unknown
opening.py    the channel                 furnishing.py  people, pin, topic, bookmark, archive
filing.py     the postmortem's file       answering.py   answers to one person
"""

from bot.slack.messenger.hand import Messenger
from bot.slack.messenger.tools import Setup

__all__ = ["Messenger", "Setup"]
