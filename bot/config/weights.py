"""Shares beside the others' (round-robin, rule 4)."""

from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from bot.config.values import text, wrong


def weight(value: object) -> float:
    """A share beside the others': `0.5` has half as many turns."""
    written = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else text(value)
    try:
        found = float(written)
    except ValueError:
        raise wrong(
            f"`{written}` is no weight", "write a number like `0.5`: half as many turns as the others"
        ) from None
    if found == 0:
        raise wrong("`weight: 0` is nobody's share", "take the target out, or write from `0.1` to `10`")
    if not 0.1 <= found <= 10:
        raise wrong(f"`{written}` is out of bounds", "write a weight from `0.1` to `10`; `1` is a whole share")
    return found


Weight = Annotated[float, BeforeValidator(weight), WithJsonSchema({"type": "number", "minimum": 0.1, "maximum": 10})]
