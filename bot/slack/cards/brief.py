"""The brief to the security engineer: what is known and what is not, what is asked of them, and until when."""

from collections.abc import Sequence

from bot.domain.incident.owing import rule_of
from bot.domain.incident.state import (
    Status,
)
from bot.domain.security import (
    SecurityStatus,
)
from bot.slack import text
from bot.slack.cards.face import Block, Face, face
from bot.slack.cards.page import security_buttons, security_excuses
from bot.slack.cards.releases import what_runs
from bot.slack.cards.reviewing import answers, asked, review_line
from bot.slack.cards.scene import Scene, counted, dots

#: So many incidents, or versions, are named.
_NAMED = 3


def brief(scene: Scene, person: str) -> Face:
    """What security needs to know now; the mention, in the channel, asks that one person."""
    engineer = scene.incident.security
    if engineer is not None and engineer.person != person:
        line = (
            f":shield: *{scene.name(engineer.person)} stands in for security on {scene.id}*, not {scene.name(person)}"
        )
        return face([line], short=scene.short("security"))
    here = engineer is not None and engineer.status is SecurityStatus.HERE
    you = scene.mention(person) if _asks_by_name(scene) else scene.name(person)
    owed = scene.incident.review.is_owed and rule_of(scene.situation) is not None
    if scene.incident.status is Status.RESOLVED:
        left = asked(scene) if owed else review_line(scene) or "Nothing more is asked of you"
        buttons = answers(scene) if owed else ()
        return face([f"{you} *{scene.id} is resolved.* {left}"], buttons, short=scene.short("resolved"))
    about = dots(scene.incident.severity.value, scene.service).replace(" · ", ", ")
    state = f"*You are security's eyes on {scene.id}*" + (", and here." if here else f" ({about}).")
    fixes = f"{scene.name(scene.incident.primary)} fixes; you judge. " if scene.incident.primary else ""
    known = [_because(scene), _known(scene), *what_runs(scene), _heard(scene), _unknown(scene)]
    lines = [f"{you} {state} {fixes}You need not debug.", *known, asked(scene)]
    return face(
        [*lines, review_line(scene) if not owed else ""], _asks(scene, owed, here), short=_lock_screen(scene, lines[0])
    )


def _asks(scene: Scene, owed: bool, here: bool) -> tuple[Block, ...]:
    """What they can answer: with a review owed what they conclude, and behind it whether they come."""
    if not owed:
        return () if here else security_buttons(scene.id)
    comes = (
        ("I'm here", f"security_here:{scene.id}"),
        ("Not me", f"security_not_me:{scene.id}"),
        *security_excuses(scene.id),
    )
    return answers(scene, *(() if here else comes))


def _lock_screen(scene: Scene, line: str) -> str:
    return scene.short("security is asked") or line


def _known(scene: Scene) -> str:
    titles = [one.title for one in scene.incident.alerts.values()][:3] or [scene.incident.title]
    known = [text.escape(text.cut(text.one_line(title), 120)) for title in titles]
    return f"*Known:* {dots(*known, f'since {scene.at(scene.incident.opened_at)}', scene.links)}"


def _asks_by_name(scene: Scene) -> bool:
    """Whether the brief is a mention: once they are paged; whoever was only invited is woken by nothing."""
    engineer = scene.incident.security
    return bool(scene.channel) and engineer is not None and engineer.page


def _because(scene: Scene) -> str:
    """Why they are here whatever the severity."""
    why = "; ".join(scene.incident.security_why)
    return f"*Because* {text.fit(text.one_line(why), 500)}" if why else ""


def _heard(scene: Scene) -> str:
    """What the security sources said in the last 24 hours, of whatever service."""
    settings = scene.situation.settings.security
    if not scene.heard:
        listens = settings is not None and (settings.sources or settings.services)
        return "*Security sources in 24 h:* nothing" if listens else ""
    said = [f"{counted(one.alerts, f'{_word(one.source)} alert')} ({_where(one.incidents)})" for one in scene.heard]
    return f"*Security sources in 24 h:* {dots(*said)}"


def _where(numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    return ", ".join(f"INC-{number}" for number in numbers[:_NAMED]) + more


def _unknown(scene: Scene) -> str:
    """An honest brief says what it does not know: what runs, and whether anything was heard."""
    service, settings = scene.service, scene.situation.settings.security
    there = [one for one in scene.running if one.deploy.is_production]
    runs = "" if there else f"which version{f' of {service}' if service else ''} runs now, and what is known against it"
    deaf = settings is not None and not (settings.sources or settings.services)
    sources = "what security sources saw (none is configured)" if deaf else ""
    missing = dots(runs, sources)
    return f"*Not known:* {missing}" if missing else ""


def _word(words: str) -> str:
    return text.escape(text.cut(text.one_line(words), 60))
