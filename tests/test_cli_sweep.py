"""What a sweep prints at its end: units, what its intervals are, and how far to trust it."""

from __future__ import annotations

import pytest

from negotiation.cli_sweep import findings
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run

VARY = (
    ("countries.avalon.patience", {"range": [0.98, 0.99]}),
    ("mechanisms.M9.win_set", {"range": [0.0, 0.9]}),
)
FEW = "do not trust these numbers"


@pytest.mark.parametrize(
    ("design", "points", "unit", "intervals", "warning"),
    [
        ("lhs", 8, "(percentage points", "intervals count how few both are.", None),
        ("morris", 12, "(percentage points)", "bootstrap over trajectories", "Only 4 trajectories"),
        ("saltelli", 16, "(share of the variance)", "bootstrap over points", "Only 4 base points"),
        ("saltelli", 256, "(share of the variance)", "bootstrap over points", None),
    ],
)
def test_each_design_says_what_its_numbers_are(
    design, points, unit, intervals, warning, islands, tmp_path
):
    resolved = resolve(islands, worlds=2, vary=VARY, design=design, points=points)
    lines = list(findings(run(resolved, tmp_path / "run", jobs=1)))
    first = next(line for line in lines if "What moves it most: Any deal" in line)
    assert unit in first
    assert any(f"at {points} points; " in line and intervals in line for line in lines)
    assert [line.partition(":")[0] for line in lines if FEW in line] == ([warning] * bool(warning))
