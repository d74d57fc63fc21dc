"""The numbers that worlds drew come out again as the model drew them, to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from folders import VARIED, with_points

from negotiation.analysis.load import load
from negotiation.errors import InputError
from negotiation.runs.chunk import Chunk, build
from negotiation.runs.replay import load_run


def test_they_are_what_the_model_drew(folder):
    run = load(folder)
    found = run.parameters(cell=1)
    resolved, tariffs, _ = load_run(folder)
    model = build(resolved, tariffs, Chunk(1, 0, 50))
    varying = {k: v for k, v in model._drawn.items() if v.min() < v.max()}
    model.forget()
    assert len(varying) > 20
    for purpose, values in varying.items():
        np.testing.assert_array_equal(found[purpose], values, err_msg=purpose)
    assert found.attrs["units"][VARIED] == "1/week"
    assert found["world"].tolist() == list(range(50))


def test_a_few_are_drawn_alone(folder):
    found = load(folder).parameters([VARIED])
    assert list(found) == ["world", VARIED]
    with pytest.raises(InputError, match=r"did you mean 'countries\.avalon\.patience'"):
        load(folder).parameters(["countries.avalon.patiance"])


def test_what_a_design_sets_is_not_drawn(folder, tmp_path):
    run = load(with_points(folder, tmp_path / "run"))
    assert set(load(folder).parameters()) - set(run.parameters()) == {VARIED}
    assert len(run.parameters()) == 25
