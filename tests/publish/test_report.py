"""The report is one file that asks for nothing else, and tells what was checked."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections import Counter
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest

from negotiation.analysis.load import load
from negotiation.errors import InputError
from negotiation.publish.checks import checks
from negotiation.publish.report import _bases, status
from negotiation.publish.sources import listed
from negotiation.scenario.read import LIBRARY

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Reader(HTMLParser):
    """Collects identifiers and what a page refers to, and sees that elements are closed."""

    def __init__(self):
        super().__init__()
        self.ids: list[str] = []
        self.refers: list[str] = []
        self.opened: list[str] = []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.refers += [found[k] for k in ("href", "xlink:href", "src") if found.get(k)]
        if tag not in VOID:
            self.opened.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.opened.pop()

    def handle_endtag(self, tag):
        assert self.opened.pop() == tag


def test_asks_for_nothing_else(written):
    reader = Reader()
    reader.feed(written)
    assert not reader.opened
    assert len(reader.ids) == len(set(reader.ids))
    outside = [one for one in reader.refers if not one.startswith("#") and one != "data:,"]
    assert outside == []
    within = {one[1:] for one in reader.refers if one.startswith("#")}
    assert within <= set(reader.ids)
    assert set(re.findall(r"url\(#([^)]+)\)", written)) <= set(reader.ids)
    assert "<script" not in written


def test_tells_question_figures_and_sources(written, small):
    assert small.manifest["question"].replace("'", "&#x27;") in written
    for name in ("outcomes", "survival", "offers", "differences"):
        assert f'id="figure-{name}"' in written
    assert "resolved.toml" in written
    assert small.manifest["run"] in written
    assert "No fault in what was checked: files, model version and one world" in written
    assert "theory says was not looked at." in written


def test_says_what_is_wrong(small, tmp_path):
    """A changed part and a judged mechanism that falls short are faults."""
    folder = tmp_path / "result"
    shutil.copytree(small.folder, folder)
    run = load(folder)
    part = folder / "outcomes" / run.manifest["parts"][0]["file"]
    part.write_bytes(part.read_bytes() + b" ")
    verdicts = tmp_path / "verdicts.json"
    row = {"id": "M9", "verdict": "falls short", "obtained": "0 of 1 claims hold"}
    verdicts.write_text(json.dumps([row]), encoding="utf-8")
    found = {one.what.partition(":")[0]: one for one in checks(run, verdicts)}
    assert found["Files are those that the run wrote"].sound is False
    assert found["M9 two-level game"].sound is False
    assert found["M1 layered tariffs"].sound is None
    judged = sum(one.rule for one in found.values())
    said = "3 faults in what was checked: files, model version, one world played again and 1 of"
    assert status(list(found.values())) == f"{said} {judged} mechanisms against theory."


def test_reproducing_needs_no_index(written, small):
    """The package is in none: it is cloned at the commit of the run."""
    assert "pip install negotiation" not in written
    assert "python -m pip install -e ." in written
    commit = small.manifest["commit"]
    assert (f"git checkout {commit}" if commit else "# of version") in written


def test_numbers_are_counted_as_the_readme_does():
    path = files("negotiation.scenario") / "library" / "alliance_2025.toml"
    found = Counter(_bases(tomllib.loads(path.read_text(encoding="utf-8"))))
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    told = re.search(
        r"Of the (\d+) numbers in `alliance_2025`, (\d+) have a source .*?, (\d+) are assumptions, "
        r"(\d+) are definitions .*?, and (\d+) record",
        readme,
    )
    assert told
    kinds = ("from a source", "by assumption", "by definition", "of what came to pass")
    assert [found.total(), *(found[kind] for kind in kinds)] == [int(one) for one in told.groups()]


def test_a_file_of_verdicts_that_is_not_there_is_told_in_words(small, tmp_path):
    with pytest.raises(InputError, match="cannot be read: No such file or directory; write it"):
        checks(small, tmp_path / "nowhere.json")


@pytest.mark.parametrize("text", ["{", "[1]", "{}"])
def test_verdicts_that_are_none_are_refused(text, small, tmp_path):
    path = tmp_path / "verdicts.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="validate mechanisms --json"):
        checks(small, path)


def told(tmp_path, entry: str) -> str:
    """The one source of a bibliography, as a reader gets it."""
    path = tmp_path / "sources.bib"
    path.write_text(entry, encoding="utf-8")
    ((_, said),) = listed(path)
    return said


def test_sources_read_as_sentences(tmp_path):
    entry = "@misc{a,\n  author = {{The Office}},\n  title = {{US} data},\n  year = {2025}\n}"
    assert told(tmp_path, entry) == "The Office. 2025. US data."


def test_sources_keep_their_titles_and_every_field(tmp_path):
    """Titles keep their "and", and so do offices; several fields may stand on a line."""
    entry = (
        "@article{a,\n author = {Aa, B. and {Trade, Industry and Energy}},\n"
        " title = {Wars and {Talks and Data}?},\n journal = {R},\n"
        " volume = {104}, number = {12}, pages = {4104--4146}, year = {2014}\n}"
    )
    assert told(tmp_path, entry) == (
        "Aa, B.; Trade, Industry and Energy. 2014. Wars and Talks and Data? R. 104(12): 4104–4146."
    )
    assert told(tmp_path, '@misc{b, title = "A and B", year = 1999}') == "1999. A and B."


def test_sources_are_in_letters_not_in_latex(tmp_path):
    r"""Accents however they are written, and signs that LaTeX wants marked."""
    entry = (
        r"@misc{a, author = {St{\aa}hl, I. and Rodr{\'i}guez, A. and Lim{\~a}o, N. and Ko\v{s}, P."
        "},\n title = {M\\o{}ller \\& S\\o n~5\\%, in \\$}, year = 2001}"
    )
    assert told(tmp_path, entry) == (
        "Ståhl, I.; Rodríguez, A.; Limão, N.; Koš, P. 2001. Møller & Søn 5%, in $."
    )


def test_a_bibliography_that_is_none_is_told_of(tmp_path):
    with pytest.raises(InputError, match="is no BibTeX"):
        told(tmp_path, "@misc{a, title = {never closed")


def test_every_source_of_the_library_reads_without_latex():
    found = listed(LIBRARY / "sources.bib")
    assert len(found) > 90
    for key, said in found:
        assert not set("{}\\~") & set(said), key
        assert said.endswith((".", "?", "!")), key


def test_loads_in_a_browser_without_an_error(written, tmp_path):
    """In a real headless Chromium; the console must stay empty, and all of it must be there."""
    browser = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if browser is None:
        pytest.skip("no Chromium here; .ci/run installs it where it can")
    path = tmp_path / "report.html"
    path.write_text(written, encoding="utf-8")
    command = [browser, "--headless=new", "--no-sandbox", "--disable-gpu",
               f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr",
               "--window-size=400,900", "--dump-dom", path.as_uri()]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert said == []
    assert done.stdout.count("<svg") == written.count("<svg")
