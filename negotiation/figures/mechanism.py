"""One row of the validation: effects by draw, and by dose where a claim has one."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from negotiation.figures import style

WIDTH = 85 * style.MM  # one column
TALL = 1.35  # inches for a claim
LABEL = 17  # letters that fit beside a panel, or below a narrow one
LOOKS = (  # of draws that agree, go against the claim, and show no difference
    ("agree", style.BLUE, "o"),
    ("against", style.VERMILION, "v"),
    ("alike", style.GREY, "|"),
)


def mechanism(row: Mapping[str, Any]) -> Figure:
    """Effects of a row of the validation, one line of panels for each claim that is judged.

    Left: the effect of each draw, in rising order, with the mean and its 95 % interval at the
    right edge. Right: the mean measure by dose with 95 % intervals, for claims with a dose.

    Parameters
    ----------
    row : an object of `negotiation validate mechanisms --json`.
    """
    claims = _judged(row)
    with style.paper():
        height = min(0.25 + TALL * len(claims), style.TALLEST)
        figure = style.sheet(WIDTH, height, constrained=True)
        grid = figure.add_gridspec(len(claims), 2)
        for line, (number, claim) in enumerate(claims):
            dosed = claim["dose_response"] is not None
            ax = figure.add_subplot(grid[line, 0] if dosed else grid[line, :])
            _draws(ax, claim)
            ax.set_title(f"{row['id']}.{number}  {claim['verdict']}")
            if dosed:
                _doses(figure.add_subplot(grid[line, 1]), claim)
        handles, labels = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=4, columnspacing=1.0)
        return style.finish(figure.axes[0])


def caption(row: Mapping[str, Any]) -> str:
    """What the figure shows."""
    claims = " ".join(f"({row['id']}.{n}) {claim['claim']}" for n, claim in _judged(row))
    return (
        f"{row['id']} {row['name']}: {claims} Left: effect of each of {row['draws']} draws of the "
        f"other parameters, {row['worlds']} paired worlds each, in rising order; diamond: mean "
        "with its 95 % interval over draws. Right: mean by dose with 95 % intervals over draws. "
        "Claims that are told and not judged are in the table alone."
    )


def _judged(row: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    """The claims that the verdict rests on, by their number in the row."""
    numbered = enumerate(row["claims"], start=1)
    return [(n, claim) for n, claim in numbered if not claim["verdict"].startswith("told")]


def _draws(ax: Axes, claim: Mapping[str, Any]) -> None:
    """Effects by draw, in rising order, each with the colour and mark of its sign."""
    effects = np.sort([x for x in claim["effects"] if x is not None])
    signed = claim["sign"] * effects
    alike = np.abs(effects) <= 1e-12
    groups = {"agree": (signed > 0.0) & ~alike, "against": (signed < 0.0) & ~alike, "alike": alike}
    place = np.arange(1, len(effects) + 1)
    ax.axhline(0.0, color=style.GREY, lw=0.5, zorder=0)
    for name, colour, mark in LOOKS:
        at = groups[name]
        ax.plot(place[at], effects[at], mark, color=colour, ms=2.2, mew=0.5, label=name)
    if claim["effect"] is not None:
        low, high = (x if x is not None else claim["effect"] for x in claim["interval"])
        reach = [[claim["effect"] - low], [high - claim["effect"]]]
        ax.errorbar(
            len(effects) * 1.06 + 1, claim["effect"], yerr=reach, fmt="D", color=style.BLACK,
            ms=2.5, lw=0.8, capsize=1.5, label="mean",
        )  # fmt: skip
    ax.set_xlabel("draws, in rising order")
    ax.set_ylabel("\n".join(textwrap.wrap("effect, " + claim["unit"], LABEL)))


def _doses(ax: Axes, claim: Mapping[str, Any]) -> None:
    """Mean by dose with 95 % intervals."""
    found = claim["dose_response"]
    known = [k for k, mean in enumerate(found["means"]) if mean is not None]
    doses = [found["doses"][k] for k in known]
    means = np.array([found["means"][k] for k in known], dtype=float)
    ends = np.array(
        [[found["means"][k] if x is None else x for x in found["intervals"][k]] for k in known],
        dtype=float,
    ).reshape(-1, 2)
    ax.errorbar(
        doses, means, yerr=[means - ends[:, 0], ends[:, 1] - means], fmt="o-", color=style.BLACK,
        ms=2.5, lw=0.8, capsize=1.5,
    )  # fmt: skip
    ax.set_xlabel("\n".join(textwrap.wrap(found["dose"], LABEL)))
    ax.set_ylabel("\n".join(textwrap.wrap(claim["unit"], LABEL)))
