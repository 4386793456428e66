"""Two replicas behind a balancer, as they stand in deploy/: read, since there may be nothing to start them with."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.store.tables import metadata

ROOT = Path(__file__).parents[2]
COMPOSE = YAML(typ="safe").load((ROOT / "deploy" / "compose.yml").read_text())
REPLICAS = {name: one for name, one in COMPOSE["services"].items() if name.startswith("rondo-")}
CADDY = (ROOT / "deploy" / "Caddyfile").read_text()
EXAMPLE = (ROOT / "deploy" / "rondo.env.example").read_text()


def settings() -> set[str]:
    """The variables that the README's table explains."""
    table = (ROOT / "README.md").read_text().split("## Settings")[1].split("The configuration file")[0]
    return set(re.findall(r"`([A-Z_]+)`", table))


def test_two_replicas_share_one_database_and_nothing_else():
    assert len(REPLICAS) == 2
    (address,) = {one["environment"]["DATABASE_URL"] for one in REPLICAS.values()}
    assert address.startswith("postgresql://")
    volumes = [volume for one in REPLICAS.values() for volume in one["volumes"]]
    assert all(volume.endswith(":ro") for volume in volumes)


@pytest.mark.parametrize("name", REPLICAS)
def test_a_replica_waits_for_the_database_comes_back_by_itself_and_ends_in_peace(name):
    one = REPLICAS[name]
    assert one["depends_on"]["database"]["condition"] == "service_healthy"
    assert one["restart"] == "always"
    assert int(one["stop_grace_period"].rstrip("s")) > 5


def test_the_balancer_leads_to_both_and_leaves_out_whoever_cannot_take_alerts():
    assert all(f"{name}:8080" in CADDY for name in REPLICAS)
    assert "health_uri /readyz" in CADDY


def test_every_service_named_is_one_and_every_volume_is_declared():
    services: dict[str, Any] = COMPOSE["services"]
    for one in services.values():
        assert set(one.get("depends_on", ())) <= set(services)
        named = [volume.split(":")[0] for volume in one.get("volumes", ()) if not volume.startswith(("/", "."))]
        assert set(named) <= set(COMPOSE["volumes"])


def test_every_setting_is_one_that_the_readme_explains_or_that_the_example_file_names():
    given = set(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    named = set(re.findall(r"\$\{([A-Z_]+)\}", (ROOT / "docs" / "rondo.example.yml").read_text()))
    assert given <= settings() | named
    assert named <= given
    assert {name for one in REPLICAS.values() for name in one["environment"]} <= settings()


def test_no_secret_stands_in_what_is_kept():
    for line in EXAMPLE.splitlines():
        name, _, value = line.partition("=")
        assert value in ("", "xoxb-", "xapp-") or "TOKEN" not in name


def test_what_each_table_is_stands_in_the_operations_guide():
    guide = (ROOT / "docs" / "operations.md").read_text()
    assert [name for name in metadata.tables if f"`{name}`" not in guide] == []
    spread = guide.split("ARRAY[")[1].split("]")[0]
    assert set(re.findall(r"'([a-z_]+)'", spread)) == set(metadata.tables)
