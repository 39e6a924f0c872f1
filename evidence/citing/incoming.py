"""A Word document that comes in: its text as the Markdown of an article.

The archive is measured before it is opened, and only its parts of text go on to pandoc: no
pictures, no macros, nothing that it embeds. Of a document that went out from here, citations, the
reference list and the other sections of ours stay behind: they are made anew of the links.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from evidence.citing import blocks, pandoc
from evidence.citing.manuscript import SENTENCE_END
from evidence.citing.word import ADDED_STYLE, LINK_STYLE
from evidence.errors import BadInput, CitingError
from evidence.formats import wordparts
from evidence.formats.archives import DAMAGED
from evidence.limits import IMPORT_BYTES, MB

DOING = "Markdown of a Word document"
SAVE_AGAIN = "Open it in Word and save it again as .docx."
# No raw markup comes out: superscripts become their own characters, tables have pipes.
WRITER = "commonmark-raw_html-smart+pipe_tables+footnotes+strikeout"
MOST_PARTS = 5_000
READING_SECONDS = 15  # what may come in takes three
_BODY = re.compile(r"word/document\d*\.xml")
_TEXT_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/[\w.]*\.rels|docProps/(?:core|app|custom)\.xml"
    r"|word/(?:_rels/)?[\w.-]+\.(?:xml|rels)"
)
# Named styles by which a document of ours, and what we set into it, is known.
OWN_STYLES = ("Version", "Annotation", "Statement", "Notice", "Colophon", ADDED_STYLE)
OWN_PARAGRAPHS = frozenset(["Version", "Bibliography", "Colophon"])
OWN_WORDS = frozenset([ADDED_STYLE, LINK_STYLE])
_WORD = re.compile(r"[^\W\d_]+[.,;]?|[^\W_]+[,;]?")
_SPACES = frozenset(["Space", "SoftBreak"])
_GONE: Any = object()  # stands where a citation was
# What pandoc escapes although nothing would come of it: the words of a claim should stay its words.
_NEEDLESS = re.compile(
    r"\\(?P<apart>[*_<>~$'\"|])(?=\s)(?<=\s..)"
    r"|\\(?P<than>[<>])(?=[\s\d=])"
    r"|\\\[(?P<inner>[^\[\]\\\n^]{1,200})\\\](?![(\[:])"
)


def markdown(name: str, content: bytes) -> str:
    """The text of a DOCX file, its title first. Raises BadInput, CitingError."""
    reduced = _text_only(name, content)
    own = _is_own(reduced)
    reader = "--from=docx+styles" if own else "--from=docx"
    document = _document(name, _tree(name, reader, reduced))
    if own:
        document["blocks"] = _text_of_author(document["blocks"])
    title = " ".join(blocks.text_of(document["meta"].get("title", [])).split())
    tree = _with_joined_words(document["blocks"])
    body = blocks.mapped(blocks.allowed(tree), _with_cells_of_one_line)
    arguments = ["--from=json", f"--to={WRITER}"]
    if title:
        arguments.append("--shift-heading-level-by=1")
    words = pandoc.run(arguments, pandoc.document(body), doing=DOING).decode("utf-8")
    words = _NEEDLESS.sub(_plain, words)
    return f"# {title}\n\n{words}" if title else words


def _plain(match: re.Match[str]) -> str:
    if match["inner"] is not None:
        return f"[{match['inner']}]"
    return match["apart"] or match["than"]


def _with_joined_words(tree: Any) -> Any:
    """The tree with words that follow each other as one: a book has two hundred thousand, and each
    costs as a node. Only letters and digits, of which no writer makes anything."""
    if isinstance(tree, dict):
        return {key: _with_joined_words(value) for key, value in tree.items()}
    if not isinstance(tree, list):
        return tree
    out: list[Any] = []
    at = 0
    while at < len(tree):
        row = [tree[at]]
        if _is_word(tree[at]):
            while at + 2 < len(tree) and tree[at + 1] == blocks.SPACE and _is_word(tree[at + 2]):
                row.append(tree[at + 2])
                at += 2
        joined = blocks.string(" ".join(node["c"] for node in row)) if row[1:] else row[0]
        out.append(_with_joined_words(joined))
        at += 1
    return out


def _is_word(node: Any) -> bool:
    return (
        isinstance(node, dict) and node.get("t") == "Str" and _WORD.fullmatch(node["c"]) is not None
    )


def _with_cells_of_one_line(node: blocks.Node) -> blocks.Node:
    """A table whose cells hold one line of words each, as Markdown can say it; other nodes as they
    are. Paragraphs, lists and tables within a cell follow each other, parted by a space."""
    if node["t"] != "Table":
        return node
    attributes, caption, columns, head, bodies, foot = node["c"]
    bodies = [
        [of_body, number, [_row(row) for row in heads], [_row(row) for row in rows]]
        for of_body, number, heads, rows in bodies
    ]
    head, foot = ([of_rows, [_row(row) for row in rows]] for of_rows, rows in (head, foot))
    return {"t": "Table", "c": [attributes, caption, columns, head, bodies, foot]}


def _row(row: list[Any]) -> list[Any]:
    return [row[0], [[*cell[:4], [blocks.plain(_one_line(cell[4]))]] for cell in row[1]]]


def _one_line(tree: blocks.Blocks) -> blocks.Inlines:
    out: blocks.Inlines = []
    for words in _lines_of(tree):
        out += [blocks.SPACE, *words] if out else words

    def change(node: blocks.Node) -> blocks.Node:
        return blocks.SPACE if node["t"] in ("LineBreak", "SoftBreak") else node

    return list(blocks.mapped(out, change))


def _lines_of(tree: Any) -> Iterator[blocks.Inlines]:
    """The words of each paragraph, heading and term within blocks, in their order."""
    if isinstance(tree, list):
        for item in tree:
            yield from _lines_of(item)
        return
    if not isinstance(tree, dict):
        return
    kind: str = tree.get("t", "")
    content: Any = tree.get("c")
    if kind in ("Para", "Plain"):
        yield content
    elif kind == "Header":
        yield content[2]
    elif kind == "CodeBlock":
        yield blocks.text(content[1])
    elif kind == "LineBlock":
        yield from content
    elif kind == "DefinitionList":
        for term, meanings in content:
            yield term
            yield from _lines_of(meanings)
    else:
        yield from _lines_of(content)


def _is_own(content: bytes) -> bool:
    """Whether a document has the named styles of ours: Word and LibreOffice both keep them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "word/styles.xml" not in archive.namelist():
            return False
        styles = archive.read("word/styles.xml").decode("utf-8", "replace")
    return all(f'w:val="{name}"' in styles for name in OWN_STYLES)


