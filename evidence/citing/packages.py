"""DOCX, ODT and EPUB are zip archives: the models that they start from, and their last touch.

Pandoc leaves times of its own in them; here every date becomes the date of the version, so that
the same document has the same bytes on every day and every machine.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from html import escape

from evidence.citing import opendocument, word
from evidence.citing.assembly import Assembled
from evidence.citing.model import Template
from evidence.errors import CitingError

EARLIEST = datetime.date(1980, 1, 1)  # a zip archive knows no earlier day
STORED_FIRST = "mimetype"  # ODT and EPUB: the first entry, not compressed


def zipped(parts: Mapping[str, bytes], date: datetime.date) -> bytes:
    """An archive of the parts in their order, all of the same date."""
    day = max(date, EARLIEST)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            info.compress_type = (
                zipfile.ZIP_STORED if name == STORED_FIRST else zipfile.ZIP_DEFLATED
            )
            info.create_system = 0
            info.external_attr = 0
            archive.writestr(info, content)
    return buffer.getvalue()


def unzipped(data: bytes, doing: str) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist() if name[-1:] != "/"}
    except zipfile.BadZipFile as error:
        raise CitingError(f"Making {doing} failed: pandoc gave no archive.") from error


def reference_docx(template: Template | None = None) -> bytes:
    """The Word document whose styles ours take: the user's if there is one."""
    return template.content if template else _own_docx()


def reference_odt(template: Template | None = None) -> bytes:
    """The OpenDocument text whose styles ours take: the user's if there is one."""
    return template.content if template else _own_odt()


@cache
def _own_docx() -> bytes:
    return zipped(word.parts(), EARLIEST)


@cache
def _own_odt() -> bytes:
    return zipped(opendocument.parts(), EARLIEST)


def _stamp(assembled: Assembled) -> str:
    return f"{assembled.date.isoformat()}T00:00:00Z"


_LINK_STYLE = b'<w:rStyle w:val="Hyperlink" />'
_INNER_LINK = re.compile(rb"<w:hyperlink w:anchor=.*?</w:hyperlink>", re.DOTALL)


def _quiet_links(xml: bytes) -> bytes:
    """Links within the document in the colour of the text; those that lead out stay blue."""
    style = _LINK_STYLE.replace(b"Hyperlink", b"CitationLink")
    return _INNER_LINK.sub(lambda found: found[0].replace(_LINK_STYLE, style), xml)


_SIZE = re.compile(rb'(<w:sz(?:Cs)? w:val=")(\d+)')
_GAP = re.compile(rb'(w:(?:before|after)=")(\d+)')
_LINE = re.compile(rb'(w:line=")(?:2[4-9]\d)')
_MARGIN = re.compile(rb'(w:(?:top|right|bottom|left)=")1418')


def _smaller(found: re.Match[bytes], part: float) -> bytes:
    return found[1] + str(round(int(found[2]) * part)).encode()


def _compact(parts: dict[str, bytes]) -> None:
    """Small print on narrow margins, for what must go on one page."""
    styles = _SIZE.sub(lambda found: _smaller(found, 0.78), parts["word/styles.xml"])
    styles = _GAP.sub(lambda found: _smaller(found, 0.35), styles)
    parts["word/styles.xml"] = _LINE.sub(rb"\g<1>240", styles)
    parts["word/document.xml"] = _MARGIN.sub(rb"\g<1>850", parts["word/document.xml"])


_COMMENT_ID = re.compile(rb'(<w:comment(?:Reference|RangeStart|RangeEnd)? w:id=")(\d+)(")')
_NOTE_ID = re.compile(rb'<w:footnote [^>]*w:id="(\d+)"')
_COMMENT_LINE = re.compile(rb"<w:r>\s*<w:br ?/>\s*</w:r>")
_NEXT_PARAGRAPH = b'</w:p><w:p><w:pPr><w:pStyle w:val="CommentText" /></w:pPr>'


