"""A row made up for the tests: the more home insists on, the fewer deals."""

from __future__ import annotations

from dataclasses import replace

import pytest
from claims import FEWER, ISLANDS, KEY

from negotiation.validation.row import Null, Row


@pytest.fixture(scope="session")
def made_up() -> Row:
    """Its sign is known, and its null compares an arm with itself by another key."""
    return Row(
        id="M99",
        name="made up",
        arms={
            "slack": ISLANDS.but({KEY: 0.1}),
            "tight": ISLANDS.but({KEY: 0.95}),
            "slack again": ISLANDS.but({KEY: 0.1, "mechanisms.M9": True}),
        },
        claims=(FEWER, replace(FEWER, text="More deals.", expected="more")),
        nulls=(Null("The same twice.", ("slack", "slack again")),),
        worlds=3,
    )
