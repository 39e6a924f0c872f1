"""Reading BibTeX and BibLaTeX: the broken files, the hostile ones, the mapping to CSL."""

import json
import logging
import re
import time
from collections import Counter
from pathlib import Path

import bibtexparser
import pytest

from evidence.errors import Level
from evidence.formats.bibtex import looks_like, read
from evidence.formats.bibtex_blocks import split
from evidence.formats.records import Record

CASES = Path(__file__).parent / "cases"
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
NASTY = json.loads((CASES / "bibtex_nasty.json").read_text(encoding="utf-8"))


def only(text: str) -> Record:
    records, _ = read(text)
    assert len(records) == 1
    return records[0]


def csl_of(text: str) -> dict:
    csl = only(text).csl
    assert csl is not None
    return csl


def codes(record: Record) -> set[str]:
    return {message.code for message in record.messages}


def at(csl: dict, path: str):
    """`custom.fields.month` of a CSL item."""
    if path.startswith("custom.fields."):
        return csl["custom"]["fields"].get(path.removeprefix("custom.fields."))
    if path == "custom.note":
        return csl["custom"]["note"]
    if path == "issued":
        return str(csl["issued"]["date-parts"][0][0])
    return csl.get(path)


# --- broken files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("case", NASTY, ids=lambda case: case["name"])
def test_a_broken_or_odd_entry_is_read_and_harms_no_other(case):
    records, _ = read(case["text"])
    if case["entries"] is not None:
        assert len(records) == case["entries"]
    by_key: dict[str, Record] = {}
    for record in records:
        by_key.setdefault(record.key, record)
    for key, fields in case["expect"].items():
        assert key in by_key
        csl = by_key[key].csl
        assert csl is not None
        for path, wanted in fields.items():
            assert at(csl, path) == wanted, path


MENDED = [
    ("@article{a, title={T}\n year={2001}}", "missing-comma"),
    ("@article{a\n title={T}}", "missing-comma"),
    ("@article{a, title={T {x}, year={2001},\n}\n@article{b, title={U}}", "unclosed-value"),
    ('@article{a,\n title="T,\n year={2001}\n}\n', "unclosed-value"),
    ("@article{a,\n title={T}},\n year={2001},\n}\n", "extra-brace"),
    ("@article{a,\n title={T}\n\n@article{b, title={U}}", "unclosed-entry"),
    ("@article{a, title={T}, note, year={2001}}", "missing-value"),
    ("@article{a, title={T}, journal = Nature Physics}", "unquoted-value"),
    ("@article{a, title={T}, title={U}}", "duplicate-field"),
    ("@article{, title={T}}", "missing-key"),
    ("@article{a, journal = nejm}", "undefined-string"),
    ("@article{a, title={T}, doi={not a doi}}", "bad-doi"),
    ("@article{a, title={T}, isbn={12}}", "bad-isbn"),
    ("@article{a, title={T}, url={javascript:alert(1)}}", "unsafe-url"),
    ("@article{a, title={T}, year={sometime}}", "bad-date"),
    ("@article{a, month = jan, title={T}}", "bad-date"),
    ("@nonsense{a, title={T}}", "unknown-type"),
    ("@inbook{a, crossref={gone}, title={T}}", "crossref-missing"),
    ("% @article{a, title={T}}", "commented-entry"),
    ("@article{a, author={A, B, C, D, e}}", "name-commas"),
]


@pytest.mark.parametrize(("text", "code"), MENDED, ids=[code for _, code in MENDED])
def test_what_is_mended_is_told_with_its_line_and_key(text, code):
    records, _ = read("\n\n" + text, path="mine.bib")
    told = [message for message in records[0].messages if message.code == code]
    assert told
    assert told[0].file == "mine.bib"
    assert told[0].line is not None
    assert told[0].line >= 3


def test_a_message_names_the_line_of_the_field_not_of_the_entry():
    record = only('@article{k,\n year = 2001,\n\n title = "never closed\n')
    told = next(message for message in record.messages if message.code == "unclosed-value")
    assert (told.line, told.field) == (4, "title")


