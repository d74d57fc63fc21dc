"""Small real runs to draw."""

from __future__ import annotations

import pytest

from negotiation.analysis.load import Run, load
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run as play


@pytest.fixture(scope="session")
def make(islands, tmp_path_factory):
    """A function that runs the two islands and loads the result."""

    def run(worlds: int, *sets: tuple[str, object]) -> Run:
        folder = tmp_path_factory.mktemp("run") / "result"
        return load(play(resolve(islands, worlds=worlds, sets=sets), folder, jobs=1))

    return run


@pytest.fixture(scope="session")
def small(make) -> Run:
    """Sixty worlds in two cells."""
    return make(60)


@pytest.fixture(scope="session")
def single(make) -> Run:
    """One world in one cell."""
    return make(1, ("strategies.lyonesse", "wait_out"))


@pytest.fixture(scope="session")
def failing(make) -> Run:
    """Worlds in which whatever is agreed fails at home."""
    return make(4, ("mechanisms.M9.win_set", 1.0))


@pytest.fixture(scope="session")
def silent(make) -> Run:
    """Talks that one side leaves before anybody makes an offer."""
    return make(3, ("tables.avalon-lyonesse.outside.avalon", 1000.0))
