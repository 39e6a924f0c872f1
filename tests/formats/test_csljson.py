"""CSL-JSON in and out."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence import limits
from evidence.errors import Level
from evidence.formats import csljson
from evidence.formats.records import CslItem, Record

ARTICLE: CslItem = {
    "DOI": "10.1097/aap.0000000000000808",
    "ISSN": "1098-7339",
    "PMCID": "PMC6023575",
    "PMID": "29870458",
    "URL": "https://example.org/x",
    "abstract": "Background: evidence is mixed.\n\nMethods: a  committee.",
    "author": [
        {"family": "Cohen", "given": "Steven P."},
        {"family": "Berg", "given": "Anna", "non-dropping-particle": "van der"},
        {"literal": "World Health Organization"},
    ],
    "container-title": "Regional Anesthesia & Pain Medicine",
    "custom": {
        "fields": {"customfield": "kept"},
        "inherited": ["publisher"],
        "note": "Funding: none.\n\nSee  also.",
        "status": [{"kind": "correction", "text": "Erratum in: …"}],
        "tags": ["Ketamine/*therapeutic use"],
    },
    "id": "cohen2018",
    "issued": {"date-parts": [[2018, 7]]},
    "keyword": "ketamine, chronic pain",
    "note": "PMID: 1\nLeaned on by most claims.",
    "page": "521-546",
    "title": "Consensus <i>Guidelines</i> for Ketamine.",
    "type": "article-journal",
    "volume": "43",
}


def read(value: Any) -> tuple[Record, ...]:
    text = value if isinstance(value, str) else json.dumps(value)
    records, messages = csljson.read(text, path="mine.json")
    assert messages == ()
    return records


def csl(value: Any) -> CslItem:
    (record,) = read([value])
    assert record.csl is not None
    return record.csl


def test_what_we_wrote_comes_back_unchanged() -> None:
    other = {"id": "b", "type": "book", "title": "B"}
    written = csljson.write([ARTICLE, other])
    records = read(written)
    assert [record.csl for record in records] == [ARTICLE, other]
    assert all(record.messages == () for record in records)
    assert csljson.write(record.csl for record in records if record.csl) == written


def test_writing_sorts_keys_and_keeps_letters() -> None:
    written = csljson.write([{"title": "Ä", "id": "a", "type": "book"}])
    assert written.index('"id"') < written.index('"title"') < written.index('"type"')
    assert "Ä" in written
    assert csljson.write([]) == "[]\n"


TEXT = st.text(min_size=1, max_size=20).filter(lambda t: not t.isspace() and t.isprintable())


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {"id": st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True), "type": st.just("book")},
        optional={
            "title": TEXT,
            "note": TEXT,
            "volume": TEXT,
            "publisher": TEXT,
            "author": st.lists(st.fixed_dictionaries({"family": TEXT}), min_size=1, max_size=3),
            "issued": st.integers(1000, 2100).map(lambda year: {"date-parts": [[year]]}),
            "custom": st.fixed_dictionaries({"fields": st.fixed_dictionaries({"x": TEXT})}),
        },
    )
)
def test_any_item_of_ours_comes_back_unchanged(item: CslItem) -> None:
    from evidence.text import strip_controls

    if strip_controls(json.dumps(item, ensure_ascii=False))[1]:
        return
    if item.keys() <= {"id", "type"}:
        return
    item = {**item, "custom": {**item.get("custom", {}), "note": "x"}}
    assert csl(item) == item


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]',
        '{"items": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]}',
        '{"config": {"x": [1]}, "items": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]}',
        '{"references": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]}',
        '{"id": "a", "title": "A"}\n{"id": "b", "title": "B"}\n',
        '\ufeff [{"id": "a", "title": "A"},\n{"id": "b", "title": "B"},]',
    ],
)
def test_the_shapes_of_a_file(text: str) -> None:
    records = read(text)
    assert [record.key for record in records] == ["a", "b"]
    assert [json.loads(record.source.text)["title"] for record in records] == ["A", "B"]
    assert csljson.looks_like(text)


def test_one_object_is_one_reference() -> None:
    (record,) = read('\n\n{"id": "a", "title": "A"}')
    assert (record.key, record.line) == ("a", 3)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"title": ["A title"], "container-title": ["J"], "ISSN": ["0028-3878", "1526-632X"]},
         {"title": "A title", "container-title": "J", "ISSN": "0028-3878"}),
        ({"type": "journal-article"}, {"type": "article-journal"}),
        ({"type": "posted-content"}, {"type": "article"}),
        ({"volume": 12, "PMID": 29870458}, {"volume": "12", "PMID": "29870458"}),
        ({"DOI": "https://doi.org/10.1234/ABC"}, {"DOI": "10.1234/abc"}),
        ({"author": "Cohen, Steven"}, {"author": [{"family": "Cohen", "given": "Steven"}]}),
        ({"author": [{"name": "ASTRO-CM Team"}]}, {"author": [{"literal": "ASTRO-CM Team"}]}),
        ({"author": [{"family": "A", "ORCID": "x", "affiliation": []}]},
         {"author": [{"family": "A"}]}),
        ({"issued": {"raw": "2018-07-03"}}, {"issued": {"date-parts": [[2018, 7, 3]]}}),
        ({"issued": {"date-parts": [["2018", "7"]]}}, {"issued": {"date-parts": [[2018, 7]]}}),
        ({"issued": {"date-parts": [[2018, 13, 40]]}}, {"issued": {"date-parts": [[2018]]}}),
        ({"issued": {"date-parts": [[2018]], "season": "2"}},
         {"issued": {"date-parts": [[2018]], "season": 2}}),
        ({"issued": "2018"}, {"issued": {"date-parts": [[2018]]}}),
        ({"note": "PMID: 29870458\nA remark"}, {"PMID": "29870458", "note": "A remark"}),
        ({"abstract": "<jats:p>Text</jats:p>"}, {"abstract": " Text "}),
        ({"keyword": ["a", "b"]}, {"keyword": "a, b"}),
        ({"citation-key": "better", "id": "http://zotero.org/1"}, {"id": "better"}),
        ({"id": 7}, {"id": "7"}),
        ({"made-up": {"x": 1}}, {"custom": {"fields": {"made-up": '{"x": 1}'}}}),
    ],
)  # fmt: skip
def test_dialects(item: dict, expected: dict) -> None:
    got = csl({"id": "k", "type": "article-journal", "title": "T", **item})
    assert {**got, **expected} == got


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"type": "klingon"}, "unknown-type"),
        ({"type": None}, "missing-type"),
        ({"DOI": "no doi"}, "malformed-doi"),
        ({"title": "a\u202eb"}, "hidden-characters"),
        ({"title": "\ud800x"}, "hidden-characters"),
        ({"abstract": "x" * (limits.FIELD_CHARS + 1)}, "field-too-long"),
    ],
)
def test_what_is_odd_is_told_and_the_reference_kept(item: dict, code: str) -> None:
    (record,) = read([{"id": "k", "type": "book", "title": "T", "PMID": "1", **item}])
    assert record.csl is not None
    assert [message.code for message in record.messages] == [code]
    assert record.messages[0].file == "mine.json"
    json.dumps(record.csl, ensure_ascii=False).encode()


def nested(depth: int) -> str:
    return '{"id": "k", "title": "T", "custom": ' + '{"a":' * depth + "1" + "}" * depth + "}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[1]", "not-a-reference"),
        ('["text"]', "not-a-reference"),
        ('[{"type": "book", "language": "en"}]', "empty-entry"),
        ('[{"id": "k", "type": "book"}]', "empty-entry"),
        (f"[{nested(limits.JSON_DEPTH)}]", "too-deep"),
        (f"[{nested(100_000)}]", "broken-json"),
        ("[" * 100_000, "broken-json"),
        ('[{"id": "k", "volume": NaN}]', "broken-json"),
        ('[{"id": "k", "volume": ' + "9" * 10_000 + "}]", "broken-json"),
        ('[{"id": "k", "title": "unclosed', "broken-json"),
        ('[{"title": "' + "x" * limits.ENTRY_CHARS + '"}]', "entry-too-long"),
        ("[{" + ",".join(f'"f{n}": 1' for n in range(1_000)) + "}]", "field-limit"),
    ],
)
def test_what_is_no_reference_is_listed_with_an_error(text: str, code: str) -> None:
    began = time.process_time()
    (record,) = read(text)
    assert record.csl is None
    assert [(m.code, m.level) for m in record.messages] == [(code, Level.ERROR)]
    assert time.process_time() - began < 5


def test_depth_up_to_the_limit_is_kept() -> None:
    assert csl(json.loads(nested(limits.JSON_DEPTH - 3)))["title"] == "T"


def test_a_broken_item_harms_no_other() -> None:
    records = read(
        '[{"id": "a", "title": "A"},\n {"id": "b", "title": },\n {"id": "c", "title": "C"}]'
    )
    assert [(record.key, record.line, record.csl is None) for record in records] == [
        ("a", 1, False),
        ("", 2, True),
        ("c", 3, False),
    ]
    assert "line 2" in records[1].messages[0].text


def test_many_broken_items_take_bounded_time() -> None:
    began = time.process_time()
    records = read("[" + '{"title": "x" "y"},' * 100_000 + "]")
    assert records
    assert all(record.csl is None for record in records)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (' {"name": "left-pad", "version": "1.0"}', False),
        ("@article{k}", False),
        ("[]", True),
        ('[{"DOI": "10.1234/a"}]', True),
    ],
)
def test_other_json_is_not_csl(text: str, answer: bool) -> None:
    assert csljson.looks_like(text) is answer
