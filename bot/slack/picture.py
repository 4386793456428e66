"""The picture of who carries how much: a bar per person, by when the pages rang, and a line where their share ends.

It stands on a light card of its own, so that it reads the same in Slack's light and dark. The colours are of Okabe and
Ito's palette, which the colour-blind tell apart (https://jfly.uni-koeln.de/color), and each kind has a hatch as well.
"""

import io
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.domain.fairness import TOO_MUCH, Fairness, Load

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: More people than these are not drawn: beyond, nobody could read it on a phone.
MOST = 20

_KINDS = (("day", "#56B4E9", ""), ("night", "#1F3A5F", "///"), ("weekend", "#E69F00", "..."))
_INK, _SOFT, _CARD, _WARNING = "#1d1d1f", "#5f5f66", "#ffffff", "#B3261E"


def drawn(found: Fairness, shown: Callable[[str], str]) -> bytes:
    """A PNG, 4.2 inches wide at 200 dots, drawn without a display; in the caller's thread, for 2 s the first time."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - 30 MB that serving does not need
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    loads = _shown(found.loads)
    figure = Figure(figsize=(4.2, 1.5 + 0.44 * len(loads)), dpi=200, facecolor=_CARD, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    _bars(axes, loads)
    _shares(axes, loads)
    _labels(axes, loads, shown)
    _dress(axes, found, more=len(found.loads) - len(loads))
    out = io.BytesIO()
    with warnings.catch_warnings():  # a name in a script that the font lacks is drawn as boxes, and no reason to fail
        warnings.simplefilter("ignore")
        figure.savefig(out, format="png")
    return out.getvalue()


def _shown(loads: Sequence[Load]) -> Sequence[Load]:
    """The first of the file's order at the bottom of the list, since axes count upwards."""
    kept = sorted(loads, key=lambda load: -load.pages)[:MOST] if len(loads) > MOST else loads
    return [load for load in loads if load in kept][::-1]


def _bars(axes: "Axes", loads: Sequence[Load]) -> None:
    left = [0] * len(loads)
    for kind, colour, hatch in _KINDS:
        widths = [getattr(load, kind) for load in loads]
        axes.barh(
            range(len(loads)), widths, left=left, height=0.62, color=colour, hatch=hatch, edgecolor=_CARD, label=kind
        )
        left = [before + width for before, width in zip(left, widths, strict=True)]


def _shares(axes: "Axes", loads: Sequence[Load]) -> None:
    for place, load in enumerate(loads):
        if load.due:
            axes.plot([load.due] * 2, [place - 0.42, place + 0.42], color=_CARD, linewidth=4.4, zorder=3)
            axes.plot([load.due] * 2, [place - 0.42, place + 0.42], color=_INK, linewidth=2, zorder=4)
    axes.plot([], [], color=_INK, linewidth=2, label="their share")


def _labels(axes: "Axes", loads: Sequence[Load], shown: Callable[[str], str]) -> None:
    names = [shown(load.person)[:18] for load in loads]
    axes.set_yticks(range(len(loads)), names, fontsize=10, color=_INK, parse_math=False)
    widest = max((max(load.pages, load.due) for load in loads), default=0) or 1
    for place, load in enumerate(loads):
        colour, right = (_WARNING if load.too_much else _INK), max(load.pages, load.due) + widest * 0.03
        weight = "bold" if load.too_much else "normal"
        axes.text(right, place, str(load.pages), va="center", fontsize=9.5, fontweight=weight, color=colour)
        if load.too_much:
            words = f"{load.times:.1f}× their share"
            axes.text(0, place + 0.43, words, va="bottom", fontsize=9, fontweight=weight, color=colour)
    axes.set_xlim(0, widest * 1.15)
    axes.set_ylim(-0.6, len(loads) - 0.15)


def _dress(axes: "Axes", found: Fairness, *, more: int) -> None:
    title = f"{found.policy[:32]}: pages of the last {found.days} days"
    axes.set_title(title, fontsize=10.5, fontweight="bold", color=_INK, loc="left", parse_math=False)
    axes.tick_params(axis="x", labelsize=8.5, colors=_SOFT)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#d0d0d4")
    note = f"Nobody above {TOO_MUCH}× their share" if not found.overloaded else "Red: more than twice their share"
    axes.set_xlabel(f"{note}{f'; {more} more people not drawn' if more else ''}", fontsize=8.5, color=_SOFT)
    axes.figure.legend(loc="outside lower center", ncols=4, fontsize=8.5, frameon=False,
                       handlelength=1.3, columnspacing=1.0, handletextpad=0.4)  # fmt: skip
