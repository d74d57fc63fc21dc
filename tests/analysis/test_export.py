"""What is exported reads back as what was stored."""

from __future__ import annotations

import csv
import io
import json
import tarfile

import numpy as np
import pandas as pd
import pytest
from folders import VARIED, divided, with_points

from negotiation.analysis.export_csv import export_csv
from negotiation.analysis.export_ema import export_ema
from negotiation.analysis.load import load
from negotiation.errors import InputError


@pytest.fixture(scope="module")
def result(folder, tmp_path_factory):
    """A result in three parts."""
    ranges = {0: [(0, 20), (20, 50)], 1: [(0, 50)]}
    return load(divided(folder, tmp_path_factory.mktemp("export") / "run", ranges))


def table(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_csv_reads_back_to_the_bit_with_units_beside(result, tmp_path):
    written = export_csv(result, tmp_path / "new" / "run.csv")
    assert [p.name for p in written] == ["run.csv", "run.columns.csv", "run.cells.csv"]
    assert {p.name for p in (tmp_path / "new").iterdir()} == {p.name for p in written}
    back = table(written[0])
    stored = result.frame()
    assert list(back[0]) == list(stored)
    for name in stored:
        column = [row[name] for row in back]
        if name in ("table", "outcome"):
            assert column == stored[name].tolist()
        else:
            numbers = [float(text or "nan") for text in column]
            np.testing.assert_array_equal(numbers, stored[name], err_msg=name)
    columns = {row["column"]: row for row in table(written[1])}
    assert {k: (v["unit"], v["meaning"]) for k, v in columns.items()} == {
        k: (v["unit"], v["meaning"]) for k, v in result.columns.items()
    }
    cells = pd.read_csv(written[2])
    assert cells.drop(columns="cell").to_dict("records") == result.cells


def test_csv_has_the_points_of_a_design_beside(folder, tmp_path):
    run = load(with_points(folder, tmp_path / "run"))
    *_, points = export_csv(run, tmp_path / "out.csv")
    assert pd.read_csv(points).to_dict("list") == {"point": [0, 1], VARIED: [0.91, 0.92]}


def opened(path):
    """An archive of EMA Workbench, read as its `load_results` does: experiments and outcomes."""
    with tarfile.open(path, "r:gz") as archive:
        told = json.loads(archive.extractfile("metadata.json").read())
        experiments = pd.read_csv(archive.extractfile("experiments.csv"))
        experiments = experiments.astype(told["experiments"])
        outcomes = {}
        for kind, name, file in told["outcomes"]:
            assert kind == "ScalarOutcome"
            text = archive.extractfile(file).read().decode()
            outcomes[name] = pd.read_csv(io.StringIO(text), header=None).to_numpy()[:, 0]
        assert set(archive.getnames()) == {
            "experiments.csv",
            "metadata.json",
            *(file for *_, file in told["outcomes"]),
        }
    return experiments, outcomes


def test_ema_workbench_finds_uncertainties_levers_and_outcomes(result, tmp_path):
    (path,) = export_ema(result, tmp_path / "run.tar.gz")
    assert [p.name for p in tmp_path.iterdir()] == ["run.tar.gz"]
    experiments, outcomes = opened(path)
    assert experiments["scenario"].tolist() == [*range(50), *range(50)]
    assert experiments["model"].unique().tolist() == ["two_islands"]
    assert experiments["policy"].unique().tolist() == [
        "0: lyonesse: package_linkage",
        "1: lyonesse: wait_out",
    ]
    assert experiments["lyonesse"].dtype == "category"
    drawn = result.parameters()
    for key in drawn.columns.drop("world"):
        np.testing.assert_allclose(experiments[key], np.tile(drawn[key], 2), rtol=1e-15)
    frame = result.frame(["week", "any_deal", "efficiency"])
    for name in ("week", "any_deal", "efficiency"):
        np.testing.assert_array_equal(outcomes[f"avalon-lyonesse.{name}"], frame[name])
    assert "avalon-lyonesse.outcome" not in outcomes


def test_ema_workbench_finds_the_points_of_a_design(folder, tmp_path):
    run = load(with_points(folder, tmp_path / "run"))
    experiments, outcomes = opened(export_ema(run, tmp_path / "run.tar.gz")[0])
    assert experiments[VARIED].tolist() == [0.91, 0.92] * 50
    assert experiments["scenario"].tolist() == [*range(50), *range(50)]
    beta = run.parameters(["countries.avalon.beta"])["countries.avalon.beta"]
    np.testing.assert_allclose(
        experiments["countries.avalon.beta"], np.tile(np.repeat(beta, 2), 2), rtol=1e-15
    )
    np.testing.assert_array_equal(outcomes["avalon-lyonesse.week"], run.frame(["week"])["week"])


@pytest.mark.parametrize("export", [export_csv, export_ema])
def test_a_place_that_cannot_be_written_leaves_nothing(result, tmp_path, export):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match=r"cannot be written: .*; choose another --out"):
        export(result, tmp_path / "file" / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
