"""The command in this process, and a row made up for the tests."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from claims import FEWER, ISLANDS, KEY

from negotiation import cli
from negotiation.validation.row import Null, Row


@pytest.fixture
def said(monkeypatch, capsys):
    """Run `negotiation validate` in this process; exit code, output and error."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["negotiation", "validate", *words])
        with pytest.raises(SystemExit) as left:
            cli.main()
        found = capsys.readouterr()
        return int(left.value.code or 0), found.out, found.err

    return run


@pytest.fixture(scope="session")
def made_up() -> Row:
    """The more home insists on, the fewer deals; its null compares an arm with itself by another
    key."""
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
