"""The rules of the house that a machine can check: tree, sizes, words, and that code, manifest and README agree."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.cli import COMMANDS
from bot.sandbox.records import Kind
from bot.sandbox.scopes import BY_KIND, FIXED, MANAGING, wanted

ROOT = Path(__file__).parent.parent
SELF = "tests/test_house_rules.py"  # it spells what it forbids

TREE = re.findall(
    r"\S+",
    """
    app.py manifest.yml pyproject.toml requirements.lock Makefile Dockerfile README.md LICENSE
    bot/__init__.py bot/cli bot/config bot/engine bot/ports bot/scheduler bot/contact
    bot/domain/events bot/domain/effects bot/domain/incident bot/domain/situation bot/domain/alerts bot/domain/routing
    bot/domain/escalation bot/domain/roundrobin bot/domain/schedules bot/domain/security bot/domain/record
    bot/domain/postmortem bot/domain/retry bot/domain/errors
    bot/slack/listeners bot/slack/commands bot/slack/actions bot/slack/cards bot/slack/modals bot/slack/home
    bot/slack/text bot/slack/messenger
    bot/web/sources bot/store/tables bot/store/writer bot/store/reads bot/store/migrations bot/sandbox
    tests/world tests/stories tests/domain tests/slack tests/web tests/store
    """,
)
TOP = {
    *(".ci", ".dockerignore", ".github", ".gitignore", "Dockerfile", "LICENSE", "Makefile", "README.md", "app.py"),
    *("benchmarks", "bot", "deploy", "docs", "manifest.yml", "pyproject.toml", "requirements.lock", "tests"),
}
LOCKS = ("requirements.lock", ".ci/requirements-dev.lock")
SETTING = re.compile(r"\b(?:(?:RONDO|SLACK)_[A-Z_]*[A-Z]|DATABASE_URL)\b")
EVENT_SCOPES = {  # events that Slack sends only to who may read there
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "user_change": {"users:read"},
    "channel_archive": {"channels:read"},
    "group_archive": {"groups:read"},
    "pin_added": {"pins:read"},
    "reaction_added": {"reactions:read"},
}
GLOSSARY = [
    *("incident", "alert", "event", "effect", "timer", "outbox", "lane", "page", "card", "policy", "ladder", "level"),
    *("turn", "round", "schedule", "rotation", "responder", "primary", "security engineer", "last resort", "record"),
    *("service", "source", "urgency", "disposition"),
]


def git(*words: str) -> str:
    asked = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return asked.stdout if asked.returncode == 0 else ""


@cache
def files() -> tuple[str, ...]:
    """What belongs to the project: what git tracks, or in an exported tree whatever git would not ignore."""
    if Path(git("rev-parse", "--show-toplevel").strip() or "/") == ROOT:
        return tuple(name for name in git("ls-files", "-z").split("\0") if name and (ROOT / name).exists())
    ignored = [line.rstrip("/").rpartition("/")[2] for line in text(".gitignore").split()]
    found = [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]
    return tuple(
        path.as_posix()
        for path in sorted(found)
        if path.parts[0] != ".git" and not any(fnmatch(part, rule) for part in path.parts for rule in ignored)
    )


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def modules(*tops: str) -> list[str]:
    return [name for name in files() if name.endswith(".py") and name.startswith(tops) and "/versions/" not in name]


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(text(name))


def nodes(name: str, *kinds: type[ast.AST]) -> Iterator[Any]:
    return (node for node in ast.walk(tree(name)) if isinstance(node, kinds))


def constants(*tops: str) -> set[str]:
    found = (node.value for name in modules(*tops) for node in nodes(name, ast.Constant))
    return {value for value in found if isinstance(value, str)}


def lines_with(pattern: str) -> list[str]:
    """Every line of the project's texts in which the pattern stands, as file:line."""
    found = []
    for name in files():
        if name != SELF and (ROOT / name).suffix not in {".png", ".ico", ".woff2", ".zip"}:
            rows = text(name).splitlines()
            found += [f"{name}:{number}" for number, row in enumerate(rows, 1) if re.search(pattern, row)]
    return found


