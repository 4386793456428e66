"""Why security is paged whatever the severity: where an alert comes from, what runs, and that it is private."""

from bot.domain.alerts import Alert
from bot.domain.incident.draft import Draft
from bot.domain.incident.ledgers import described
from bot.domain.incident.securing import demand, want
from bot.domain.releases import FlagKind
from bot.domain.situation import Settings

#: What is known against a version that is a matter of security; one that is only unstable is none.
GRAVE = frozenset({FlagKind.INSECURE, FlagKind.WITHDRAWN})


def opens(draft: Draft, alert: Alert | None = None) -> None:
    """An incident opens: what of it demands a page, which follows (`opening.follow`) with everything else."""
    private = "the incident is private" if draft.incident.private else ""
    demand(draft, _from(alert, draft) if alert else "", private, in_play(draft))


def joins(draft: Draft, alert: Alert) -> bool:
    """Whether an alert that comes to an incident demands a page that nothing did before."""
    return demand(draft, _from(alert, draft))


def runs(draft: Draft) -> None:
    """Another version runs than before, or what runs was flagged, while the incident is open: a page now."""
    if why := in_play(draft):
        want(draft, why=why)


def is_of_security(source: str, service: str | None, settings: Settings) -> bool:
    """Whether the file says that what comes from there, or is about that, is a matter of security."""
    known = settings.security
    return known is not None and (source in known.sources or service in known.services)


def in_play(draft: Draft) -> str:
    """Which version of the incident's service runs in production though it is insecure or withdrawn, if one does."""
    situation, service = draft.situation, draft.incident.service
    ledger = situation.ledgers.get(service or "")
    if ledger is None:
        return ""
    for place in sorted({one.environment for one in ledger.deploys if one.is_production}):
        ran = ledger.running(place)
        page = ledger.release(ran.version) if ran else None
        against = [flag for flag in page.against(draft.now) if flag.kind in GRAVE] if page else []
        if page and against:
            flags = "; ".join(described(against, situation))
            return f"{page.service} {page.version} runs in {place} and is flagged {flags}"
    return ""


def _from(alert: Alert, draft: Draft) -> str:
    settings, service = draft.situation.settings, draft.incident.service
    if not is_of_security(alert.source, service, settings):
        return ""
    known = settings.security
    if known is not None and alert.source in known.sources:
        return f"the alert comes from {alert.source}, which is a security source"
    return f"the alert is about {service}, which is a matter of security"
