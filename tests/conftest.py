"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def islands() -> Path:
    """The experiment with two invented countries."""
    return ROOT / "experiments" / "two_islands.toml"
