"""A small run in a folder of its own, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from negotiation.runs.resolve import resolve
from negotiation.runs.run import run


@pytest.fixture(scope="session")
def folder(islands, tmp_path_factory) -> Path:
    """The result of 50 worlds of the two islands."""
    return run(resolve(islands, worlds=50), tmp_path_factory.mktemp("results") / "run")