def test_lines_count_from_one_in_files_with_any_line_end():
    for end in ("\n", "\r\n", "\r"):
        text = end.join(["% x", "@article{a,", " title={T}", "}", "", "@book{b, title={U}}"])
        assert [record.line for record in read(text)[0]] == [2, 6]


def test_a_key_given_twice_lists_both_and_warns_at_the_second():
    records, _ = read("@article{k, title={A}}\n@article{k, title={B}}")
    assert [record.csl["title"] for record in records if record.csl] == ["A", "B"]
    assert codes(records[0]) == set()
    assert codes(records[1]) == {"duplicate-key"}


def test_the_source_is_the_exact_slice_with_the_macros_it_uses():
    text = (
        '@string{Pain = "Pain"}\n@string{full = pain # " Suppl"}\n@string{other = {x}}\n'
        "@article{a,  journal=FULL ,\n\ttitle = {T}}  \n"
    )
    record = only(text)
    assert record.source.text == "@article{a,  journal=FULL ,\n\ttitle = {T}}"
    assert record.source.strings == {"full": 'pain # " Suppl"', "pain": '"Pain"'}
    assert record.csl is not None
    assert record.csl["container-title"] == "Pain Suppl"


def test_a_missing_key_is_proposed_and_never_one_that_is_taken():
    text = (
        "@article{muller2021low, title={X}}\n"
        '@article{, author={M{\\"u}ller, J.}, title={Low-dose ketamine}, year=2021}'
    )
    records, _ = read(text)
    assert records[1].key.startswith("muller2021low")
    assert records[1].key != records[0].key


# --- macros ---------------------------------------------------------------------------------------


def test_a_redefined_macro_has_the_last_value_before_its_use():
    text = (
        "@string{j = {One}}\n@article{a, journal=j}\n@string{j = j # { and two}}\n"
        "@article{b, journal=j}"
    )
    records, _ = read(text)
    assert [r.csl["container-title"] for r in records if r.csl] == ["One", "One and two"]


def test_macros_that_define_each_other_are_told_and_the_entry_kept():
    record = only("@string{a = b # {x}}\n@string{b = a}\n@article{k, title={T}, journal=a}")
    assert codes(record) == {"string-cycle"}
    assert record.csl is not None
    assert record.csl["title"] == "T"


def test_a_long_chain_of_macros_is_followed():
    chain = "@string{m0 = {x}}\n" + "".join(f"@string{{m{i} = m{i - 1}}}\n" for i in range(1, 5000))
    assert csl_of(chain + "@article{k, title = m4999}")["title"] == "x"
    backwards = "\n".join(reversed(chain.strip().split("\n")))
    assert csl_of(backwards + "\n@article{k, title = m4999}")["title"] == "x"


# --- CSL ------------------------------------------------------------------------------------------


def test_an_article_comes_out_whole():
    csl = csl_of(
        r"""@string{pain = "Pain"} @article{muller2021,
  author = {M{\"u}ller, J{\"o}rg and van der Berg, Anna and {World Health Organization}},
  title = {Low-dose {NMDA} antagonists in {\'e}lderly patients: a $\beta$-study},
  journal = pain # " Suppl", year = 2021, month = mar # "~12", volume = 162, number = {3},
  pages = "1--9", doi = {https://doi.org/10.1234/ABC.DEF}, customfield = {kept},
  pmid = {PMID: 31234567}, keywords = {pain, ketamine}, annote = {Read it.}, note = {Epub}}"""
    )
    assert csl == {
        "id": "muller2021",
        "type": "article-journal",
        "author": [
            {"family": "Müller", "given": "Jörg"},
            {"family": "Berg", "given": "Anna", "non-dropping-particle": "van der"},
            {"literal": "World Health Organization"},
        ],
        "title": 'Low-dose <span class="nocase">NMDA</span> antagonists in élderly patients: '
        "a β-study",
        "container-title": "Pain Suppl",
        "volume": "162",
        "issue": "3",
        "page": "1-9",
        "DOI": "10.1234/abc.def",
        "PMID": "31234567",
        "keyword": "pain, ketamine",
        "note": "Read it.",
        "issued": {"date-parts": [[2021, 3, 12]]},
        "custom": {"note": "Epub", "fields": {"customfield": "kept"}},
    }


