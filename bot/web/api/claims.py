"""Whose name a token acts in, and which incident it means."""

from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, Field, StringConstraints

from bot.domain.events import By, Via
from bot.domain.incident.state import Incident, number_of
from bot.domain.text import clean
from bot.web.given import Token, Web
from bot.web.problems import Problem

#: `INC-7` in a path.
Named = Annotated[str, Path(alias="id", description="Such as INC-7.", examples=["INC-7"])]

#: Text from a request's body, made harmless and bounded.
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=3000), AfterValidator(clean)]

#: The person in whose name something is done.
Claim = Annotated[Words, Field(description="In whose name: a name of `people`, or a Slack id that Rondo knows.")]


async def found(named: str, web: Web) -> Incident:
    """The incident of that id.

    Raises:
        Problem: 404 when there is none.
    """
    number = number_of(named)
    incident = await web.reads.incident(number) if number else None
    if incident is None:
        raise Problem(404, "There is no such incident; ids look like INC-7.")
    return incident


async def claimed(name: str, token: Token, web: Web) -> By:
    """Who acts: the person that the token's bearer claims to act for.

    Raises:
        Problem: 422 when nobody of that name is known.
    """
    situation = await web.reads.situation()
    person = name if name in situation.settings.people else situation.named(name)
    if person not in situation.settings.people and person not in situation.members:
        known = ", ".join(sorted(situation.settings.people))
        raise Problem(422, f"as: nobody of that name is known. Known are {known}, and Slack ids that Rondo has met.")
    return By(person=person, via=Via.TOKEN, token=token.name, confirmed=True)
