"""What all tests share."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def pytest_collection_modifyitems(items):
    """Designs that SALib draws are tested where it is installed, as the extra `dev` does."""
    if find_spec("SALib") is None:
        for item in items:
            if {"morris", "saltelli"} & {*item.name.strip("]").replace("[", "-").split("-")}:
                item.add_marker(pytest.mark.skip(reason="needs SALib"))


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