MAPPED = [
    ("@inproceedings{k, number={4}, booktitle={Proc}}", "collection-number", "4"),
    ("@techreport{k, number={4}, institution={WHO}}", "number", "4"),
    ("@techreport{k, number={4}, institution={WHO}}", "publisher", "WHO"),
    ("@phdthesis{k, school={Graz}}", "publisher", "Graz"),
    ("@phdthesis{k, school={Graz}}", "genre", "PhD thesis"),
    ("@thesis{k, type={mathesis}}", "genre", "Master's thesis"),
    ("@misc{k, title={T}}", "type", "document"),
    ("@online{k, title={T}}", "type", "webpage"),
    ("@dataset{k, title={T}}", "type", "dataset"),
    ("@software{k, version={2.1}}", "version", "2.1"),
    ("@patent{k, number={US1}}", "number", "US1"),
    ("@article{k, entrysubtype={magazine}}", "type", "article-magazine"),
    ("@inbook{k, booktitle={B}, chapter={3}}", "chapter-number", "3"),
    ("@article{k, journaltitle={A}, journal={B}}", "container-title", "A"),
    ("@article{k, journaltitle={A}, journalsubtitle={B}}", "container-title", "A: B"),
    ("@book{k, title={A}, subtitle={B}}", "title", "A: B"),
    ("@book{k, title={Why?}, subtitle={B}}", "title", "Why? B"),
    ("@book{k, maintitle={M}, title={A}}", "title", "M"),
    ("@book{k, maintitle={M}, title={A}}", "volume-title", "A"),
    ("@incollection{k, maintitle={M}, booktitle={A}}", "container-title", "M"),
    ("@article{k, eid={e123}}", "page", "e123"),
    ("@article{k, pages={12 -- 19}}", "page", "12-19"),
    ("@article{k, pages={12–19, 30}}", "page", "12-19, 30"),
    ("@book{k, address={Graz}, location={Wien}}", "publisher-place", "Wien"),
    ("@misc{k, eprint={2101.00001}, archiveprefix={arXiv}}", "archive_location", "2101.00001"),
    ("@article{k, eprint={31234567}, eprinttype={pubmed}}", "PMID", "31234567"),
    ("@article{k, pmcid={PMC123}}", "PMCID", "PMC123"),
    ("@misc{k, howpublished={\\url{https://who.int/x_y}}}", "URL", "https://who.int/x_y"),
    ("@misc{k, url={https://who.int/a\\_b\\%20c}}", "URL", "https://who.int/a_b%20c"),
    ("@misc{k, url={https://doi.org/10.1234/abc}}", "DOI", "10.1234/abc"),
    ("@article{k, langid={ngerman}}", "language", "de"),
    ("@article{k, pubstate={inpress}}", "status", "in press"),
    ("@article{k, year={in press}}", "status", "in press"),
    ("@inproceedings{k, eventtitle={E}, venue={V}}", "event-place", "V"),
    ("@book{k, isbn={978-3-16-148410-0}}", "ISBN", "9783161484100"),
    ("@misc{k, urldate={2020-02-03}}", "accessed", {"date-parts": [[2020, 2, 3]]}),
    ("@article{k, year={2001/2002}}", "issued", {"date-parts": [[2001], [2002]]}),
    ("@article{k, date={2001~}}", "issued", {"date-parts": [[2001]], "circa": True}),
    ("@article{k, date={2020-05}, year={2020}}", "issued", {"date-parts": [[2020, 5]]}),
    ("@book{k, editor={A, B}, editortype={compiler}}", "compiler", [{"family": "A", "given": "B"}]),
]