def _text_of_author(tree: blocks.Blocks) -> blocks.Blocks:
    """The blocks without sections, paragraphs and citations of ours."""
    out: blocks.Blocks = []
    skipped = 0  # the level of the section of ours in which we are; 0 in none
    for block in tree:
        if block["t"] == "Header" and (not skipped or block["c"][0] <= skipped):
            skipped = block["c"][0] if _all_own(block["c"][2]) else 0
        if skipped or (block["t"] == "Div" and _style_of(block) in OWN_PARAGRAPHS):
            continue
        out.append(_without_own(block))
    return out


def _style_of(node: blocks.Node) -> str:
    return str(dict(node["c"][0][2]).get("custom-style", ""))


def _is_mark(node: blocks.Node) -> bool:
    """Whether an inline is a citation of ours: words in its style, or a note that holds nothing
    else. Formatting and links may stand round them."""
    kind: str = node["t"]
    content: Any = node.get("c")
    if kind == "Span":
        return _style_of(node) in OWN_WORDS or _all_own(content[1])
    if kind == "Link":
        return _all_own(content[1])
    if kind in ("Superscript", "Subscript", "Emph", "Strong", "SmallCaps"):
        return _all_own(content)
    if kind == "Note":
        content = _bare(content)
        if any(block["t"] not in ("Para", "Plain") for block in content):
            return False
        words = [inline for block in content for inline in block["c"]]
        return _all_own([inline for inline in words if inline["t"] != "Link"])
    return False


