"""A way around Slack to somebody."""

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A way around Slack: an Apprise address (secret), used after so long without an acknowledgement."""

    url: str = field(repr=False)
    after: timedelta = timedelta(minutes=2)

    @property
    def kind(self) -> str:
        """What sort of way it is, which tells nothing of the address: `mailto`, `twilio`."""
        return self.url.partition(":")[0].lower()
