"""One small real run to publish."""

from __future__ import annotations

import pytest

from negotiation.analysis.load import Run, load
from negotiation.publish.report import report
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run as play


@pytest.fixture(scope="session")
def small(islands, tmp_path_factory) -> Run:
    """Sixty worlds in two cells."""
    folder = tmp_path_factory.mktemp("published") / "result"
    return load(play(resolve(islands, worlds=60), folder, jobs=1))


@pytest.fixture(scope="session")
def written(small) -> str:
    """Its report."""
    return report(small)