def _bare(content: blocks.Blocks) -> blocks.Blocks:
    """Blocks out of the divisions in which their paragraph styles put them."""
    out: blocks.Blocks = []
    for block in content:
        out += _bare(block["c"][1]) if block["t"] == "Div" else [block]
    return out


def _all_own(inlines: blocks.Inlines) -> bool:
    words = [inline for inline in inlines if inline["t"] not in _SPACES and not _is_empty(inline)]
    return bool(words) and all(map(_is_mark, words))


def _is_empty(node: blocks.Node) -> bool:
    """Whether an inline holds nothing: the end of a comment, the number within a note."""
    return node["t"] == "Span" and all(map(_is_empty, node["c"][1]))


def _without_own(tree: Any) -> Any:
    """A copy of the tree without citations, and without the spaces that parted them from words."""
    if isinstance(tree, dict):
        return {key: _without_own(value) for key, value in tree.items()}
    if not isinstance(tree, list):
        return tree
    out: list[Any] = []
    for item in tree:
        if not isinstance(item, dict) or "t" not in item:
            out.append(_without_own(item))
        elif _is_mark(item):
            out.append(_GONE)
        elif _is_empty(item) or (not out and item["t"] in _SPACES):
            continue  # the number within a note, and the space that follows it
        else:
            out.append(_without_own(item))
    return _closed_up(out) if _GONE in out else out


def _closed_up(items: list[Any]) -> list[Any]:
    """Inlines with a gap where a citation was: a space before it goes, unless words follow."""
    out: list[Any] = []
    gap = False
    for item in items:
        if item is _GONE:
            gap = True
            continue
        kind = item["t"] if isinstance(item, dict) else ""
        closes = kind in _SPACES or (kind == "Str" and item["c"][:1] in SENTENCE_END)
        if gap and closes and out and out[-1]["t"] in _SPACES:
            out.pop()
        out.append(item)
        gap = False
    while gap and out and out[-1]["t"] in _SPACES:
        out.pop()
    return out


def _tree(name: str, reader: str, content: bytes) -> bytes:
    """A document as pandoc's JSON. Raises BadInput, and CitingError where there is no pandoc."""
    pandoc.program()
    try:
        return pandoc.run([reader, "--to=json"], content, doing=DOING, seconds=READING_SECONDS)
    except CitingError as problem:
        raise BadInput(f"{name} cannot be read as a Word document.", hint=SAVE_AGAIN) from problem


def _document(name: str, tree: bytes) -> dict[str, Any]:
    import json

    try:
        return json.loads(tree)
    except RecursionError as problem:
        raise BadInput(f"{name} is nested too deeply to be read.") from problem


def _text_only(name: str, content: bytes) -> bytes:
    """The archive with its parts of text alone. Raises BadInput."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            named = {part.filename: part for part in archive.infolist()}  # the last of a name
            parts = [part for name, part in named.items() if _TEXT_PARTS.fullmatch(name)]
            if not any(_BODY.fullmatch(part.filename) for part in parts):
                raise BadInput(f"{name} is an archive, but no Word document.")
            size = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS:
                raise BadInput(f"{name} is made of more than {MOST_PARTS:,} parts.")
            if size > IMPORT_BYTES:
                raise BadInput(f"{name} holds more than {IMPORT_BYTES // MB} MB of text.")
            wordparts.check(name, map(archive.read, parts))
            kept = io.BytesIO()
            with zipfile.ZipFile(kept, "w") as reduced:
                for part in parts:
                    reduced.writestr(part.filename, archive.read(part))
            return kept.getvalue()
    except DAMAGED as problem:
        raise BadInput(
            f"{name} is a damaged or encrypted Word document.",
            hint=SAVE_AGAIN,
        ) from problem
