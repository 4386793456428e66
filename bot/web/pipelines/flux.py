"""Flux's notification controller, provider `generic`: an event of a HelmRelease or of a Kustomization.

Source: https://fluxcd.io/flux/components/notification/provider/ and https://fluxcd.io/flux/components/notification/events/
"""

from bot.web.pipelines.reading import PRODUCTION, Told, names, word
from bot.web.sources.reading import Ignored, Unreadable, instant, mapping, text

#: Reasons that say that something runs now, by the kind of what it is.
_DEPLOYED = {
    "HelmRelease": frozenset({"InstallSucceeded", "UpgradeSucceeded", "RollbackSucceeded"}),
    "Kustomization": frozenset({"ReconciliationSucceeded"}),
}


def read(body: object) -> Told | Ignored:
    """What was installed, upgraded or rolled back; service, version and environment from `eventMetadata` of the Alert.

    Without a version there it is the revision, of which Flux says `main@sha1:…`, or a chart's.

    Raises:
        Unreadable: it is no event of Flux.
    """
    told = mapping(body)
    about, more, reason = mapping(told.get("involvedObject")), mapping(told.get("metadata")), text(told.get("reason"))
    if not about.get("name") or not reason:
        raise Unreadable("The body has no `involvedObject.name` and `reason` as an event of Flux has.")
    kind = text(about.get("kind"))
    if reason not in _DEPLOYED.get(kind, frozenset()):
        return Ignored(reason=f"{reason} of a {kind or 'nameless kind'} says of no deploy")
    given = {name.rpartition("/")[2]: value for name, value in more.items()}
    return Told(
        names=names(given.get("service"), about.get("name")),
        version=word(given.get("version")) or word(given.get("revision")) or word(given.get("appVersion")),
        environment=(word(given.get("environment")) or PRODUCTION).lower(),
        at=instant(told.get("timestamp")),
        by=text(told.get("reportingController"), longest=100),
    )
