"""Strict models: an unknown key is an error that names the nearest right one."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from negotiation.errors import nearest

# What TOML itself tells apart: text in quotes is no number, and true is not 1.
# Numbers stop where products of them could still be told from infinity.
Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e15, le=1e15)]
Whole = Annotated[int, Field(strict=True)]
Switch = Annotated[bool, Field(strict=True)]
Day = Annotated[dt.date, Field(strict=True)]


class Strict(BaseModel):
    """Base of everything read from a file: no unknown keys, no changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    @model_validator(mode="before")
    @classmethod
    def _no_unknown_keys(cls, data):
        if isinstance(data, dict):
            for key in data:
                if key not in cls.model_fields:
                    raise PydanticCustomError(
                        "unknown_key",
                        "unknown key{hint}",
                        {"key": str(key), "hint": nearest(str(key), cls.model_fields)},
                    )
        return data
