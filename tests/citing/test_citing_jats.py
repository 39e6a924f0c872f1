"""JATS: the rules of the Archiving and Interchange tag set that our documents touch."""

from xml.etree import ElementTree

import pytest

from evidence.citing import (
    ArticleDocument,
    BibliographyDocument,
    render_article,
    render_bibliography,
)

XLINK = "{http://www.w3.org/1999/xlink}"
XML = "{http://www.w3.org/XML/1998/namespace}"
PHRASE = {"bold", "italic", "sup", "sub", "sc", "monospace", "strike", "underline"}
INLINE = PHRASE | {"ext-link", "xref"}
# What may stand in an element; one that is not here may not appear at all. JATS 1.2.
CONTENT = {
    "article": {"front", "body", "back"},
    "front": {"article-meta"},
    "article-meta": {"article-id", "title-group", "pub-date"},
    "title-group": {"article-title"},
    "pub-date": {"day", "month", "year"},
    "body": {"p", "sec", "list", "table-wrap", "disp-quote"},
    "sec": {"title", "p", "sec", "list", "table-wrap", "disp-quote"},
    "list": {"list-item"},
    "list-item": {"p", "list"},
    "p": INLINE,
    "title": INLINE,
    "article-title": INLINE,
    **dict.fromkeys(sorted(PHRASE), INLINE),
    "ext-link": PHRASE,
    "xref": PHRASE,
    "table-wrap": {"caption", "table"},
    "table": {"col", "colgroup", "thead", "tbody", "tfoot"},
    "colgroup": {"col"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "th": INLINE | {"p"},
    "td": INLINE | {"p"},
    "back": {"ref-list", "fn-group"},
    "ref-list": {"title", "ref"},
    "ref": {"label", "mixed-citation"},
    "mixed-citation": INLINE,
    "fn-group": {"fn"},
    "fn": {"label", "p"},
}
WORDS = ("article-id", "day", "month", "year", "label", "p", "title", "ref", "mixed-citation")
# In this order, each at most as often as here (0: any number).
ORDER = {
    "article": (("front", 1), ("body", 1), ("back", 1)),
    "article-meta": (("article-id", 0), ("title-group", 1), ("pub-date", 0)),
    "pub-date": (("day", 1), ("month", 1), ("year", 1)),
    "ref": (("label", 1), ("mixed-citation", 0)),
    "fn": (("label", 1), ("p", 0)),
    "ref-list": (("title", 1), ("ref", 0)),
    "table": (("col", 0), ("colgroup", 0), ("thead", 1), ("tbody", 0)),
}
STYLES = ["american-medical-association", "apa", "chicago-notes-bibliography", "ieee"]


def broken(root: ElementTree.Element) -> list[str]:
    """Every rule that the document breaks, in words."""
    out = []
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    out += [f"two elements have the id {name}" for name in {i for i in ids if ids.count(i) > 1}]
    for element in root.iter():
        tag, children = element.tag, [child.tag for child in element]
        known = CONTENT.get(tag, set() if tag in (*WORDS, "col") else None)
        if known is None:
            out.append(f"{tag} is not expected")
            continue
        out += [f"{child} in {tag}" for child in children if child not in known]
        if tag in WORDS and not "".join(element.itertext()).strip():
            out.append(f"{tag} is empty")
        names = [name for name, _ in ORDER.get(tag, ())]
        if names and children != sorted(children, key=names.index):
            out.append(f"{tag} has {children}")
        out += [f"several {n} in {tag}" for n, most in ORDER.get(tag, ()) if most and
                children.count(n) > most]  # fmt: skip
        if tag == "xref" and element.get("rid") not in ids:
            out.append(f"xref to {element.get('rid')}, which is not there")
        if tag == "ext-link" and not (element.get(f"{XLINK}href") or "").startswith("http"):
            out.append("ext-link to no address")
        if tag == "sec" and children[:1] != ["title"]:
            out.append("sec without a title")
    return out


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("dissent", [False, True])
def test_an_article_follows_the_rules(article: ArticleDocument, style: str, dissent: bool) -> None:
    content = render_article(article, style=style, to="jats", dissent=dissent).content
    root = ElementTree.fromstring(content)
    assert broken(root) == []
    assert b"Journal Archiving and Interchange DTD v1.2" in content[:300]
    assert root.get(f"{XML}lang") == "en"
    assert root.findtext("front/article-meta/title-group/article-title") == article.title
    assert root.find("front/article-meta/article-id") is not None
    assert len(root.findall("back/ref-list/ref")) == 6
    kinds = {x.get("ref-type") for x in root.iter("xref")}
    assert ("fn" in kinds) == (style == "chicago-notes-bibliography")


@pytest.mark.parametrize("style", STYLES)
def test_a_bibliography_follows_the_rules(bibliography: BibliographyDocument, style: str) -> None:
    content = render_bibliography(bibliography, style=style, to="jats").content
    root = ElementTree.fromstring(content)
    assert broken(root) == []
    assert root.find("back") is None


def test_a_number_is_the_label_of_its_reference(article: ArticleDocument) -> None:
    content = render_article(article, style="american-medical-association", to="jats").content
    entries = ElementTree.fromstring(content).findall("back/ref-list/ref")
    assert [e.findtext("label") for e in entries] == [f"{n}." for n in range(1, len(entries) + 1)]
    assert not any("".join(e[1].itertext()).startswith("1") for e in entries)
    assert content == render_article(
        article, style="american-medical-association", to="jats"
    ).content  # fmt: skip
