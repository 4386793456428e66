"""The roles, and whom the configuration names for each."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here, by configuration; `bot.domain.roles` says who may do what.

    `anybody` is whoever can write where we listen, guests too; `everyone` is every full member of the workspace.
    """

    ANYBODY = "anybody"
    EVERYONE = "everyone"
    RESPONDER = "responder"
    SECURITY = "security"
    ADMIN = "admin"


@dataclass(frozen=True, kw_only=True)
class Holders:
    """Who has a role: people by name, whoever can ever be called on those policies, and Slack user groups by id."""

    people: frozenset[str] = frozenset()
    policies: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
