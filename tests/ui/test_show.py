"""The one module that turns data into HTML: whatever comes in comes out as text."""

import pytest
from hostile import HOSTILE, LINKS, NOT_LINKS
from hypothesis import given
from hypothesis import strategies as st
from visits import Reading

from evidence.text import plain, safe_url, visible
from evidence.ui import show

SIGNS = st.text(alphabet=st.sampled_from("<>&\"'/=`-!i bsup\u202e\u200b\x00é"), max_size=40)
TEXTS = st.one_of(st.text(max_size=60), SIGNS, st.sampled_from(list(HOSTILE.values())))

# Builders whose output holds the words as text, and what stands around them.
TEXT_SINKS = {
    "text": (show.text, "{}"),
    "pill": (lambda words: show.pill("open", words), "{}"),
    "problem": (lambda words: show.problem(words, words), "{}{}"),
    "done": (show.done, "{}"),
    "empty": (lambda words: show.empty(words, words), "{}{}"),
    "heading": (lambda words: show.heading(words, words), "{}{}"),
    "to": (lambda words: show.to("reference", words, key=words), "{}"),
    "link": (lambda words: show.link("https://example.org/", words, note=words), None),
    "doi": (lambda words: show.doi(words, of=words), None),
    "marked": (lambda words: show.marked(words, [(0, 1), (2, 3)]), None),
    "rows": (lambda words: show.rows([(words, show.text(words))]), "{}{}"),
}
each_sink = pytest.mark.parametrize("sink", TEXT_SINKS)


def skeleton(html: str) -> list[tuple[str, frozenset[str]]]:
    """The tags of some HTML, each with the names of its attributes."""
    return [(tag, frozenset(attributes)) for tag, attributes in Reading(html).tags]


@each_sink
def test_data_makes_no_tag_and_no_attribute(sink: str) -> None:
    build, _ = TEXT_SINKS[sink]
    for words in HOSTILE.values():
        assert skeleton(build(words)) == skeleton(build("harmless words")), words
        assert Reading(build(words)).balanced, words


@each_sink
def test_data_is_read_as_it_is_with_hidden_characters_shown(sink: str) -> None:
    build, around = TEXT_SINKS[sink]
    for words in HOSTILE.values():
        shown = Reading(build(words)).text
        if around is not None:
            assert shown == around.format(*[visible(words)] * 2)
        elif sink != "doi":
            assert visible(words) in shown


@given(TEXTS)
def test_any_text_reads_back_exactly(words: str) -> None:
    found = Reading(show.text(words))
    assert found.text == visible(words)
    assert found.tags == []


@given(TEXTS)
def test_no_bare_sign_leaves_text(words: str) -> None:
    html = show.text(words)
    assert not set("<>\"'") & set(html)


RICH = [
    ("<i>In vitro</i> effects", "In vitro effects", ["i"]),
    ("H<sub>2</sub>O and m<sup>2</sup>", "H2O and m2", ["sub", "sup"]),
    ("<b>Bold <i>and</i></b>", "Bold and", ["b", "b", "i"]),
    ("p <i> 0.05", "p <i> 0.05", []),
    ("<i>unclosed", "<i>unclosed", []),
    ('<span class="nocase">DNA</span>', "DNA", []),
    ("<I>not CSL</I>", "<I>not CSL</I>", []),
    ('<i onclick="x">no</i>', '<i onclick="x">no</i>', []),
    ("<script>x</script>", "<script>x</script>", []),
    ("<i><script>x</script></i>", "<script>x</script>", ["i"]),
    ("", "", []),
]


@pytest.mark.parametrize(("words", "reads", "tags"), RICH)
def test_rich_text_keeps_only_the_tags_of_csl(words: str, reads: str, tags: list[str]) -> None:
    found = Reading(show.rich(words))
    assert found.text == reads
    assert [tag for tag, _ in found.tags] == tags
    assert found.balanced


@given(TEXTS)
def test_rich_text_has_no_attribute_and_loses_no_word(words: str) -> None:
    found = Reading(show.rich(words))
    assert all(tag in {"i", "b", "sub", "sup"} and not attrs for tag, attrs in found.tags)
    assert found.balanced
    assert found.text == visible(plain(words))


MARKED = [
    ("ketamine for pain", [(0, 8)], 0, "ketamine for pain", ["ketamine"]),
    ("ketamine for pain", [(13, 17), (0, 8)], 0, "ketamine for pain", ["ketamine", "pain"]),
    ("abc", [(0, 2), (1, 3)], 0, "abc", ["ab"]),  # overlapping: the first wins
    ("abc", [(-1, 2), (2, 9), (2, 2), (3, 1)], 0, "abc", []),  # out of place
    ("<b>&", [(0, 3)], 0, "<b>&", ["<b>"]),
    ("", [(0, 1)], 5, "", []),
]


@pytest.mark.parametrize(("words", "spans", "limit", "reads", "marks"), MARKED)
def test_marks_stand_where_they_were_found(
    words: str, spans: list[tuple[int, int]], limit: int, reads: str, marks: list[str]
) -> None:
    html = show.marked(words, spans, limit=limit)
    assert Reading(html).text == reads
    pieces = [piece.split("</mark>")[0] for piece in html.split("<mark>")[1:]]
    assert [Reading(piece).text for piece in pieces] == marks


