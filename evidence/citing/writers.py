"""From assembled blocks to the bytes of a document, one function a format.

Every writer gives the same bytes for the same input: dates come from the version of the document,
never from the clock; identifiers from its content; nothing of this computer goes in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from importlib.resources import files
from itertools import groupby

from evidence.citing import blocks, journal, packages, pandoc
from evidence.citing.assembly import ADDED, OWN_HEADINGS, PARAGRAPH_STYLES, Assembled
from evidence.citing.model import Rendered, Template
from evidence.citing.word import ADDED_STYLE
from evidence.errors import BadInput, Message


@dataclass(frozen=True, slots=True)
class Written:
    content: bytes
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A format that documents go out in: its suffix, what it is called, how it is written."""

    name: str
    suffix: str
    media_type: str
    title: str
    write: Callable[[Assembled], Written]
    aliases: tuple[str, ...] = field(default=())


def write(assembled: Assembled, target: str, template: Template | None = None) -> Rendered:
    """The document in a format of FORMATS, in the looks of a template if there is one.

    Raises BadInput for a template of another format, CitingError.
    """
    chosen = FORMATS[target]
    if template is not None:
        if template.kind != target:
            raise BadInput(
                f"The template {template.name} is for {FORMATS[template.kind].title}.",
                hint=f"Export to {template.kind.upper()}, or leave the template out.",
            )
        assembled = replace(assembled, template=template)
    written = chosen.write(assembled)
    return Rendered(
        written.content,
        chosen.media_type,
        chosen.suffix,
        (*assembled.messages, *written.messages),
    )


def format_of(suffix_or_name: str) -> str:
    """The format that a name, a suffix or a file name means: `docx`, `.xml`, `brief.PDF`.

    Raises BadInput that lists what there is.
    """
    asked = suffix_or_name.strip().lower()
    ending = asked.rpartition(".")[2]
    for chosen in FORMATS.values():
        if ending in (chosen.name, chosen.suffix.removeprefix("."), *chosen.aliases):
            return chosen.name
    known = ", ".join(FORMATS)
    raise BadInput(
        f"{suffix_or_name[:80]!r} is not a format that documents go out in.",
        hint=f"There are: {known}.",
    )


def asset(name: str) -> bytes:
    """A file that comes with this room."""
    return files("evidence.citing").joinpath("assets", name).read_bytes()


def _pandoc(
    assembled: Assembled,
    tree: blocks.Blocks,
    writer: str,
    *options: str,
    meta: dict[str, blocks.Node] | None = None,
    extra: dict[str, bytes] | None = None,
) -> bytes:
    """Blocks through one of pandoc's writers."""
    doing = f"{assembled.doing} as {writer.partition('-')[0]}"
    arguments = ["--from", "json", "--to", writer, *options]
    return pandoc.run(arguments, pandoc.document(tree, meta), doing=doing, files=extra)


def _meta(assembled: Assembled) -> dict[str, blocks.Node]:
    meta = {
        "title": blocks.meta_inlines(blocks.text(assembled.title)),
        "lang": blocks.meta_text(assembled.language),
    }
    if assembled.right_to_left:
        meta["dir"] = blocks.meta_text("rtl")
    return meta


def bare(tree: blocks.Blocks, *, citations: bool = False) -> blocks.Blocks:
    """The tree for a format without divisions and anchors: their content stands for itself.

    `citations` stay what they are where the format knows them.
    """

    def change(node: blocks.Node) -> blocks.Node | list[blocks.Node] | None:
        kind = node["t"]
        if kind == "Span":
            inner = list(node["c"][1])
            return [*inner, blocks.SPACE] if "csl-left-margin" in node["c"][0][1] else inner
        if kind == "Div":
            return list(node["c"][1])
        if kind == "Cite" and not citations:
            return list(node["c"][1])
        if kind == "Link" and node["c"][2][0].startswith("#"):
            return list(node["c"][1])
        if kind == "Header":
            return blocks.header(node["c"][0], node["c"][2])
        return node

    return blocks.mapped(tree, change)


# Text formats.


