"""Forecasts made up without playing, for what is done with forecasts."""

from __future__ import annotations

import datetime as dt

import numpy as np

from negotiation.draws import Draws
from negotiation.validation.history.case import AsOf, HistoryCase
from negotiation.validation.history.forecast import Forecast
from negotiation.validation.history.known import LeftOut
from negotiation.validation.history.shared import SHARED, positions

WORLDS = 4_000


def made_up(case: HistoryCase, as_of: AsOf | None = None) -> Forecast:
    """Worlds in which the first parameter alone decides the week, the more the later.

    Seven deals of ten come shortly before a date.
    """
    at = positions(1, 0, WORLDS)
    noise = Draws(1, 0, WORLDS).normal(f"test.{case.name}")
    usa = case.scenario.countries["usa"]
    return Forecast(
        case=case,
        as_of=as_of or case.data.as_of[0],
        played=WORLDS,
        at=at,
        what=np.zeros(WORLDS, dtype=int),
        weeks=50.0 * at[0] + 2.0 * noise,
        terms={term.issue: 10.0 + noise for term in case.data.terms},
        lead=np.where(at[1] < 0.7, 2.0, 12.0),
        moved={one.id: usa.beta for one in SHARED},
        known=case.scenario,
        left_out=(LeftOut("tables.nothing", dt.date(2018, 1, 1)),),
    )
