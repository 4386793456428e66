"""Where a kill would matter: around every commit and every call out."""

from collections.abc import Callable

#: Told the name of each such point as it is passed: `before commit`, `after commit`, `before chat.postMessage` …
Crash = Callable[[str], None]


def survives(point: str) -> None:
    """Goes on, as everything but a test does; a test raises past everybody, as a kill would."""