def section(title: str) -> str:
    """The part of the README below a heading with that title, without the parts beside it."""
    found = re.search(
        rf"^(#+) {title}\s*$(.*?)(?=^\1 |\Z)", text("README.md"), re.MULTILINE | re.DOTALL | re.IGNORECASE
    )
    return found[2] if found else ""


def expect_none(offenders: Iterable[object]) -> None:
    """Fails with each of them on a line of its own, however many there are."""
    found = sorted(map(str, offenders))
    assert not found, "\n" + "\n".join(found)


def manifest() -> Any:
    return YAML(typ="safe").load(text("manifest.yml"))


def run(*words: str) -> str:
    """What a program prints that is told nothing by its environment."""
    bare = {"PATH": os.defpath}
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, env=bare, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_house_has_the_rooms_of_its_plan() -> None:
    missing = [name for name in TREE if not (ROOT / name).exists() and not (ROOT / f"{name}.py").exists()]
    expect_none(missing)


def test_nothing_else_lies_at_the_top() -> None:
    expect_none({name.partition("/")[0] for name in files()} - TOP)


def test_no_module_is_longer_than_250_lines() -> None:
    lengths = {name: len(text(name).splitlines()) for name in modules("bot/", "app.py")}
    expect_none(f"{name}: {length} lines" for name, length in lengths.items() if length > 250)


def test_no_function_but_decide_is_longer_than_30_lines() -> None:
    found = [
        f"{name}:{function.lineno} {function.name}"
        for name in modules("bot/", "app.py")
        for function in nodes(name, ast.FunctionDef, ast.AsyncFunctionDef)
        if function.name != "decide" and function.end_lineno - function.lineno >= 30
    ]
    expect_none(found)


def test_every_module_opens_with_its_line_in_the_map() -> None:
    openings = {name: (ast.get_docstring(tree(name)) or "").partition("\n")[0] for name in modules("bot/", "app.py")}
    expect_none(name for name, opening in openings.items() if not opening.endswith((".", "?", ":", ";")))


def test_every_package_stands_on_the_map_of_the_house() -> None:
    rooms = {path.stem for path in (ROOT / "bot").iterdir() if path.stem != "__init__" and path.stem[0] not in "_."}
    the_map = ast.get_docstring(tree("bot/__init__.py")) or ""
    expect_none(room for room in rooms if not re.search(rf"^ +{room} ", the_map, re.MULTILINE))


def test_values_of_the_domain_are_frozen_and_keyword_only() -> None:
    found = [
        f"{name}:{node.lineno} {node.name}"
        for name in modules("bot/domain/")
        for node in nodes(name, ast.ClassDef)
        for mark in node.decorator_list
        if "dataclass" in ast.unparse(mark)
        and not {"frozen=True", "kw_only=True"} <= set(re.findall(r"\w+=\w+", ast.unparse(mark)))
    ]
    expect_none(found)


def test_nothing_waits_under_a_mark_instead_of_an_issue() -> None:
    expect_none(lines_with(r"\b(?:TODO|FIXME|XXX)\b"))


def test_no_comment_is_a_banner() -> None:
    banners = lines_with(r"#\s*[─═=*~-]{3,}|#\s*[─═]{2}")
    expect_none(banner for banner in banners if "/versions/" not in banner)


def test_an_ignored_warning_is_named() -> None:
    expect_none(lines_with(r"#\s*type:\s*ignore(?!\[)|#\s*(?:ruff:\s*)?noqa(?!:\s*[A-Z])"))


def test_no_machine_and_no_index_is_named() -> None:
    expect_none(lines_with(r"py[p]i\.or[g]|python[h]osted|\B/(?:home|root|Users)/\w+/"))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_hashed_and_names_no_host(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", "\n" + text(lock))[1:]
    expect_none(entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry)
    expect_none(re.findall(r"://|^--?\S+|uv pip .*(?:https?|file):", text(lock), re.MULTILINE))


def test_both_locks_pin_the_same_versions() -> None:
    runs, tested = (set(re.findall(r"^\S+==\S+(?: ;.*?)?(?= \\$)", text(lock), re.MULTILINE)) for lock in LOCKS)
    expect_none(runs - tested)


def test_only_the_hashed_locks_are_kept() -> None:
    locks = {name for name in files() if name.endswith("uv.lock") or "requirements" in name}
    expect_none(locks - set(LOCKS))


def test_tests_use_fakes_not_patches() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name in modules("tests/")
        for node in nodes(name, ast.Import, ast.ImportFrom, ast.arg)
        if re.search(r"\b(?:mock|pytest_mock|monkeypatch|mocker)\b", ast.unparse(node))
    ]
    expect_none(found)


