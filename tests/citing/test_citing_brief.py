"""The brief: one page for one claim, with all sides of it."""

import dataclasses
import datetime
import io
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from samples import COHEN, item
from test_citing_tables import ROW

from evidence.citing.brief import (
    MOST_STUDIES,
    BriefDocument,
    ClaimSheet,
    RatedOutcome,
    chosen,
    render_brief,
)
from evidence.citing.tables import EvidenceRow
from evidence.errors import BadInput, NotFound
from evidence.library import Library
from evidence.vocabulary import Certainty, Stance

REFERENCES = {
    "cohen2018": COHEN,
    "berg2020one": item("berg2020one", "First report of the year", "Berg, Anna", 2020, "Pain"),
    "berg2020two": item("berg2020two", "Second report of the year", "Berg, Anna", 2020, "Pain"),
}
AMA, APA, NOTES = "american-medical-association", "apa", "chicago-notes-bibliography"


def row(key: str, stance: Stance, **more: Any) -> EvidenceRow:
    return dataclasses.replace(
        ROW, reference=key, stance=stance, authors=key.capitalize(), passages=(), **more
    )


def brief(*rows: EvidenceRow, **more: Any) -> BriefDocument:
    sheet = ClaimSheet(
        slug="rapid-onset",
        statement="Relief comes within hours, in some people.",
        certainty=Certainty.LOW,
        plain_statement="May be so.",
        verdict="Supported, with limits",
        reason="One series needed three days",
        outcomes=(
            RatedOutcome("Pain in the first hours", Certainty.LOW, ("Rated down for imprecision",)),
        ),
        gaps=("Nobody has compared doses.", "Long courses are not studied"),
        studies={Stance.SUPPORTS: 1, Stance.DISPUTES: 2, Stance.QUALIFIES: 0},
        rows=rows
        or (
            row("cohen2018", Stance.SUPPORTS, notices=()),
            row("berg2020one", Stance.DISPUTES, finding="Not before day two", notices=()),
            row("berg2020two", Stance.DISPUTES, finding="Never", notices=("Retraction, 2024",)),
        ),
    )
    return BriefDocument(
        article="Ketamine & <pain>",
        language="en",
        version=3,
        date=datetime.date(2026, 5, 12),
        digest="4f9c0a7d",
        sheet=dataclasses.replace(sheet, **more),
        references=REFERENCES,
        retracted=frozenset({"berg2020two"}),
    )


def text(document: BriefDocument, style: str = AMA) -> str:
    return render_brief(document, style=style, to="txt").content.decode()


def test_the_page_says_all_that_a_reader_needs_in_order() -> None:
    words = text(brief())
    places = [
        words.index(part)
        for part in (
            "Relief comes within hours, in some people.",
            "Certainty: low ⊕⊕○○.",
            "May be so. Supported, with limits. One series needed three days.",
            "Pain in the first hours:",
            "Rated down for imprecision.",
            "1 supports it, 2 dispute it.",
            "Not before day two",
            "Retraction, 2024.",
            "Nobody has compared doses.",
            "Long courses are not studied.",
            "References",
            "[Retracted]",
            "Version 3 · State of the library: 4f9c0a7d",
        )
    ]
    assert places == sorted(places)
    assert "qualify" not in words


@pytest.mark.parametrize(
    ("style", "named"),
    [
        (AMA, "Cohen2018 2009^(1)"),
        (APA, "Cohen et al. (2018)"),
        (NOTES, "Cohen2018 2009"),
        ("nature", "Cohen2018 2009^(1)"),
    ],
)
def test_a_study_is_named_as_its_style_cites_it(style: str, named: str) -> None:
    words = " ".join(text(brief(), style).split())
    flat = words.replace("¹", "^(1)")
    assert named in flat
    assert (
        words.count("Consensus guidelines on the use")
        + words.count("Consensus Guidelines on the Use")
        == 1
    )


def test_a_claim_without_studies_needs_citation() -> None:
    words = text(dataclasses.replace(brief(), sheet=dataclasses.replace(brief().sheet, rows=())))
    assert "No study is linked to this claim. [citation needed]" in words
    assert "References" not in words


