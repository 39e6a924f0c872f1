"""The article as its source: Markdown or LaTeX with citations as such, and a bibliography file
beside it, for whoever goes on writing there.

What comes out is an archive: `article.md` with `references.json` and the style (pandoc reads all
three: `pandoc --citeproc article.md -o article.docx`), or `article.tex` with `references.bib`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evidence.citing import assembly, blocks, pandoc, references, writers
from evidence.citing.article import Composed, compose, identifier, last_page
from evidence.citing.assembly import Assembled
from evidence.citing.model import ArticleDocument, CslItem, Rendered
from evidence.citing.packages import zipped
from evidence.citing.references import clean
from evidence.citing.styles import CSL, MARK, ResolvedStyle
from evidence.formats.write_bibtex import BibEntry
from evidence.formats.write_bibtex import write as bibtex

# Nothing that a text may hold is read as a command by whoever goes on with it.
WRITER = (
    "markdown-raw_html-raw_tex-raw_attribute-smart-native_divs-native_spans-fenced_divs"
    "-bracketed_spans-link_attributes-header_attributes-tex_math_dollars-grid_tables"
    "-multiline_tables-simple_tables+pipe_tables"
)
_BIBLATEX = {"numeric": "numeric-comp", "note": "verbose"}
_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")
_BRACES = re.compile(r"[{}]")


@dataclass(frozen=True, slots=True)
class Source:
    """A language that an article goes on in: what it is called, and how its files are made."""

    name: str
    title: str
    files: Callable[[ArticleDocument, Composed, ResolvedStyle, str], dict[str, bytes]]


def render_source(
    document: ArticleDocument,
    style: ResolvedStyle,
    locale: str,
    *,
    to: str,
    evidence: bool = True,
    dissent: bool = False,
    mark_missing: bool = False,
) -> Rendered:
    """The article as the source `to` (a key of SOURCES). Raises BadInput, CitingError."""
    composed = compose(
        document, style, locale, evidence=evidence, dissent=dissent, mark_missing=mark_missing
    )
    parts = SOURCES[to].files(document, composed, style, locale)
    content = zipped(parts, document.date)
    return Rendered(content, "application/zip", ".zip", tuple(composed.citing.messages))


def _markdown(
    document: ArticleDocument, composed: Composed, style: ResolvedStyle, locale: str
) -> dict[str, bytes]:
    head = {
        "title": _escaped(clean(document.title)),
        "lang": locale,
        "date": document.date.isoformat(),
        "description": _escaped(assembly.subject(document.version, document.digest, style)),
        "identifier": identifier(document, style, locale),
        "bibliography": "references.json",
        "csl": "style.csl",
        "link-citations": True,
        "notes-after-punctuation": style.number_after_stop,
    }
    # JSON is YAML: whatever a title holds, it is one string.
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items()]
    tree = writers.lowered(writers.bare(_tree(composed, document), citations=True))
    words = pandoc.run(
        ["--from", "json", "--to", WRITER],
        pandoc.document(tree),
        doing="the article as Markdown",
    )
    listed = json.dumps(
        list(_items(document, composed).values()), ensure_ascii=False, indent=1, sort_keys=True
    )
    start = "\n".join(["---", *lines, "---", "", ""]).encode("utf-8")
    return {
        "article.md": start + words.replace(_REFS.encode(), b"::: {#refs}\n:::"),
        "references.json": f"{listed}\n".encode(),
        "style.csl": _whole_style(style.csl),
    }


def _items(document: ArticleDocument, composed: Composed) -> dict[str, CslItem]:
    """What is cited, by the name that stands in the text; what was retracted says so."""
    out: dict[str, CslItem] = {}
    for key, item in composed.items.items():
        name = composed.citing.names.of_key[key]
        out[name] = references.public(item) | {"id": name}
        if key in document.retracted:
            title = out[name].get("title", "")
            out[name]["title"] = f"{title} {composed.citing.words.retracted}".strip()
    return out


def _escaped(words: str) -> str:
    """Words that pandoc reads as they stand: it takes what is in a head for Markdown."""
    return _SIGNS.sub(r"\\\g<0>", words)


# Stands where the list goes; no text of a user's can say it, for it holds characters that
# `clean` and the reader of the article both take out.
_REFS = "evidence-refs-\U000f0001"


def _tree(composed: Composed, document: ArticleDocument) -> blocks.Blocks:
    heading = assembly.own_heading("references", composed.citing.words, document.language)
    return [
        *composed.blocks,
        heading,
        blocks.paragraph([blocks.string(_REFS)]),
        *last_page(document, composed.citing),
    ]


def _whole_style(csl: str) -> bytes:
    """The style as pandoc reads it without us: the variable that we give every reference goes."""
    from lxml import etree

    root = etree.fromstring(csl.encode("utf-8"))
    for text in list(root.iter(f"{{{CSL}}}text")):
        if text.get("variable") == MARK:
            text.getparent().remove(text)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _latex(
    document: ArticleDocument, composed: Composed, style: ResolvedStyle, locale: str
) -> dict[str, bytes]:
    entries = [BibEntry(name, item) for name, item in _items(document, composed).items()]
    assembled = Assembled(
        title=clean(document.title),
        language=document.language,
        date=document.date,
        subject=assembly.subject(document.version, document.digest, style),
        identifier=identifier(document, style, locale),
        blocks=[
            *_places(composed),
            *last_page(document, composed.citing),
        ],
        hanging=False,
        doing="the article",
    )
    kind = _BIBLATEX.get(style.kind, "authoryear-comp")
    return {
        "article.tex": writers.latex_source(assembled, "references.bib", kind),
        "references.bib": bibtex(entries, dialect="biblatex").encode("utf-8"),
    }


def _places(composed: Composed) -> blocks.Blocks:
    """The text with its locators as BibLaTeX has them: of pages the numbers alone."""
    locators: Mapping[tuple[str, str], tuple[str, str]] = composed.citing.locators

    def change(node: blocks.Node) -> blocks.Node:
        if node["t"] != "Cite":
            return node
        citations = []
        for citation in node["c"][0]:
            suffix = blocks.text_of(citation["citationSuffix"])
            kind, place = locators.get((citation["citationId"], suffix), ("", suffix))
            words = place if kind in ("page", "") else f"{kind} {place}"
            shown = _BRACES.sub("", words).strip(" ,")
            citations.append(citation | {"citationSuffix": blocks.text(shown)})
        return {"t": "Cite", "c": [citations, node["c"][1]]}

    return blocks.mapped(composed.blocks, change)


SOURCES = {
    source.name: source
    for source in (
        Source("md-source", "Markdown for pandoc, with references and style (.zip)", _markdown),
        Source("tex-source", "LaTeX with a .bib file (.zip)", _latex),
    )
}
