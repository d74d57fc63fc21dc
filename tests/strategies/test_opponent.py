"""What a side takes the other to want."""

from __future__ import annotations

import numpy as np
from situations import problem

from negotiation.bargaining.curve import efficient
from negotiation.strategies.family import BASES, load, member

GIVEN = problem([1.0, 5.0], [4.0, 2.0], 0.6, ["trade", "security"], [True, False])


def test_none_takes_what_is_public():
    stake, curvature = member("opponent", "none").believed(GIVEN)
    np.testing.assert_array_equal(stake, GIVEN.other_stake)
    np.testing.assert_array_equal(curvature, GIVEN.other_curvature)


def test_a_mirror_sees_itself():
    stake, curvature = member("opponent", "mirror").believed(GIVEN)
    np.testing.assert_array_equal(stake, GIVEN.own_stake)
    np.testing.assert_array_equal(curvature, GIVEN.own_curvature)


def test_a_mirror_gives_the_same_share_of_everything():
    curve = efficient(
        GIVEN.own_stake, GIVEN.own_curvature, *member("opponent", "mirror").believed(GIVEN)
    )
    np.testing.assert_allclose(curve[:, 0], curve[:, 1], rtol=1e-12)


def test_only_the_oracle_sees_the_truth():
    load()
    seeing = [name for name, kind in BASES["opponent"].registry.items() if kind.sees_truth]
    assert seeing == ["oracle"]
