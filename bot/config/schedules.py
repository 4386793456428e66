"""The shapes of schedules: rotations with their restrictions, calendars, who shadows whom; and absences."""

import re
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from bot.config.faults import listed, nearest
from bot.config.holidays import countries, nearest_country, subdivisions
from bot.config.references import PersonRef, Shape
from bot.config.values import (
    Channel,
    Day,
    DurationOrOff,
    Every,
    Hours,
    Starts,
    Truth,
    UserGroup,
    Weekday,
    Words,
    Zone,
    text,
    web_address,
    wrong,
)

#: An absence that is longer has no end that anybody planned.
_LONGEST_ABSENCE = timedelta(days=366)

#: A reminder that comes earlier is forgotten again.
_EARLIEST_REMINDER = timedelta(days=14)


class Away(Shape):
    first: Day = Field(alias="from")
    last: Day = Field(alias="to")

    @field_validator("last")
    @classmethod
    def _ordered(cls, last: date, info: ValidationInfo) -> date:
        first = info.data.get("first", last)
        if last < first:
            raise wrong(f"the absence ends on {last}, before it begins on {first}", "swap `from` and `to`")
        if last - first > _LONGEST_ABSENCE:
            remedy = "take whoever has left out of every rotation and level, or write the day on which they are back"
            raise wrong(f"the absence is longer than a year, until {last}", remedy)
        return last


def _country(code: str) -> str:
    if code not in countries():
        meant = nearest_country(code)
        remedy = f"did you mean `{meant}`?" if meant else "write the two letters of ISO 3166, like `DE` or `US`"
        raise wrong(f"there are no public holidays for a country `{code}`", remedy)
    return code


class Holidays(Shape):
    country: Annotated[Words, AfterValidator(_country)]
    subdivision: Words | None = None
    use: Literal["skip", "only"] = "skip"

    @field_validator("subdivision")
    @classmethod
    def _of_the_country(cls, code: str | None, info: ValidationInfo) -> str | None:
        country = info.data.get("country")
        if code is not None and country is not None and code not in (known := subdivisions(country)):
            meant = nearest(code, known)
            takes = f"{country} has {listed(known)}" if known else f"leave it out: {country} has none"
            raise wrong(f"{country} has no subdivision `{code}`", f"did you mean `{meant}`?" if meant else takes)
        return code


def _holidays(value: Any) -> Any:
    return value if isinstance(value, dict) else {"country": value}


AnyHolidays = Annotated[Holidays, BeforeValidator(_holidays, json_schema_input_type=str | Holidays)]


class Rotation(Shape):
    people: list[PersonRef] = Field(min_length=1)
    every: Every
    starts: Starts
    hours: Hours | None = None
    days: Annotated[list[Weekday], Field(min_length=1)] | None = None
    holidays: AnyHolidays | None = None


def _calendar(value: object) -> str:
    """Where a calendar is read: a file, or an address on the web; `webcal:` is how some write `https:`."""
    written = text(value)
    if re.match(r"webcals?://", written, re.IGNORECASE):
        written = "https" + written[written.index("://") :]
    scheme = re.match(r"([a-z][a-z0-9+.-]+):", written, re.IGNORECASE)
    if scheme and scheme[1].lower() not in {"http", "https"}:
        raise wrong("this is no address of a calendar", "write one that begins with `https://`, or the path of a file")
    return web_address(written) if scheme else written


class Calendar(Shape):
    """`names` says who is meant by a name or an e-mail address that the calendar uses."""

    calendar: Annotated[str, BeforeValidator(_calendar), WithJsonSchema({"type": "string", "minLength": 1})]
    names: dict[Words, PersonRef] = Field(default_factory=dict)


#: How the two are told apart; pydantic puts these into the path of a fault, and `told` takes them out again.
ROTATION, CALENDAR = "[rotation]", "[calendar]"


def _which(value: Any) -> str:
    is_calendar = isinstance(value, Calendar) or (isinstance(value, dict) and "calendar" in value)
    return CALENDAR if is_calendar else ROTATION


AnyRotation = Annotated[Annotated[Rotation, Tag(ROTATION)] | Annotated[Calendar, Tag(CALENDAR)], Discriminator(_which)]


def _near(before: timedelta) -> timedelta:
    if before > _EARLIEST_REMINDER:
        raise wrong("that is more than two weeks before the shift", "the longest is `14d`")
    return before


class Schedule(Shape):
    timezone: Zone | None = None
    rotations: list[AnyRotation] = Field(min_length=1)
    shadows: dict[PersonRef, PersonRef] = Field(default_factory=dict)
    group: UserGroup | None = None
    channel: Channel | None = None
    hand_off: Truth = True
    remind: Annotated[DurationOrOff, AfterValidator(_near)] | None = None

    @field_validator("shadows")
    @classmethod
    def _shadows(cls, shadows: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        """A learner is never paged here, and follows somebody who can be."""
        layers = info.data.get("rotations", ())
        taking = {name for one in layers if isinstance(one, Rotation) for name in one.people}
        all_known = "rotations" in info.data and not any(isinstance(one, Calendar) for one in layers)
        for learner, followed in shadows.items():
            if all_known and followed not in taking:
                remedy = f"name one of {listed(sorted(taking))}"
                raise wrong(f"`{learner}` shadows `{followed}`, who is in no rotation of this schedule", remedy)
            if learner in taking:
                remedy = "take them out of `shadows`, or out of the rotation until they have learnt it"
                raise wrong(f"`{learner}` shadows somebody and is in a rotation of this schedule", remedy)
        return shadows