@pytest.mark.parametrize(("text", "variable", "wanted"), MAPPED)
def test_a_field_becomes_its_csl_variable(text, variable, wanted):
    assert csl_of(text)[variable] == wanted


def test_nothing_is_dropped_what_has_no_place_is_kept_under_its_name():
    csl = csl_of(
        "@article{k, title={T}, journal={B}, journaltitle={A}, doi={10.x}, "
        "Custom_Field={50\\% {x}}, "
        "file={:C\\:\\\\a_b.pdf:PDF}, year={2001}, date={1999}, month={foo}}"
    )
    assert csl["custom"]["fields"] == {
        "journal": "B",
        "doi": "10.x",
        "custom_field": "50% x",
        "file": ":C\\:\\\\a_b.pdf:PDF",
        "year": "2001",
        "month": "foo",
    }


def test_and_others_and_a_telling_entry_type_are_remembered():
    csl = csl_of("@mvbook{k, author={A, B and others}, editor={C, D and others}}")
    assert csl["custom"] == {"et_al": ["author", "editor"], "entry_type": "mvbook"}
    assert "custom" not in csl_of("@incollection{k, title={T}}")


# --- inheritance ----------------------------------------------------------------------------------

PARENT = """
@inbook{child, crossref = {Parent}, author = {Own, A.}, title = {Chapter}, pages = {1--2}}
@book{parent, author = {Whole, B.}, title = {The {Book}}, subtitle = {Sub}, publisher = {P},
  year = 1999, month = may, doi = {10.1234/book}, keywords = {k}, editor = {Ed, C. and others}}
"""


def test_a_child_takes_from_its_parent_under_biblatex_names_and_says_so():
    child = read(PARENT)[0][0].csl
    assert child is not None
    assert child["title"] == "Chapter"
    assert child["container-title"] == 'The <span class="nocase">Book</span>: Sub'
    assert child["container-author"] == [{"family": "Whole", "given": "B."}]
    assert child["issued"] == {"date-parts": [[1999, 5]]}
    assert "DOI" not in child
    assert "keyword" not in child
    assert child["custom"]["inherited"] == sorted(
        ["container-author", "container-title", "editor", "issued", "publisher"]
    )


def test_what_a_child_says_itself_wins_also_under_another_name():
    text = (
        "@inproceedings{c, crossref={p}, title={T}, date={2001}, address={Graz}}\n"
        "@proceedings{p, title={P}, year={1999}, month={5}, location={Wien}}"
    )
    child = read(text)[0][0].csl
    assert child is not None
    assert child["issued"] == {"date-parts": [[2001]]}
    assert child["publisher-place"] == "Graz"


def test_crossref_cycles_are_told_and_end():
    records, _ = read("@book{a, crossref={b}, title={A}}\n@book{b, crossref={a}, title={B}}")
    assert all("crossref-cycle" in codes(record) for record in records)
    assert [record.csl["title"] for record in records if record.csl] == ["A", "B"]


def test_xdata_gives_all_its_fields():
    records, _ = read("@xdata{x, publisher={P}, foo={bar}}\n@book{a, xdata={x}, title={T}}")
    book = records[1].csl
    assert book is not None
    assert book["publisher"] == "P"
    assert book["custom"]["fields"]["foo"] == "bar"
    assert book["custom"]["inherited"] == ["fields.foo", "publisher"]


def test_a_crowd_of_parents_does_not_take_long():
    chain = "".join(f"@book{{k{i}, crossref={{k{i + 1}}}, title={{T}}}}\n" for i in range(2000))
    started = time.process_time()
    read(chain)
    assert time.process_time() - started < 5


# --- hidden characters ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key", "title"),
    [
        ("@article{Smith\u200b2020,title={x}}", "Smith2020", "x"),
        ("@article{k\0x,title={a}}", "kx", "a"),
        ("@article{k,title={safe\u202egpj.exe}}", "k", "safegpj.exe"),
        ("@article{k,title={T\0\x0bx}}", "k", "Tx"),
    ],
)
def test_hidden_characters_stay_in_the_source_only(text, key, title):
    record = only(text)
    assert record.key == key
    assert record.csl is not None
    assert record.csl["title"] == title
    assert "hidden-characters" in codes(record)
    assert record.source.text == text


