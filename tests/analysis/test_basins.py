"""States that draw trust: known roots, and none where feedback is weak."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.analysis.basins import between, pull, states


def test_strong_feedback_has_two_states_and_one_between():
    stable, unstable = states(8.0, 0.5)
    assert unstable == pytest.approx([0.5], abs=1e-6)
    assert len(stable) == 2
    assert stable[0] == pytest.approx(1.0 - stable[1], abs=1e-6)
    for at in stable:
        assert pull(np.array(at), np.array(8.0), np.array(0.5)) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("turning_point", [0.3, 0.5, 0.7])
def test_weak_feedback_has_one_state(turning_point):
    stable, unstable = states(3.0, turning_point)
    assert len(stable) == 1
    assert unstable == []


def test_worlds_have_their_own():
    found = between(np.array([8.0, 3.0, 8.0]), np.array([0.5, 0.5, 0.45]))
    assert found[0] == pytest.approx(0.5, abs=1e-6)
    assert np.isnan(found[1])
    assert found[2] < 0.5
