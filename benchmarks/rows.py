"""A figure beside what it has to be."""

Row = tuple[str, float, str, float, str]


def row(name: str, value: float, sign: str, target: float, unit: str) -> Row:
    """Print a figure at once, and whether it is what it has to be."""
    good = value <= target if sign == "≤" else value >= target
    print(f"{'✓' if good else '✗'} {name:<66} {value:8.2f} {unit:<10} ({sign} {target:g})", flush=True)
    return name, value, sign, target, unit
