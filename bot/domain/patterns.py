"""Patterns of labels: an exact value, or one with `*` in it."""


def matches(value: str, pattern: str) -> bool:
    """Exact, or a glob in which only `*` is special; found by walking once, so that no label can make it slow."""
    first, *rest = pattern.split("*")
    if not rest:
        return value == pattern
    *middle, last = rest
    if not value.startswith(first) or not value.endswith(last) or len(value) < len(first) + len(last):
        return False
    place, end = len(first), len(value) - len(last)
    for part in middle:
        place = value.find(part, place, end)
        if place < 0:
            return False
        place += len(part)
    return True
