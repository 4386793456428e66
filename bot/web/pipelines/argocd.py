"""Argo CD notifications: a webhook whose template sends the application as it is, `{{toJson .app}}`.

Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/services/webhook/
"""

from collections.abc import Mapping
from typing import Any

from bot.web.pipelines.reading import PRODUCTION, Told, names, word
from bot.web.sources.reading import Ignored, Unreadable, instant, mapping, text

#: Annotations of the Application that say what its names do not: `rondo/service`, `rondo/version`, `rondo/environment`.
_OURS = "rondo/"


def read(body: object) -> Told | Ignored:
    """An application that was synced, alone or under `app`.

    The version is the annotation's, else the tag of its image (of several, of the one that is named like the service),
    else the revision that was synced.

    Raises:
        Unreadable: it is no application of Argo CD.
    """
    app = mapping(mapping(body).get("app")) or mapping(body)
    about, status = mapping(app.get("metadata")), mapping(app.get("status"))
    if not about.get("name") or not status:
        raise Unreadable("The body has no `metadata.name` and `status` as an Application of Argo CD has.")
    operation = mapping(status.get("operationState"))
    phase = text(operation.get("phase"))
    if phase and phase != "Succeeded":
        return Ignored(reason=f"the sync is {phase}, not Succeeded")
    ours = mapping(about.get("annotations"))
    called = names(ours.get(f"{_OURS}service"), about.get("name"))
    revision = mapping(operation.get("syncResult")).get("revision") or mapping(status.get("sync")).get("revision")
    return Told(
        names=called,
        version=word(ours.get(f"{_OURS}version")) or _tag(status, called) or word(revision),
        environment=(word(ours.get(f"{_OURS}environment")) or PRODUCTION).lower(),
        at=instant(operation.get("finishedAt")),
        by=text(mapping(mapping(operation.get("operation")).get("initiatedBy")).get("username"), longest=100),
    )


def _tag(status: Mapping[str, Any], called: tuple[str, ...]) -> str:
    """The tag of the application's image; a digest is none."""
    images = mapping(status.get("summary")).get("images")
    tagged = [
        one.partition("@")[0].rpartition(":")
        for one in (images if isinstance(images, list) else ())
        if isinstance(one, str)
    ]
    known = {name.rpartition("/")[2]: word(tag) for name, _, tag in tagged if name and "/" not in tag}
    if len(known) == 1:
        return next(iter(known.values()))
    return next((known[name] for name in called if name in known), "")
