"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def islands() -> Path:
    """The experiment with two invented countries."""
    return ROOT / "experiments" / "two_islands.toml"


@pytest.fixture(scope="session")
def folder(islands, tmp_path_factory) -> Path:
    """The result of 50 worlds of the two islands, not to be changed."""
    from negotiation.runs.resolve import resolve
    from negotiation.runs.run import run

    return run(resolve(islands, worlds=50), tmp_path_factory.mktemp("results") / "run")