@given(
    st.text(max_size=300),
    st.lists(st.tuples(st.integers(-5, 310), st.integers(-5, 310)), max_size=8),
    st.integers(0, 120),
)
def test_marking_adds_no_word_and_a_window_is_a_part_of_the_text(
    words: str, spans: list[tuple[int, int]], limit: int
) -> None:
    found = Reading(show.marked(words, spans, limit=limit))
    assert {tag for tag, _ in found.tags} <= {"mark"}
    assert found.balanced
    shown = found.text.removeprefix("… ").removesuffix(" …")
    if not limit:
        assert found.text == visible(words)
    elif "…" not in words:
        assert shown in visible(words)


def test_window_holds_the_first_found_word() -> None:
    words = "before " * 200 + "ketamine" + " after" * 200
    at = words.index("ketamine")
    found = show.marked(words, [(at, at + 8)], limit=120)
    assert "<mark>ketamine</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(Reading(found).text) < 140


@pytest.mark.parametrize("address", NOT_LINKS)
def test_address_that_is_not_safe_is_text(address: str) -> None:
    found = Reading(show.link(address, address))
    assert found.tags == []
    assert found.text == visible(address)


@pytest.mark.parametrize("address", LINKS)
def test_safe_address_is_a_link_that_tells_nobody_where_it_came_from(address: str) -> None:
    found = Reading(show.link(address, "label", note="a study"))
    assert found.hrefs == [safe_url(address)]
    attributes = found.tags[0][1]
    assert attributes["target"] == "_blank"
    assert {"noopener", "noreferrer"} <= set(attributes["rel"].split())
    assert found.text == "label a study, opens in a new tab"


@given(TEXTS)
def test_no_link_leaves_http(words: str) -> None:
    for href in Reading(show.link(words, words)).hrefs:
        assert href.lower().startswith(("http://", "https://"))


@given(TEXTS.filter(bool))
def test_doi_link_goes_to_doi_org_and_nowhere_else(words: str) -> None:
    (href,) = Reading(show.doi(words)).hrefs
    assert href.startswith("https://doi.org/")
    assert href.isascii()
    assert not set(" \"'<>\\?#@") & set(href.removeprefix("https://doi.org/"))


@pytest.mark.parametrize("empty", [None, ""])
def test_no_identifier_no_link(empty: str | None) -> None:
    assert show.doi(empty) == ""
    assert show.pubmed(empty) == ""


PUBMED = [("29870458", True), ("1", True), ("12a", False), ("1/../x", False), ("1234567890", False)]


@pytest.mark.parametrize(("pmid", "linked"), PUBMED)
def test_pubmed_link_takes_digits_only(pmid: str, linked: bool) -> None:
    found = Reading(show.pubmed(pmid)).hrefs
    assert found == ([f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"] if linked else [])


ADDRESSES = [
    (("read", {}), "/"),
    (("read", {"claim": "rapid-onset"}), "/?claim=rapid-onset"),
    (("reference", {"key": "a&b=c?d#e"}), "/reference?key=a%26b%3Dc%3Fd%23e"),
    (("reference", {"key": "Müller 2020"}), "/reference?key=M%C3%BCller%202020"),
    (("library", {"q": None}), "/library"),
]


@pytest.mark.parametrize(("made_from", "address"), ADDRESSES)
def test_address_of_a_page(made_from: tuple[str, dict[str, str | None]], address: str) -> None:
    page, query = made_from
    assert Reading(f'<a href="{show.address(page, **query)}">').hrefs == [address]


@given(TEXTS.filter(bool))
def test_data_in_an_address_stays_in_its_value(words: str) -> None:
    (href,) = Reading(show.to("reference", "label", key=words)).hrefs
    assert href.startswith("/reference?key=")
    assert not set(" \"'<>&#?") & set(href.removeprefix("/reference?key="))


PLURALS = [(0, "0 claims"), (1, "1 claim"), (2, "2 claims"), (12345, "12,345 claims")]


@pytest.mark.parametrize(("number", "says"), PLURALS)
def test_plural(number: int, says: str) -> None:
    assert show.plural(number, "claim") == says


def test_plural_that_is_not_made_with_s() -> None:
    assert show.plural(2, "entry", "entries") == "2 entries"


def test_problem_and_done_are_announced() -> None:
    assert Reading(show.problem("No.")).tags[0][1]["role"] == "alert"
    assert Reading(show.done("Yes.")).tags[0][1]["role"] == "status"


def test_menu_names_the_page_that_is_open() -> None:
    site = [("read.py", "Read", "read", True), ("claims.py", "Claims", "claims", True)]
    found = Reading(show.masthead(site, "claims"))
    here = [attrs["href"] for tag, attrs in found.tags if attrs.get("aria-current") == "page"]
    assert here == ["/claims"]
    assert found.hrefs == ["/", "/", "/claims"]
