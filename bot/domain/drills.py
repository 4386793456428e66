"""Which incidents are drills: those that say so themselves, by a label or by their title."""

from collections.abc import Mapping

from bot.domain.incident.state import Incident

#: The label of a drill's alerts; what it says then; how the title of a declared one begins, in any case.
LABEL, YES, TITLES = "drill", frozenset({"true", "yes", "1"}), ("[drill]", "drill:")


def is_drill(incident: Incident) -> bool:
    """Whether every alert of it says so; of one without alerts, its title.

    One alert that does not makes it an incident: nothing real is hidden by a drill at the same time.
    """
    if not incident.alerts:
        return incident.title.strip().lower().startswith(TITLES)
    return all(_says_so(alert.labels or incident.labels) for alert in incident.alerts.values())


def _says_so(labels: Mapping[str, str]) -> bool:
    return labels.get(LABEL, "").strip().lower() in YES
