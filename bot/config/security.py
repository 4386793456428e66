"""`security:` in rondo.yml: who is brought in, and what becomes of the reviews that they owe."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, ValidationInfo, WithJsonSchema

from bot.config.references import PolicyRef, Shape, person
from bot.config.values import Duration, Truth, channel, duration, text, wrong
from bot.domain.reviews import Deadline, ReviewRule

#: So many business days a review may take at most.
_MOST = 30


def deadline(written: str) -> Deadline:
    """`1 business day`, `3 business days`, or a length like `4h`."""
    if match := re.fullmatch(r"([0-9]{1,4}) +business +days?", written):
        if not 1 <= int(match[1]) <= _MOST:
            raise wrong(f"`{written}` is no time for a review", f"write 1 to {_MOST} business days")
        return Deadline(days=int(match[1]))
    if re.fullmatch(r"[0-9]+ *days?", written):
        raise wrong(
            f"`{written}` does not say which days", f"write `{int(written.rstrip('days '))} business day`, or `1d`"
        )
    return Deadline(lasts=duration(written))


def _lead(value: Any, info: ValidationInfo) -> str:
    written = text(value)
    return channel(written) if written.startswith("#") else person(written, info)


def _said(one: Deadline) -> str:
    if one.lasts is not None:
        return f"{one.lasts // timedelta(seconds=1)}s"
    return f"{one.days} business day{'s' if one.days > 1 else ''}"


ReviewDue = Annotated[
    Deadline,
    BeforeValidator(lambda value: deadline(text(value))),
    PlainSerializer(_said),
    WithJsonSchema({"type": "string", "pattern": r"^([0-9]+ +business +days?|[0-9]+[smhd])$"}),
]
Lead = Annotated[str, BeforeValidator(_lead), WithJsonSchema({"type": "string"})]


class Security(Shape):
    policy: PolicyRef
    review: ReviewRule = ReviewRule.OWED
    review_due: ReviewDue = Deadline()
    four_eyes: Truth = False
    lead: Lead | None = None
    proposal_answer: Duration = timedelta(minutes=5)
