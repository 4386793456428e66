"""`python -m benchmarks.soak PART`: a part, with its seed and figures; exit code 1 where a promise was broken."""

import argparse
import asyncio
import os
import platform
import sys
import time
from datetime import UTC, datetime

from benchmarks.soak import real, virtual, zones

PARTS = {
    "seeds": virtual.seeds,
    "points": virtual.points,
    "postgresql": virtual.postgresql,
    "days": virtual.days,
    "faults": virtual.faults,
    "zones": zones.zones,
    "kill": real.kill,
    "replicas": real.replicas,
    "restarts": real.restarts,
}
#: No part takes longer, in seconds; one that draws by chance says how far it came.
BOUND = 30 * 60


def main() -> int:
    """One part, or with `all` every part after the other."""
    parser = argparse.ArgumentParser(prog="make soak PART=…", description=__doc__)
    parser.add_argument("part", choices=[*PARTS, "all"])
    parser.add_argument("--minutes", type=float, default=BOUND / 60, help="less than the bound, for a first look")
    options = parser.parse_args()
    seed = int(os.environ.get("RONDO_SEED") or time.time())
    os.environ["RONDO_SEED"] = str(seed)
    print(f"RONDO_SEED={seed} · {datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {os.cpu_count()} cores, {platform.machine()}")
    names = list(PARTS) if options.part == "all" else [options.part]
    return max(run(name, min(options.minutes * 60, BOUND)) for name in names)


def run(name: str, seconds: float) -> int:
    """A part within its time; what it found, and 1 where that is anything."""
    begun = time.monotonic()
    found = asyncio.run(PARTS[name](begun + seconds))
    for one in found[:50]:
        print(f"✗ {one}")
    verdict = f"{len(found)} promises broken" if found else "every promise kept"
    print(f"{'✗' if found else '✓'} {name}: {verdict}, {time.monotonic() - begun:.0f} s", flush=True)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
