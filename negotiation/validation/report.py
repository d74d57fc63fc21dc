"""A result as plain data for `--json`, the page and the figure, and as lines for the terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from negotiation.validation.judge import EXACT, HOLDS, SHARE, TOLD, Alike, Found, Mean
from negotiation.validation.row import Claim
from negotiation.validation.validate import Result

WANTED = {
    "more": "more in the last arm than in the first",
    "less": "less in the last arm than in the first",
    "not less": "not less in the last arm than in the first",
    "not more": "not more in the last arm than in the first",
}


def described(results: Sequence[Result]) -> list[dict[str, Any]]:
    """One object for each row; what a row has several of stands under `claims` and `nulls`.

    `effect`, `interval`, `share`, `dose_response` and `region` of a row are those of its first
    claim; its `null` is the largest difference that any of its nulls leaves.
    """
    return [_row(result) for result in results]


def _row(result: Result) -> dict[str, Any]:
    claims = [_claim(found, result.worlds_of(found.claim.arms)) for found in result.claims]
    nulls = [_null(alike, result.worlds_of(alike.null.arms)) for alike in result.nulls]
    judged = [c for c in claims if c["verdict"] != TOLD]
    held = sum(c["verdict"] == HOLDS for c in judged)
    exact = sum(n["verdict"] == HOLDS for n in nulls)
    first = claims[0]
    return {
        "id": result.row.id,
        "name": result.row.name,
        "claim": first["claim"],
        "expected": f"{len(judged)} of {len(judged)} claims hold, {len(nulls)} of {len(nulls)} "
        "nulls are exact",
        "obtained": f"{held} of {len(judged)} claims hold, {exact} of {len(nulls)} nulls are exact",
        "tolerance": {"share": SHARE, "null": EXACT},
        "verdict": result.verdict,
        "effect": first["effect"],
        "interval": first["interval"],
        "share": first["share"],
        "dose_response": first["dose_response"],
        "region": first["region"],
        "null": max((n["obtained"] for n in nulls), default=None, key=_size),
        "draws": result.draws,
        "worlds": result.worlds,
        "seed": result.seed,
        "claims": claims,
        "nulls": nulls,
    }


def _size(value: float | None) -> float:
    return math.inf if value is None else value


def _wanted(claim: Claim) -> str:
    """What is expected, in words."""
    if len(claim.arms) > 1 and not claim.across:
        return WANTED[claim.expected]
    return f"{claim.expected} than nothing".replace("not less than", "no less than").replace(
        "not more than", "no more than"
    )


def _claim(found: Found, worlds: int) -> dict[str, Any]:
    claim = found.claim
    return {
        "claim": claim.text,
        "expected": _wanted(claim),
        "obtained": said(found),
        "tolerance": SHARE,
        "verdict": found.verdict,
        "arms": list(claim.arms),
        "worlds": worlds,
        "unit": claim.unit,
        "where": None if claim.where is None else claim.where.text,
        "note": claim.note,
        "sign": claim.sign,
        "effect": _number(found.mean.value),
        "interval": [_number(found.mean.low), _number(found.mean.high)],
        "share": _number(found.share),
        "draws": {
            "agree": found.agree,
            "against": found.against,
            "ties": found.ties,
            "left_out": found.empty,
        },
        "effects": [_number(x) for x in found.effects.tolist()],
        "dose_response": _doses(found),
        "region": None if found.region is None else found.region.words,
    }


def _doses(found: Found) -> dict[str, Any] | None:
    """Mean and interval by arm; None for a claim with two arms and no dose."""
    claim = found.claim
    if not claim.doses:
        return None
    return {
        "dose": claim.dose,
        "doses": list(claim.doses),
        "means": [_number(level.value) for level in found.levels],
        "intervals": [[_number(level.low), _number(level.high)] for level in found.levels],
        "monotone": found.monotone,
    }


def _null(alike: Alike, worlds: int) -> dict[str, Any]:
    return {
        "claim": f"Nothing changes: {alike.null.text}",
        "expected": 0.0,
        "obtained": _number(alike.difference),
        "tolerance": EXACT,
        "verdict": alike.verdict,
        "arms": list(alike.null.arms),
        "worlds": worlds,
        "compared": alike.worlds,
        "column": alike.column,
    }


def _number(value: float) -> float | None:
    """A number that JSON can hold; None for what is not known or has no bound."""
    return float(value) if math.isfinite(value) else None


def said(found: Found) -> str:
    """What came of a claim in a few words."""
    mean, share = found.mean, found.share
    if not math.isfinite(mean.value):
        return "no draw has enough worlds to compare"
    sign = "-" if math.isnan(share) else f"{100 * share:.0f} %"
    judged = found.agree + found.against + (0 if found.claim.strict else found.ties)
    return (
        f"{shown(mean)} {found.claim.unit}; the sign in {sign} of {judged} draws, "
        f"{found.ties} without a difference"
        + (f", {found.empty} with too little to compare" if found.empty else "")
    )


def shown(mean: Mean) -> str:
    """A mean with its interval."""
    return f"{mean.value:+.3g} [{mean.low:+.3g} to {mean.high:+.3g}]"


def lines(results: Sequence[Result]) -> Iterator[str]:
    """The report for the terminal: a block for each row."""
    for result in results:
        yield f"{result.row.id} {result.row.name}: {result.verdict}"
        for found in result.claims:
            yield f"  {found.verdict}: {found.claim.text}"
            if found.claim.where is not None:
                yield f"    Where {found.claim.where.text}."
            yield f"    {said(found)}"
            if found.claim.doses:
                yield f"    By dose: {', '.join(f'{m.value:.3g}' for m in found.levels)}" + (
                    "" if found.monotone else " (turns round)"
                )
            if found.region is not None:
                yield f"    {found.region.words}"
        for alike in result.nulls:
            where = f" in {alike.column}" if alike.difference > EXACT else ""
            yield f"  {alike.verdict}: null zone, off by {alike.difference:.1g}{where}: " + (
                alike.null.text
            )
        yield ""
    short = [result.row.id for result in results if result.verdict != HOLDS]
    if results:
        first = results[0]
        yield (
            f"{len(results) - len(short)} of {len(results)} rows hold, over draws of the other "
            f"parameters with seed {first.seed}. 95 % intervals over draws."
        )
    if short:
        yield f"Falls short: {', '.join(short)}"
