"""Folding, identifiers, markup, names and locators."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.text import (
    checksum_is_wrong_isbn,
    checksum_is_wrong_issn,
    doi_url,
    family_names,
    fold,
    fold_with_map,
    isbn13,
    name_text,
    normal_arxiv,
    normal_doi,
    normal_isbn,
    normal_issn,
    normal_pmcid,
    normal_pmid,
    parse_locator,
    plain,
    pmcid_url,
    pmid_url,
    propose_key,
    rich_segments,
    safe_url,
    short_authors,
    spell_greek,
    strip_controls,
    title_key,
    visible,
    words,
    year_of,
)
from evidence.text.folding import WORD

SICI = "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("10.1097/AAP.0000000000000808", "10.1097/aap.0000000000000808"),
        ("https://doi.org/10.1234/ABC.DEF", "10.1234/abc.def"),
        ("http://dx.doi.org/10.1234/abc", "10.1234/abc"),
        ("doi:10.1234/abc", "10.1234/abc"),
        ("DOI: 10.1234/abc.", "10.1234/abc"),
        ("info:doi/10.1234/abc", "10.1234/abc"),
        ("10.1212/WNL.0000000000012606 [doi]", "10.1212/wnl.0000000000012606"),
        ("<https://doi.org/10.1234/abc>", "10.1234/abc"),
        ("(10.1234/abc)", "10.1234/abc"),
        ("10.1234/abc(2020)1", "10.1234/abc(2020)1"),
        ("10.1234/abc (accessed 2 May 2020)", "10.1234/abc"),
        ("doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16%3C1661::AID-SIM968%3E3.0.CO;2-2",
         SICI),
        ("10.1002/(SICI)1097-0258(19980815/30)17:15/16&lt;1661::AID-SIM968&gt;3.0.CO;2-2", SICI),
        (r"10.1007/978-1-4939\_12", "10.1007/978-1-4939_12"),
        ("10.1234/a\u200bbc", "10.1234/abc"),
        # A registrant's prefix may be divided; its digits are those of ASCII.
        ("10.1000.10/123", "10.1000.10/123"),
        ("https://doi.org/10.1000.10.2/ABC", "10.1000.10.2/abc"),
        ("10.1234/abc 10.1000.10/123", "10.1234/abc"),
        ("10.1000./123", None),
        ("10.1000..10/123", None),
        ("10.1000.x/123", None),
        ("10.10/123", None),
        ("10.５５５５/x", None),
        ("10.٣٤٥٦/x", None),
        ("１０.1234/x", None),
        ("10.1234/５５", "10.1234/５５"),
        # White space leaves open where it ends: half a DOI would be another work's.
        ("10.1016/j. jpain.2019.01.001", None),
        ("10.1234/", None),
        ("10.1/x", None),
        ('10.1/x"onmouseover="window.__x=9', None),
        ("11.1234/abc", None),
        ("467-72", None),
        ("", None),
        ("   ", None),
        ("10.1234/" + "a" * 5_000, None),
    ],
)  # fmt: skip
def test_a_doi_has_one_normal_form(written: str, normal: str | None) -> None:
    assert normal_doi(written) == normal


@settings(deadline=None)
@given(st.text(max_size=60).map(lambda tail: f"10.1234/{tail}") | st.text(max_size=60))
def test_a_normal_doi_stays_as_it_is(text: str) -> None:
    normal = normal_doi(text)
    assert normal is None or normal_doi(normal) == normal


def test_a_doi_becomes_an_address_that_cannot_break_out() -> None:
    assert doi_url('10.1234/x"onmouseover="y') == "https://doi.org/10.1234/x%22onmouseover%3D%22y"
    assert doi_url(SICI).startswith("https://doi.org/10.1002/(sici)1097-0258(19980815/30)17%3A15")
    assert pmid_url("20481061") == "https://pubmed.ncbi.nlm.nih.gov/20481061/"
    assert pmcid_url("PMC4513071") == "https://pmc.ncbi.nlm.nih.gov/articles/PMC4513071/"


@pytest.mark.parametrize(
    ("normal", "written", "expected"),
    [
        (normal_pmid, "20481061", "20481061"),
        (normal_pmid, "PMID: 20481061", "20481061"),
        (normal_pmid, "https://pubmed.ncbi.nlm.nih.gov/25647015/", "25647015"),
        (normal_pmid, "http://www.ncbi.nlm.nih.gov/pubmed/25647015", "25647015"),
        (normal_pmid, "0", None),
        (normal_pmid, "PMC123", None),
        (normal_pmid, "٣٤٥", None),
        (normal_pmcid, "PMC4513071", "PMC4513071"),
        (normal_pmcid, "pmc4513071.2", "PMC4513071"),
        (normal_pmcid, "4513071", "PMC4513071"),
        (normal_pmcid, "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC4513071/", "PMC4513071"),
        (normal_pmcid, "EMS54115", None),
        (normal_isbn, "978-3-16-148410-0", "9783161484100"),
        (normal_isbn, "ISBN-13: 978-3-16-148410-0", "9783161484100"),
        (normal_isbn, "0-306-40615-2", "0306406152"),
        (normal_isbn, "080442957X", "080442957X"),
        (normal_isbn, "0-306-40615-3", None),
        (normal_isbn, "9783161484101", None),
        (isbn13, "0-306-40615-2", "9780306406157"),
        (normal_issn, "0028-3878", "0028-3878"),
        (normal_issn, "1545598x", "1545-598X"),
        (normal_issn, "1526-632X (Electronic)", "1526-632X"),
        (normal_issn, "0028-3879", None),
        (normal_arxiv, "arXiv:2101.00001v2", "2101.00001"),
        (normal_arxiv, "https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001"),
        (normal_arxiv, "10.48550/arXiv.2101.00001", "2101.00001"),
        (normal_arxiv, "2101", None),
    ],
)
def test_identifiers_have_one_normal_form(normal, written, expected) -> None:  # type: ignore[no-untyped-def]
    assert normal(written) == expected


def test_a_wrong_checksum_is_told_apart_from_nonsense() -> None:
    assert checksum_is_wrong_isbn("0-306-40615-3")
    assert not checksum_is_wrong_isbn("0-306-40615-2")
    assert not checksum_is_wrong_isbn("ABC")
    assert checksum_is_wrong_issn("0028-3879")
    assert not checksum_is_wrong_issn("0028-3878")


@pytest.mark.parametrize(
    "url",
    [
        "https://doi.org/10.1000/xyz",
        "http://example.org",
        "https://example.org:8443/a?b=c&d=e#f",
        "  https://example.org/with-space-around  ",
        "https://exämple.org/ünï",
        "HTTPS://EXAMPLE.ORG/",
        "https://[2001:db8::1]/x",
    ],
)
def test_a_plain_address_may_become_a_link(url: str) -> None:
    assert safe_url(url) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>1</script>",
        "file:///etc/passwd",
        "vbscript:msgbox(1)",
        "//evil.example/x",
        "/relative",
        "https://doi.org@evil.example/10.1000/x",
        "https://user:pw@example.org/",
        "https://",
        "https:///path",
        "https://example.org:99999/",
        "https://example.org:abc/",
        "https://example.org/a b",
        "https://example.org/\u202egpj.exe",
        "https://example.org/\u200bx",
        'https://example.org/"onclick="x',
        "https://example.org/<script>",
        "https://example.org\\@evil.example",
        "https://[::1",
        "https://example.org/" + "a" * 2_048,
        "",
    ],
)
def test_anything_else_is_shown_as_text(url: str) -> None:
    assert safe_url(url) is None


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Straße", "strasse"),
        ("Łukasz Müller", "lukasz muller"),
        ("Kardošová", "kardosova"),
        ("ÆØÅ œuvre Đorđe", "aeoa oeuvre dorde"),
        ("İstanbul ısı", "istanbul isi"),
        ("eﬃcacy", "efficacy"),
        ("Þórr", "thorr"),
        ("β-Blocker Ω ς", "β-blocker ω σ"),
        ("e\u0301tude", "etude"),
        ("co\u00adoperate", "cooperate"),
        ("O’Brien—x", "o'brien-x"),
        ("がく", "がく"),
        ("か\u3099く", "がく"),
        ("हिन्दी", "हिन्दी"),
        ("5 µg", "5 μg"),
    ],
)
def test_folding_takes_case_and_diacritics_away(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_greek_can_be_spelt() -> None:
    assert spell_greek(fold("Β-Blocker, TNF-α")) == "beta-blocker, tnf-alpha"


@settings(deadline=None)
@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_the_map_leads_from_every_folded_character_into_the_text(text: str) -> None:
    folded, places = fold_with_map(text)
    assert folded == fold(text)
    assert len(places) == len(folded)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_words_are_those_of_the_folded_text_and_their_places_hold_them(text: str) -> None:
    found = words(text)
    assert [word for word, _, _ in found] == WORD.findall(fold(text))
    for word, start, end in found:
        assert 0 <= start < end <= len(text)
        assert word in fold(text[start:end])


def test_a_word_ends_behind_its_marks() -> None:
    text = "Cafe\u0301 au"
    assert [text[start:end] for _, start, end in words(text)] == ["Cafe\u0301", "au"]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("<i>In vitro</i> study: p<0.05!", "in vitro study p 0 05"),
        ("Low-dose  NMDA\nantagonists.", "low dose nmda antagonists"),
        ('<span class="nocase">McDonald</span>’s', "mcdonald s"),
        ("H<sub>2</sub>O", "h2o"),
        ("…", ""),
    ],
)
def test_a_title_key_has_neither_markup_nor_punctuation(title: str, key: str) -> None:
    assert title_key(title) == key


@pytest.mark.parametrize(
    ("rich", "segments"),
    [
        ("", []),
        ("plain", [("plain", "")]),
        ("a <i>b</i> c", [("a ", ""), ("b", "i"), (" c", "")]),
        ("<b><i>x</i></b>", [("x", "b i")]),
        ('<span class="nocase">X</span>', [("X", "nocase")]),
        ('<span style="font-variant: small-caps;">X</span>', [("X", "sc")]),
        ('<span class="other">X</span>', [("X", "")]),
        # What is unbalanced or unknown is text.
        ("p <i> 0.05", [("p <i> 0.05", "")]),
        ("</i>x", [("</i>x", "")]),
        ("<i><b>x</i></b>", [("<b>x", "i"), ("</b>", "")]),
        ("<script>x</script>", [("<script>x</script>", "")]),
        ("a < b > c", [("a < b > c", "")]),
        ("<img src=x onerror=y>", [("<img src=x onerror=y>", "")]),
    ],
)
def test_rich_text_knows_only_its_own_balanced_tags(
    rich: str, segments: list[tuple[str, str]]
) -> None:
    assert rich_segments(rich) == [(text, frozenset(style.split())) for text, style in segments]
    assert plain(rich) == "".join(text for text, _ in segments)


def test_rich_text_of_many_tags_takes_no_time() -> None:
    for hostile in ("<i>" * 50_000, "</i>" * 50_000, "<i>" * 50_000 + "</b>" * 50_000):
        assert plain(hostile) == hostile
    assert plain("<i>" * 50_000 + "x" + "</i>" * 50_000) == "x"


@pytest.mark.parametrize(
    ("text", "clean", "shown"),
    [
        ("safe\u202egpj.exe", "safegpj.exe", "safe‹U+202E›gpj.exe"),
        ("Smith\u200b2020", "Smith2020", "Smith‹U+200B›2020"),
        ("a\x00b\x1b[31m", "ab[31m", "a‹U+0000›b‹U+001B›[31m"),
        ("\ud800x", "x", "‹U+D800›x"),
        ("a\ufeffb\ufffe", "ab", "a‹U+FEFF›b‹U+FFFE›"),
        ("می\u200cخواهم", "می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष", "क्\u200dष"),
        ("a\u200db", "ab", "a‹U+200D›b"),
        ("tab\tand\nline", "tab\tand\nline", "tab\tand\nline"),
    ],
)
def test_hidden_characters_go_or_are_shown(text: str, clean: str, shown: str) -> None:
    assert strip_controls(text) == (clean, clean != text)
    assert visible(text) == shown


def test_line_ends_become_line_feeds_and_do_not_count_as_hidden() -> None:
    assert strip_controls("a\r\nb\rc") == ("a\nb\nc", False)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_stripping_leaves_nothing_to_strip(text: str) -> None:
    clean, _ = strip_controls(text)
    assert strip_controls(clean) == (clean, False)
    assert visible(clean) == clean


COHEN = {"family": "Cohen", "given": "Steven P."}
BERG = {"family": "Berg", "given": "Anna", "non-dropping-particle": "van der"}
KING = {"family": "King", "given": "Martin Luther", "suffix": "Jr."}
WHO = {"literal": "World Health Organization"}


def test_names_as_a_list_shows_them() -> None:
    assert name_text(BERG) == "van der Berg, Anna"
    assert name_text(KING) == "King, Martin Luther, Jr."
    assert name_text(WHO) == "World Health Organization"
    assert family_names([COHEN, BERG, WHO, {}]) == [
        "Cohen",
        "van der Berg",
        "World Health Organization",
    ]


@pytest.mark.parametrize(
    ("csl", "short"),
    [
        ({"author": [COHEN]}, "Cohen"),
        ({"author": [COHEN, BERG]}, "Cohen and van der Berg"),
        ({"author": [COHEN, BERG, KING]}, "Cohen et al."),
        ({"editor": [KING]}, "King"),
        ({"author": [WHO]}, "World Health Organization"),
        ({}, ""),
    ],
)
def test_authors_in_brief(csl: dict, short: str) -> None:
    assert short_authors(csl) == short


def test_more_authors_can_be_spelt_out() -> None:
    assert short_authors({"author": [COHEN, BERG, KING]}, limit=4) == "Cohen, van der Berg and King"


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [[2018, 7]]}, 2018),
        ({"date-parts": [["2018"]]}, 2018),
        ({"date-parts": [[-44]]}, -44),
        ({"raw": "July 2018"}, 2018),
        ({"literal": "in press"}, None),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": []}, None),
        (None, None),
    ],
)
def test_the_year(issued: dict | None, year: int | None) -> None:
    assert year_of({"issued": issued}) == year


CONSENSUS = {
    "author": [COHEN],
    "issued": {"date-parts": [[2018]]},
    "title": "The <i>Consensus</i> Guidelines on Ketamine",
}


@pytest.mark.parametrize(
    ("csl", "key"),
    [
        (CONSENSUS, "cohen2018consensus"),
        ({**CONSENSUS, "author": [{"family": "Müller-Łoś"}]}, "mullerlos2018consensus"),
        ({**CONSENSUS, "author": [{"family": "O’Brien"}]}, "obrien2018consensus"),
        ({"title": "β-Blockers"}, "beta"),
        ({"author": [{"family": "王"}], "issued": {"date-parts": [[2020]]}}, "reference2020"),
        ({}, "reference"),
    ],
)
def test_a_key_is_family_year_and_word(csl: dict, key: str) -> None:
    assert propose_key(csl, ()) == key


def test_keys_with_the_same_beginning_get_letters_without_looking_at_all_of_them() -> None:
    class Counted(set):  # type: ignore[type-arg]
        looks = 0

        def __contains__(self, key: object) -> bool:
            Counted.looks += 1
            return super().__contains__(key)

    taken = Counted()
    for _ in range(5_000):
        key = propose_key(CONSENSUS, taken)
        taken.add(key)
    assert len(taken) == 5_000
    assert {"cohen2018consensus", "cohen2018consensusa", "cohen2018consensuszz"} <= set(taken)
    assert Counted.looks < 5_000 * 30


@settings(deadline=None)
@given(st.text(alphabet=string.printable + "éßŁ王", max_size=30), st.integers(-99, 9999))
def test_a_key_is_lower_case_ascii_and_not_taken(title: str, year: int) -> None:
    csl = {"title": title, "issued": {"date-parts": [[year]]}}
    key = propose_key(csl, {"reference"})
    assert key
    assert key.isascii()
    assert key.isalnum()
    assert key == key.lower()
    assert propose_key(csl, {key}) != key


@pytest.mark.parametrize(
    ("typed", "label", "value"),
    [
        ("p. 4", "page", "4"),
        ("pp. 12–14", "page", "12-14"),
        ("p4", "page", "4"),
        ("4", "page", "4"),
        ("xii", "page", "xii"),
        ("e123", "page", "e123"),
        ("fig 2", "figure", "2"),
        ("Figures 2--3", "figure", "2-3"),
        ("table S3", "table", "S3"),
        ("chap. 3", "chapter", "3"),
        ("§ 4", "section", "4"),
        ("para 7", "paragraph", "7"),
        ("n. 3", "note", "3"),
        ("sub verbo ketamine", "sub-verbo", "ketamine"),
        ("Discussion", "section", "Discussion"),
        ("  p.  4 ", "page", "4"),
        ("", "page", ""),
    ],
)
def test_a_locator_is_a_label_and_a_value(typed: str, label: str, value: str) -> None:
    assert parse_locator(typed) == (label, value)
