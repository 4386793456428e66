"""Two replicas behind a balancer: the file is a compose file, and names only what there is."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.web import health

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = YAML(typ="safe").load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
REPLICAS = {name: service for name, service in SERVICES.items() if service.get("image") == "rondo"}
CADDY = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
EXAMPLE = (DEPLOY / "rondo.env.example").read_text(encoding="utf-8")

#: Of https://github.com/compose-spec/compose-spec, the part that we use, each with the type that it takes.
TOP = {"name": str, "services": dict, "volumes": dict}
SERVICE = {
    **dict.fromkeys(("image", "restart", "stop_grace_period"), str),
    **dict.fromkeys(("build", "environment", "depends_on", "healthcheck"), dict),
    **dict.fromkeys(("env_file", "volumes", "expose", "ports", "tmpfs", "cap_drop", "security_opt"), list),
    "read_only": bool,
}
HEALTHCHECK = {"test": list, "interval": str, "timeout": str, "retries": int, "start_period": str}
EVERY = pytest.mark.parametrize("service", SERVICES.values(), ids=list(SERVICES))


def misfits(found: dict[str, Any], known: dict[str, type]) -> list[str]:
    return [key for key, value in found.items() if not isinstance(value, known.get(key, ()))]


def settings() -> set[str]:
    """The first column of the README's table of settings."""
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Settings")[2].partition("\n## ")[0]
    return {
        name for row in re.findall(r"^\|([^|]*)\|", table, re.MULTILINE) for name in re.findall(r"`([A-Z_]+)`", row)
    }


def test_it_is_made_of_what_a_compose_file_is_made_of() -> None:
    assert misfits({key: value for key, value in COMPOSE.items() if not key.startswith("x-")}, TOP) == []
    assert [misfits(service, SERVICE) for service in SERVICES.values()] == [[]] * len(SERVICES)
    checks = [service["healthcheck"] for service in SERVICES.values() if "healthcheck" in service]
    assert [misfits(check, HEALTHCHECK) for check in checks] == [[]] * 2
    assert {check["test"][0] for check in checks} <= {"CMD", "CMD-SHELL"}


@EVERY
def test_every_service_comes_up_again_and_says_whether_it_is_well(service: dict[str, Any]) -> None:
    assert service["restart"] == "unless-stopped"
    built = service.get("build")
    image = (DEPLOY / built["context"] / built["dockerfile"]).read_text(encoding="utf-8") if built else ""
    assert "healthcheck" in service or "HEALTHCHECK" in image


@EVERY
def test_every_service_waits_for_services_that_exist_to_be_well(service: dict[str, Any]) -> None:
    waits = service.get("depends_on", {})
    assert set(waits) <= set(SERVICES)
    assert [one for one in waits.values() if one != {"condition": "service_healthy"}] == []


@EVERY
def test_volumes_are_declared_or_files_of_ours(service: dict[str, Any]) -> None:
    sources = [volume.partition(":")[0] for volume in service.get("volumes", ())]
    named = {source for source in sources if not source.startswith(".")}
    files = {source for source in sources if source.startswith(".")} - {"./rondo.yml"}
    assert named <= set(COMPOSE["volumes"])
    assert [file for file in files if not (DEPLOY / file).is_file()] == []


def test_there_are_two_replicas_of_one_image_on_one_postgresql() -> None:
    one, two = REPLICAS.values()
    assert one == two
    assert one["environment"]["DATABASE_URL"].startswith("postgresql://rondo:${POSTGRES_PASSWORD:?")
    assert one["environment"]["DATABASE_URL"].endswith("@postgres/rondo")
    assert "ports" not in one


def test_every_setting_of_ours_stands_in_the_readme() -> None:
    named = {name for service in REPLICAS.values() for name in service["environment"]}
    example = set(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    ours = {name for name in example if name.startswith(("RONDO_", "SLACK_"))}
    assert len(ours) > 3
    assert (named | ours) - settings() == set()


def test_whatever_the_file_asks_for_stands_in_the_example_of_secrets() -> None:
    text = (DEPLOY / "compose.yml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{([A-Z_]+)", text))
    in_rondo_yml = set(re.findall(r"\$\{([A-Z_]+)\}", (ROOT / "docs/rondo.example.yml").read_text(encoding="utf-8")))
    assert asked | in_rondo_yml <= set(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert {one["env_file"][0] for one in REPLICAS.values()} == {"rondo.env"}


def test_no_secret_is_kept_in_the_repository() -> None:
    assert {"deploy/rondo.env", "deploy/rondo.yml"} <= set((ROOT / ".gitignore").read_text(encoding="utf-8").split())
    secrets = re.findall(r"^(\w*(?:TOKEN|SECRET|PASSWORD)\w*)=(.*)$", EXAMPLE, re.MULTILINE)
    assert {value for _, value in secrets} == {""}


def test_the_balancer_leads_to_every_replica_at_the_port_it_serves_on() -> None:
    (upstreams,) = re.findall(r"reverse_proxy (.*) \{", CADDY)
    ports = {f"{name}:{service['environment']['RONDO_PORT']}" for name, service in REPLICAS.items()}
    assert set(upstreams.split()) == ports


def test_the_balancer_asks_whether_alerts_can_be_taken() -> None:
    (asked,) = re.findall(r"^\s*health_uri (\S+)$", CADDY, re.MULTILINE)
    assert asked == "/readyz"
    assert asked in {route.path for route in health.routes().routes}  # type: ignore[attr-defined]


def test_the_balancer_sends_no_post_twice_and_collects_nothing() -> None:
    said = {line.split()[0]: line.split()[1:] for line in CADDY.splitlines() if line.strip() and "#" not in line}
    assert {"lb_retry_match", "request_buffers", "response_buffers", "lb_try_duration"} & set(said) == set()
    assert (said["lb_retries"], said["flush_interval"]) == (["1"], ["-1"])


def test_only_measurements_are_kept_back() -> None:
    assert re.findall(r"^\s*(?:respond|handle|route|redir|@)\S* (\S+)", CADDY, re.MULTILINE) == ["/metrics"]


def test_what_is_opened_in_the_balancers_file_is_closed() -> None:
    assert CADDY.count("{") == CADDY.count("}") > 2