def _markdown(assembled: Assembled) -> Written:
    title = blocks.header(1, blocks.text(assembled.title))
    tree = [title, *lowered(bare(assembled.blocks))]
    return Written(_pandoc(assembled, tree, "gfm"))


def lowered(tree: blocks.Blocks) -> blocks.Blocks:
    """Headings one level down, under the title."""

    def change(node: blocks.Node) -> blocks.Node:
        if node["t"] != "Header":
            return node
        level, attributes, words = node["c"]
        return {"t": "Header", "c": [min(level + 1, 6), attributes, words]}

    return blocks.mapped(tree, change)


def _text(assembled: Assembled) -> Written:
    title = blocks.header(1, blocks.text(assembled.title))
    tree = [title, *bare(assembled.blocks)]
    return Written(_pandoc(assembled, tree, "plain"))


def _html(assembled: Assembled) -> Written:
    """One page that needs nothing else: our style sheet is inside, and no address is opened."""
    body = _pandoc(assembled, lowered(own_classes(assembled.blocks)), "html5").decode("utf-8")
    direction = "rtl" if assembled.right_to_left else "ltr"
    title = escape(assembled.title)
    hanging = " hanging" if assembled.hanging else ""
    page = f"""<!DOCTYPE html>
<html lang="{escape(assembled.language)}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="date" content="{assembled.date.isoformat()}">
<meta name="description" content="{escape(assembled.subject)}">
<title>{title}</title>
<style>
{asset("page.css").decode("utf-8")}</style>
</head>
<body>
<main class="document{hanging}">
<h1 class="title">{title}</h1>
{body}</main>
</body>
</html>
"""
    return Written(page.encode("utf-8"))


# GRADE's circles, which TeX's usual fonts do not have.
_LATEX_SIGNS = (
    "\\IfFileExists{newunicodechar.sty}{\\usepackage{newunicodechar}"
    "\\newunicodechar{⊕}{\\ensuremath{\\oplus}}\\newunicodechar{○}{\\ensuremath{\\circ}}}{}"
)


def own_classes(tree: blocks.Blocks) -> blocks.Blocks:
    """Labels and texts of entries under names of ours: pandoc makes divisions of its own ones,
    which may not stand in a paragraph."""
    renamed = {
        "csl-left-margin": "entry-label",
        "csl-right-inline": "entry-text",
        "csl-entry": "entry",
    }

    def change(node: blocks.Node) -> blocks.Node:
        if node["t"] not in ("Span", "Div"):
            return node
        (name, classes, pairs), content = node["c"]
        if name == "refs":  # pandoc calls this a list, so its entries must be items of one
            content = [_as_item(entry) for entry in content]
            return {"t": "Div", "c": [[name, classes, []], content]}
        own = [[name, [renamed.get(c, c) for c in classes], _language(pairs)], content]
        return {"t": node["t"], "c": own}

    return blocks.mapped(tree, change)


def _language(pairs: list[list[str]]) -> list[list[str]]:
    """Of a node's attributes the language that its words are in."""
    return [pair for pair in pairs if pair[0] == "lang"]


def _as_item(entry: blocks.Node) -> blocks.Node:
    (name, classes, _), content = entry["c"]
    return {"t": "Div", "c": [[name, classes, [["role", "listitem"]]], content]}


def _latex(assembled: Assembled) -> Written:
    """A document that XeLaTeX and LuaLaTeX compile by themselves."""
    return Written(_latex_document(assembled, _latex_entries(assembled), {}))


def latex_source(assembled: Assembled, bibliography: str, kind: str) -> bytes:
    """A document whose citations are commands of BibLaTeX, with its list from a file beside it.

    `kind` is a style of BibLaTeX's own.
    """
    meta = {
        "bibliography": {"t": "MetaList", "c": [blocks.meta_text(bibliography)]},
        "biblatexoptions": {"t": "MetaList", "c": [blocks.meta_text(f"style={kind}")]},
    }
    return _latex_document(assembled, assembled.blocks, meta, "--biblatex")


