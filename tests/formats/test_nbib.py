"""MEDLINE's tagged format."""

import pytest

from evidence.formats import nbib
from evidence.formats.records import Record

LONG = """PMID- 20481061
OWN - NLM
STAT- MEDLINE
DCOM- 20100526
IS  - 0955-2359 (Print)
IS  - 0955-2359 (Linking)
VI  - 20
IP  - 4
DP  - 2009 Mar-Apr
TI  - From danger and motherhood to health and beauty: health advice for the factory
      girl in early twentieth-century Britain.
PG  - 454-81
LID - 10.1093/tcbh/hwp033 [doi]
LID - hwp033 [pii]
AB  - BACKGROUND: Lorem ipsum abstract
      METHODS: that goes on.
FAU - Long, Vicky
AU  - Long V
AD  - Centre for the History of Science, University of Manchester.
FAU - Marland, Hilary Jr
AU  - Marland H Jr
CN  - Wellcome History Group
FED - Smith, Tom
ED  - Smith T
LA  - eng
PT  - Historical Article
PT  - Journal Article
PT  - Retracted Publication
PL  - England
TA  - 20 Century Br Hist
JT  - 20 century British history
RIN - Lancet. 2010 Feb 6;375(9713):445. PMID: 20137807
MH  - Occupational Health/*history
MH  - Humans
OT  - *factory
OT  - health
PMC - PMC4513071
AID - 10.1093/tcbh/hwp033 [doi]
GR  - 076053/Wellcome Trust/United Kingdom
SO  - 20 Century Br Hist. 2009;20(4):454-81.
"""


def read(text: str) -> tuple[Record, ...]:
    records, messages = nbib.read(text, path="mine.nbib")
    assert messages == ()
    return records


def test_a_complete_entry() -> None:
    (record,) = read(LONG)
    assert record.messages == ()
    assert record.source.text == LONG
    assert record.csl == {
        "id": "",
        "type": "article-journal",
        "PMID": "20481061",
        "PMCID": "PMC4513071",
        "DOI": "10.1093/tcbh/hwp033",
        "title": "From danger and motherhood to health and beauty: health advice for the factory "
        "girl in early twentieth-century Britain",
        "author": [
            {"family": "Long", "given": "Vicky"},
            {"family": "Marland", "given": "Hilary", "suffix": "Jr"},
            {"literal": "Wellcome History Group"},
        ],
        "editor": [{"family": "Smith", "given": "Tom"}],
        "container-title": "20 century British history",
        "container-title-short": "20 Century Br Hist",
        "issued": {"date-parts": [[2009, 3], [2009, 4]]},
        "volume": "20",
        "issue": "4",
        "page": "454-481",
        "ISSN": "0955-2359",
        "abstract": "BACKGROUND: Lorem ipsum abstract METHODS: that goes on.",
        "language": "en",
        "publisher-place": "England",
        "keyword": "factory, health",
        "custom": {
            "fields": {
                "publication-type": "Historical Article\nJournal Article\nRetracted Publication",
                "pii": "hwp033",
                "GR": "076053/Wellcome Trust/United Kingdom",
                "RIN": "Lancet. 2010 Feb 6;375(9713):445. PMID: 20137807",
            },
            "tags": ["Occupational Health/*history", "Humans"],
            "status": [
                {"kind": "retraction", "text": "Retracted Publication"},
                {
                    "kind": "retraction",
                    "text": "Retraction in: Lancet. 2010 Feb 6;375(9713):445. PMID: 20137807",
                },
            ],
        },
    }


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        ("AU  - Long V", "author", [{"family": "Long", "given": "V."}]),
        ("AU  - van der Berg AB", "author",
         [{"family": "Berg", "given": "A. B.", "non-dropping-particle": "van der"}]),
        ("TI  - [A study of pain].", "title", "A study of pain"),
        ("TI  - A study of pain?", "title", "A study of pain?"),
        ("BTI - StatPearls", "type", "book"),
        ("TI  - Ketamine\nBTI - StatPearls", "container-title", "StatPearls"),
        ("PT  - Preprint", "type", "article"),
        ("AID - http://dx.doi.org/10.1000/123456789", "DOI", "10.1000/123456789"),
        ("LID - S0140-6736(97)11096-0 [pii]\nAID - 10.1016/s0140-6736(97)11096-0 [doi]", "DOI",
         "10.1016/s0140-6736(97)11096-0"),
        ("DEP - 20180301", "issued", {"date-parts": [[2018, 3, 1]]}),
        ("DP  - 1998 Dec-1999 Jan", "issued", {"date-parts": [[1998, 12], [1999, 1]]}),
        ("DP  - 2001 Summer", "issued", {"date-parts": [[2001]], "season": 2}),
        ("PG  - S12-4", "page", "S12-S14"),
        ("PG  - 1023-5, 1030", "page", "1023-1025, 1030"),
        ("PG  - 1-9; quiz 10", "page", "1-9; quiz 10"),
        ("ISSN - ISSN-0028-3878", "ISSN", "0028-3878"),
        ("TA  - Lancet", "container-title", "Lancet"),
    ],
)  # fmt: skip
def test_a_field_in_its_variants(lines: str, field: str, value: object) -> None:
    (record,) = read(f"PMID- 1\n{lines}\n")
    assert record.csl is not None
    assert record.csl[field] == value


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("ECI - Lancet. 2010;1:2", "expression_of_concern"),
        ("EIN - Lancet. 2010;1:2", "correction"),
        ("PRIN- Lancet. 2010;1:2", "partial_retraction"),
        ("UIN - Cochrane. 2015;1:2", "new_version"),
    ],
)
def test_notices_are_noted(line: str, kind: str) -> None:
    (record,) = read(f"PMID- 1\nTI  - A\n{line}\n")
    assert record.csl is not None
    assert [status["kind"] for status in record.csl["custom"]["status"]] == [kind]


