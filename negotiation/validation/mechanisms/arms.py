"""Arms that several rows begin with."""

from __future__ import annotations

from negotiation.validation.row import Arm

FOUR = Arm(
    "alliance_2025",
    {
        "usa": "package_linkage",
        "japan": "package_linkage",
        "korea": "package_linkage",
        "china": "retaliate",
    },
)
