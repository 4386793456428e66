"""What every shape of rondo.yml is made from: mappings without unknown keys, and names that stand elsewhere in it."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo

from bot.config.faults import listed, nearest
from bot.config.values import Words, wrong


class Shape(BaseModel):
    """A mapping that takes no key but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _known(section: str, one: str) -> Callable[[str, ValidationInfo], str]:
    """Whether a name is one of that section of the file, which the context holds."""

    def look_up(name: str, info: ValidationInfo) -> str:
        names: list[str] = (info.context or {}).get(section, [name])
        if name not in names:
            meant = nearest(name, names)
            remedy = f"did you mean `{meant}`?" if meant else f"`{section}` has {listed(names)}"
            raise wrong(f"there is no {one} `{name}`", remedy)
        return name

    return look_up


person = _known("people", "person")

PersonRef = Annotated[Words, AfterValidator(person)]
ScheduleRef = Annotated[Words, AfterValidator(_known("schedules", "schedule"))]
PolicyRef = Annotated[Words, AfterValidator(_known("policies", "policy"))]
ServiceRef = Annotated[Words, AfterValidator(_known("services", "service"))]


def off(value: Any) -> Any:
    """`off` as `None`, which says that nothing of it is wanted; nothing at all as an empty mapping."""
    return None if isinstance(value, str) and value.lower() in {"off", "false", "no"} else value or {}