def test_a_notice_of_retraction_is_not_itself_retracted() -> None:
    (record,) = read(
        "PMID- 2\nTI  - Retraction: A\nPT  - Retraction of Publication\nROF - Lancet. 1998;1:2\n"
    )
    assert record.csl is not None
    assert "status" not in record.csl["custom"]
    assert record.csl["custom"]["fields"]["ROF"] == "Lancet. 1998;1:2"


@pytest.mark.parametrize(
    ("text", "titles", "lines"),
    [
        ("PMID- 1\nTI  - A\n\nPMID- 2\nTI  - B\n", ["A", "B"], [1, 4]),
        ("PMID- 1\nTI  - A\nPMID- 2\nTI  - B\n", ["A", "B"], [1, 3]),
        ("OWN - ERIC\nTI  - A\nJT  - J\n\nOWN - ERIC\nTI  - B\n", ["A", "B"], [1, 5]),
        ("PMID-22664220\nTI  -A\n\nPMID- 27433151\nSO  invalid line\nTI  - B", ["A", "B"], [1, 4]),
        ("PMID- 1\r\nTI  - A\r\n\r\nPMID- 2\r\nTI  - B\r\n", ["A", "B"], [1, 4]),
        # A blank line inside an entry does not end it.
        ("PMID- 1\nTI  - A\n\nAB  - Text\nCOVID-19 goes on\n", ["A"], [1]),
    ],
)
def test_every_entry_is_found(text: str, titles: list[str], lines: list[int]) -> None:
    records = read(text)
    assert [record.csl["title"] for record in records if record.csl] == titles
    assert [record.line for record in records] == lines
    assert all(record.messages == () for record in records)


def test_words_of_an_abstract_are_no_fields() -> None:
    (record,) = read("PMID- 1\nTI  - A\nAB  - Text\nCOVID-19 and IL-6 go on\n")
    assert record.csl is not None
    assert record.csl["abstract"] == "Text COVID-19 and IL-6 go on"
