"""The other engine. NegMAS is AGPL, so what drives it lies in the repository and in no wheel."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from negotiation.errors import InputError

DRIVER = Path(__file__).parents[3] / "benchmarks" / "peers" / "domains.py"
NAME = "negotiation_peers_negmas"


def negmas() -> ModuleType:
    """The driver of NegMAS; `InputError` without NegMAS, or outside a clone of the repository."""
    if NAME in sys.modules:
        return sys.modules[NAME]
    check(["this"])
    spec = importlib.util.spec_from_file_location(NAME, DRIVER)
    assert spec is not None
    assert spec.loader is not None
    driver = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = driver  # its dataclasses look themselves up there
    spec.loader.exec_module(driver)
    return driver


def check(wanting: Sequence[str], others: Sequence[str] = ()) -> None:
    """`InputError` where NegMAS cannot be played.

    `wanting` are the families that need it, `others` those that do not.
    """
    needed = f"which {', '.join(wanting)} need{'s' if len(wanting) == 1 else ''}"
    if importlib.util.find_spec("negmas") is None:
        remedy = 'install it, in a clone, with: python -m pip install -e ".[peers]"'
        rest = f"; or do without: --only {','.join(others)}" if others else ""
        raise InputError(f"NegMAS is not installed, {needed}; {remedy}{rest}")
    if not DRIVER.is_file():
        problem = f"no part of the package drives NegMAS, {needed}; give the command in a clone"
        raise InputError(problem)
