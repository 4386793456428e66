"""A strict Slack workspace in one process, for the demo and for the tests.

workspace.py    calls in, people's deeds, deliveries out     person.py    what people do
state.py        the memory: look-ups, ids, the two logs      readers.py   looking at it
records.py      channels, messages, views, files             people.py    members and the installed app
methods/        Slack's Web API, a function a method         gate.py, scopes.py   tokens and scopes
blockkit/       what Slack refuses in blocks and views       limits.py, faults.py refusing and failing
posting.py, membership.py, forms.py, answers.py  how things change        shapes.py, payloads.py  JSON
delivery.py, sending.py  envelopes and their repeats          changes.py   a feed for the page
server/         the same over HTTP and Socket Mode
"""

from bot.sandbox.answer import Answer, Lost
from bot.sandbox.controls import Impossible
from bot.sandbox.delivery import Envelope, Reply, Sort, Transport
from bot.sandbox.faults import Failing, Fault
from bot.sandbox.people import AppInstall, User, installed, roster
from bot.sandbox.records import Applied, Channel, Done, File, Kind, Message, View
from bot.sandbox.workspace import Call, Workspace, sample

__all__ = [
    "Answer",
    "AppInstall",
    "Applied",
    "Call",
    "Channel",
    "Done",
    "Envelope",
    "Failing",
    "Fault",
    "File",
    "Impossible",
    "Kind",
    "Lost",
    "Message",
    "Reply",
    "Sort",
    "Transport",
    "User",
    "View",
    "Workspace",
    "installed",
    "roster",
    "sample",
]
