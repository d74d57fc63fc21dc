"""Negotiation: trade and alliance bargaining between countries, simulated over many worlds.

`load` opens a result folder and `run` plays an experiment; both wait for their imports until they
are used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["load", "run"]

_HOME = {"load": "negotiation.analysis.load", "run": "negotiation.analysis.notebook"}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'negotiation' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)
