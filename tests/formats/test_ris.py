"""RIS in and out."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence import limits
from evidence.errors import Level
from evidence.formats import ris
from evidence.formats.records import CslItem, Record
from evidence.text import name_text


def one(text: str) -> Record:
    records, messages = ris.read(text, path="mine.ris")
    assert messages == ()
    assert len(records) == 1
    return records[0]


def entry(*lines: str) -> CslItem:
    record = one("\n".join(("TY  - JOUR", *lines, "ER  - ", "")))
    assert record.csl is not None
    return record.csl


PHYSICS = """TY  - JOUR
T1  - Hydration forces between silica surfaces
AU  - Valle-Delgado,J. J.\x20
AU  - van der Berg, Anna
AU  - World Health Organization,
Y1  - 2005/07/15
PY  - 2005
DA  - 2005/07/15
N1  - doi: 10.1063/1.1954747
DO  - 10.1063/1.1954747
T2  - The Journal of Chemical Physics
JF  - The Journal of Chemical Physics
JO  - J. Chem. Phys.
SP  - 034708
VL  - 123
IS  - 3
PB  - American Institute of Physics
SN  - 0021-9606
UR  - https://doi.org/10.1063/1.1954747
Y2  - 2019/03/28
KW  - silica
KW  - hydration
RN  - Background for claim 3.
ER  -\x20
"""


def test_an_article_of_a_journal() -> None:
    record = one(PHYSICS)
    assert record.line == 1
    assert record.source.text == PHYSICS
    assert record.messages == ()
    assert record.csl == {
        "id": "",
        "type": "article-journal",
        "title": "Hydration forces between silica surfaces",
        "author": [
            {"family": "Valle-Delgado", "given": "J. J."},
            {"family": "Berg", "given": "Anna", "non-dropping-particle": "van der"},
            {"literal": "World Health Organization"},
        ],
        "issued": {"date-parts": [[2005, 7, 15]]},
        "accessed": {"date-parts": [[2019, 3, 28]]},
        "container-title": "The Journal of Chemical Physics",
        "container-title-short": "J. Chem. Phys.",
        "volume": "123",
        "issue": "3",
        "page": "034708",
        "publisher": "American Institute of Physics",
        "ISSN": "0021-9606",
        "DOI": "10.1063/1.1954747",
        "keyword": "silica, hydration",
        "note": "Background for claim 3.",
        "custom": {"note": "doi: 10.1063/1.1954747"},
    }


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        (["SP  - 241", "EP  - 54"], "page", "241-254"),
        (["SP  - 241-54"], "page", "241-254"),
        (["SP  - S12", "EP  - S14"], "page", "S12-S14"),
        (["SP  - 704", "EP  - 704"], "page", "704"),
        (["PY  - 2012///"], "issued", {"date-parts": [[2012]]}),
        (["PY  - 2018", "DA  - Mar 3"], "issued", {"date-parts": [[2018, 3, 3]]}),
        (["PY  - 2015///Spring"], "issued", {"date-parts": [[2015]], "season": 1}),
        (["PY  - in press"], "issued", {"literal": "in press"}),
        (["AU  - Brown JM"], "author", [{"family": "Brown", "given": "J. M."}]),
        (["AU  - King, Martin Luther, Jr."], "author",
         [{"family": "King", "given": "Martin Luther", "suffix": "Jr."}]),
        (["TI  - A title.", "T1  - A title"], "title", "A title"),
        (["TI  - In the U.S."], "title", "In the U.S."),
        (["TI  - A title that goes on", "over two lines"], "title",
         "A title that goes on over two lines"),
        (["AB  - BACKGROUND", "", "ER-positive tumours.", "T2-weighted images."], "abstract",
         "BACKGROUND\nER-positive tumours.\nT2-weighted images."),
        (["N2  - The abstract"], "abstract", "The abstract"),
        (["M3  - doi: 10.1063/1.1954747"], "DOI", "10.1063/1.1954747"),
        (["UR  - http://dx.doi.org/10.1063/1.1954747"], "DOI", "10.1063/1.1954747"),
        (["DB  - PubMed", "AN  - 20481061"], "PMID", "20481061"),
        (["C2  - PMC4513071"], "PMCID", "PMC4513071"),
        (["SN  - 978-3-16-148410-0"], "ISBN", "9783161484100"),
        (["LA  - eng"], "language", "en"),
        (["JA  - Lancet"], "container-title", "Lancet"),
    ],
)  # fmt: skip
def test_a_field_in_its_variants(lines: list[str], field: str, value: object) -> None:
    assert entry("KW  - x", *lines)[field] == value


@pytest.mark.parametrize(
    ("kind", "lines", "csl"),
    [
        ("CHAP", ["TI  - A", "T2  - The Book", "A2  - Smith, J.", "T3  - Series"],
         {"type": "chapter", "container-title": "The Book", "collection-title": "Series",
          "editor": [{"family": "Smith", "given": "J."}]}),
        ("BOOK", ["TI  - A", "T2  - Series", "A2  - Smith, J.", "ED  - Doe, K."],
         {"type": "book", "collection-title": "Series",
          "collection-editor": [{"family": "Smith", "given": "J."}],
          "editor": [{"family": "Doe", "given": "K."}]}),
        ("CONF", ["TI  - A", "T2  - Proceedings"],
         {"type": "paper-conference", "container-title": "Proceedings"}),
        ("UNPB", ["TI  - A", "M3  - Preprint"], {"type": "article", "genre": "Preprint"}),
        ("NOVELTY", ["TI  - A"], {"type": "document", "custom": {"fields": {"TY": "NOVELTY"}}}),
    ],
)  # fmt: skip
def test_types(kind: str, lines: list[str], csl: CslItem) -> None:
    record = one("\n".join((f"TY  - {kind}", *lines, "ER  - ")))
    assert record.csl is not None
    assert {**record.csl, **csl} == record.csl


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("TY  - JOUR\nTI  - A\n\nTY  - JOUR\nTI  - B\nER  - \n", ["unclosed-entry"]),
        ("JF  - Journal\nTI  - A\nER  - \nTY  - JOUR\nTI  - B\nER  -\n", ["missing-type"]),
        ("junk before\n\nTY - JOUR\nTI - A\nER -\nTY  -JOUR\nTI  - B\nER  - x\n", []),
        ("TY  - JOUR\rTI  - A\rER  - \r\rTY  - JOUR\rTI  - B\rER  - \r", []),
        ("TY  - JOUR\r\n\r\nTI  - A\r\n\r\nER  - \r\nTY  - JOUR\r\nTI  - B\r\nER  - ", []),
    ],
)
def test_odd_layouts_lose_no_entry(text: str, codes: list[str]) -> None:
    records, _ = ris.read(text, path="mine.ris")
    assert [record.csl["title"] for record in records if record.csl] == ["A", "B"]
    assert [message.code for record in records for message in record.messages] == codes
    assert all(record.source.text in text for record in records)


def test_lines_count_from_one_in_the_file() -> None:
    records, _ = ris.read("\n\nTY  - JOUR\nTI  - A\nER  - \n\n\nTY  - JOUR\nTI  - B\nER  - \n")
    assert [record.line for record in records] == [3, 8]


@pytest.mark.parametrize(
    ("lines", "code", "level", "kept"),
    [
        (["DO  - 467-72"], "malformed-doi", Level.WARNING, {"fields": {"doi": "467-72"}}),
        (["SN  - 0028-3879"], "checksum", Level.WARNING, None),
        (["TI  - a\u202eb"], "hidden-characters", Level.WARNING, None),
        (["AB  - " + "x" * (limits.FIELD_CHARS + 1)], "field-too-long", Level.WARNING, None),
    ],
)
def test_what_is_wrong_is_told_with_its_field(
    lines: list[str], code: str, level: Level, kept: dict | None
) -> None:
    record = one("\n".join(("TY  - JOUR", "PY  - 2020", *lines, "ER  - ")))
    (message,) = record.messages
    assert (message.code, message.level, message.file, message.line) == (code, level, "mine.ris", 1)
    assert record.csl is not None
    assert record.csl.get("custom") == kept


def test_an_entry_without_any_field_is_listed_and_has_no_csl() -> None:
    record = one("TY  - JOUR\nER  - \n")
    assert record.csl is None
    assert [(m.code, m.level) for m in record.messages] == [("empty-entry", Level.ERROR)]


def test_unknown_fields_are_kept() -> None:
    assert entry("TI  - A", "U1  - 23690738[pmid]", "U1  - x")["custom"] == {
        "fields": {"U1": "23690738[pmid]\nx"}
    }


def test_a_numbered_id_is_no_key() -> None:
    assert one("TY  - JOUR\nID  - berkman\nTI  - A\nER  - ").key == "berkman"
    assert one("TY  - JOUR\nID  - 123\nTI  - A\nER  - ").key == ""


@pytest.mark.parametrize(
    "text",
    [
        "TY  - JOUR\nTI  - A\n" + "AU  - Smith, J.\n" * 200_000 + "ER  - \n",
        "TY  - JOUR\n" * 50_000,
        "TY  - JOUR\nAB  - " + "x" * 5_000_000,
        "AB  - " + "\n" * 1_000_000,
        "ER  - \n" * 200_000,
    ],
)
def test_hostile_files_take_bounded_time(text: str) -> None:
    began = time.process_time()
    ris.read(text, path="x")
    assert time.process_time() - began < 5


def test_too_many_authors_are_cut_and_told() -> None:
    authors = (f"AU  - Smith{number}, J." for number in range(limits.AUTHORS_PER_ENTRY + 5))
    record = one("\n".join(("TY  - JOUR", *authors, "ER  - ")))
    assert record.csl is not None
    assert len(record.csl["author"]) == limits.AUTHORS_PER_ENTRY
    assert [message.code for message in record.messages] == ["author-limit"]


ARTICLE: CslItem = {
    "id": "cohen2018consensus",
    "type": "article-journal",
    "title": "Consensus <i>Guidelines</i> on Ketamine",
    "author": [
        {"family": "Cohen", "given": "Steven P.", "suffix": "Jr."},
        {"family": "Berg", "given": "Anna", "non-dropping-particle": "van der"},
        {"literal": "World Health Organization"},
        {"literal": "Médecins Sans Frontières"},
    ],
    "issued": {"date-parts": [[2018, 7, 3]]},
    "container-title": "Regional Anesthesia & Pain Medicine",
    "container-title-short": "Reg Anesth Pain Med",
    "volume": "43",
    "issue": "5",
    "page": "521-546",
    "DOI": "10.1097/aap.0000000000000808",
    "PMID": "29870458",
    "PMCID": "PMC6023575",
    "ISSN": "1098-7339",
    "URL": "https://example.org/x",
    "abstract": "Background: evidence is mixed.",
    "note": "The guideline that most claims lean on.",
    "keyword": "ketamine, chronic pain",
    "language": "en",
    "custom": {"note": "Funding: none."},
}


def test_an_article_comes_back_as_it_went() -> None:
    written = ris.write([ARTICLE])
    assert written.startswith("TY  - JOUR\r\nID  - cohen2018consensus\r\n")
    assert written.endswith("\r\nER  - \r\n\r\n")
    expected = {**ARTICLE, "source": "PubMed"}
    assert one(written).csl == expected
    assert one(written).messages == ()


@pytest.mark.parametrize(
    ("kind", "field"),
    [("chapter", "container-title"), ("paper-conference", "container-title"),
     ("book", "collection-title"), ("thesis", "publisher"), ("report", "publisher"),
     ("article", "genre"), ("webpage", "URL"), ("dataset", "publisher")],
)  # fmt: skip
def test_other_types_come_back(kind: str, field: str) -> None:
    value = "https://example.org/" if field == "URL" else "Preprint"
    csl = one(ris.write([{"id": "k", "type": kind, "title": "A", field: value}])).csl
    assert csl is not None
    assert (csl["type"], csl[field], csl["title"]) == (kind, value, "A")


LINE_ENDS = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
NASTY = st.text(alphabet=st.sampled_from([*"TYERAU -<>&é\t", *LINE_ENDS]), max_size=40)


@settings(deadline=None)
@given(NASTY, NASTY, NASTY, NASTY)
def test_no_value_can_begin_a_field_of_its_own(
    title: str, family: str, abstract: str, note: str
) -> None:
    item = {
        "id": "k",
        "type": "article-journal",
        "title": f"A {title}",
        "author": [{"family": f"B{family}", "given": "C"}],
        "abstract": f"A {abstract}",
        "note": f"A {note}",
    }
    written = ris.write([item, item])
    assert written.count("\r\nER  - \r\n") == 2
    assert len(written.splitlines()) == 2 * 8
    records, _ = ris.read(written)
    assert len(records) == 2
    for record in records:
        assert record.csl is not None
        assert len(record.csl["author"]) == 1


WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéßŁβ ", min_size=3, max_size=30).filter(
    lambda text: len(text.strip()) > 2
)


@settings(deadline=None)
@given(
    WORDS,
    st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4),
    st.integers(1500, 2100),
    WORDS,
    st.integers(1, 999),
    st.integers(1, 9_999),
    st.integers(0, 99),
    WORDS,
)
def test_what_matters_survives_the_round_trip(
    title: str,
    names: list[tuple[str, str]],
    year: int,
    journal: str,
    volume: int,
    first: int,
    length: int,
    note: str,
) -> None:
    squeezed = lambda text: " ".join(text.split())  # noqa: E731
    item: CslItem = {
        "id": "k",
        "type": "article-journal",
        "title": squeezed(title),
        "author": [{"family": f"X{squeezed(a)}", "given": f"Y{squeezed(b)}"} for a, b in names],
        "issued": {"date-parts": [[year]]},
        "container-title": squeezed(journal),
        "volume": str(volume),
        "page": f"{first}-{first + length}" if length else str(first),
        "note": squeezed(note),
    }
    csl = one(ris.write([item])).csl
    assert csl is not None
    assert [name_text(name) for name in csl["author"]] == [name_text(n) for n in item["author"]]
    assert {**csl, "author": item["author"]} == item


@pytest.mark.parametrize(
    ("pages", "written"),
    [
        ("521-546", ["SP  - 521", "EP  - 546"]),
        ("e12", ["SP  - e12"]),
        ("1-9, 12", ["SP  - 1-9, 12"]),
    ],
)
def test_pages_are_parted(pages: str, written: list[str]) -> None:
    lines = ris.write([{"id": "k", "type": "book", "title": "A", "page": pages}]).split("\r\n")
    assert [line for line in lines if line[:2] in ("SP", "EP")] == written
