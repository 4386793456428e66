"""Slack's mrkdwn: escaping what others wrote, cutting it to length, instants in the reader's zone, words for lists.

Rules: https://docs.slack.dev/messaging/formatting-message-text. Every function that takes foreign text escapes it; what
it returns is mrkdwn and must not be escaped again.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from urllib.parse import quote, urlsplit

from bot.domain.text import showable

_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
_LABELLED = re.compile(r"<[^|<>]*\|([^<>]*)>")
_BARE = re.compile(r"<(https?://[^|<>]*|mailto:[^|<>]*)>")
#: An invisible character that is no edge of a word: a mark behind it neither opens nor closes a format.
JOINER = "\u2060"
_STARS = re.compile(rf"(?<!{JOINER})\*((?:[^*\n]|{JOINER}\*)+)(?<!{JOINER})\*")
_ADDRESS = re.compile(r"(https?://\S+)")
_LETTER = r"[^\W_]"
_OPENS = {mark: re.compile(rf"(?<!{_LETTER})[{mark}](?=[^\s{mark}])") for mark in "*_~"}
_CLOSES = {mark: re.compile(rf"(?<=\S)[{mark}](?!{_LETTER})") for mark in "*_~"}
_FAR = timedelta(hours=18)


def escape(text: str) -> str:
    """Foreign text as mrkdwn that can't mention, link, format a date or be bold; control characters become U+FFFD."""
    return entities(_unmarked(text))


def entities(text: str) -> str:
    """The same where nothing is formatted, and for words of our own, whose `code` stays."""
    return showable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unmarked(text: str) -> str:
    """The text with a joiner before each mark of a pair that would format; addresses in it stay as they are."""
    marks = "".join(mark for mark in "*_~" if mark in text and any(_formats(mark, line) for line in text.split("\n")))
    marks += "`" if text.count("`") > 1 else ""
    if not marks:
        return text
    parts = _ADDRESS.split(text)
    return "".join(
        part if number % 2 else re.sub(rf"([{marks}])", rf"{JOINER}\1", part) for number, part in enumerate(parts)
    )


def _formats(mark: str, line: str) -> bool:
    first = _OPENS[mark].search(line)
    last = max((found.start() for found in _CLOSES[mark].finditer(line)), default=-1)
    return first is not None and last > first.end()


def unescape(text: str) -> str:
    """What Slack sends back, as plain words: links by their label (else address), entities undone, in that order."""
    bare = _BARE.sub(r"\1", _LABELLED.sub(r"\1", text)).replace(JOINER, "")
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def cut(text: str, longest: int) -> str:
    """At most `longest` characters of plain text, ending in `…` where something is missing; cut before escaping."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def one_line(text: str) -> str:
    """The text with every run of white space as one blank."""
    return " ".join(text.split())


def fit(text: str, longest: int, *, formats: bool = True) -> str:
    """Foreign text, escaped, at most `longest` characters of mrkdwn, never cut within an entity.

    Without `formats` it is for where `entities` would do.
    """
    words = _unmarked(text) if formats else text
    whole = entities(words)
    if len(whole) <= longest:
        return whole
    kept, length = [], 0
    for one in words:
        piece = entities(one)
        if length + len(piece) >= longest:
            break
        kept.append(piece)
        length += len(piece)
    return "".join(kept).rstrip(JOINER).rstrip() + "…"


def bold(text: str) -> str:
    """Foreign text in bold, on one line; empty stays empty."""
    words = escape(one_line(text))
    return f"*{words}*" if words else ""


def link(url: str, label: str) -> str:
    """A link that shows `label`; only http(s) becomes one, anything else is the label alone."""
    words = escape(one_line(label)) or "link"
    address = quote(showable(url.strip()), safe=":/?#[]@!$&'()*+,;=%~-._").replace("&", "&amp;")
    return f"<{address}|{words}>" if is_web(url) and len(address) <= 2000 else words


def is_web(url: str) -> bool:
    """Whether it is an http(s) address with a host, the only kind we link."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def mention(slack_id: str) -> str:
    """A mention, which notifies: only where the line asks that person."""
    return f"<@{slack_id}>" if re.fullmatch(r"[UW][A-Z0-9]+", slack_id) else escape(slack_id)


def channel_link(channel_id: str) -> str:
    """A link to a channel by its id, shown as its present name to whoever may see it."""
    return f"<#{channel_id}>" if re.fullmatch(r"[CG][A-Z0-9]+", channel_id) else escape(channel_id)


def moment(instant: datetime, *, near: datetime | None = None, zone: tzinfo = UTC) -> str:
    """An instant in each reader's own zone: the time alone, or with its day when it is far from `near`.

    Where Slack draws no dates (a lock screen), it is in `zone`.
    """
    far = near is not None and abs(instant - near) > _FAR
    local = instant.astimezone(zone)
    shape = "{date_short_pretty} {time}" if far else "{time}"
    return f"<!date^{int(instant.timestamp())}^{shape}|{local:{'%d %b %H:%M' if far else '%H:%M'} %Z}>"


def plain(mrkdwn: str) -> str:
    """The same words for a lock screen: no stars, links by their label, instants in UTC; still escaped, < 4000."""
    words = _STARS.sub(r"\1", _LABELLED.sub(r"\1", _DATE.sub(r"\1", mrkdwn)))
    short = words[:3900]
    return short.rpartition("&")[0] if "&" in short[-5:] and ";" not in short[-5:] else short


def listed(words: Sequence[str], last: str = "and") -> str:
    """`Ana, Ben and Chi`; the words must be mrkdwn already."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `4th`, `11th`."""
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
