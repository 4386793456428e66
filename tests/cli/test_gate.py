"""The gate for pipelines, and what scanners write: against the bot as it runs."""

import json
from typing import Any

import pytest

from tests.cli.installation import Installation

FLAGS = "/api/v1/releases/default/1.4.2/flags"
WHERE = ("--service", "default", "--version", "1.4.2")


def scan(*found: tuple[str, str], **more: Any) -> str:
    """What Trivy writes of an image in which it found those weaknesses."""
    vulnerabilities = [{"VulnerabilityID": name, "PkgName": "openssl", "Severity": word} for name, word in found]
    said = {
        "SchemaVersion": 2,
        "CreatedAt": "2026-01-10T09:09:43.567812345+02:00",
        "ArtifactName": "registry.example.com/checkout:1.4.2",
        "ArtifactType": "container_image",
        "Results": [{"Target": "debian", "Class": "os-pkgs", "Vulnerabilities": vulnerabilities}, {"Target": "app"}],
    }
    return json.dumps({**said, **more})


async def imports(here: Installation, text: str, *words: str) -> str:
    (here.folder / "scan.json").write_text(text)
    assert await here.runs("flags", "import", "scan.json", *WHERE, *words) == 0, here.said
    return here.said


async def test_a_pipeline_asks_goes_on_with_a_reason_and_hears_when_nobody_answers(here: Installation) -> None:
    assert await here.runs("gate", "default", "1.4.2") == 3
    assert "no answer: http://127.0.0.1" in here.said
    async with here.serving():
        assert await here.runs("gate", "default", "1.4.2") == 0
        assert here.said == "nothing known against 1.4.2 (never scanned)\n"
        await here.ask("POST", FLAGS, {"as": "sol", "kind": "insecure", "cves": ["CVE-2026-1234"], "note": "\x1b[31m"})
        deploy = {"service": "default", "version": "1.4.2", "by": "pipeline"}
        assert (await here.ask("POST", "/api/v1/deploys", deploy)).json()["verdict"] == "flagged"
        assert await here.runs("gate", "default", "1.4.2", "--url", here.url) == 1
        assert "insecure: CVE-2026-1234, \ufffd[31m, by token api, on behalf of sol" in here.said
        assert await here.runs("gate", "default", "1.4.2", "--proceed", "the fix is worse") == 0
        assert "goes on, and the release's page says why: the fix is worse" in here.said
        assert await here.runs("gate", "defualt", "1.4.2") == 3
        assert "There is no such service: did you mean default?" in here.said
        here.environment["RONDO_API_TOKEN"] = "another"
        assert await here.runs("gate", "default", "1.4.2") == 3
        assert "allowed" not in here.said


async def test_a_scan_flags_what_it_finds_once_and_a_later_one_takes_its_place(here: Installation) -> None:
    found = scan(("CVE-2026-1", "LOW"), ("CVE-2026-2", "HIGH"), ("CVE-2026-3", "CRITICAL"), ("CVE-2026-2", "HIGH"))
    assert "default 1.4.2: 2 found" in await imports(here, found)
    assert "this scan is known. Nothing was changed" in await imports(here, found)
    assert "a newer scan of registry.example.com/checkout:1.4.2 is known" in await imports(
        here, scan(("CVE-2026-9", "HIGH"), CreatedAt="2025-12-01T00:00:00Z")
    )
    async with here.serving():
        known = (await here.ask("GET", "/api/v1/releases/default/1.4.2")).json()
        assert (known["flags"][0]["cves"], known["flags"][0]["severity"]) == (["CVE-2026-3", "CVE-2026-2"], "critical")
        assert known["last_scan"] == "2026-01-10T07:09:43.567812Z"
        assert "nothing was found any more" in await imports(here, scan(CreatedAt="2026-01-11T00:00:00Z"))
        assert await here.runs("gate", "default", "1.4.2") == 0
        assert here.said.startswith("nothing known against 1.4.2 (last scan ")


async def test_which_weaknesses_count_can_be_said(here: Installation) -> None:
    assert "1 found" in await imports(here, scan(("CVE-2026-1", "LOW"), ("CVE-2026-2", "HIGH")), "--severity", "low")
    assert await here.runs("flags", "import", "scan.json", *WHERE, "--severity", "bad") == 2
    assert "--severity takes CRITICAL, HIGH, MEDIUM and LOW" in here.said


def has_a_database(here: Installation) -> bool:
    return (here.folder / "rondo.db").exists()


NOT_A_SCAN = {
    "no JSON": "no scan",
    "nested": "[" * 100_000,
    "a list": "[]",
    "another object": "{}",
    "another schema": scan(SchemaVersion=3),
    "a schema in words": scan(SchemaVersion="<2>"),
    "no artifact": scan(ArtifactName=None),
    "results in words": scan(Results="none"),
}


@pytest.mark.parametrize("text", NOT_A_SCAN.values(), ids=NOT_A_SCAN)
async def test_a_file_that_is_no_scan_is_told_so_and_changes_nothing(here: Installation, text: str) -> None:
    (here.folder / "scan.json").write_text(text)
    assert await here.runs("flags", "import", "scan.json", *WHERE) == 2
    assert here.said.startswith("scan.json: this is no JSON")
    assert len(here.said.splitlines()) == 1
    assert not has_a_database(here)


async def test_what_makes_no_sense_is_refused_with_a_sentence(here: Installation) -> None:
    (here.folder / "scan.json").write_text(scan(("CVE-2026-2", "HIGH")))
    assert await here.runs("flags", "import", "nowhere.json", *WHERE) == 2
    assert "nowhere.json can't be read" in here.said
    assert await here.runs("flags", "import", "scan.json", "--service", "defalt", "--version", "1.4.2") == 1
    assert "There is no service defalt: did you mean default?" in here.said
    assert await here.runs("flags", "import", "scan.json", *WHERE, "--as", "nobody") == 2
    assert "There is nobody called nobody" in here.said
