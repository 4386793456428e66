"""Counts and gauges for Prometheus, in a registry of their own; no label ever names an incident or a title."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector, generate_latest

from bot.domain.effects import Lane
from bot.domain.incident.state import Status
from bot.ports import OutboxState


class Metrics:
    """What was counted since the start, and what is measured when somebody asks."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._alerts = Counter(
            "rondo_alerts",
            "Alerts received, by source and what became of them",
            ("source", "disposition"),
            registry=self._registry,
        )
        self._incidents = self._gauge("rondo_incidents", "Incidents that are not resolved", "status")
        self._waiting = self._gauge("rondo_outbox_waiting", "Deliveries that are owed", "lane")
        self._oldest = self._gauge("rondo_outbox_oldest_seconds", "Age of the oldest owed delivery", "lane")
        self._given_up = Gauge("rondo_outbox_given_up", "Deliveries that were given up", registry=self._registry)

    def _gauge(self, name: str, text: str, label: str) -> Gauge:
        return Gauge(name, text, (label,), registry=self._registry)

    def received(self, source: str, dispositions: Iterable[str]) -> None:
        """Count the alerts of one request."""
        for disposition, count in Tally(dispositions).items():
            self._alerts.labels(source, disposition).inc(count)

    def measure(self, incidents: Mapping[Status, int], outbox: OutboxState) -> None:
        """Set the gauges: `incidents` is how many there are of each status."""
        for status in (Status.OPEN, Status.ACKNOWLEDGED):
            self._incidents.labels(status.value).set(incidents.get(status, 0))
        for lane in Lane:
            oldest = outbox.oldest.get(lane)
            self._waiting.labels(lane.name.lower()).set(outbox.waiting.get(lane, 0))
            self._oldest.labels(lane.name.lower()).set(oldest.total_seconds() if oldest else 0)
        self._given_up.set(outbox.given_up)

    def exposition(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self._registry)
