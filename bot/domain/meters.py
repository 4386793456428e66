"""The rubber-stamp meter: how a service's reviews are answered, and whether it looks as if nobody looked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from bot.domain.incident.state import Incident
from bot.domain.reviews import Conclusion, ReviewState
from bot.domain.situation import SecurityUse, Settings

#: So many reviews of a service, all of them with nothing for security and so quick in the middle, are a rubber stamp.
MANY, QUICK_SECONDS = 10, 30


@dataclass(frozen=True, kw_only=True)
class Meter:
    """How a service's reviews are answered; `kept` is why somebody keeps it as it is, with who and when."""

    service: str
    reviews: int
    clear: int
    batches: int
    seconds: float | None
    pages: bool
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_a_rubber_stamp(self) -> bool:
        """Whether it looks as if nobody looked."""
        quick = self.seconds is not None and self.seconds < QUICK_SECONDS
        return self.reviews >= MANY and self.clear == self.reviews and quick


def meters(
    incidents: Iterable[Incident], settings: Settings, kept: Mapping[str, Mapping[str, str]]
) -> tuple[Meter, ...]:
    """Per service how its reviews were answered, the most first; exceptions are no reviews."""
    found: dict[str, list[Conclusion]] = {}
    for one in incidents:
        given = [each for each in one.review.conclusions if each.state is not ReviewState.EXCUSED]
        found.setdefault(one.named_service or "default", []).extend(given[-1:])
    made = [_meter(name, given, settings, kept.get(name, {})) for name, given in found.items() if given]
    return tuple(sorted(made, key=lambda meter: (-meter.reviews, meter.service)))


def _meter(name: str, given: Sequence[Conclusion], settings: Settings, kept: Mapping[str, str]) -> Meter:
    seconds = [one.seconds for one in given if one.seconds is not None and not one.batch]
    known = settings.services.get(name)
    urgency = (known.urgency if known else settings.urgency).values()
    return Meter(
        service=name,
        reviews=len(given),
        clear=sum(one.state is ReviewState.CLEAR for one in given),
        batches=sum(one.batch for one in given),
        seconds=median(seconds) if seconds else None,
        pages=any(one.security is SecurityUse.PAGE for one in urgency),
        kept=kept,
    )


def advice(meter: Meter) -> str:
    """`38 of 38 checkout reviews: nothing for security, median 6 s.` and, where it looks so, what to think about."""
    took = f", median {meter.seconds:g} s" if meter.seconds is not None else ""
    batches = f", {meter.batches} in batches" if meter.batches else ""
    said = f"{meter.clear} of {meter.reviews} {meter.service} reviews: nothing for security{took}{batches}."
    if not meter.is_a_rubber_stamp or meter.kept:
        return said
    return f"{said} {'Invite only?' if meter.pages else 'Not at all?'}"


def change(meter: Meter) -> str:
    """What to write into rondo.yml, so that security is asked less for that service: the file is its owner's."""
    use = "invite" if meter.pages else "none"
    severities = "".join(f"      {one}: {{security: {use}}}\n" for one in ("critical", "high", "medium"))
    return f"services:\n  {meter.service}:\n    urgency:\n{severities}"