def test_what_is_left_out_is_told() -> None:
    many = [row("cohen2018", Stance.SUPPORTS, finding=f"Finding {n}.") for n in range(30)]
    words = " ".join(text(brief(*many, row("berg2020one", Stance.DISPUTES))).split())
    assert f"Shown here: {MOST_STUDIES} of 31 links" in words
    assert "Disputes" in words
    assert "Finding 0." in words
    assert "Finding 20." not in words


STANCES = st.lists(st.sampled_from(list(Stance)), max_size=60)


@given(STANCES, st.integers(4, 12))
def test_every_stance_that_weighs_is_shown_and_the_first_of_it(
    stances: list[Stance], most: int
) -> None:
    rows = [row(f"r{n}", stance) for n, stance in enumerate(stances)]
    shown = chosen(rows, most)
    assert len(shown) == min(most, len(rows))
    assert {r.stance for r in shown} >= set(stances) - {Stance.BACKGROUND}
    for stance in Stance:
        mine = [r for r in shown if r.stance is stance]
        assert mine == [r for r in rows if r.stance is stance][: len(mine)]
    if any(r.stance is Stance.BACKGROUND for r in shown):
        weighing = [r for r in rows if r.stance is not Stance.BACKGROUND]
        assert all(r in shown for r in weighing)


def test_shares_follow_the_numbers() -> None:
    stances = [Stance.SUPPORTS] * 20 + [Stance.DISPUTES] * 8 + [Stance.QUALIFIES] * 8
    shown = [r.stance for r in chosen([row(f"r{n}", s) for n, s in enumerate(stances)], 9)]
    assert [shown.count(s) for s in (Stance.SUPPORTS, Stance.DISPUTES, Stance.QUALIFIES)] == [
        5,
        2,
        2,
    ]


@pytest.mark.parametrize("slug", ["neuropathic-efficacy", "tolerability", "not-a-cure"])
@pytest.mark.parametrize("style", [AMA, APA])
def test_the_fullest_claims_fit_on_one_page(shipped: Library, slug: str, style: str) -> None:
    made = shipped.export_brief(slug, style=style, to="pdf")
    assert len(PdfReader(io.BytesIO(made.content)).pages) == 1
    assert made.file_name == f"brief-{slug}.pdf"


def test_the_word_document_is_small_print_with_a_table() -> None:
    document = Document(io.BytesIO(render_brief(brief(), style=AMA, to="docx").content))
    assert document.styles["Normal"].paragraph_format.line_spacing != 1.15
    assert document.sections[0].left_margin.cm < 2
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == [
        "Stance",
        "Study",
        "Design",
        "Finding for this claim",
    ]


@pytest.mark.parametrize("to", ["docx", "pdf", "html", "md", "odt", "epub"])
def test_the_same_brief_has_the_same_bytes(to: str) -> None:
    first, second = (render_brief(brief(), style=AMA, to=to).content for _ in range(2))
    assert first == second


def test_hostile_words_are_words() -> None:
    hostile = '<script>alert(1)</script> #read("/etc/hostname") [click](javascript:alert(1))'
    document = brief(verdict=hostile, gaps=(hostile,), statement=hostile)
    html = render_brief(document, style=AMA, to="html").content.decode()
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert html.count("&lt;script&gt;alert(1)") >= 4
    assert render_brief(document, style=AMA, to="pdf").content.startswith(b"%PDF")


def test_a_reference_that_is_not_there_is_told() -> None:
    made = render_brief(brief(row("nobody1999", Stance.SUPPORTS)), style=AMA, to="md")
    assert [message.code for message in made.messages] == ["reference-missing"]
    assert "Nobody1999" in made.content.decode()


def test_what_cannot_be_made_is_told(shipped: Library) -> None:
    with pytest.raises(NotFound):
        shipped.export_brief("no-such-claim")
    with pytest.raises(NotFound):
        shipped.export_brief("rapid-onset", style="no-such-style")
    with pytest.raises(BadInput):
        shipped.export_brief("rapid-onset", to="csv")
