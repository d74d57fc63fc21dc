"""The page is put together from parts, and one is written without the others."""

from __future__ import annotations

import pytest

from negotiation.errors import InputError
from negotiation.validation.document import put


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


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "docs").write_text("a file")
    with pytest.raises(InputError, match="choose another --write"):
        put(tmp_path / "docs", "theory", ["## Theory"])
