"""The article's Markdown: a citation stands where its claim ends, and text stays text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.citing import blocks
from evidence.citing.manuscript import Mark, read

HERE = "¤"


def placed(marked: str) -> str:
    """The text with every citation written as ⟦n⟧ (n claims end at ¤ in `marked`)."""
    pieces = marked.split(HERE)
    text, marks, at = "".join(pieces), [], 0
    for number, piece in enumerate(pieces[:-1], 1):
        at += len(piece)
        marks.append(Mark(at, (blocks.citation(str(number)),)))
    tree, unplaced = read(text, marks, doing="a test")
    assert unplaced == []
    return shown(tree)


SIGNS = {"Emph": "*", "Strong": "**", "Link": "_", "Strikeout": "~", "Header": "#"}


def shown(tree: object) -> str:
    if isinstance(tree, list):
        return "".join(map(shown, tree))
    if not isinstance(tree, dict):
        return ""
    kind, content = tree["t"], tree.get("c")
    if kind == "Str":
        return content
    if kind in ("Space", "SoftBreak"):
        return " "
    if kind == "Cite":
        return f"⟦{','.join(c['citationId'] for c in content[0])}⟧"
    if kind == "Quoted":
        return f"“{shown(content[1])}”"
    if kind in ("Code", "CodeBlock"):
        return content[1]
    sign = SIGNS.get(kind, "")
    inner = content[2] if kind == "Header" else content[1] if kind == "Link" else content
    return f"{sign}{shown(inner)}{sign}"


PLACES = [
    ("A claim¤ goes on.", "A claim ⟦1⟧ goes on."),
    ("A claim¤.", "A claim ⟦1⟧."),
    ("A claim.¤ Next.", "A claim ⟦1⟧. Next."),
    ("A claim, ¤ then.", "A claim ⟦1⟧, then."),
    ("Is it?¤ Yes.", "Is it ⟦1⟧? Yes."),
    ("It *is a claim¤* here.", "It *is a claim* ⟦1⟧ here."),
    ("It *is a¤ claim* here.", "It *is a ⟦1⟧ claim* here."),
    ("It **is *a claim*¤**.", "It **is *a claim*** ⟦1⟧."),
    ('It "works."¤ Then.', "It “works.” ⟦1⟧ Then."),
    ('It "works"¤ well.', "It “works” ⟦1⟧ well."),
    ("See [the claim¤](https://a.org) here.", "See _the claim_ ⟦1⟧ here."),
    ("See [the¤ claim](https://a.org) here.", "See _the claim_ ⟦1⟧ here."),
    ("See [the claim](https://a¤.org) here.", "See _the claim_ ⟦1⟧ here."),
    ("# A heading¤\n\nText.", "#A heading ⟦1⟧#Text."),
    ("> A quoted claim¤\n> goes on.", "A quoted claim ⟦1⟧ goes on."),
    ("- one¤\n- two¤\n", "one ⟦1⟧two ⟦2⟧"),
    ("| a | b |\n|---|---|\n| c¤ | d |\n", "abc ⟦1⟧d"),
    ("half a wor¤d here", "half a word ⟦1⟧ here"),
    ("both¤¤ here", "both ⟦1,2⟧ here"),
    ("one¤ *two¤* three", "one ⟦1⟧ *two* ⟦2⟧ three"),
    ("windows\r\nlines¤ here\r\nand more¤.", "windows lines ⟦1⟧ here and more ⟦2⟧."),
    ("tab\there¤ and `code¤` too", "tab here ⟦1⟧ and code ⟦2⟧ too"),
    ("Entity &amp; claim¤ and \\* star¤.", "Entity & claim ⟦1⟧ and * star ⟦2⟧."),
    ("Smileys 😀 count once¤ here", "Smileys 😀 count once ⟦1⟧ here"),
    ("    code block\n\nand a claim¤", "code blockand a claim ⟦1⟧"),
    ("The end¤", "The end ⟦1⟧"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "expected"), PLACES)
def test_a_citation_stands_where_its_claim_ends(marked: str, expected: str) -> None:
    assert placed(marked) == expected


TEXTS = [
    "[@x] and @foo are text",
    "private \ue000 use \ue001 signs",
    "costs $5 and $10, ~10 mg~ of it, x^2^ and :red[RETRACTED] :smile:",
    "::: {.x onclick=evil()} div :::",
    "`x`{=html} and [span]{.y}",
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_looks_like_markup_but_is_none_stays_text(text: str) -> None:
    tree, _ = read(text, [], doing="a test")
    kinds = {node["t"] for node in blocks.nodes(tree)}
    assert kinds <= {"Para", "Str", "Space", "SoftBreak", "Code", "Quoted", "DoubleQuote"}
    letters = [c for c in text if c.isalnum() or c in "\ue000\ue001"]
    assert [c for c in blocks.text_of(tree) if c.isalnum() or c in "\ue000\ue001"] == letters


def test_raw_markup_images_and_bad_links_become_their_words() -> None:
    text = (
        "<script>alert(1)</script>\n\na <b onclick=x>bold</b> ![picture](http://127.0.0.1:9/x.png) "
        "[click](javascript:alert(1)) [data](data:text/html,x) [file](file:///etc/passwd) "
        "[in](#none) [good](https://example.org/a)\n\n---\n\n---\ntitle: x\n---\n"
    )
    tree, _ = read(text, [], doing="a test")
    kinds = {node["t"] for node in blocks.nodes(tree)}
    assert not kinds & {"RawInline", "RawBlock", "Image", "Figure", "Div", "Span", "Math"}
    targets = [node["c"][2][0] for node in blocks.nodes(tree) if node["t"] == "Link"]
    assert targets == ["https://example.org/a"]
    assert "<script>alert(1)</script>" in blocks.text_of(tree)
    assert "picture" in blocks.text_of(tree)


def test_headings_begin_at_the_first_level_and_links_find_them() -> None:
    tree, _ = read("## References\n\n### Refs\n\n[up](#references)", [], doing="a test")
    assert [n["c"][0] for n in blocks.nodes(tree) if n["t"] == "Header"] == [1, 2]
    assert [n["c"][2][0] for n in blocks.nodes(tree) if n["t"] == "Link"] == ["#s-references"]


def test_a_claim_in_an_empty_text_has_no_place() -> None:
    mark = Mark(0, (blocks.citation("1"),))
    assert read("", [mark], doing="a test") == ([], [mark])


@settings(max_examples=25, deadline=None)
@given(
    text=st.text(alphabet=st.sampled_from('ab *_`~[](){}<>!"#&\\\n\r\t.|-1é😀\ue000'), max_size=80),
    end=st.integers(0, 90),
)
def test_no_citation_is_ever_lost(text: str, end: int) -> None:
    """Whatever the text, a claim is set once, or reported as without a place."""
    mark = Mark(end, (blocks.citation("1"),))
    tree, unplaced = read(text, [mark], doing="a test")
    cites = sum(node["t"] == "Cite" for node in blocks.nodes(tree))
    assert cites + len(unplaced) == 1
