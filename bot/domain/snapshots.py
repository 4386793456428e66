"""The configuration as the record keeps it: policy and roster, whole, without the addresses that are secret."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

from bot.domain.canonical import Json, moment
from bot.domain.contacts import Contact
from bot.domain.schedules.imported import Imported


def snapshot(settings: Any) -> Json:
    """Values as JSON: durations in seconds, instants in UTC; a way around Slack is its kind alone.

    The shifts of a calendar that is kept elsewhere are none of the file's: they change with every day that it is read.
    """
    match settings:
        case Enum():
            return _plain(settings.value)
        case Contact():
            return {"kind": settings.kind, "after": _seconds(settings.after)}
        case Imported():
            return {"is_known": settings.is_known}
        case _ if is_dataclass(settings):
            return {one.name: snapshot(getattr(settings, one.name)) for one in fields(settings)}
        case frozenset() | set():
            return sorted((snapshot(one) for one in settings), key=str)
        case tuple() | list():
            return [snapshot(one) for one in settings]
        case _ if hasattr(settings, "items"):
            return {str(snapshot(name)): snapshot(value) for name, value in settings.items()}
        case _:
            return _plain(settings)


def _plain(value: object) -> Json:
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            return moment(value)
        case date() | time():
            return value.isoformat()
        case timedelta():
            return _seconds(value)
        case _:
            return str(value)


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())
