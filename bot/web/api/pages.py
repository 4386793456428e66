"""A page of the ledger of releases as the JSON of the API, and the parts of a path that name it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Path
from pydantic import AfterValidator
from typing_extensions import TypedDict

from bot.domain.releases import Deploy, Flag, Release
from bot.domain.text import clean
from bot.engine import Result
from bot.web.given import Web
from bot.web.moments import moment
from bot.web.problems import Problem

#: `checkout` and `1.4.2` in a path.
Service = Annotated[str, Path(description="a service of rondo.yml", examples=["checkout"]), AfterValidator(clean)]
Version = Annotated[str, Path(description="a version, as deploys name it", examples=["1.4.2"]), AfterValidator(clean)]


class FlagShape(TypedDict):
    kind: Literal["insecure", "unstable", "withdrawn"]
    by: str
    at: str
    until: str | None
    note: str
    cves: list[str]
    severity: Literal["critical", "high", "medium", "low"] | None
    incident: str | None
    scan: str | None
    ended_at: str | None
    ended_by: str | None


class ReleaseShape(TypedDict):
    service: str
    version: str
    verdict: Literal["clear", "flagged"]
    flags: list[FlagShape]
    last_scan: str | None


class DeployShape(TypedDict):
    service: str
    version: str
    environment: str
    at: str
    by: str


def release_shape(page: Release, now: datetime) -> ReleaseShape:
    """What is known against a version now."""
    against = page.against(now)
    return {
        "service": page.service,
        "version": page.version,
        "verdict": "flagged" if against else "clear",
        "flags": flag_shapes(against),
        "last_scan": moment(page.last_scan),
    }


def flag_shapes(flags: Iterable[Flag]) -> list[FlagShape]:
    """Flags, those that are over with who ended them."""
    return [
        {
            "kind": flag.kind.value,
            "by": flag.by,
            "at": moment(flag.made_at),
            "until": moment(flag.until),
            "note": flag.note,
            "cves": list(flag.cves),
            "severity": flag.severity.value if flag.severity else None,
            "incident": f"INC-{flag.incident}" if flag.incident else None,
            "scan": flag.scan or None,
            "ended_at": moment(flag.ended_at),
            "ended_by": flag.ended_by or None,
        }
        for flag in flags
    ]


def deploy_shape(deploy: Deploy) -> DeployShape:
    """What runs where, since when."""
    return {
        "service": deploy.service,
        "version": deploy.version,
        "environment": deploy.environment,
        "at": moment(deploy.at),
        "by": deploy.by,
    }


async def page_of(service: str, version: str, web: Web) -> ReleaseShape:
    """The page as it is now."""
    return release_shape(await web.reads.release(service, version), await web.clock.now())


def accepted(result: Result) -> Result:
    """What the ledger took.

    Raises:
        Problem: 422 for what makes no sense.
    """
    if result.refused:
        raise Problem(422, result.text)
    return result
