"""Templates become answers: rendered with everything escaped, and sent with headers that let nothing else in."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_HERE = Path(__file__).parent
STATIC = _HERE / "static"

#: No script of a page's own text, no frame around it, nothing from elsewhere. `same-origin` and not `no-referrer`,
#: under which browsers send forms with `Origin: null`.
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of that template."""
    text = _templates().get_template(template).render(**values)
    return HTMLResponse(text.encode("utf-8", "replace"), status, headers=dict(HEADERS))


def written(template: str, **values: Any) -> str:
    """A template's words, for a file."""
    return _templates().get_template(template).render(**values)


def unless_unchanged(answer: HTMLResponse, request: Request) -> Response:
    """The same answer with a tag of its content, or 304 for who has that already."""
    tag = f'"{hashlib.sha256(bytes(answer.body)).hexdigest()[:24]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={**HEADERS, "ETag": tag})
    answer.headers["ETag"] = tag
    return answer


def message(status: int, heading: str, text: str, *, back: str = "/") -> HTMLResponse:
    """A page that says one thing and how to go on."""
    return page("message.html", status=status, heading=heading, text=text, back=back)
