"""What is shipped to watch Rondo with: it loads as it is, and asks for nothing that Rondo does not measure."""

import json
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.domain.audit import Amiss
from bot.domain.effects import Lane
from bot.domain.incident import Status
from bot.ports import OutboxState
from bot.web.metrics import Metrics
from tests.web.fakes import NOW

DEPLOY = Path(__file__).parents[2] / "deploy"
NAMES = re.compile(r"\b(?:rondo|process)_[a-z_]+\b")
SELECTED = re.compile(r'(\w+)!?="([^"]*)"')


def rules() -> list[dict[str, Any]]:
    loaded = YAML(typ="safe").load((DEPLOY / "prometheus/rules.yml").read_text(encoding="utf-8"))
    return [rule for group in loaded["groups"] for rule in group["rules"]]


def dashboard() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DEPLOY / "grafana/rondo.json").read_text(encoding="utf-8"))
    return loaded


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    yield from (target["expr"] for panel in dashboard()["panels"] for target in panel["targets"])


@pytest.fixture(scope="module")
def exposed() -> str:
    """What `/metrics` shows of a Rondo to which everything has happened once."""
    metrics = Metrics()
    metrics.received("generic", ["opened"])
    metrics.called("chat.postMessage", "yes")
    metrics.measure({}, OutboxState(waiting={}, oldest={}, given_up=0), now=NOW)
    return metrics.exposition().decode()


def test_every_metric_that_is_asked_for_is_measured(exposed: str) -> None:
    samples = {re.split(r"[ {]", line)[0] for line in exposed.splitlines() if not line.startswith("#")}
    asked = {name for expression in expressions() for name in NAMES.findall(expression)}
    assert asked - samples == set()
    assert len(asked) > 12


def test_every_metric_of_ours_is_shown(exposed: str) -> None:
    ours = set(re.findall(r"^# TYPE (rondo_\w+) (?:counter|gauge|histogram)$", exposed, re.MULTILINE))
    created = {name for name in ours if name.endswith("_created")}
    shown = " ".join(expressions())
    assert {name for name in ours - created if name not in shown} == set()


def test_only_labels_and_values_that_exist_are_picked() -> None:
    known = {
        "lane": {lane.name.lower() for lane in Lane},
        "status": {status.value for status in Status},
        "kind": {kind.value for kind in Amiss},
        "outcome": {"yes", "no", "unknown", "limited"},
    }
    picked = [pair for expression in expressions() for pair in SELECTED.findall(expression)]
    assert [(label, value) for label, value in picked if value not in known.get(label, ())] == []
    assert picked


def test_every_alert_says_what_it_is_how_bad_and_what_to_do() -> None:
    for rule in rules():
        assert re.fullmatch(r"Rondo[A-Z]\w+", rule["alert"])
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert {"summary", "description"} == set(rule["annotations"])
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert re.fullmatch(r"\d+m", rule.get("for", "1m"))
    assert len({rule["alert"] for rule in rules()}) == len(rules()) > 8


@pytest.mark.parametrize("pair", ["()", "{}", "[]"])
def test_what_is_opened_in_an_expression_is_closed(pair: str) -> None:
    assert [one for one in expressions() if one.count(pair[0]) != one.count(pair[1])] == []


def test_the_dashboard_has_what_an_import_needs_and_leaves_the_data_source_to_whoever_imports_it() -> None:
    board = dashboard()
    assert (board["title"], board["uid"], board["id"]) == ("Rondo", "rondo", None)
    assert board["schemaVersion"] >= 36
    (variable,) = board["templating"]["list"]
    assert (variable["name"], variable["type"], variable["query"]) == ("datasource", "datasource", "prometheus")
    sources = [one["datasource"] for panel in board["panels"] for one in (panel, *panel["targets"])]
    assert {source["uid"] for source in sources} == {"${datasource}"}


def test_no_panel_lies_on_another_and_all_are_told_apart() -> None:
    panels = dashboard()["panels"]
    assert len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels}) == len(panels)
    places = [panel["gridPos"] for panel in panels]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    assert not [pair for pair in combinations(places, 2) if _overlap(*pair)]


def _overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    return all(
        one[at] < other[at] + other[size] and other[at] < one[at] + one[size] for at, size in (("x", "w"), ("y", "h"))
    )