def _comments(parts: dict[str, bytes]) -> None:
    """Comments with a paragraph a line, and numbers that no note has: LibreOffice takes a note
    for a comment of the same number, and shows it empty."""
    if "word/comments.xml" not in parts:
        return
    free = max(map(int, _NOTE_ID.findall(parts["word/footnotes.xml"])), default=0) + 1

    def moved(found: re.Match[bytes]) -> bytes:
        return found[1] + str(int(found[2]) + free).encode() + found[3]

    for name in ("word/document.xml", "word/comments.xml"):
        parts[name] = _COMMENT_ID.sub(moved, parts[name])
    parts["word/comments.xml"] = _COMMENT_LINE.sub(_NEXT_PARAGRAPH, parts["word/comments.xml"])


def finished_docx(data: bytes, assembled: Assembled) -> bytes:
    """The document with its properties and dates; nothing of pandoc's metadata stays."""
    parts = unzipped(data, assembled.doing)
    stamp = _stamp(assembled)
    if assembled.custom_properties:
        parts["docProps/custom.xml"] = assembled.custom_properties.encode()
    for name in ("word/document.xml", "word/footnotes.xml"):
        parts[name] = _quiet_links(parts[name])
    _comments(parts)
    if assembled.compact:
        _compact(parts)
    parts["docProps/core.xml"] = (
        f'{word.HEAD}<cp:coreProperties xmlns:cp="{word.PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(assembled.title)}</dc:title>"
        f"<dc:subject>{escape(assembled.subject)}</dc:subject>"
        "<dc:creator>Evidence</dc:creator>"
        f"<dc:identifier>{escape(assembled.identifier)}</dc:identifier>"
        f"<dc:language>{escape(assembled.language)}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified>'
        "</cp:coreProperties>"
    ).encode()
    return zipped(parts, assembled.date)


_INNER_TEXT_LINK = re.compile(
    rb'<text:a xlink:type="simple" (xlink:href="#[^"]*") office:name="">'
    rb'(<text:span text:style-name=")Definition"'
)
_PLAIN_TEXT_LINK = (
    rb'<text:a xlink:type="simple" text:style-name="Plain" text:visited-style-name="Plain" \1>'
    rb'\2Plain"'
)


def finished_odt(data: bytes, assembled: Assembled) -> bytes:
    """The text with its properties and dates, and every entry a plain paragraph."""
    parts = unzipped(data, assembled.doing)
    stamp = _stamp(assembled)
    parts["content.xml"] = _INNER_TEXT_LINK.sub(_PLAIN_TEXT_LINK, parts["content.xml"])
    parts["meta.xml"] = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<office:document-meta "
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"><office:meta>'
        f"<dc:title>{escape(assembled.title)}</dc:title>"
        f"<dc:subject>{escape(assembled.subject)}</dc:subject>"
        "<meta:initial-creator>Evidence</meta:initial-creator><dc:creator>Evidence</dc:creator>"
        f"<dc:language>{escape(assembled.language)}</dc:language>"
        f"<meta:creation-date>{stamp}</meta:creation-date><dc:date>{stamp}</dc:date>"
        "</office:meta></office:document-meta>"
    ).encode()
    return zipped(parts, assembled.date)


_MODIFIED = re.compile(rb'(<meta property="dcterms:modified">)[^<]*(</meta>)')


_NO_STYLE = re.compile(rb"  <style>\s*</style>\n")
_FILE_AS_TITLE = re.compile(rb"(<title>)[\w.]+\.xhtml(</title>)")
_FIRST_HEADING = re.compile(rb"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(rb"<[^>]+>")


def _titled(page: bytes, title: bytes) -> bytes:
    """A page of a book under its own heading, which a reading system may say aloud."""
    heading = _FIRST_HEADING.search(page)
    words = b" ".join(_TAG.sub(b"", heading[1]).split()) if heading else title
    return _NO_STYLE.sub(
        b"", _FILE_AS_TITLE.sub(lambda found: found[1] + words + found[2], page, count=1)
    )


def finished_epub(data: bytes, assembled: Assembled, style_sheet: bytes) -> bytes:
    """The book with our style sheet, titles on its pages and the version's date."""
    title = escape(assembled.title).encode()
    parts = unzipped(data, assembled.doing)
    for name in parts:
        if name.endswith(".css"):
            parts[name] = style_sheet
        elif name.endswith(".xhtml"):
            parts[name] = _titled(parts[name], title)
        elif name.endswith(".opf"):
            stamp = _stamp(assembled).encode()
            parts[name] = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", parts[name])
    return zipped(parts, assembled.date)
