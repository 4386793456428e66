"""What the environment must say, and what is said when it does not."""

import pytest

from bot.config import Faulty, Secret, read_environment

SERVING = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def faults(environ: dict[str, str]) -> list[str]:
    with pytest.raises(Faulty) as raised:
        read_environment(environ)
    return [str(fault) for fault in raised.value.faults]


def test_two_tokens_are_enough_to_serve() -> None:
    found = read_environment(SERVING)
    assert (found.host, found.port, found.config, found.log) == ("127.0.0.1", 8080, "rondo.yml", "info")
    assert found.database_url == Secret("sqlite:///rondo.db")
    assert found.public_url is found.slack_api_url is found.api_token is None


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy"])
def test_a_proxy_is_on_the_way_to_slack_and_not_to_what_is_near(name: str) -> None:
    found = read_environment({**SERVING, name: "http://proxy.example:3128"})
    assert found.proxy_to("https://slack.com/api/") == "http://proxy.example:3128"
    assert found.proxy_to("http://127.0.0.1:8081/api/") is None


def test_without_serving_no_token_is_needed() -> None:
    assert read_environment({}, serving=False).bot_token is None


def test_every_fault_is_told_at_once() -> None:
    found = faults({"RONDO_PORT": "99999", "DATABASE_URL": "mysql://ana:pw@host/db", "RONDO_LOG": "loud"})
    named = [line.removeprefix("environment: ").split()[0] for line in found]
    assert named == ["DATABASE_URL", "RONDO_PORT", "RONDO_LOG", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]
    assert all(" → " in line for line in found)
    assert "pw" not in "".join(found)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-secret", "is an app-level token"),
        ("SLACK_BOT_TOKEN", "xoxp-secret", "is a user token"),
        ("SLACK_BOT_TOKEN", "https://hooks.slack.com/secret", "is an incoming webhook"),
        ("SLACK_APP_TOKEN", "xoxb-secret", "is a bot token"),
        ("SLACK_APP_TOKEN", "secret", "is no token of Slack's"),
        ("SLACK_SIGNING_SECRET", "xoxb-secret", "is a bot token"),
        ("SLACK_API_URL", "https://slack.example.com/secret", "does not end in `/api/`"),
        ("RONDO_PUBLIC_URL", "rondo.secret.example.com", "is no address"),
        ("RONDO_PUBLIC_URL", "https://[secret", "is no address"),
        ("RONDO_PORT", "0", "is `0`, which is no port"),
        ("RONDO_PORT", "http", "is `http`, which is no port"),
        ("RONDO_API_TOKEN", "a secret", "has blanks"),
        ("DATABASE_URL", "sqlite://", "names a database that a restart would lose"),
        ("DATABASE_URL", "mysql://secret@host/db", "names no database that Rondo can use"),
    ],
)
def test_a_wrong_value_is_named_and_never_shown_when_it_may_be_secret(name: str, value: str, told: str) -> None:
    (line,) = faults({**SERVING, name: value})
    assert line.startswith(f"environment: {name} {told}")
    assert "secret" not in line.removeprefix(f"environment: {name}").lower().replace("signing secret", "")


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert read_environment({**SERVING, "RONDO_PORT": "", "RONDO_API_TOKEN": " "}).api_token is None


def test_addresses_are_brought_into_one_form() -> None:
    found = read_environment({
        **SERVING, "SLACK_API_URL": "http://127.0.0.1:9/api", "RONDO_PUBLIC_URL": "https://rondo.example.com/",
        "DATABASE_URL": "postgres://ana:pw@host/db",
    })  # fmt: skip
    assert found.slack_api_url == "http://127.0.0.1:9/api/"
    assert found.public_url == "https://rondo.example.com"
    assert found.database_url.reveal() == "postgresql://ana:pw@host/db"


def test_secrets_show_in_no_representation() -> None:
    found = read_environment({**SERVING, "RONDO_API_TOKEN": "hidden", "DATABASE_URL": "postgresql://a:hidden@h/d"})
    assert "hidden" not in f"{found!r} {found} {found.api_token}"
    assert found.api_token == Secret("hidden") != Secret("other")
    assert {found.api_token} == {Secret("hidden")}
