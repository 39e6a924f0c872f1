"""CSL → BibTeX: untouched entries byte for byte, the others so that they read back the same."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.formats.bibtex import read
from evidence.formats.records import Source
from evidence.formats.write_bibtex import BibEntry, write

CASES = Path(__file__).parent / "cases"
NASTY = json.loads((CASES / "bibtex_nasty.json").read_text(encoding="utf-8"))
DIALECTS = ("bibtex", "biblatex")


def items(text: str) -> list[dict]:
    return [record.csl for record in read(text)[0] if record.csl]


def rendered(text: str, dialect) -> str:
    records = [record for record in read(text)[0] if record.csl]
    return write([BibEntry(r.key, r.csl or {}) for r in records], dialect=dialect)


def untouched(text: str, **keys: str) -> str:
    records = [record for record in read(text)[0] if record.csl]
    return write([BibEntry(keys.get(r.key, r.key), r.csl or {}, r.source) for r in records])


RICH = r"""@string{pain = "Pain"}
@article{muller2021, author = {M{\"u}ller, J{\"o}rg and van der Berg, Anna and {WHO} and others},
  title = {Low-dose {NMDA} in {\'e}lderly: \emph{a} H$_2$O $\beta$-study \& 50\% {\it x}},
  journal = pain # " Suppl", year = 2021, month = mar # "~12", volume = 162, number = {3},
  pages = "1--9", doi = {10.1234/abc}, url = {https://x.org/a\_b}, custom = {a {\&} b},
  pmid = 123, annote = {One.

Two.}, note = {n}, eprint={2101.00001}, archiveprefix={arXiv}, langid={ngerman}, year={1999}}
@book{whole, maintitle = {Main}, title = {Vol}, editor = {A, B}, date = {2001-03/2001-05},
  publisher = {P}, organization = {O}, address = {Graz}, location = {Wien}}
@incollection{part, crossref = {whole}, title = {Part}, pages = {e1-e9}}
@phdthesis{t, school = {Graz}, year = {ca. 1990}, type = {Habilitation}}
@mastersthesis{m, school = {Graz}, year = {in press}}
@thesis{th, institution = {Graz}, date = {2001-21}}
@misc{o, howpublished = {\url{https://who.int}}, year = {n.d.}, urldate = {2020-01-02}}
@patent{p, number = {7}, date = {2004/..}, month = {foo}}
@article{mag, entrysubtype = {magazine}, journaltitle = {A}, journal = {B}, doi = {10.bad}}
@in-proceedings2{odd, my field = {x}, 2nd = {y}, title = {<i>a</i> <b & {\foo{z}}}}
"""


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_was_read_is_written_so_that_it_reads_the_same(dialect):
    assert items(rendered(RICH, dialect)) == items(RICH)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("case", NASTY, ids=lambda case: case["name"])
def test_what_could_be_read_of_a_broken_file_comes_out_sound(case, dialect):
    written = rendered(case["text"], dialect)
    records, _ = read(written)
    assert [record.csl for record in records] == items(case["text"])
    assert not any(message.code.startswith("unclosed") for r in records for message in r.messages)


@pytest.mark.parametrize("case", NASTY, ids=lambda case: case["name"])
def test_broken_entries_do_not_go_out_as_they_came(case):
    assert items(untouched(case["text"])) == items(case["text"])


def test_the_dialects_use_their_own_names():
    text = "@article{a, journaltitle={J}, date={2021-03}, location={G}, annotation={x}, title={T}}"
    bibtex, biblatex = (rendered(text, dialect) for dialect in DIALECTS)
    for name in ("journal =", "year =", "month = mar", "address =", "annote ="):
        assert name in bibtex
    for name in ("journaltitle =", "date = {2021-03}", "location =", "annotation ="):
        assert name in biblatex


# --- untouched ------------------------------------------------------------------------------------


def test_an_untouched_entry_goes_out_byte_for_byte():
    entry = '@ARTICLE(k ,\n\tTitle = "A {B}" ,  my-field={x},\n % remark\n year=2001)'
    assert untouched(f"junk\n{entry}\njunk") == entry + "\n"


def test_only_the_key_of_an_untouched_entry_changes():
    assert (
        untouched("@book{ old , title={old old}}", old="new") == "@book{ new , title={old old}}\n"
    )


def test_macros_go_in_front_once_and_after_those_they_use():
    text = (
        '@string{full = pain # " Suppl"}\n@string{pain = "Pain"}\n@string{unused = {x}}\n'
        "@article{a, journal=full}\n@article{b, journal=PAIN}"
    )
    written = untouched(text)
    assert written.startswith(
        '@string{pain = "Pain"}\n@string{full = pain # " Suppl"}\n\n@article{a,'
    )
    assert "unused" not in written
    assert items(written) == items(text)


def test_one_macro_with_two_values_never_gives_the_wrong_one():
    one = read('@string{j = "One"}\n@string{f = j # {!}}\n@article{a, journal=j, note=f}')[0][0]
    two = read(
        '@string{j = "Two"}\n@string{f = j # {!}}\n@article{b, journal=j, note=f, title={T}}'
    )[0][0]
    written = write([BibEntry(r.key, r.csl or {}, r.source) for r in (one, two)])
    first, second = items(written)
    assert (first["container-title"], first["custom"]["note"]) == ("One", "One!")
    assert (second["container-title"], second["custom"]["note"]) == ("Two", "Two!")
    assert written.count("@string{j") == 1
    assert "title={T}" in written


def test_the_same_macro_from_two_files_stands_once():
    files = [read(f'@string{{j = "One"}}\n@article{{{k}, journal=j}}')[0][0] for k in "ab"]
    written = write([BibEntry(r.key, r.csl or {}, r.source) for r in files])
    assert written.count("@string") == 1


def test_a_broken_source_is_rendered_instead():
    broken = read("@article{a, title={T {x}, year={2001},\n}\n@article{b, title={U}}")[0][0]
    good = read("@article{c, title={V}}")[0][0]
    written = write([BibEntry(r.key, r.csl or {}, r.source) for r in (broken, good)])
    assert [item["id"] for item in items(written)] == ["a", "c"]


def test_a_source_that_holds_more_than_its_entry_is_not_trusted():
    source = Source("bibtex", "@article{a, title={T}}\n@article{evil, title={E}}")
    written = write([BibEntry("a", {"id": "a", "type": "book", "title": "T"}, source)])
    assert [item["id"] for item in items(written)] == ["a"]


# --- hostile or foreign items ---------------------------------------------------------------------


def test_inherited_fields_are_not_written_as_the_entrys_own():
    text = "@inbook{c, crossref={p}, title={T}}\n@book{p, title={B}, publisher={P}, year={1999}}"
    written = rendered(text, "biblatex")
    child = written.split("@book")[0]
    assert "P" not in child.replace("{p}", "")
    assert "1999" not in child
    assert items(written) == items(text)


VALUES = st.text(st.sampled_from("aB {}\\\"',=@%#$&_^~<>-\n\u00a0é`?!/"), max_size=30)


@settings(max_examples=60)
@given(VALUES, VALUES, VALUES, VALUES, st.sampled_from(DIALECTS))
def test_no_value_can_break_the_file(title, family, url, extra, dialect):
    csl = {
        "id": "k",
        "type": "article-journal",
        "title": title,
        "author": [{"family": family or "x", "given": title}, {"literal": extra}],
        "container-title": extra,
        "URL": url,
        "DOI": extra,
        "page": title,
        "issued": {"literal": extra},
        "abstract": extra,
        "custom": {"fields": {"file": url, "odd name": extra, "extra": extra}, "note": title},
    }
    written = write(
        [BibEntry("k", csl), BibEntry("z", {"id": "z", "title": "End"})], dialect=dialect
    )
    found = items(written)
    assert [item["id"] for item in found] == ["k", "z"]
    assert found[1] == {"id": "z", "type": "document", "title": "End"}


TYPES = st.sampled_from(
    str.split("article book incollection phdthesis thesis misc online techreport odd")
)
FIELD_NAMES = st.sampled_from(
    str.split(
        "title journal journaltitle booktitle author editor year date month day note annote url "
        "doi pages eid number issue publisher school eprint archiveprefix subtitle maintitle type "
        "language langid isbn howpublished abstract foo file editortype entrysubtype keywords "
        "origdate crossref"
    )
)
FIELD_VALUES = st.one_of(
    st.text(st.sampled_from("aB1 {}\\\"'-,~$_&/<>i.é"), max_size=16),
    st.sampled_from(
        [
            *("2001", "2001-02-03", "2001/2002", "mar", "in press", "arXiv", "2101.00001"),
            *("compiler", "magazine", "english", "<i>x</i>", "A, B and others", "12--19"),
            *("2004/..", "http://x.org/~a_b", "\\url{http://x.org}", "{NMDA} x", "\\emph{x}"),
        ]
    ),
)


@settings(max_examples=150)
@given(st.lists(st.tuples(FIELD_NAMES, FIELD_VALUES), max_size=8), TYPES, st.sampled_from(DIALECTS))
def test_any_entry_that_can_be_read_is_written_and_read_the_same(fields, entry_type, dialect):
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields)
    text = f"@{entry_type}{{key,\n{body}}}\n"
    assert items(rendered(text, dialect)) == items(text)


@pytest.mark.parametrize(
    "key", ["Smith and Jones 2001", "a b", "{x}", "a,b", "ü/1:2", "%", "@", ""]
)
def test_any_key_gives_an_entry_that_can_be_read(key):
    written = write([BibEntry(key, {"id": key, "type": "book", "title": "T"})])
    assert [item["title"] for item in items(written)] == ["T"]


def test_nothing_to_write_is_an_empty_file():
    assert write([]) == ""
