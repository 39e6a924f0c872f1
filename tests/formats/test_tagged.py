"""EndNote's and Web of Science's tagged formats, and the layouts that they share with others."""

import time

import pytest

from evidence.formats import enw, isi
from evidence.formats.records import Record

BOOK = """%0 Book
%A Preißel, René
%A Stachmann, Bjørn
%C Heidelberg
%D 2016
%I dpunkt.verlag
%K Versionsverwaltung
%L 6H 1249(3)
%P XX, 327\x20
%T Git : dezentrale Versionsverwaltung im Team
%U http://d-nb.info/107601965X
%7 3., aktualisierte und erweiterte Auflage
%@ 978-3-86490-311-3
%[ 20151028
%Z A note
%< An annotation
"""


def one(module: object, text: str) -> Record:
    records, _ = module.read(text, path="mine")  # type: ignore[attr-defined]
    assert len(records) == 1
    return records[0]


def test_a_book_in_endnotes_format() -> None:
    record = one(enw, BOOK)
    assert record.messages == ()
    assert record.csl == {
        "id": "",
        "type": "book",
        "author": [
            {"family": "Preißel", "given": "René"},
            {"family": "Stachmann", "given": "Bjørn"},
        ],
        "title": "Git : dezentrale Versionsverwaltung im Team",
        "issued": {"date-parts": [[2016]]},
        "publisher": "dpunkt.verlag",
        "publisher-place": "Heidelberg",
        "keyword": "Versionsverwaltung",
        "call-number": "6H 1249(3)",
        "page": "XX, 327",
        "URL": "http://d-nb.info/107601965X",
        "edition": "3., aktualisierte und erweiterte Auflage",
        "ISBN": "9783864903113",
        "note": "An annotation",
        "custom": {"note": "A note", "fields": {"%[": "20151028"}},
    }


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        ("%J Pain", "container-title", "Pain"),
        ("%P 241-54", "page", "241-254"),
        ("%R doi:10.1234/ABC", "DOI", "10.1234/abc"),
        ("%~ PubMed\n%M 29870458", "PMID", "29870458"),
        ("%2 PMC6023575", "PMCID", "PMC6023575"),
        ("%D 2018\n%8 Jul 3", "issued", {"date-parts": [[2018, 7, 3]]}),
        ("%8 July 3, 2018", "issued", {"date-parts": [[2018, 7, 3]]}),
        ("%K a; b\nc", "keyword", "a, b, c"),
        ("%X Text\ngoes on", "abstract", "Text\ngoes on"),
        ("%@ 0028-3878", "ISSN", "0028-3878"),
        ("%G eng", "language", "en"),
        ("%E Smith, J.", "editor", [{"family": "Smith", "given": "J."}]),
        ("%F cohen2018", "id", "cohen2018"),
    ],
)
def test_a_field_of_endnotes_format(lines: str, field: str, value: object) -> None:
    record = one(enw, f"%0 Journal Article\n%T A\n{lines}\n")
    assert record.csl is not None
    assert record.csl[field] == value


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("%0 Book\n%T A\n%0 Book\n%T B\n", 2),
        ("%T A\n%A X, Y\n\n%T B\n%A Z, W\n", 2),
        ("%0 Book\n%T A\n\n%X An abstract\n\n%K word\n", 1),
        ("%0 Book\r\n%T A\r\n\r\n%0 Book\r\n%T B\r\n", 2),
        ("%E testE", 1),
    ],
)
def test_entries_of_endnotes_format_are_found(text: str, count: int) -> None:
    records, _ = enw.read(text)
    assert len(records) == count
    assert all(record.csl is not None for record in records)


WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Brown, JM
   van der Berg, A
AF Brown, James Marc
   van der Berg, Anna
CA Pain Study Group
TI Optical properties of MgO doped LiNbO3 single
   crystals
SO OPTICAL MATERIALS
LA English
DT Article
DE pain; ketamine
ID CHRONIC
AB The abstract.
CR Smith J, 1999, PAIN, V1, P2
   Doe J, 2000, PAIN, V2, P3
PU ELSEVIER
PI AMSTERDAM
SN 0028-3878
EI 1526-632X
J9 OPT MATER
JI Opt. Mater.
PD APR 3
PY 2006
VL 28
IS 5
BP 467
EP 472
DI 10.1016/j.optmat.2005.01.001
PM 16735938
UT WOS:000236000000001
ER

PT J
AU Joffe, Hadine; Hall, Janet E
TI B
SO Menopause
PS 411-22
PY 2006
PD 2006 May-Jun
UT MEDLINE:16735938
ER

EF
"""


def test_web_of_science() -> None:
    (first, second), _ = isi.read(WOS, path="mine.isi")
    assert (first.line, second.line) == (3, WOS.split("\n").index("PT J", 3) + 1)
    assert first.source.text.startswith("PT J\n")
    assert first.source.text.endswith("\nER\n")
    assert first.csl == {
        "id": "",
        "type": "article-journal",
        "author": [
            {"family": "Brown", "given": "James Marc"},
            {"family": "Berg", "given": "Anna", "non-dropping-particle": "van der"},
            {"literal": "Pain Study Group"},
        ],
        "title": "Optical properties of MgO doped LiNbO3 single crystals",
        "container-title": "OPTICAL MATERIALS",
        "container-title-short": "Opt. Mater.",
        "language": "English",
        "genre": "Article",
        "keyword": "pain, ketamine, CHRONIC",
        "abstract": "The abstract.",
        "publisher": "ELSEVIER",
        "publisher-place": "AMSTERDAM",
        "ISSN": "0028-3878",
        "issued": {"date-parts": [[2006, 4, 3]]},
        "volume": "28",
        "issue": "5",
        "page": "467-472",
        "DOI": "10.1016/j.optmat.2005.01.001",
        "PMID": "16735938",
        "custom": {"fields": {"issn": "1526-632X", "UT": "WOS:000236000000001"}},
    }
    assert second.csl is not None
    assert second.csl["author"][1] == {"family": "Hall", "given": "Janet E"}
    assert second.csl["page"] == "411-422"
    assert second.csl["PMID"] == "16735938"
    assert second.csl["issued"] == {"date-parts": [[2006, 5], [2006, 6]]}


def test_an_entry_of_web_of_science_without_its_end_is_told() -> None:
    records, _ = isi.read("FN ISI\nPT J\nTI A\nPT J\nTI B\nER\n")
    assert [[m.code for m in record.messages] for record in records] == [["unclosed-entry"], []]


@pytest.mark.parametrize(
    ("text", "answer"),
    [(WOS, True), ("PT J\nTI A\nER\n", True), ("PT J\nTI A\n", False), ("A note\nPT J", False)],
)
def test_web_of_science_is_known_by_its_head_or_its_ends(text: str, answer: bool) -> None:
    assert isi.looks_like(text) is answer


@pytest.mark.parametrize(
    ("module", "text"),
    [
        (enw, "%0 Book\n" * 50_000),
        (enw, "%0 Book\n%X " + "\n" * 1_000_000),
        (isi, "PT J\n" + "AU A\n" * 100_000 + "ER\n"),
        (isi, "ER\n" * 300_000),
    ],
)
def test_hostile_files_take_bounded_time(module: object, text: str) -> None:
    began = time.process_time()
    module.read(text)  # type: ignore[attr-defined]
    assert time.process_time() - began < 5
