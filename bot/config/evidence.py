"""`evidence:` in rondo.yml: what packages for auditors don't show."""

from pydantic import Field

from bot.config.references import Shape
from bot.config.values import Truth, Words


class Evidence(Shape):
    redact: list[Words] = Field(default_factory=list)
    private_messages: Truth = False