def test_a_lone_surrogate_never_comes_through():
    records, messages = read('@article{k,title={\ud800 \\char"D800}}')
    records[0].source.text.encode("utf-8")
    json.dumps(records[0].csl).encode("utf-8")
    assert any(message.code == "lone-surrogate" for message in messages)


# --- hostile files --------------------------------------------------------------------------------

LAUGHS = (
    '@string{a0="' + "x" * 10 + '"}\n'
    + "".join(f"@string{{a{i}={' # '.join([f'a{i - 1}'] * 10)}}}\n" for i in range(1, 10))
    + "@article{k,title=a9,year=2000}"
)  # fmt: skip


def title(body: str) -> str:
    return "@article{k,title=" + body + "}"


FLOODS = {
    "macros that double": (LAUGHS, 1, "expansion-limit"),
    "a macro of itself": ("@string{a = a # a}\n" + title("a"), 1, "string-cycle"),
    "fields": (
        "@article{k," + ",".join(f"f{i}={{x}}" for i in range(100_000)) + "}",
        1,
        "field-limit",
    ),
    "at signs": ("@" * 1_000_000, 0, "not-bibtex"),
    "an open quote": ('@article{k,title="' + "a" * 1_000_000, 1, "unclosed-value"),
    "an open brace": ("@article{k,title={" + "a" * 5_000_000, 1, "unclosed-value"),
    "deep commands": (
        title("{" + "\\textbf{" * 5000 + "x" + "}" * 5001),
        1,
        "latex-too-deep",
    ),
    "accents": (title("{" + "\\'e" * 40_000 + "}"), 1, "field-limit"),
    "authors": (
        "@article{k,author={" + " and ".join(f"A{i}, B" for i in range(100_000)) + "}}",
        1,
        "author-limit",
    ),
    "and": ("@article{k,author={" + " and" * 300_000 + "}}", 1, "empty-name"),
    "unclosed entries": ("@article{k,title={T\n" * 20_000, 20_000, "unclosed-value"),
    "openings on lines": ("@a{\n" * 50_000, 50_000, "empty-entry"),
    "openings on one line": ("@a{" * 100_000, None, None),
    "open comments": ("@comment{ x\n" * 20_000 + title("{T}"), 1, None),
    "open strings": ("@string{a = {x\n" * 10_000 + title("{T}"), 1, None),
    "deep braces": (title("{" * 100_000 + "T" + "}" * 100_000), 1, "field-limit"),
    "open braces": ("@article{k,title=" + "{" * 1_000_000, 1, "unclosed-value"),
    "hash parts": (title(" # ".join(["{x}"] * 100_000)), 1, "field-limit"),
    "long keys": ("".join(f"@a{{{'k' * 300}{i}, t={{\n" for i in range(5_000)), None, None),
    "dollars": (title("{" + "$a$ $" * 13_000 + "}"), 1, None),
    "names in names": ("@article{k,author={" + "{" * 30_000 + "}" * 30_000 + "}}", 1, None),
    "commas in a name": ("@article{k,author={" + "a," * 30_000 + "}}", 1, "name-commas"),
}


@pytest.mark.parametrize(("text", "entries", "code"), FLOODS.values(), ids=FLOODS.keys())
def test_a_hostile_file_ends_soon_and_is_told(text, entries, code):
    started = time.process_time()
    records, messages = read(text)
    assert time.process_time() - started < 5
    if entries is not None:
        assert len(records) == entries
    if code is not None:
        told = {message.code for message in messages}
        for record in records[:3]:
            told |= codes(record)
        assert code in told


def test_fifty_thousand_equal_keys_are_one_message():
    records, messages = read("@article{k,title={x}}\n" * 50_000)
    assert len(records) == 50_000
    assert [(m.code, m.level) for m in messages] == [("duplicate-key", Level.WARNING)]
    assert not any(record.messages for record in records)