def _latex_document(
    assembled: Assembled, tree: blocks.Blocks, more: dict[str, blocks.Node], *options: str
) -> bytes:
    signs = {"t": "RawBlock", "c": ["latex", _LATEX_SIGNS]}
    options = ("--standalone", "--variable=papersize:a4", "--variable=fontsize:11pt", *options)
    options += ("--variable=colorlinks", "--variable=geometry:margin=25mm")
    meta = _meta(assembled) | more
    meta.pop("dir", None)  # pandoc's template then uses an environment that XeLaTeX does not have
    meta["date"] = blocks.meta_text("")
    meta["header-includes"] = {"t": "MetaBlocks", "c": [signs]}
    return _pandoc(assembled, tree, "latex", *options, meta=meta)


def _latex_entries(assembled: Assembled) -> blocks.Blocks:
    """Every entry in a list environment of its own, so that an annotation can follow it."""
    hanging = ["hanging-indent"] if assembled.hanging else []

    def change(node: blocks.Node) -> blocks.Node:
        if node["t"] == "Div" and "annotation" in node["c"][0][1]:
            return {"t": "BlockQuote", "c": node["c"][1]}
        if node["t"] != "Div" or "csl-entry" not in node["c"][0][1]:
            return node
        classes = ["references", "csl-bib-body", *hanging]
        return {"t": "Div", "c": [["", classes, [["entry-spacing", "0"]]], [node]]}

    def listless(node: blocks.Node) -> blocks.Node | list[blocks.Node]:
        if node["t"] == "Div" and node["c"][0][0] == "refs":
            return list(node["c"][1])
        return node

    return blocks.mapped(blocks.mapped(assembled.blocks, listless), change)


def _jats(assembled: Assembled) -> Written:
    meta = _meta(assembled)
    meta.pop("dir", None)
    meta["date"] = blocks.meta_text(assembled.date.isoformat())
    data = _pandoc(assembled, _jats_tree(assembled), "jats_archiving", "--standalone", meta=meta)
    return Written(journal.finished_jats(data, assembled))


def _jats_tree(assembled: Assembled) -> blocks.Blocks:
    """Divisions other than the reference list as plain paragraphs: JATS would box them."""

    def change(node: blocks.Node) -> blocks.Node | list[blocks.Node]:
        if node["t"] == "Span" and "csl-left-margin" in node["c"][0][1]:
            return [blocks.span(node["c"][1], classes=(journal.LABEL,)), blocks.SPACE]
        if node["t"] == "Div" and not {"references", "csl-entry"} & set(node["c"][0][1]):
            return list(node["c"][1])
        return node

    def outside(node: blocks.Node) -> blocks.Node | list[blocks.Node]:
        is_entry = node["t"] == "Div" and "csl-entry" in node["c"][0][1]
        return list(node["c"][1]) if is_entry else node

    tree = blocks.mapped(assembled.blocks, change)
    if any(node["t"] == "Div" and node["c"][0][0] == "refs" for node in tree):
        return tree
    return blocks.mapped(tree, outside)


# Packages.


def _styled(
    tree: blocks.Blocks, *, tab: blocks.Node, styles: Mapping[str, str] = PARAGRAPH_STYLES
) -> blocks.Blocks:
    """Divisions with the names of paragraph styles, anchors within their paragraph, and labels
    parted from their text by a tab."""

    def change(node: blocks.Node) -> blocks.Node | list[blocks.Node]:
        kind = node["t"]
        if kind == "Span":
            classes = node["c"][0][1]
            if "csl-left-margin" in classes:
                return [*node["c"][1], tab]
            return list(node["c"][1]) if "csl-right-inline" in classes else node
        if kind != "Div":
            return node
        (name, classes, pairs), content = node["c"]
        style = next((styles[c] for c in classes if c in styles), "")
        if name and "csl-entry" in classes:
            content = [{"t": "Para", "c": [blocks.span(p["c"], name=name)]} for p in content]
        if not style:
            return list(content)
        attributes = [["custom-style", style], *_language(pairs)]
        return {"t": "Div", "c": [["", [], attributes], content]}

    return blocks.mapped(tree, change)


