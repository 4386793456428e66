"""Environment and rondo.yml as frozen values, or every fault at once with file and line."""

from bot.config.changes import changes
from bot.config.environment import Environment, read_environment
from bot.config.faults import Fault, Faulty, Notice
from bot.config.reading import Calendar, Configuration, Source, Token, json_schema, read
from bot.config.secret import Secret

__all__ = [
    "Calendar",
    "Configuration",
    "Environment",
    "Fault",
    "Faulty",
    "Notice",
    "Secret",
    "Source",
    "Token",
    "changes",
    "json_schema",
    "read",
    "read_environment",
]