def test_tex_commands_are_text_and_nothing_is_run():
    record = only("@article{k,title={\\input{/etc/passwd} \\write18{id}}}")
    assert record.csl is not None
    assert record.csl["title"] == "\\input{/etc/passwd} \\write18{id}"
    assert codes(record) == {"tex-command"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<html><body>Log in to continue</body></html>", "web-page"),
        ("just some words", "not-bibtex"),
    ],
)
def test_a_file_without_an_entry_is_an_error_not_a_success(text, code):
    records, messages = read(text)
    assert not records
    assert [(m.level, m.code) for m in messages] == [(Level.ERROR, code)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("% x\n@article{k,\n", True),
        ("@book(k, title = {x})", True),
        ("@string{a = {b}}", True),
        ("TY  - JOUR\nER  -", False),
        ("write to me@x.org {please}", False),
        ("", False),
    ],
)
def test_bibtex_is_known_by_its_content(text, expected):
    assert looks_like(text) is expected


# --- against bibtexparser, and over real files ----------------------------------------------------


def bibtexparser_fields(text: str) -> dict[str, dict[str, str]]:
    """Keys and raw values as bibtexparser's own splitter sees them, failed blocks unwrapped."""
    logging.disable(logging.CRITICAL)
    try:
        library = bibtexparser.parse_string(text, parse_stack=[])
    finally:
        logging.disable(logging.NOTSET)
    found: dict[str, dict[str, str]] = {}
    for block in library.blocks:
        entry = getattr(block, "ignore_error_block", block)
        if isinstance(entry, bibtexparser.model.Entry):
            fields = found.setdefault(entry.key, {})
            for field in entry.fields:
                fields.setdefault(field.key.lower(), field.value)
    return found


def test_sound_entries_split_as_bibtexparser_splits_them():
    text = "".join(
        f"@article{{key{i},\n  title = {{A {{B}} {i}}},\n  year = 20{i:02d},\n"
        f'  note = "q {{"}} {i}", journal = jcp # {{x}},\n}}\n\n'
        for i in range(40)
    )
    ours = {e.key: {f.key: f.value for f in e.fields} for e in split(text).entries}
    assert ours == bibtexparser_fields(text)


corpus = pytest.mark.skipif(not (CORPUS / "manifest.jsonl").exists(), reason="no shared corpus")


def corpus_files(every: int, most: int):
    lines = (CORPUS / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    manifest = [json.loads(line) for line in lines]
    chosen = [m for m in manifest if m["file"].startswith("bib/") and m.get("entries")]
    for m in chosen[::every][:most]:
        data = (CORPUS / m["file"]).read_bytes()
        if len(data) > 300_000:
            continue
        encoding = "utf-8-sig" if m["encoding"] == "utf-8" else m["encoding"]
        try:
            yield m, data.decode(encoding)
        except (UnicodeError, LookupError):
            continue  # encodings are tested with the decoder


@corpus
@pytest.mark.corpus
def test_every_entry_of_real_files_is_found():
    expected = found = 0
    for m, text in corpus_files(20, 60):
        records, _ = read(text)
        expected += m["entries"]
        found += min(m["entries"], len(records))
        missing = Counter(m.get("keys") or []) - Counter(record.key for record in records)
        assert not {key for key in missing if re.fullmatch(r"[\w:.-]+", key)}, m["file"]
    assert expected > 50
    assert found >= 0.9998 * expected


@corpus
@pytest.mark.corpus
def test_real_files_split_as_bibtexparser_splits_them():
    same = total = 0
    for _, text in corpus_files(25, 50):
        ours: dict[str, dict[str, str]] = {}
        for entry in split(text).entries:
            fields = ours.setdefault(entry.key, {})
            for field in entry.fields:
                fields.setdefault(field.key, field.value)
        for key, fields in bibtexparser_fields(text).items():
            for name, value in fields.items():
                total += 1
                same += ours.get(key, {}).get(name) == value
    assert same >= 0.99 * total
