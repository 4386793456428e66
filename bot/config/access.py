"""The shapes of who gets in and who may do what: tokens of senders and of programs, roles."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from bot.config.references import PersonRef, PolicyRef, Shape
from bot.config.values import Credential, Truth, UserGroup, text, wrong


def _one_or_two(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _of_a_rotation(tokens: list[str]) -> list[str]:
    if len(tokens) > 2:
        raise wrong("more than two tokens", "keep the new one and the old one")
    if len(tokens) > 1 and "none" in [one.lower() for one in tokens]:
        raise wrong("`none` stands beside a token", "write `token: none` alone, or take `none` out")
    if len(set(tokens)) < len(tokens):
        raise wrong("the same token is here twice", "keep one of them")
    return tokens


class Source(Shape):
    token: Annotated[
        list[Credential],
        Field(min_length=1),
        BeforeValidator(_one_or_two, json_schema_input_type=str | list[str]),
        AfterValidator(_of_a_rotation),
    ]
    security: Truth = False


class Token(Shape):
    token: Credential
    rights: list[Literal["read", "act", "deploy", "gate"]] = Field(min_length=1)

    @field_validator("token")
    @classmethod
    def _closed(cls, token: str) -> str:
        if token.lower() == "none":
            raise wrong("a bearer token can't be `none`", 'write it like "${CI_TOKEN}", or take the entry out')
        return token


class Holder(Shape):
    person: PersonRef | None = None
    policy: PolicyRef | None = None
    group: UserGroup | None = None


def _holder(value: Any) -> Any:
    """A bare name is a person; a mapping names a policy or a Slack user group, whose people are all meant."""
    if isinstance(value, dict):
        if len({"person", "policy", "group"} & set(value)) != 1:
            remedy = "write a name, `{policy: x}` for everybody on it, or `{group: S…}`"
            raise wrong("this names nobody, or two at once", remedy)
        return value
    return {"person": text(value)}


Holders = list[Annotated[Holder, BeforeValidator(_holder, json_schema_input_type=str | Holder)]]


class Roles(Shape):
    responder: Holders | None = None
    security: Holders | None = None
    admin: Holders | None = None
