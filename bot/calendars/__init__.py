"""Calendars that are kept elsewhere (iCalendar, RFC 5545): fetched, read, and turned into shifts.

fetching.py   a file or an address on the web → bytes       events.py    bytes → events, repeating ones one by one
naming.py     whom an event names                           shifts.py    events → shifts, and what was left out
apart.py      reading in a process of its own, which        reading.py   what comes of it, and is kept
              takes so much and no more (limits.py)
"""

from bot.calendars.apart import read_apart
from bot.calendars.fetching import fetched, is_on_the_web, read_file, said_of
from bot.calendars.reading import Reading, Unread, known_as

__all__ = ["Reading", "Unread", "fetched", "is_on_the_web", "known_as", "read_apart", "read_file", "said_of"]
