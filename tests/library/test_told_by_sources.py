"""What a source says became of its paper: the reference is marked when it is imported."""

import pytest
from test_notices import row, table

from evidence.library import Library

PUBMED = """PMID- 12345678
TI  - A trial of something.
AU  - Smith J
DP  - 2012 May
JT  - Pain
PT  - Journal Article
{lines}
"""
TOLD = [
    ("a.nbib", PUBMED.format(lines="PT  - Retracted Publication"), ["retraction"]),
    (
        "b.nbib",
        PUBMED.format(lines="PT  - Retracted Publication\nRIN - Pain. 2015;1:9. PMID: 22222222"),
        ["retraction"],
    ),
    ("c.nbib", PUBMED.format(lines="ECI - Pain. 2014;2:8. PMID: 3333"), ["expression_of_concern"]),
    ("d.nbib", PUBMED.format(lines="EIN - Pain. 2013;3:7"), ["correction"]),
    ("e.nbib", PUBMED.format(lines="ROF - Pain. 2013;3:7"), []),  # the notice itself
    (
        "f.bib",
        "@article{a, title={A trial}, doi={10.1000/x1}, pubstate={retracted}}",
        ["retraction"],
    ),
    ("g.bib", "@article{a, title={A trial}, doi={10.1000/x1}, pubstate={inpress}}", []),
    (
        "h.json",
        '[{"id": "a", "title": "A trial", "DOI": "10.1000/x1", "status": "Retracted"}]',
        ["retraction"],
    ),
    (
        "i.json",
        '[{"id": "a", "DOI": "10.1000/x1", "custom": {"status": [{"kind": 7}, 1]}}]',
        [],
    ),
]


@pytest.mark.parametrize(("name", "content", "kinds"), TOLD, ids=[row[0] for row in TOLD])
def test_what_a_source_says_of_its_paper_marks_the_reference(
    library: Library, name: str, content: str, kinds: list[str]
) -> None:
    report = library.import_files([(name, content.encode())])
    key = report.entries[0].reference
    assert key
    assert [notice.kind.value for notice in library.reference(key).notices] == kinds
    library.import_files([(name, content.replace("trial", "large trial").encode())])
    assert [notice.kind.value for notice in library.reference(key).notices] == kinds
    found = library.search("is:retracted").results
    assert [hit.key for hit in found if hit.kind == "reference"] == [key] * (
        kinds == ["retraction"]
    )


def test_an_import_tells_of_a_retraction_before_it_happens_and_is_undone_with_it(
    library: Library,
) -> None:
    name, content, _ = TOLD[1]
    seen = library.import_files([(name, content.encode())], dry_run=True)
    assert [message.code for message in seen.entries[0].messages] == ["notice"]
    report = library.import_files([(name, content.encode())])
    (notice,) = library.reference("smith2012trial").notices
    assert (notice.source, notice.noticed_on) == ("PubMed", None)
    assert report.batch
    library.undo(report.batch)
    assert not library.search("is:retracted").results


def test_a_retraction_that_an_import_told_of_gets_its_day_from_the_file(library: Library) -> None:
    name, content, _ = TOLD[1]
    library.import_files([(name, content.encode())])
    about = {"original": "", "original_pmid": "12345678"}
    rows = [row(1, on="3/14/2015", **about), row(2, on="1/2/2016", nature="Reinstatement", **about)]
    library.read_notices("rw.csv", table(rows[0]))
    (notice,) = library.reference("smith2012trial").notices
    assert (notice.source, notice.noticed_on) == ("Retraction Watch", "2015-03-14")
    library.read_notices("rw.csv", table(*rows))
    kinds = [notice.kind.value for notice in library.reference("smith2012trial").notices]
    assert kinds == ["reinstatement"]