def _added(tree: blocks.Blocks) -> blocks.Blocks:
    """What we set into a text - citations, headings of ours - in a character style of its own."""

    def change(node: blocks.Node) -> blocks.Node:
        kind = node["t"]
        if kind == "Cite":
            return {"t": "Cite", "c": [node["c"][0], _added_words(node["c"][1])]}
        if kind == "Header" and node["c"][1][0] in OWN_HEADINGS:
            level, attributes, words = node["c"]
            return {"t": kind, "c": [level, attributes, [_added_span(words)]]}
        if kind == "Span" and ADDED in node["c"][0][1]:
            return _added_span(node["c"][1])
        return node

    return blocks.mapped(tree, change)


def _added_words(inlines: blocks.Inlines) -> blocks.Inlines:
    """The words of a citation in that style; of a note, what stands in the note."""
    out: blocks.Inlines = []
    for apart, group in groupby(inlines, lambda inline: inline["t"] in ("RawInline", "Note")):
        words = list(group)
        out += map(_added_note, words) if apart else [_added_span(words)]
    return out


def _added_note(inline: blocks.Node) -> blocks.Node:
    if inline["t"] != "Note":
        return inline
    content = [
        {"t": block["t"], "c": _added_words(block["c"])}
        if block["t"] in ("Para", "Plain")
        else block
        for block in inline["c"]
    ]
    return {"t": "Note", "c": content}


def _added_span(inlines: blocks.Inlines) -> blocks.Node:
    return {"t": "Span", "c": [["", [], [["custom-style", ADDED_STYLE]]], inlines]}


def _docx(assembled: Assembled) -> Written:
    tree = _styled(_added(assembled.blocks), tab=blocks.raw("openxml", "<w:r><w:tab/></w:r>"))
    data = _pandoc(
        assembled,
        tree,
        "docx",
        "--reference-doc=reference.docx",
        meta=_meta(assembled),
        extra={"reference.docx": packages.reference_docx(assembled.template)},
    )
    return Written(packages.finished_docx(data, assembled))


def _odt(assembled: Assembled) -> Written:
    styles = {**PARAGRAPH_STYLES, "csl-entry": "Bibliography_20_1"}
    tab = blocks.raw("opendocument", "<text:tab/>")
    tree = _styled(assembled.blocks, tab=tab, styles=styles)
    data = _pandoc(
        assembled,
        tree,
        "odt",
        "--reference-doc=reference.odt",
        meta=_meta(assembled),
        extra={"reference.odt": packages.reference_odt(assembled.template)},
    )
    return Written(packages.finished_odt(data, assembled))


def _epub(assembled: Assembled) -> Written:
    meta = _meta(assembled)
    meta["identifier"] = blocks.meta_text(assembled.identifier)
    meta["date"] = blocks.meta_text(assembled.date.isoformat())
    meta["creator"] = blocks.meta_text("Evidence")
    meta["description"] = blocks.meta_text(assembled.subject)
    if assembled.right_to_left:
        meta["page-progression-direction"] = blocks.meta_text("rtl")
    options = ("--split-level=1", "--epub-title-page=false")
    data = _pandoc(assembled, own_classes(assembled.blocks), "epub3", *options, meta=meta)
    return Written(packages.finished_epub(data, assembled, asset("book.css")))


def _pdf(assembled: Assembled) -> Written:
    from evidence.citing.typesetting import typeset

    content, messages = typeset(assembled)
    return Written(content, messages)


FORMATS: dict[str, Format] = {
    chosen.name: chosen
    for chosen in (
        Format(
            "docx",
            ".docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Word document",
            _docx,
            ("word",),
        ),
        Format("pdf", ".pdf", "application/pdf", "PDF", _pdf),
        Format("html", ".html", "text/html; charset=utf-8", "Web page", _html, ("htm",)),
        Format("md", ".md", "text/markdown; charset=utf-8", "Markdown", _markdown, ("markdown",)),
        Format("tex", ".tex", "application/x-tex; charset=utf-8", "LaTeX", _latex, ("latex",)),
        Format("odt", ".odt", "application/vnd.oasis.opendocument.text", "OpenDocument text", _odt),
        Format("epub", ".epub", "application/epub+zip", "E-book (EPUB)", _epub),
        Format("jats", ".xml", "application/jats+xml; charset=utf-8", "JATS XML", _jats),
        Format("txt", ".txt", "text/plain; charset=utf-8", "Plain text", _text, ("text",)),
    )
}
