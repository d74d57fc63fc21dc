"""One stored world can be played again, comes out to the bit, and tells its story."""

from __future__ import annotations

import shutil
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from negotiation.analysis.load import load
from negotiation.analysis.transcript import tell
from negotiation.errors import InputError, ReplayError
from negotiation.runs import course
from negotiation.runs.replay import Note, Offer, replay
from negotiation.runs.stored import read_lines


@pytest.mark.parametrize("cell", [0, 1])
@pytest.mark.parametrize("world", [0, 17, 49])
def test_a_world_comes_out_as_stored(folder, world, cell):
    """The replay itself compares with the stored rows; the story must agree with them too."""
    story = replay(folder, world, cell)
    frame = load(folder).frame(["outcome", "week"])
    row = frame[(frame["world"] == world) & (frame["cell"] == cell)].iloc[0]
    accepted = [e for e in story.events if isinstance(e, Offer) and e.accepted]
    if row["outcome"] == "deal":
        assert accepted[-1].week == row["week"]
    else:
        assert not accepted


def test_offers_take_turns_week_by_week(folder):
    offers = [e for e in replay(folder, 3).events if isinstance(e, Offer)]
    assert len(offers) > 3
    for one, two in pairwise(offers):
        assert two.by == one.to
        assert two.week >= one.week + 1


def test_an_accepted_offer_is_worth_its_floor_to_both(folder):
    for world in range(10):
        for event in replay(folder, world).events:
            if isinstance(event, Offer) and event.accepted:
                for side in (event.proposer, event.responder):
                    assert side.utility >= side.floor - 1e-6


def test_the_transcript_says_who_offered_what_why_not_and_what_acted(folder):
    story = replay(folder, 3)
    text = "\n".join(tell(story, load(folder).resolved.scenario))
    assert "Lyonesse to Avalon" in text
    assert "cloth_tariff" in text
    assert "refused: " in text
    assert any(isinstance(e, Note) and e.rule.startswith("M") for e in story.events)


def test_a_stored_row_that_was_altered_is_refused(folder, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    part = sorted((copy / "outcomes").iterdir())[0]
    table = pq.read_table(part)
    spot = table.column_names.index("money.avalon")
    changed = pc.add(table["money.avalon"], pa.scalar(1e-12))
    pq.write_table(table.set_column(spot, "money.avalon", changed), part)
    with pytest.raises(ReplayError, match=r"came out differently: money\.avalon"):
        replay(copy, 3)


def test_a_world_or_cell_that_was_not_run_is_refused(folder):
    with pytest.raises(InputError, match="worlds 0 to 49"):
        replay(folder, 50)
    with pytest.raises(InputError, match="cells 0 to 1"):
        replay(folder, 0, 2)
    with pytest.raises(InputError, match="not a result folder"):
        replay(folder.parent, 0)


def test_a_part_that_cannot_be_read_is_named(folder, tmp_path):
    copy = tmp_path / "run"
    shutil.copytree(folder, copy)
    for part in (copy / "outcomes").iterdir():
        part.write_bytes(b"PAR1")
    for compare in (
        lambda: replay(copy, 0),
        lambda: course._compare(copy, 0, "usa-japan", np.zeros(2)),
    ):
        with pytest.raises(InputError, match=r"part-.*parquet: cannot be read"):
            compare()
    with pytest.raises(InputError, match="holds no rows of cell 7"):
        read_lines(copy, 7, 0, 1)


def test_lines_of_a_range_are_those_of_the_frame(folder):
    lines = read_lines(folder, 1, 7, 19, ["week"])
    np.testing.assert_array_equal(lines["world"], np.arange(7, 19))
    whole = load(folder).values("week", "avalon-lyonesse", 1)
    np.testing.assert_array_equal(lines["week"], whole[7:19])
