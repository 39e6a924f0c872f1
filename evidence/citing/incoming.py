"""A Word document that comes in: its text as the Markdown of an article.

The archive is measured before it is opened, and only its parts of text go on to pandoc: no
pictures, no macros, nothing that it embeds.
"""

import io
import re
import zipfile
import zlib
from typing import Any

from evidence.citing import blocks, pandoc
from evidence.errors import BadInput
from evidence.limits import IMPORT_BYTES, MB

DOING = "Markdown of a Word document"
# No raw markup comes out: superscripts become their own characters, tables have pipes.
WRITER = "commonmark-raw_html-smart+pipe_tables+footnotes+strikeout"
MOST_PARTS = 5_000
_BODY = re.compile(r"word/document\d*\.xml")
_TEXT_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/[\w.]*\.rels|docProps/(?:core|app|custom)\.xml"
    r"|word/(?:_rels/)?[\w.-]+\.(?:xml|rels)"
)
# What pandoc escapes although nothing would come of it: the words of a claim should stay its words.
_NEEDLESS = re.compile(
    r"\\(?P<apart>[*_<>~$'\"|])(?=\s)(?<=\s..)"
    r"|\\(?P<than>[<>])(?=[\s\d=])"
    r"|\\\[(?P<inner>[^\[\]\\\n^]{1,200})\\\](?![(\[:])"
)


def markdown(name: str, content: bytes) -> str:
    """The text of a DOCX file, its title first. Raises BadInput, CitingError."""
    reduced = _text_only(name, content)
    tree = pandoc.run(["--from=docx", "--to=json"], reduced, doing=DOING)
    document = _document(tree)
    title = " ".join(blocks.text_of(document["meta"].get("title", [])).split())
    body = blocks.allowed(document["blocks"])
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


def _document(tree: bytes) -> dict[str, Any]:
    import json

    try:
        return json.loads(tree)
    except RecursionError as problem:
        raise BadInput("The Word document is nested too deeply to be read.") from problem


def _text_only(name: str, content: bytes) -> bytes:
    """The archive with its parts of text alone. Raises BadInput."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if _TEXT_PARTS.fullmatch(part.filename)]
            if not any(_BODY.fullmatch(part.filename) for part in parts):
                raise BadInput(f"{name} is an archive, but no Word document.")
            size = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or size > IMPORT_BYTES:
                raise BadInput(f"{name} holds more than {IMPORT_BYTES // MB} MB of text.")
            kept = io.BytesIO()
            with zipfile.ZipFile(kept, "w") as reduced:
                for part in parts:
                    words = archive.read(part)
                    if b"<!DOCTYPE" in words or b"<!ENTITY" in words:
                        raise BadInput(f"{name} declares XML entities, and was not read.")
                    reduced.writestr(part.filename, words)
            return kept.getvalue()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as problem:
        raise BadInput(
            f"{name} is a damaged or encrypted Word document.",
            hint="Open it in Word and save it again as .docx.",
        ) from problem