def test_no_test_sleeps() -> None:
    found = [
        f"{name}:{call.lineno}"
        for name in modules("tests/")
        for call in nodes(name, ast.Call)
        if re.search(r"(?:^|\.)(?:sleep|wait_for_timeout)$", ast.unparse(call.func))
    ]
    expect_none(found)


def test_the_layers_hold() -> None:
    run(str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache")


def test_every_event_of_the_domain_belongs_to_those_that_are_decided() -> None:
    rooms = modules("bot/domain/events")
    named = {node.name for name in rooms for node in nodes(name, ast.ClassDef) if node.decorator_list} - {"By"}
    unions = {
        leaf.id
        for name in rooms
        for union in nodes(name, ast.BinOp)
        for leaf in ast.walk(union)
        if isinstance(leaf, ast.Name)
    }
    expect_none(named - unions)


def test_the_manifest_is_the_one_that_the_program_writes() -> None:
    assert run(sys.executable, "app.py", "manifest") == text("manifest.yml")


def test_every_slash_command_of_the_manifest_is_listened_to() -> None:
    commands = {entry["command"] for entry in manifest()["features"]["slash_commands"]}
    heard = " ".join(constants("bot/slack/"))
    expect_none(command for command in commands if not re.search(rf"\b{command[1:]}\b", heard))
    assert commands >= {"/rondo", "/incident", "/ack", "/escalate", "/postmortem", "/oncall", "/security"}


def test_every_slack_event_of_the_manifest_is_listened_to() -> None:
    events = {event.partition(".")[0] for event in manifest()["settings"]["event_subscriptions"]["bot_events"]}
    expect_none(events - constants("bot/slack/listeners"))


def test_every_shortcut_of_the_manifest_is_listened_to() -> None:
    shortcuts = {entry["callback_id"] for entry in manifest()["features"].get("shortcuts", [])}
    expect_none(shortcuts - constants("bot/slack/"))


def calls(*tops: str) -> set[str]:
    """The methods of the Web API that stand there, as `chat.postMessage` or `chat_postMessage`."""
    known = {*FIXED, *MANAGING, *BY_KIND, "conversations.list", "users.conversations", "conversations.open"}
    words = {word for name in modules(*tops) for word in re.findall(r"\w+(?:\.\w+)*", text(name))}
    return {method for method in known if {method, method.replace(".", "_")} & words}


def scopes_wanted() -> list[frozenset[str]]:
    """What the calls in bot/slack and the manifest's events need: of each set, one."""
    used, channels, alone = calls("bot/slack/"), (Kind.PUBLIC, Kind.PRIVATE), (Kind.IM,)
    for_calls = [need for method in used - {"conversations.open"} for need in wanted(method, channels)]
    in_person = {"conversations.open", "conversations.history"} & used
    for_people = [need for method in in_person for need in wanted(method, alone)]
    events = manifest()["settings"]["event_subscriptions"]["bot_events"]
    for_events = [frozenset({scope}) for event in events for scope in EVENT_SCOPES.get(event, ())]
    return [*for_calls, *for_people, *for_events, frozenset({"commands"})]


def test_the_manifest_asks_for_every_scope_that_is_used() -> None:
    granted = set(manifest()["oauth_config"]["scopes"]["bot"])
    expect_none(sorted(need) for need in scopes_wanted() if not need & granted)


def test_the_manifest_asks_for_no_scope_that_is_not_used() -> None:
    granted = set(manifest()["oauth_config"]["scopes"]["bot"])
    expect_none(granted - frozenset().union(*scopes_wanted()))


def test_every_scope_of_the_manifest_has_its_reason() -> None:
    scopes = manifest()["oauth_config"]["scopes"]["bot"]
    reasoned = re.findall(r"^\s*- [\"']?([\w:.]+)[\"']?\s+# \S", text("manifest.yml"), re.MULTILINE)
    expect_none(set(scopes) - set(reasoned))


def test_every_setting_that_is_read_stands_in_the_readme() -> None:
    read = {value for value in constants("bot/config/", "app.py") if SETTING.fullmatch(value)}
    expect_none(read - set(SETTING.findall(text("README.md"))))
    assert read >= {"SLACK_BOT_TOKEN", "DATABASE_URL", "RONDO_CONFIG", "RONDO_PORT"}


def test_every_setting_of_the_readme_is_read() -> None:
    read = {value for value in constants("bot/config/", "app.py") if SETTING.fullmatch(value)}
    ours = set(SETTING.findall(text("Makefile") + text(".ci/run")))
    expect_none(set(SETTING.findall(text("README.md"))) - read - ours)


def test_every_command_of_the_program_stands_in_the_readme() -> None:
    expect_none(command for command in COMMANDS if f"app.py {command}" not in text("README.md"))
    expect_none(set(re.findall(r"app\.py ([a-z]+)", text("README.md"))) - set(COMMANDS))


def test_every_slash_command_stands_in_the_readme() -> None:
    commands = {entry["command"] for entry in manifest()["features"]["slash_commands"]}
    expect_none(command for command in commands if not re.search(rf"`{command}\b", text("README.md")))


def test_every_target_of_make_stands_in_the_readme() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", text("Makefile"), re.MULTILINE)
    expect_none(target for target in targets if target != "help" and f"make {target}" not in text("README.md"))


def test_the_glossary_says_what_every_word_of_the_house_means() -> None:
    told = section("Glossary")
    said = {term for term in GLOSSARY if re.search(rf"(?m)^\| *\**{term}\b|\*\*{term}\b", told, re.IGNORECASE)}
    expect_none(set(GLOSSARY) - said)


def test_every_link_inside_the_documents_leads_somewhere() -> None:
    links = [
        (name, link)
        for name in files()
        if name.endswith(".md")
        for link in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", text(name))
    ]
    expect_none((name, link) for name, link in links if not (ROOT / name).parent.joinpath(link).exists())


@cache
def docker() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, as (WORD, the rest), continued lines joined."""
    plain = re.sub(r"^#.*\n", "", text("Dockerfile"), flags=re.MULTILINE).replace("\\\n", " ")
    return [(word.upper(), rest.strip()) for word, _, rest in (row.partition(" ") for row in plain.splitlines() if row)]


def test_the_image_does_not_run_as_root() -> None:
    final = [rest for word, rest in docker() if word in {"FROM", "USER"}][-1]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", final)


def test_the_image_says_whether_it_is_well() -> None:
    check = next(rest for word, rest in docker() if word == "HEALTHCHECK").partition("CMD ")[2]
    program, flag, code = json.loads(check)
    assert (program, flag) == ("python", "-c")
    assert "/healthz" in code
    compile(code, "HEALTHCHECK", "exec")


def test_the_image_copies_what_exists_and_what_is_sent_to_it() -> None:
    copies = [rest.split()[:-1] for word, rest in docker() if word == "COPY" and "--from" not in rest]
    sent = {row[1:] for row in text(".dockerignore").splitlines() if row.startswith("!")}
    expect_none(name for names in copies for name in names if not (ROOT / name).exists())
    assert {name for names in copies for name in names} == sent


def test_the_image_serves_on_the_port_it_exposes() -> None:
    assert dict(docker())["CMD"] == '["python", "app.py", "serve"]'
    assert (dict(docker())["EXPOSE"], dict(docker())["VOLUME"]) == ("8080", "/data")


def test_the_check_that_machines_run_is_the_one_that_people_run() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert {"make test", "make lint"} <= set(re.findall(r"make (?:test|lint)", text(".ci/run")))
    steps = YAML(typ="safe").load(text(".github/workflows/ci.yml"))["jobs"]["run"]["steps"]
    assert ".ci/run" in [step.get("run") for step in steps]


def test_the_pythons_that_are_tried_are_those_that_are_promised() -> None:
    promised = tomllib.loads(text("pyproject.toml"))["project"]["requires-python"]
    tried = YAML(typ="safe").load(text(".github/workflows/ci.yml"))["jobs"]["run"]["strategy"]["matrix"]["python"]
    assert (promised, tried) == (">=3.11,<3.14", ["3.11", "3.12", "3.13"])
