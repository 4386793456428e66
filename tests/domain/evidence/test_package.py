"""What a package holds, and what it is called when it holds less."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain import canonical as written
from bot.domain.evidence import chain
from bot.domain.evidence.chain import Wrong
from bot.domain.evidence.package import packed
from bot.domain.evidence.settings import EvidenceSettings
from bot.domain.evidence.verify import check, files_of, main, verdict
from bot.domain.record import BEGINNING, Kind, chained, line
from tests.domain.evidence.told import NOBODY, Told, anchored
from tests.domain.stage import NIGHT, Stage, settings


@pytest.fixture(scope="module")
def told() -> Told:
    return Told().night()


def test_a_package_made_twice_is_byte_for_byte_the_same(told):
    assert told.package() == told.package()
    assert Told().night().package() == told.package()


@pytest.mark.parametrize("as_of", range(1, 12))
def test_up_to_every_line_there_is_one_that_holds(told, as_of):
    files = told.files(as_of=as_of)
    assert check(files)
    assert json.loads(files["manifest.json"])["as_of"] == as_of


def test_the_file_says_nothing_of_when_and_where_it_was_made(told):
    with zipfile.ZipFile(io.BytesIO(told.package())) as zipped:
        infos = zipped.infolist()
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.external_attr >> 16 for info in infos} == {0o100644}
    assert [info.filename for info in infos] == sorted(info.filename for info in infos)


def test_what_was_erased_is_said_and_the_rest_holds():
    told = Told().night()
    erased = next(at for at, one in enumerate(told.lines) if one.kind is Kind.NOTE)
    told.lines[erased] = told.lines[erased].without("words")
    files = told.files()
    assert f"erased, with the hash kept: something of lines {erased + 1}" in "\n".join(check(files))
    assert b"Rolling back" not in b"".join(files.values())


def test_what_is_redacted_has_its_hash_and_the_rest_of_it():
    told = Told(Stage(settings(evidence=EvidenceSettings(redact=frozenset({"title"}))))).night()
    files = told.files()
    shown = json.loads(files["incident.json"])["title"]
    assert shown["shown"] == "redacted"
    assert len(shown["sha256"]) == 64
    assert "redacted: something of lines" in "\n".join(check(files))


def test_lines_of_the_first_format_hold_and_it_is_said_that_they_say_less(told):
    lines, before = [], BEGINNING
    for number, text in enumerate(("critical: Checkout", "Ben’s \udc80 note \U0001f6a8"), start=1):
        lines.append(line(number=number, at=NIGHT, kind=Kind.NOTE, by="ben", text=text, before=before))
        before = lines[-1].digest
    later = replace(told.lines[0], number=3, digest="")
    old = Told()
    old.lines = [*lines, chained(later, before)]
    assert "the first 2 lines are of a format that says less" in "\n".join(check(old.files()))
    assert check(old.files(as_of=2))


def test_every_text_on_the_page_is_escaped(told):
    page = told.files()["page.html"].decode()
    assert "Rolling back &lt;b&gt;1.5.0&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "<script" not in page


@pytest.mark.parametrize(
    "value",
    [
        {"b": 1, "a": [None, True, -7, "é", "\u2028", "\\", '"', "\x00\x1f\x7f"]},
        {"\U0001f600": 1, "\ufb33": 2},  # by UTF-16 the first comes first, by code points the second
        {"half": "\udc80", "deep": [{"z": {}, "y": []}]},
    ],
)
def test_the_package_writes_json_as_the_record_does(value):
    assert chain.canonical(value) == written.canonical(value)
    assert json.loads(chain.canonical(value)) == value


HOSTILE = {
    "nested": b"[" * 100_000,
    "no object": b'"a"\n',
    "not a number": b'{"version":NaN}\n',
    "a name twice": b'{"version":2,"version":1}\n',
    "no text": b"\xff\xfe\n",
    "nothing in it": b"{}\n",
    "a strange line": b'{"version":2,"number":[],"hidden":[],"withheld":{},"words":{}}\n',
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("name", ["record.jsonl", "manifest.json", "anchor.json"])
def test_a_file_that_is_none_is_a_sentence(told, name, data):
    with pytest.raises(Wrong):
        check({**told.files(), name: data})


@pytest.mark.parametrize("seals", [[], [{}], [{"heads": [[1, "x", 2]], "number": 1, "before": ""}], "x", None, 7])
def test_an_anchor_that_is_none_is_a_sentence(told, seals):
    anchor = {**anchored(told.lines), "seals": seals}
    with pytest.raises(Wrong, match=r"anchor\.json"):
        check(told.files(anchor=anchor))


def test_what_is_no_zip_or_holds_a_file_twice_is_a_sentence(told, tmp_path):
    path = tmp_path / "inc-1.zip"
    path.write_bytes(told.package()[:-100])
    assert verdict(path)[0] is False
    with zipfile.ZipFile(path, "w") as twice:
        twice.writestr("record.jsonl", "")
        with pytest.warns(UserWarning, match="Duplicate"):
            twice.writestr("record.jsonl", "")
    assert verdict(path) == (False, ["inc-1.zip does not hold: record.jsonl is in it twice."])


def test_a_folder_is_checked_as_the_file_is(told, tmp_path: Path, capsys):
    for name, data in told.files().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert files_of(tmp_path) == told.files()
    assert main([str(tmp_path)]) == 0
    (tmp_path / "incident.json").write_text("{}")
    assert main([str(tmp_path)]) == 1
    assert "incident.json was changed" in capsys.readouterr().out


def test_an_empty_record_is_one_too():
    nothing = Told()
    assert check(nothing.files(anchor=NOBODY))
    assert packed({}) == packed({})
