"""What takes longer than a commit may: `make soak PART=…`, each part alone and bounded to 30 minutes.

virtual.py   lives on a clock that is told: seeds, points, postgresql, days, faults, zones
real.py      the real process over real HTTP: kill, replicas, restarts
run.py       what the real parts share: alerts that are sent until they are taken, and what must be true at the end
"""
