"""A YAML text as plain values that remember what was written, and the line of every one of them."""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from bot.config.faults import Fault

Path: TypeAlias = tuple[str | int, ...]
Value: TypeAlias = "Text | list[Value] | dict[str, Value] | None"

#: Shorter values hide nothing, and blotting them out would spoil the words around them.
_SECRET_FROM = 4

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Text(str):
    """A scalar as it was written (`off`, `1e3` and `2026-12-24` stay what they look like); `raw` is before `${…}`."""

    __slots__ = ("raw",)
    raw: str

    def __new__(cls, text: str, raw: str | None = None) -> "Text":
        made = super().__new__(cls, text)
        made.raw = text if raw is None else raw
        return made


def line_of(path: Path, lines: Mapping[Path, int]) -> int:
    """The line of a place, or of the nearest place around it that was written."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def dotted(path: Path) -> str:
    """A place as people read it, counted from 1: `policies.oncall.levels[1]`."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


@dataclass
class Document:
    """What a text holds. `lines` counts from 1, by path; `expanded` are values that came from the environment.

    `unread` are places whose value is not known, since a variable in it could not be filled in; that was told.
    """

    file: str
    environ: Mapping[str, str]
    value: Value = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    expanded: dict[str, str] = field(default_factory=dict)
    unread: set[Path] = field(default_factory=set)

    def line(self, path: Path) -> int:
        """The line of a place, or of the nearest place around it that was written."""
        return line_of(path, self.lines)

    def is_read(self, path: Path) -> bool:
        """Whether the value at a place is what was meant, so that a fault in it is one of its own."""
        return not any(path[:length] in self.unread for length in range(len(path) + 1))

    def blame(self, path: Path, message: str, remedy: str) -> None:
        """Note a fault at a place; what came from the environment is shown by its variable's name."""
        self.blame_line(self.line(path), message, remedy)

    def blame_line(self, line: int, message: str, remedy: str) -> None:
        """Note a fault at a line."""
        for secret, name in sorted(self.expanded.items(), key=lambda item: -len(item[0])):
            message, remedy = message.replace(secret, name), remedy.replace(secret, name)
        self.faults.append(Fault(file=self.file, line=line, message=message, remedy=remedy))


def parse(text: str, *, file: str, environ: Mapping[str, str]) -> Document:
    """The document, with a fault for everything that keeps it from being one."""
    document = Document(file=file, environ=environ)
    root = _compose(text.removeprefix("\ufeff"), document)
    if isinstance(root, MappingNode):
        document.value = _Walk(document).value(root, ())
    elif root is not None or not document.faults:
        what = "the file is empty" if root is None else "the file is not a mapping"
        document.blame((), what, "begin with `people:` at the left; docs/rondo.example.yml is complete")
    return document


def _compose(text: str, document: Document) -> Node | None:
    try:
        with warnings.catch_warnings(action="ignore"):
            root: Node | None = YAML(typ="safe", pure=True).compose(text)
    except ReaderError as error:
        line = text[: int(error.position)].count("\n") + 1
        document.blame_line(line, "a character that YAML does not allow", "delete it and save the file as UTF-8")
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        document.blame_line(mark.line + 1 if mark else 1, *_explained(error))
    except (YAMLError, ValueError, OverflowError, AssertionError):
        document.blame((), "this is not YAML", "look for a strange escape (`\\U…`) or a `%` at the beginning")
    except RecursionError:
        document.blame((), "too many brackets inside each other", "look for a `[` or `{` that is never closed")
    else:
        return root
    return None


def _explained(error: MarkedYAMLError) -> tuple[str, str]:
    problem = str(error.problem)
    if "'\\t'" in problem:
        return "a tab, which YAML does not allow here", "indent with spaces"
    if "another document" in problem:
        return "a second document begins here", "keep one: take the `---` away"
    if "mapping values are not allowed" in problem:
        return "a `:` where none can be", "quote the text, or look at the indentation of this line and the one above"
    return f"this is not YAML: {problem}", "look at the quotes, brackets and indentation of this line and the one above"


class _Walk:
    """Goes through the nodes once, noting lines, and faults that only the nodes show."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.open: set[int] = set()

    def value(self, node: Node, path: Path) -> Value:
        self.document.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, ScalarNode):
            return self._scalar(node, path)
        if id(node) in self.open:
            self.document.blame(path, f"`*{node.anchor}` holds itself", "write the value out")
            return None
        self.open.add(id(node))
        made: Value = None
        if isinstance(node, MappingNode):
            made = self._mapping(node, path)
        elif isinstance(node, SequenceNode):
            made = [self.value(item, (*path, place)) for place, item in enumerate(node.value)]
        self.open.discard(id(node))
        return made

    def _mapping(self, node: MappingNode, path: Path) -> Value:
        made: dict[str, Value] = {}
        merged: dict[str, Value] = {}
        for key, item in node.value:
            here = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                self.document.blame_line(here, "a key that is not a text", "write `name: value`")
            elif str(key.tag).endswith(":merge"):
                merged |= self._merged(item, path)
            elif key.value in made:
                first = self.document.line((*path, key.value))
                self.document.blame_line(
                    here, f"`{key.value}` is here twice, first in line {first}", "keep one of them"
                )
            else:
                self.document.lines[*path, key.value] = here
                made[key.value] = self.value(item, (*path, key.value))
        return merged | made

    def _merged(self, node: Node, path: Path) -> dict[str, Value]:
        parts = node.value if isinstance(node, SequenceNode) else [node]
        found: dict[str, Value] = {}
        for part in reversed(parts):
            value = self.value(part, (*path, "<<"))
            found |= value if isinstance(value, dict) else {}
        return found

    def _scalar(self, node: ScalarNode, path: Path) -> Value:
        quoted = node.style in {'"', "'"}
        if "${" in node.value:
            return self._expanded(node.value, quoted=quoted, path=path)
        if not quoted and node.style is None and node.value in {"", "~", "null", "Null", "NULL"}:
            return None
        return Text(node.value)

    def _expanded(self, raw: str, *, quoted: bool, path: Path) -> Value:
        for message, remedy in self._unfilled(raw, quoted=quoted):
            self.document.blame(path, message, remedy)
            self.document.unread.add(path)
        return Text(_VARIABLE.sub(self._looked_up, raw) if quoted else raw, raw)

    def _unfilled(self, raw: str, *, quoted: bool) -> Iterator[tuple[str, str]]:
        if not quoted:
            yield f"`{raw}` is not in quotes", f'write "{raw}"'
            return
        for name in _VARIABLE.findall(raw):
            if not self.document.environ.get(name):
                state = "empty" if name in self.document.environ else "not set"
                yield f"the environment variable {name} is {state}", f"set {name}, or take the line out"
        if "${" in _VARIABLE.sub("", raw):
            yield "a `${` that names no variable", "write `${NAME}` with letters, digits and `_`"

    def _looked_up(self, match: re.Match[str]) -> str:
        found = self.document.environ.get(match[1], "").strip()
        if not found:
            return match[0]
        if len(found) >= _SECRET_FROM and found.lower() != "none":
            self.document.expanded[found] = match[0]
        return found
