"""The plan of a run: what there is to play, whose it is, and what is missing."""

from __future__ import annotations

import pytest

from negotiation.errors import InputError
from negotiation.runs.resolve import resolve
from negotiation.runs.work import CHUNK, Chunk, Share, missing, plan


def covered(chunks, cell=0):
    return sorted(row for c in chunks if c.cell == cell for row in range(c.first, c.last))


def test_a_plan_holds_every_row_of_every_cell_once(islands):
    work = plan(resolve(islands, worlds=25_000))
    for cell in (0, 1):
        assert covered(work, cell) == list(range(25_000))
    assert {chunk.worlds for chunk in work} == {CHUNK, 5_000}


@pytest.mark.parametrize(
    ("worlds", "sizes"), [(900, [900, 900]), (1_000, [1_000, 1_000]), (2_000, [2_000, 2_000])]
)
def test_cells_of_a_small_run_are_chunks(islands, worlds, sizes):
    assert [chunk.worlds for chunk in plan(resolve(islands, worlds=worlds))] == sizes


@pytest.mark.parametrize(("worlds", "sizes"), [(1_999, [1_999]), (3_001, [1_501, 1_500])])
def test_a_single_cell_is_halved_where_that_is_worth_a_second_process(islands, worlds, sizes):
    one = (("strategies.lyonesse", "wait_out"),)
    assert [chunk.worlds for chunk in plan(resolve(islands, worlds=worlds, sets=one))] == sizes


def test_more_worlds_extend_a_run_from_where_it_ended(islands):
    one = (("strategies.lyonesse", "wait_out"),)
    there = plan(resolve(islands, worlds=2_000, sets=one))
    more = missing(plan(resolve(islands, worlds=25_000, sets=one)), there)
    assert [(c.first, c.last) for c in more] == [
        (2_000, 10_000),
        (10_000, 20_000),
        (20_000, 25_000),
    ]


def test_what_is_missing_lies_between_what_is_there():
    there = [Chunk(0, 30, 20), Chunk(0, 0, 10), Chunk(1, 0, 100)]
    left = missing([Chunk(0, 0, 40), Chunk(0, 40, 40), Chunk(1, 0, 40)], there)
    assert left == [Chunk(0, 10, 20), Chunk(0, 50, 30)]


@pytest.mark.parametrize("of", [1, 2, 3, 7, 50])
def test_shares_divide_the_plan_evenly_whatever_is_there(islands, of):
    work = plan(resolve(islands, worlds=100_000))
    shares = [Share(number, of).take(work) for number in range(1, of + 1)]
    assert [chunk for share in shares for chunk in share] == work
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


@pytest.mark.parametrize("text", ["3", "0/3", "4/3", "a/b", "-1/2", "1/2/3"])
def test_a_share_that_makes_no_sense_is_refused(text):
    with pytest.raises(InputError, match=r"--chunks: is '.*'; wants I/N with I from 1 to N"):
        Share.parse(text, "--chunks")


def test_a_chunk_is_read_as_it_is_written():
    chunk = Chunk(3, 20_000, 10_000)
    assert Chunk.parse(str(chunk), "--reproduce") == chunk
    for text in ("3:0", "3:0:0", "a:b:c"):
        with pytest.raises(InputError, match="wants CELL:FIRST:WORLDS"):
            Chunk.parse(text, "--reproduce")
