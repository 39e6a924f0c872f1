"""What the library takes out of its claims: the table, the brief, selections; and the commands."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evidence.citing.tables import read_csv
from evidence.cli import app
from evidence.errors import BadInput, NotFound
from evidence.library import Library
from evidence.vocabulary import Stance


@pytest.fixture
def linked(stocked: Library) -> Library:
    slug = stocked.claims()[0].slug
    stocked.link(
        slug,
        "cohen2018",
        stance=Stance.SUPPORTS,
        rationale="=1+1 points of relief",
        quote="relief was seen",
        locator="p. 4",
    )
    stocked.link(slug, "zanos2018", stance=Stance.DISPUTES, rationale="-2 points")
    return stocked


def test_the_table_has_a_row_for_each_link_of_the_library(shipped: Library) -> None:
    rows = read_csv(shipped.export_table(to="csv").content)
    expected = Counter(
        (claim.slug, view.reference.key, view.stance.word, view.rationale)
        for claim in shipped.claims()
        for view in shipped.claim(claim.slug).evidence
    )
    found = Counter(
        (row["Claim"], row["Reference"], row["Stance"], row["Finding for this claim"])
        for row in rows
    )
    assert found == expected
    slugs = list(dict.fromkeys(row["Claim"] for row in rows))
    assert slugs == [claim.slug for claim in shipped.claims()]


def test_a_row_says_what_the_library_knows(linked: Library) -> None:
    slug = linked.claims()[0].slug
    first, second = read_csv(linked.export_table(claim=slug, to="csv").content)
    assert (first["Authors"], first["Year"]) == ("Cohen et al.", "2018")
    assert first["Journal"] == "Regional Anesthesia and Pain Medicine"
    assert first["DOI"].lower() == "10.1097/aap.0000000000000808"
    assert (first["Passage"], first["Locator"]) == ("relief was seen", "page 4")
    assert first["Verification"] == "No full text to check against"
    assert (first["Finding for this claim"], second["Finding for this claim"]) == (
        "=1+1 points of relief",
        "-2 points",
    )
    raw = linked.export_table(claim=slug, to="csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(raw, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]


def test_the_same_library_gives_the_same_files(linked: Library) -> None:
    slug = linked.claims()[0].slug
    for make in (
        lambda: linked.export_table(to="xlsx"),
        lambda: linked.export_brief(slug, to="docx"),
        lambda: linked.export_reader(),
    ):
        assert make().content == make().content


def test_references_are_those_of_a_claim_and_of_a_search(linked: Library) -> None:
    slug = linked.claims()[0].slug

    def keys(**limits: str) -> list[str]:
        made = linked.export_references(to="csl-json", **limits)  # type: ignore[arg-type]
        return [entry["id"] for entry in json.loads(made.content)]

    assert keys(claim=slug) == ["cohen2018", "zanos2018"]
    assert keys(query="metabolite pharmacology") == ["zanos2018"]
    assert keys(claim=slug, query="metabolite pharmacology") == ["zanos2018"]
    assert len(keys()) == 4
    nothing = linked.export_references(to="csl-json", query="zzqqxx")
    assert json.loads(nothing.content) == []
    assert [message.code for message in nothing.messages] == ["nothing-selected"]
    with pytest.raises(NotFound):
        keys(claim="no-such-claim")


def test_what_cannot_be_made_is_told(linked: Library) -> None:
    with pytest.raises(NotFound):
        linked.export_table(claim="no-such-claim")
    with pytest.raises(BadInput):
        linked.export_table(to="pptx")


def test_an_article_can_show_dissent_and_what_is_missing(linked: Library) -> None:
    made = linked.export_article(style="apa", to="md", dissent=True, mark_missing=True)
    page = made.content.decode()
    assert "(supported by Cohen et al., 2018, p. 4; but see Zanos et al., 2018)" in page
    without = [claim for claim in linked.claims() if not any(claim.links.values())]
    assert page.count("citation needed") == 2 * len(without) > 0


COMMANDS = [
    (["table"], "table.csv", b"\xef\xbb\xbfClaim,"),
    (["table", "--claim", "rapid-onset"], "table.xlsx", b"PK"),
    (["brief", "--claim", "rapid-onset", "--style", "apa"], "brief.pdf", b"%PDF"),
    (["reader", "--style", "apa", "--locale", "en-GB"], "reader.html", b"<!DOCTYPE html>"),
    (["references", "--query", "neuropathic", "--claim", "rapid-onset"], "some.bib", b"@"),
    (["article", "--dissent", "--mark-missing"], "article.md", b"# "),
]


@pytest.mark.parametrize(("words", "name", "begins"), COMMANDS, ids=[c[1] for c in COMMANDS])
def test_each_document_has_its_command(
    shipped_url: str, tmp_path: Path, words: list[str], name: str, begins: bytes
) -> None:
    target = tmp_path / name
    done = CliRunner().invoke(app, ["--db", shipped_url, "export", *words, "-o", str(target)])
    assert done.exit_code == 0, done.output
    assert target.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["brief", "-o", "x.pdf"], "one claim"),
        (["reader", "-o", "x.docx"], "web page"),
        (["article", "--release", "a", "--version", "1", "-o", "x.md"], "own version"),
        (["table", "-o", "table"], "format"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(
    shipped_url: str, tmp_path: Path, words: list[str], said: str
) -> None:
    done = CliRunner().invoke(app, ["--db", shipped_url, "export", *words])
    assert done.exit_code != 0
    assert said in str(done.exception)
