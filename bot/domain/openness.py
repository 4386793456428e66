"""How much people see of each other's figures (round-robin, "What a fair ring shows")."""

from enum import StrEnum


class Openness(StrEnum):
    """`load`: everybody sees who was woken how often, and how they answered is theirs alone; `all`: everything."""

    LOAD = "load"
    ALL = "all"
