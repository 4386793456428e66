"""Markdown as HTML: raw HTML is text, and addresses other than http(s) and mailto are dropped."""

from functools import cache
from typing import Protocol, cast

from markupsafe import Markup


class _Render(Protocol):
    def __call__(self, text: str) -> str: ...


@cache
def _render() -> _Render:
    import mistune  # noqa: PLC0415 - loaded when the first report is read, not at start

    return cast("_Render", mistune.create_markdown(escape=True))


def as_html(text: str) -> Markup:
    """HTML that is safe to show."""
    return Markup(_render()(text))  # noqa: S704 - mistune escapes everything that is not Markdown
