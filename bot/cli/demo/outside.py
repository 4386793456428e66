"""Who talks to the demo's bot over HTTP, as the world does: a sender of alerts, and a reader of its REST API."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp

from bot.cli.demo.clock import DemoClock
from bot.sandbox import Impossible

#: An alert that was not accepted is sent again after so long; an answer is waited for so long. Seconds.
AGAIN, PATIENCE = 0.1, 5

_AWAY = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError)


class Outside:
    """Speaks with whichever bot lives at `url`; `session` is closed by who gave it."""

    def __init__(
        self, url: str, session: aiohttp.ClientSession, clock: DemoClock, *, alerts: str, reading: str
    ) -> None:
        self._url, self._session, self._clock = url, session, clock
        self._alerts, self._reading = _bearer(alerts), _bearer(reading)

    async def break_checkout(self) -> str | None:
        """Send what Alertmanager would, each time another alert; as it does, again and again until it is accepted.

        Returns the incident that it was accepted into.
        """
        at = self._clock.instant().isoformat()
        while True:
            try:
                async with self._session.post(
                    f"{self._url}/alerts/alertmanager", json=_alert(at), headers=self._alerts, timeout=_patience()
                ) as answer:
                    if answer.status < 500:
                        answer.raise_for_status()
                        results = (await answer.json())["results"]
                        return next((one["incident"] for one in results), None)
            except _AWAY:
                pass  # dead, or cut off in the middle of its answer
            await self._clock.pause(AGAIN)

    async def deploy(self, service: str, version: str, minutes: float) -> None:
        """What a pipeline posts: that version runs, since so many minutes."""
        when = (self._clock.instant() - timedelta(minutes=minutes)).isoformat()
        await self._tell("deploys", {"service": service, "version": version, "when": when, "by": "ben"})

    async def flag(self, service: str, version: str, weakness: str) -> None:
        """What security knows against a version."""
        known = {"as": "tam", "kind": "insecure", "cves": [weakness], "severity": "high", "note": "the parser"}
        await self._tell(f"releases/{service}/{version}/flags", known)

    async def _tell(self, path: str, body: Mapping[str, Any]) -> None:
        """Raises `Impossible` when it does not answer."""
        try:
            async with self._session.post(
                f"{self._url}/api/v1/{path}", json=body, headers=self._reading, timeout=_patience()
            ) as answer:
                answer.raise_for_status()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Impossible("Rondo does not answer; try again") from error

    async def incidents(self) -> Mapping[str, Mapping[str, Any]]:
        """Every incident by its id, as the REST API tells it.

        Raises:
            ConnectionError: it does not answer.
        """
        found: dict[str, Mapping[str, Any]] = {}
        asked = {"status": "all", "limit": "200"}
        while True:
            page = await self._page(asked)
            found |= {one["id"]: one for one in page["incidents"]}
            if not page["next"]:
                return found
            asked["cursor"] = page["next"]

    async def _page(self, asked: Mapping[str, str]) -> Any:
        try:
            async with self._session.get(
                f"{self._url}/api/v1/incidents", params=asked, headers=self._reading, timeout=_patience()
            ) as answer:
                answer.raise_for_status()
                return await answer.json()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ConnectionError(f"the bot does not answer: {error}") from error


def _bearer(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _patience() -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=PATIENCE)


def _alert(at: str) -> Mapping[str, Any]:
    labels = {"alertname": "CheckoutErrors", "service": "checkout", "severity": "critical"}
    annotations = {"summary": "Checkout error rate above 5 %", "description": "5xx of checkout above 5 % for 5 minutes"}
    alert = {"status": "firing", "labels": labels, "annotations": annotations, "startsAt": at, "fingerprint": at}
    about = {"version": "4", "status": "firing", "groupKey": f"checkout {at}", "commonLabels": labels}
    return {**about, "commonAnnotations": annotations, "alerts": [alert]}
