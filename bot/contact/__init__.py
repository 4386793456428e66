"""The way around Slack: mail, SMS, push, voice, by whoever provides it.

hand.py        a page on that way → what became of it      letter.py     its words
providers.py   Apprise, which knows the providers
"""

from bot.contact.hand import Around
from bot.contact.providers import Providers, Send

__all__ = ["Around", "Providers", "Send"]
