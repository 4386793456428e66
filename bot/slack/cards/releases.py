"""What an incident's channel is told of releases: another version runs, or the one that runs was flagged."""

from bot.domain import effects as e
from bot.domain.durations import ago
from bot.domain.incident.ledgers import described
from bot.domain.releases import Running, scanned
from bot.slack import text
from bot.slack.cards.scene import Scene, are, dots

#: So many environments are told of, and so many flags of each version.
_PLACES, _FLAGS = 3, 3


def release(scene: Scene, told: e.TellVersion | e.TellFlagged) -> list[str]:
    """The lines of such a message."""
    return _changed(scene, told) if isinstance(told, e.TellVersion) else _flagged(told)


def what_runs(scene: Scene) -> list[str]:
    """What runs in production of the scene's service, since when, what is known against it and the last scan."""
    there = [one for one in scene.running if one.deploy.is_production]
    return [_runs(scene, one) for one in there[:_PLACES]]


def _runs(scene: Scene, one: Running) -> str:
    flags = described(one.release.against(scene.now), scene.situation)
    known = [f"*flagged* {_words(flag)}" for flag in flags[:_FLAGS]]
    where = f"{_word(one.deploy.version)} runs in {_word(one.deploy.environment)} since {scene.at(one.deploy.at)}"
    return dots(where, *known, scanned(one.release.last_scan, scene.now))


def _changed(scene: Scene, told: e.TellVersion) -> list[str]:
    moved = f"went{' back' if told.back else ''} from {_word(told.before)} to" if told.before else "begins with"
    by = dots(f"by {_words(told.by)}" if told.by else "", _words(told.proposed))
    when = f"{ago(scene.now - told.at)}, inside {scene.id}"
    sign = ":rewind:" if told.back else ":package:"
    what = f"*{_word(told.service)} {moved} {_word(told.version)}*"
    first = f"{sign} {what} in {dots(f'{_word(told.environment)} {when}', by)}"
    known = [f":warning: *{_word(told.version)} is flagged* {dots(*map(_words, told.against))}"] if told.against else []
    left = f"{_word(told.before)} is flagged unstable from now on" if told.before and told.unstable else ""
    heard = f"{scene.names(told.told)} {are(told.told)} told" if told.told else ""
    return [first, *known, dots(left, heard)]


def _flagged(told: e.TellFlagged) -> list[str]:
    what = f"{_word(told.service)} {_word(told.version)}"
    where = ", ".join(_word(one) for one in told.environments[:5])
    return [f":warning: *{what}, which runs in {where}, is flagged* {_words(told.against)}"]


def _word(said: str | None) -> str:
    return text.fit(text.one_line(said or ""), 130)


def _words(said: str) -> str:
    return text.fit(text.one_line(said), 400)
