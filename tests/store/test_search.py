"""Search: what is typed → what is found, on each engine; the index stays true through edits."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from evidence import limits
from evidence.errors import StoreError
from evidence.store.engine import open_engine
from evidence.store.search import documents, index, parse, schema, spelling
from evidence.store.search.dialects import All, OneOf, PostgreSQL, SQLite, Term, Without, lexemes
from evidence.store.search.documents import Document, tokens, words_with_places
from evidence.store.search.query import Results, search
from evidence.text import words

# More are asked by hand: EVIDENCE_TEST_QUERIES=10000 pytest -n 0 -k any_text
RANDOM_QUERIES = int(os.environ.get("EVIDENCE_TEST_QUERIES", "150"))

# key, authors, title, journal, year, DOI and PMID, abstract
REFERENCES = [
    (
        "ferraro2025",
        "Ferraro, MC; Cashin, AG; O'Connell, NE",
        "Ketamine and other NMDA receptor antagonists for chronic pain",
        "Cochrane Database of Systematic Reviews · Cochrane Database Syst Rev",
        "2025",
        "10.1002/14651858.cd015373.pub2 40819842 PMC12358209",
        "Sixty-seven trials. Adverse events were more frequent with hepatotoxicity unreported.",
    ),
    (
        "orhurhu2019",
        "Orhurhu, V; Bhatia, A; Cohen, SP",
        "Ketamine infusions for chronic pain: a systematic review and meta-analysis of randomized "
        "controlled trials",
        "Anesthesia & Analgesia · Anesth Analg",
        "2019",
        "10.1213/ane.0000000000004185 31082965",
        "",
    ),
    (
        "pickering2020",
        "Pickering, G; Pereira, B; Morel, V",
        "Ketamine and magnesium for refractory neuropathic pain: a randomized, double-blind, "
        "crossover trial",
        "Anesthesiology",
        "2020",
        "10.1097/aln.0000000000003345 32402112",
        "Twenty patients received placebo or ketamine for 35 days.",
    ),
    (
        "cohen2018",
        "Cohen, SP; Bhatia, A; Buvanendran, A",
        "Consensus guidelines on the use of intravenous ketamine infusions for chronic pain",
        "Regional Anesthesia & Pain Medicine · Reg Anesth Pain Med",
        "2018",
        "10.1097/aap.0000000000000808 29870458",
        "",
    ),
    (
        "muller2021",
        "Müller, Jörg; van der Berg, Anna; World Health Organization",
        "Low-dose NMDA antagonists in élderly patients: a β-study",
        "Pain Suppl",
        "2021",
        "10.1234/abc.def",
        "",
    ),
    (
        "hardy2012",
        "Hardy, J; Quinn, S; Fazekas, B",
        "Randomized, double-blind, placebo-controlled study of subcutaneous ketamine in the "
        "management of cancer pain",
        "Journal of Clinical Oncology · J Clin Oncol",
        "2012",
        "10.1200/jco.2012.42.1081 22965960",
        "",
    ),
    (
        "noppers2011",
        "Noppers, IM; Niesters, M; Aarts, LP",
        "Drug-induced liver injury following a repeated course of ketamine treatment for chronic "
        "pain in CRPS type 1 patients",
        "Pain",
        "2011",
        "21435794",
        "Hepatotoxicity was seen in three of six patients.",
    ),
    (
        "obrien2016",
        "O'Brien, Łukasz; Großmann, K",
        "C-reactive protein, IL-6 and 5-HT3 receptors in alpha-amylase release",
        "The New England Journal of Medicine · N Engl J Med",
        "2016",
        "10.1056/nejm(2016)00565-0",
        "p<0.05 in 100% of cases",
    ),
    (
        "vowles2015",
        "Vowles, KE; McEntee, ML; Julnes, PS",
        "Rates of opioid misuse, abuse, and addiction in chronic pain: a systematic review",
        "Pain",
        "2015",
        "10.1097/01.j.pain.0000460357.01998.f1 25785523",
        "",
    ),
]
FACETS = {
    "ferraro2025": {"design": ["systematic_review"], "stance": ["disputes"], "claim": ["relief"]},
    "orhurhu2019": {"design": ["systematic_review", "meta_analysis"], "status": ["unlinked"]},
    "pickering2020": {
        "design": ["randomised_trial"],
        "status": ["retracted"],
        "tag": ["nerve pain"],
    },
    "hardy2012": {"design": ["randomised_trial"], "tag": ["cancer"], "has": ["abstract"]},
}


def reference(row: tuple[str, ...]) -> Document:
    key, authors, title, journal, year, keys, abstract = row
    return Document(
        id=f"id-{key}",
        kind="reference",
        key=key,
        fields={
            "title": title,
            "authors": authors,
            "journal": journal,
            "year": year,
            "keys": f"{key} {keys}",
            "abstract": abstract,
        },
        facets={"type": ["article-journal"], "year": [year], **FACETS.get(key, {})},
        links=2 if key == "ferraro2025" else 0,
    )


OTHERS = [
    Document(
        "id-claim",
        "claim",
        "rapid-onset",
        {"title": "Ketamine relieves pain within hours", "text": "It works fast"},
        {"type": ["onset_duration"], "claim": ["rapid-onset"]},
    ),
    Document("id-note", "note", "hardy2012", {"text": "Ask the librarian for the supplement"}, {}),
]
ALL = [*map(reference, REFERENCES), *OTHERS]


def opened(url: str) -> Iterator[Connection]:
    engine = open_engine(make_url(url))
    with engine.connect() as connection:
        schema.create(connection)
        index.put(connection, ALL)
        connection.commit()
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.fixture(scope="module")
def filled(index_url: str) -> Iterator[Connection]:
    """The documents above in an index; tests leave it as it was."""
    yield from opened(index_url)


def keys(found: Results) -> list[str]:
    return [hit.key for hit in found.results]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ferraro 2025", "ferraro2025"),
        ("pain chronic cochrane ketamine", "ferraro2025"),
        ("ferarro ketamin chronic", "ferraro2025"),
        ("pickring magnesium neuropatic", "pickering2020"),
        ("guidelines consensus cohen 2018", "cohen2018"),
        ("cohen guidelines 2019", "cohen2018"),  # a year beside
        ("Mueller nmda antagonist", "muller2021"),
        ("muler low dose", "muller2021"),
        ("MÜLLER", "muller2021"),
        ("elderly muller", "muller2021"),
        ("beta study", "muller2021"),
        ("van der berg", "muller2021"),
        ("o'brien", "obrien2016"),
        ("Lukasz grossmann", "obrien2016"),
        ("C-reactive", "obrien2016"),
        ("IL-6", "obrien2016"),
        ("5-HT3", "obrien2016"),
        ("alphaamylase", "obrien2016"),  # joined
        ("double blind magne sium", "pickering2020"),  # parted
        ("n engl j med protein", "obrien2016"),
        ("hardy j clin oncol", "hardy2012"),
        ("hardy journal of clinical oncology", "hardy2012"),
        ("orhurhu anest analg", "orhurhu2019"),
        ("drug induced liver crps", "noppers2011"),
        ("hepatotoxicity noppers", "noppers2011"),  # one word in the title, one in the abstract
        ("vowels opioid misuse", "vowles2015"),
        ("10.1097/AAP.0000000000000808", "cohen2018"),
        ("https://doi.org/10.1097/aap.0000000000000808", "cohen2018"),
        ("doi:10.1097/aap.00000000000008", "cohen2018"),
        ("10.1002/14651858", "ferraro2025"),
        ("cd015373", "ferraro2025"),
        ("10.1056/nejm(2016)00565-0", "obrien2016"),
        ("PMC12358209", "ferraro2025"),
        ("31082965", "orhurhu2019"),
        ("pmid:31082965", "orhurhu2019"),
        ("vowles2015", "vowles2015"),
        ("vowl", "vowles2015"),
        ("ketamine magn", "pickering2020"),
        ('"neuropathic pain"', "pickering2020"),
        ('ketamine "cancer pain"', "hardy2012"),
        ("author:bhatia consensus", "cohen2018"),
        ('author:"van der Berg"', "muller2021"),
        ("title:ketamine journal:oncology", "hardy2012"),
        ("key:hardy2012", "hardy2012"),
        ("year:2012", "hardy2012"),
        ("ketamine year:2011..2012 liver", "noppers2011"),
        ("type:onset_duration", "rapid-onset"),
        ("librarian", "hardy2012"),
        ("relieves within hours", "rapid-onset"),
        ("patient repeating", "noppers2011"),  # by their stems
    ],
)
def test_what_is_meant_comes_first(filled: Connection, typed: str, first: str) -> None:
    found = search(filled, typed)
    assert keys(found)[:1] == [first], (keys(found), found.corrected, found.notes)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("design:systematic_review", {"ferraro2025", "orhurhu2019"}),
        ("design:randomised", {"pickering2020", "hardy2012"}),
        ("design:RCT", {"pickering2020", "hardy2012"}),
        ('design:"randomized trial"', {"pickering2020", "hardy2012"}),
        (
            "design:meta_analysis design:randomised_trial",
            {"orhurhu2019", "pickering2020", "hardy2012"},
        ),
        ("is:retracted", {"pickering2020"}),
        ("is:unlinked", {"orhurhu2019"}),
        ("tag:nerve", {"pickering2020"}),
        ("tag:nerve tag:cancer", set()),
        ("stance:disputes claim:relief", {"ferraro2025"}),
        ("has:abstract", {"hardy2012"}),
        ("year:2018..2020", {"orhurhu2019", "pickering2020", "cohen2018"}),
        ("year:2021..", {"muller2021", "ferraro2025"}),
        ("year:..2011", {"noppers2011"}),
        ("kind:claim", {"rapid-onset"}),
        ("chronic pain -ketamine", {"vowles2015"}),
        ('pain -"chronic pain" -cancer -kind:claim -kind:note', {"pickering2020", "muller2021"}),
        ("-kind:reference -kind:note", {"rapid-onset"}),
        ("author:cohen -author:orhurhu", {"cohen2018"}),
    ],
)
def test_narrowing(filled: Connection, typed: str, expected: set[str]) -> None:
    found = search(filled, typed)
    assert set(keys(found)) == expected
    assert found.total == len(expected)


@pytest.mark.parametrize(
    ("typed", "field", "marked"),
    [
        ("muller", "authors", ["Müller"]),
        ("mueller", "authors", ["Müller"]),
        ("elderly", "title", ["élderly"]),
        ("beta", "title", ["β"]),
        ("grosmann", "authors", ["Großmann"]),
        ("lukasz", "authors", ["Łukasz"]),
        ("ferarro", "authors", ["Ferraro"]),
        ("hepatotoxic noppers", "abstract", ["Hepatotoxicity"]),
        ('"cancer pain"', "title", ["cancer", "pain"]),
        ("10.1097/AAP.000", "keys", ["10.1097/aap.0000000000000808"]),
        ("author:cohen", "authors", ["Cohen"]),
        ("alphaamylase", "title", ["alpha", "amylase"]),
    ],
)
def test_places_are_in_the_original_text(
    filled: Connection, typed: str, field: str, marked: list[str]
) -> None:
    hit = search(filled, typed).results[0]
    assert [hit.fields[field][a:b] for a, b in hit.matched[field]] == marked


def test_a_word_of_the_abstract_can_be_excluded(filled: Connection) -> None:
    assert "noppers2011" in keys(search(filled, "crps"))
    assert "noppers2011" not in keys(search(filled, "crps -hepatotoxicity"))


def test_a_field_that_was_asked_for_is_the_only_one_marked(filled: Connection) -> None:
    hit = search(filled, "title:ketamine key:hardy2012").results[0]
    assert "abstract" not in hit.matched
    assert "authors" not in hit.matched


def test_exact_before_corrected_and_title_before_abstract(filled: Connection) -> None:
    found = keys(search(filled, "hepatotoxicity"))
    assert set(found) == {"ferraro2025", "noppers2011"}
    extra = Document("id-x", "reference", "x2000", {"title": "Hepatotoxicity of kava"})
    near = Document("id-y", "reference", "y2000", {"title": "Hepatoxicity of kava"})
    try:
        index.put(filled, [extra, near])
        found = keys(search(filled, "hepatotoxicity"))
        assert found[0] == "x2000"
        assert "y2000" not in found[:3]
        assert keys(search(filled, "hepatoxicity"))[0] == "y2000"
    finally:
        filled.rollback()


@pytest.mark.parametrize("typed", ["alodynia sedation", "allodynia sedation", "sedation allodyn"])
def test_what_only_notes_say_is_found_beside_what_a_title_says(
    filled: Connection, typed: str
) -> None:
    titled = Document("id-x", "reference", "x2000", {"title": "Allodynia under sedation"})
    noted = Document(
        "id-y", "reference", "y2000", {"title": "Deep sedation", "annotation": "No allodynia."}
    )
    try:
        index.put(filled, [titled, noted])
        assert keys(search(filled, typed)) == ["x2000", "y2000"]
        assert keys(search(filled, "allodynia")) == ["x2000", "y2000"]
    finally:
        filled.rollback()


def test_what_was_corrected_is_said(filled: Connection) -> None:
    assert search(filled, "ferarro chronic").corrected == {"ferarro": "ferraro"}
    assert search(filled, "ferraro chron").corrected == {}


def test_recent_and_linked_come_first_when_all_else_is_equal(filled: Connection) -> None:
    same = {"title": "Zolpidem withdrawal", "authors": "Doe, J"}
    try:
        index.put(
            filled,
            [
                Document("id-1", "reference", "new", {**same, "year": "2020"}),
                Document("id-2", "reference", "linked", {**same, "year": "2020"}, links=5),
                Document("id-3", "reference", "old", {**same, "year": "1990"}),
            ],
        )
        assert keys(search(filled, "zolpidem")) == ["linked", "new", "old"]
    finally:
        filled.rollback()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("tag:nothing pain", "Nothing has the tag “nothing”"),
        ("year:soon", "was not understood"),
        ("ketamine AND pain", "AND is not needed"),
        ("author:", "needs something after it"),
        ("a" * (limits.QUERY_CHARS + 1), f"first {limits.QUERY_CHARS} characters"),
        (
            " ".join(f"w{n}" for n in range(limits.QUERY_WORDS + 1)),
            f"first {limits.QUERY_WORDS} words",
        ),
    ],
)
def test_what_was_not_understood_is_said(filled: Connection, typed: str, said: str) -> None:
    assert any(said in note for note in search(filled, typed).notes)


ODD = [
    "", " ", "*", '"', "(", ")", "-", "NOT", "OR OR", "NEAR(", "title:", "year:..", "author:\"",
    "p<0.05", "100%_", "a & | ! <->", "'; drop table reference; --", "\x00", "\ud800", "\u202e",
    "𝔎𝔢𝔱𝔞𝔪𝔦𝔫𝔢", "C-reactive β-blocker O'Brien 10.1002/14651858", '"unbalanced', "year:9999..0000",
    "-\"\"", "--", "-:", "claim:%", "tag:_", "\\", "'", "a:b:c", "(" * 2000 + "a" + ")" * 2000,
    " ".join(["a"] * 20_000), " ".join(f"w{n}x" for n in range(5000)), "é" * 999, "中文 検索", "🙂",
    "-pain -ketamine", "x" * 60_000, "qzqz",
]  # fmt: skip


@pytest.mark.parametrize("typed", ODD, ids=range(len(ODD)))
def test_no_text_is_an_error(filled: Connection, typed: str) -> None:
    before = time.process_time()
    found = search(filled, typed)
    assert time.process_time() - before < 1
    assert found.query == typed
    assert found.total >= len(found.results)
    for hit in found.results:
        json.dumps(hit.matched)


@settings(
    max_examples=RANDOM_QUERIES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                [
                    "ketamine",
                    "pain",
                    "-",
                    '"',
                    "author:",
                    "year:2018..",
                    "NOT",
                    "*",
                    ":",
                    "Müler",
                    "tag:x",
                    "is:",
                    "10.1097/",
                    "(",
                    "β",
                    "\x00",
                    "%",
                    "\\",
                    "'",
                    "-kind:note",
                ]
            ),
            max_size=8,
        ).map(" ".join),
        st.text(alphabet="ab-\"':*()&|!<> \\%_é", max_size=30),
    )
)
@example("\ud800x")
def test_any_text_is_searched(filled: Connection, typed: str) -> None:
    found = search(filled, typed, limit=5)
    for hit in found.results:
        for field, places in hit.matched.items():
            assert places == sorted(places)
            assert all(0 <= a < b <= len(hit.fields[field]) for a, b in places)


@given(st.text())
def test_words_of_the_index_are_those_of_the_text(value: str) -> None:
    placed = words_with_places(value)
    assert tokens(value) == [word for word, _, _ in placed]
    assert [(a, b) for _, a, b in placed] == [(a, b) for _, a, b in words(value)]


def test_like_wildcards_are_letters(filled: Connection) -> None:
    assert "obrien2016" in keys(search(filled, "100%"))
    assert search(filled, "tag:%").total == 0
    assert search(filled, "%").total == 0


def test_kinds_limit_and_offset(filled: Connection) -> None:
    assert keys(search(filled, "pain", kinds={"claim"})) == ["rapid-onset"]
    assert search(filled, "pain", kinds=()).total == 0
    whole = keys(search(filled, "ketamine"))
    pages = [
        key for n in range(0, 8, 3) for key in keys(search(filled, "ketamine", limit=3, offset=n))
    ]
    assert pages == whole
    assert search(filled, "ketamine", limit=2).total == len(whole)
    assert search(filled, "ketamine", offset=99).results == []


def test_facets_count_what_was_found(filled: Connection) -> None:
    facets = search(filled, "randomized ketamine").facets
    assert facets["kind"] == {"reference": 3}
    assert facets["design"]["randomised_trial"] == 2


# The index


def test_a_document_put_again_replaces_the_old_one(filled: Connection) -> None:
    try:
        changed = Document(
            "id-hardy2012", "reference", "hardy2012", {"title": "Xenon for itching"}, {"tag": ["x"]}
        )
        index.put(filled, [changed])
        assert index.count(filled) == len(ALL)
        assert keys(search(filled, "xenon"))[0] == "hardy2012"
        assert "hardy2012" not in keys(search(filled, "oncology"))
        assert search(filled, "tag:cancer").facets.get("tag") != {"cancer": 1}
        assert index.verify(filled) == []
    finally:
        filled.rollback()
    assert keys(search(filled, "hardy oncology"))[0] == "hardy2012"
    assert index.verify(filled) == []


def test_what_is_removed_is_not_found_nor_corrected_to(filled: Connection) -> None:
    try:
        index.remove(filled, ["id-pickering2020", "never there"])
        assert "pickering2020" not in keys(search(filled, "pickring magnesium"))
        assert index.count(filled) == len(ALL) - 1
        assert index.verify(filled) == []
        index.remove(filled, [document.id for document in ALL])
        assert search(filled, "ketamine").total == 0
        for table in schema.TABLES:
            assert filled.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0, table
    finally:
        filled.rollback()


def test_clear_empties_the_index(filled: Connection) -> None:
    try:
        index.clear(filled)
        assert index.count(filled) == 0
        assert index.verify(filled) == []
    finally:
        filled.rollback()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("UPDATE search_term SET core = core + 1 WHERE term = 'ketamine'", "words are wrong"),
        ("DELETE FROM search_term WHERE term = 'ketamine'", "words are wrong"),
        ("DELETE FROM search_core WHERE rowid = 1", "search_core holds"),
        (
            "DELETE FROM search_near WHERE pair = (SELECT min(pair) FROM search_near)",
            "spelling correction",
        ),
        ("UPDATE search_facet SET documents = 7 WHERE name = 'kind'", "facets are wrong"),
    ],
)
def test_verify_names_the_harm(filled: Connection, harm: str, said: str) -> None:
    try:
        filled.execute(text(harm))
        assert any(said in problem for problem in index.verify(filled))
    finally:
        filled.rollback()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.text(max_size=25), st.text(alphabet="abc =\n'", max_size=6)
        ),
        max_size=6,
    )
)
def test_any_order_of_edits_leaves_a_true_index(
    filled: Connection, edits: list[tuple[int, str, str]]
) -> None:
    try:
        for number, title, tag in edits:
            if title:
                made = Document(f"e{number}", "reference", title, {"title": title}, {"tag": [tag]})
                index.put(filled, [made])
            else:
                index.remove(filled, [f"e{number}"])
        assert index.verify(filled) == []
    finally:
        filled.rollback()


def test_sqlite_without_fts5_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = create_engine("sqlite://").connect()
    monkeypatch.setattr(schema, "PROBE", "CREATE VIRTUAL TABLE temp.search_probe USING fts9(a)")
    with pytest.raises(StoreError, match="without FTS5"):
        schema.create(connection)


def test_another_process_finds_what_was_committed(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/library.db"
    writer = create_engine(url)
    with writer.begin() as connection:
        schema.create(connection)
        index.put(connection, ALL)
    with create_engine(url).connect() as reader:
        assert keys(search(reader, "pickring"))[0] == "pickering2020"


def test_importing_is_cheap() -> None:
    code = (
        "import sys; import evidence.store.search.index, evidence.store.search.query, "
        "evidence.store.search.suggest; print('rapidfuzz' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# The pieces


@pytest.mark.parametrize(
    ("typed", "words_", "facets", "years"),
    [
        ("ferraro ketamin", ["ferraro", "ketamin*"], [], None),
        ("ferraro ketamin ", ["ferraro", "ketamin"], [], None),
        ("pain pain", ["pain*"], [], None),
        ('"exact phrase"', [], [], None),
        ("author:cohen pain", ["cohen@authors", "pain*"], [], None),
        ("pain tag:x", ["pain"], [("tag", "x", False)], None),
        ("-type:article pain", ["pain*"], [("type", "article", True)], None),
        ("is:retracted", [], [("status", "retracted", False)], None),
        ("year:2015..2020", [], [], (2015, 2020)),
        ("year:2015-2020", [], [], (2015, 2020)),
        ("year:2020..2015", [], [], (2015, 2020)),
        ("year:2015..", [], [], (2015, 9999)),
        ("year:..2015", [], [], (0, 2015)),
        ("year:2015", [], [], (2015, 2015)),
        ("foo:bar", ["foo", "bar*"], [], None),
    ],
)
def test_parsing(
    typed: str, words_: list[str], facets: list[tuple[str, str, bool]], years: object
) -> None:
    query = parse.parse(typed)
    shown = [
        word.folded + ("@" + word.columns[0] if word.columns else "") + "*" * word.prefix
        for word in query.words
    ]
    assert shown == words_
    assert [(facet.name, facet.value, facet.without) for facet in query.facets] == facets
    assert query.years == years


@pytest.mark.parametrize(
    ("chunk", "key"),
    [
        ("10.1097/AAP.0000000000000808", "10.1097/aap.0000000000000808"),
        ("(10.1002/14651858),", "10.1002/14651858"),
        ("2018", ""),
        ("ketamine", ""),
        ("cohen2018", "cohen2018"),
        ("31082965", "31082965"),
    ],
)
def test_identifiers(chunk: str, key: str) -> None:
    assert parse.identifier(chunk) == key


CONDITION = Without(
    All((Term(("a",), columns=("title",)), OneOf((Term(("b",), prefix=True), Term(("c", "d")))))),
    Term(("e'\"\\",)),
)


def test_conditions_are_written_with_quoted_words() -> None:
    assert SQLite.core(CONDITION) == (
        '((({title} : "a") AND (("b" *) OR ("c d"))) NOT ("e\'""\\"))'
    )
    assert PostgreSQL.core(CONDITION) == (
        "((('a':A) & (('b':*) | ('c' <-> 'd'))) & !('e''\"\\\\'))"
    )


def test_lexemes_have_places_and_weights() -> None:
    assert lexemes([("A", "a b a"), ("B", "a")]) == "'a':1A,3A,6B 'b':2A"


@given(st.text(alphabet="abcdefg", min_size=4, max_size=12), st.data())
def test_deletions_of_words_within_reach_meet(word: str, data: st.DataObject) -> None:
    from rapidfuzz.distance import OSA

    edited = word
    for _ in range(data.draw(st.integers(1, spelling.edits_allowed(len(word))))):
        place = data.draw(st.integers(0, len(edited) - 1))
        letter = data.draw(st.sampled_from("abcdefgh"))
        edited = data.draw(
            st.sampled_from(
                [
                    edited[:place] + letter + edited[place:],
                    edited[:place] + edited[place + 1 :],
                    edited[:place] + letter + edited[place + 1 :],
                    edited[:place] + edited[place : place + 2][::-1] + edited[place + 2 :],
                ]
            )
        )
        if len(edited) < spelling.SHORTEST:
            return
    reach = min(spelling.edits_allowed(len(word)), spelling.edits_allowed(len(edited)))
    if OSA.distance(word, edited) <= reach:
        assert spelling.deletions(word) & spelling.deletions(edited)


def test_marks_are_compared_without_case_and_signs() -> None:
    assert documents.mark("design", "Randomised trial") == documents.mark(
        "design", "randomised_trial"
    )
    assert documents.mark("design", "a") != documents.mark("type", "a")
