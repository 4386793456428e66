"""Counts, gauges and histograms for Prometheus, in a registry of their own; no label names an incident or a title."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from bot.domain.audit import Amiss
from bot.domain.effects import Lane
from bot.domain.incident.state import Status
from bot.ports import OutboxState

#: In seconds: a page takes one call of Slack's, is late after 30 s (reliability), and may be held up by an outage.
TO_PAGE = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600)

#: In seconds: a timer is late by 2 s at p99, by 5 s at most.
LATENESS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300)


class Metrics:
    """What was counted since the start, and what is measured when somebody asks."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._alerts = self._counter("alerts", "Alerts received, by what became of them", "source", "disposition")
        self._calls = self._counter("slack_calls", "Calls of Slack, by how they ended", "method", "outcome")
        self._findings = self._counter("audit_findings", "What audits found amiss", "kind")
        self._replaced = self._counter("socket_replaced", "Sockets replaced because nothing was heard on them")
        self._unheard = self._counter("heartbeat_failures", "Pings to heartbeat_url that were not answered")
        self._to_page = self._histogram(
            "time_to_page_seconds", "From the first page's decision to its delivery", TO_PAGE
        )
        self._lateness = self._histogram("timer_lateness_seconds", "How late due timers were decided", LATENESS)
        self._incidents = self._gauge("incidents", "Incidents that are not resolved", "status")
        self._waiting = self._gauge("outbox_waiting", "Deliveries that are owed", "lane")
        self._oldest = self._gauge("outbox_oldest_seconds", "Age of the oldest owed delivery", "lane")
        self._given_up = self._gauge("outbox_given_up", "Deliveries that were given up")
        self._replicas = self._gauge("replicas", "Processes on this database whose heart beats")
        self._slack_up = self._gauge("slack_up", "Whether the last call of Slack found it there")
        self._audit_age = self._gauge("audit_age_seconds", "Since the last audit ended")
        self._audited_at: datetime | None = None
        for kind in Amiss:
            self._findings.labels(kind.value)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"rondo_{name}", text, labels, registry=self._registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"rondo_{name}", text, labels, registry=self._registry)

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"rondo_{name}", text, registry=self._registry, buckets=buckets)

    def received(self, source: str, dispositions: Iterable[str]) -> None:
        """Count the alerts of one request."""
        for disposition, count in Tally(dispositions).items():
            self._alerts.labels(source, disposition).inc(count)

    def called(self, method: str, outcome: str) -> None:
        """Count a call of Slack: it ended `yes`, `no`, `unknown` or `limited`."""
        self._calls.labels(method, outcome).inc()

    def paged(self, after: timedelta) -> None:
        """An incident's first page was delivered so long after it was decided."""
        self._to_page.observe(after.total_seconds())

    def late(self, by: timedelta) -> None:
        """A timer was decided so late."""
        self._lateness.observe(max(0.0, by.total_seconds()))

    def audited(self, at: datetime) -> None:
        """An audit came to its end."""
        self._audited_at = at

    def found(self, kind: Amiss) -> None:
        """Something is amiss that was not before."""
        self._findings.labels(kind.value).inc()

    def unheard(self) -> None:
        """A ping to the outside was not answered."""
        self._unheard.inc()

    def replaced(self) -> None:
        """A silent socket was replaced."""
        self._replaced.inc()

    def measure(
        self, incidents: Mapping[Status, int], outbox: OutboxState, *, now: datetime, slack_there: bool = True
    ) -> None:
        """Set the gauges: `incidents` is how many there are of each status."""
        for status in (Status.OPEN, Status.ACKNOWLEDGED):
            self._incidents.labels(status.value).set(incidents.get(status, 0))
        for lane in Lane:
            oldest = outbox.oldest.get(lane)
            self._waiting.labels(lane.name.lower()).set(outbox.waiting.get(lane, 0))
            self._oldest.labels(lane.name.lower()).set(oldest.total_seconds() if oldest else 0)
        self._given_up.set(outbox.given_up)
        self._replicas.set(outbox.replicas)
        self._slack_up.set(slack_there)
        # Before the first audit it counts from the first look: one that never comes must show.
        self._audited_at = self._audited_at or now
        self._audit_age.set(max(0.0, (now - self._audited_at).total_seconds()))

    def exposition(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self._registry)
