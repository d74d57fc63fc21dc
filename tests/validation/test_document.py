"""The page is put together from parts, and one is written without the others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from negotiation.errors import InputError
from negotiation.validation.document import ASKED, PARTS, of_mechanisms, put, refresh

DOCS = Path(__file__).parents[2] / "docs"


def test_a_part_is_written_anew_and_the_others_are_kept(tmp_path):
    put(tmp_path, "peers", ["## Peers", "", "old"])
    put(tmp_path, "theory", ["## Theory", "", "tables"])
    page = put(tmp_path, "peers", ["## Peers", "", "new"])
    text = page.read_text(encoding="utf-8")
    assert text.index("## Theory") < text.index("## Peers")
    assert "tables" in text
    assert "new" in text
    assert "old" not in text
    again = put(tmp_path, "peers", ["## Peers", "", "new"]).read_text(encoding="utf-8")
    assert again == text


def test_the_table_on_top_says_what_came_of_each_kind(tmp_path):
    put(tmp_path, "theory", ["## Theory", "", "**Verdict:** all 3 cases hold.", "", "more"])
    rows = [f"## M{k} a rule\n\nVerdict: **{v}**: so.\n" for k, v in ((1, "holds"), (2, "no"))]
    (tmp_path / "mechanisms.md").write_text("# Page\n\n" + "\n".join(rows), encoding="utf-8")
    lines = refresh(tmp_path).read_text(encoding="utf-8").splitlines()
    top = {line.split("|")[1].strip(): line for line in lines if line.startswith("| [")}
    assert top["[theory](#theory)"].endswith("| all 3 cases hold. |")
    assert top["[peers](#peers)"].endswith("| not written yet |")
    assert top["[mechanisms](mechanisms.md)"].endswith(
        "| of 2 mechanisms 1 hold, 1 fall short. Falling short: M2. |"
    )


def test_the_committed_page_says_of_each_kind_what_its_parts_say():
    """Where this fails, `negotiation.validation.document.refresh(Path("docs"))` mends it."""
    text = (DOCS / "validation.md").read_text(encoding="utf-8")
    mechanisms = of_mechanisms((DOCS / "mechanisms.md").read_text(encoding="utf-8"))
    assert f"| {ASKED['mechanisms']} | {mechanisms} |" in text
    said = re.findall(r"^\*\*Verdict:\*\* (.+)$", text, flags=re.M)
    assert len(said) == len(PARTS)
    for part, verdict in zip(PARTS, said, strict=True):
        assert f"| {ASKED[part]} | {verdict} |" in text


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "docs").write_text("a file")
    with pytest.raises(InputError, match="choose another --write"):
        put(tmp_path / "docs", "theory", ["## Theory"])
