"""The model of our Word documents: named styles, a footer with page numbers, A4, made by code.

Sizes are half-points, distances twentieths of a point, as WordprocessingML (ECMA-376) has them.
"""

from dataclasses import dataclass
from functools import cache

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
HANGING = 500  # room for "100." and a space at 11 points
ADDED_STYLE, LINK_STYLE = "Added by Evidence", "Citation Link"
INK, QUIET, LINK, ALARM = "1F2937", "4B5563", "1D4ED8", "B91C1C"
SERIF = (
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="SimSun" '
    'w:cs="Times New Roman"/>'
)
SANS = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="SimHei" w:cs="Arial"/>'
MONO = '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>'


@dataclass(frozen=True, slots=True)
class _Style:
    """One named style: how it is called, what it builds on, its paragraph and its letters."""

    id: str
    name: str
    based: str = "Normal"
    next: str = ""
    paragraph: str = ""
    letters: str = ""
    kind: str = "paragraph"


def _spacing(before: int, after: int, line: int = 276) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _indent(left: int, hanging: int = 0) -> str:
    return f'<w:ind w:left="{left}" w:hanging="{hanging}"/>'


def _letters(size: int, colour: str, extra: str = "", font: str = "") -> str:
    return f'{font}{extra}<w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _heading(level: int, size: int) -> _Style:
    outline = f"<w:keepNext/><w:keepLines/>{_spacing(320 if level == 1 else 240, 100, 252)}"
    return _Style(
        f"Heading{level}",
        f"heading {level}",
        "Normal",
        "BodyText",
        f'{outline}<w:outlineLvl w:val="{level - 1}"/>',
        _letters(size, INK, "<w:b/><w:bCs/>", SANS),
    )


STYLES = (
    _Style("Normal", "Normal", ""),
    _Style("BodyText", "Body Text", paragraph=_spacing(0, 160)),
    _Style("FirstParagraph", "First Paragraph", "BodyText", "BodyText"),
    _Style("Compact", "Compact", "BodyText", paragraph=_spacing(0, 40)),
    _Style(
        "Title",
        "Title",
        next="BodyText",
        paragraph=f"<w:keepNext/><w:keepLines/>{_spacing(0, 120, 252)}",
        letters=_letters(40, INK, "<w:b/><w:bCs/>", SANS),
    ),
    _Style("Subtitle", "Subtitle", letters=_letters(26, QUIET, "", SANS)),
    _Style("Author", "Author", letters=_letters(22, QUIET)),
    _Style("Date", "Date", letters=_letters(22, QUIET)),
    _Style(
        "Version",
        "Version",
        next="BodyText",
        paragraph=_spacing(0, 280),
        letters=_letters(18, QUIET, "", SANS),
    ),
    *(_heading(n, size) for n, size in enumerate((30, 26, 24, 22, 22, 22, 22, 22, 22), 1)),
    _Style(
        "Bibliography",
        "Bibliography",
        paragraph=f'<w:tabs><w:tab w:val="left" w:pos="{HANGING}"/></w:tabs>'
        f"{_spacing(0, 100, 259)}{_indent(HANGING, HANGING)}",
        letters='<w:sz w:val="21"/><w:szCs w:val="21"/>',
    ),
    _Style(
        "Annotation",
        "Annotation",
        paragraph=f"{_spacing(0, 140, 259)}{_indent(HANGING)}",
        letters='<w:sz w:val="21"/><w:szCs w:val="21"/>',
    ),
    _Style("Statement", "Statement", "BodyText", paragraph=f"<w:keepNext/>{_spacing(120, 80)}"),
    _Style(
        "Notice",
        "Notice",
        paragraph='<w:pBdr><w:left w:val="single" w:sz="18" w:space="6" '
        f'w:color="{ALARM}"/></w:pBdr>'
        f"{_spacing(0, 100, 259)}{_indent(HANGING)}",
        letters=f'<w:color w:val="{ALARM}"/><w:sz w:val="21"/><w:szCs w:val="21"/>',
    ),
    _Style(
        "Colophon",
        "Colophon",
        paragraph=_spacing(0, 40, 252),
        letters=_letters(18, QUIET, "", SANS),
    ),
    _Style(
        "BlockText",
        "Block Text",
        "BodyText",
        paragraph=f'{_spacing(80, 160)}<w:ind w:left="500" w:right="500"/>',
    ),
    _Style(
        "FootnoteText",
        "footnote text",
        paragraph=_spacing(0, 40, 240),
        letters='<w:sz w:val="18"/><w:szCs w:val="18"/>',
    ),
    _Style("FootnoteBlockText", "Footnote Block Text", "FootnoteText"),
    _Style(
        "CommentText",
        "annotation text",
        paragraph=_spacing(0, 40, 240),
        letters='<w:sz w:val="20"/><w:szCs w:val="20"/>',
    ),
    _Style("SourceCode", "Source Code", paragraph=_spacing(0, 120, 240), letters=MONO),
    _Style("DefinitionTerm", "Definition Term", "BodyText", "Definition", letters="<w:b/>"),
    _Style("Definition", "Definition", "BodyText", paragraph=_indent(HANGING)),
    _Style("Caption", "caption", letters="<w:i/>"),
    _Style("TableCaption", "Table Caption", "Caption"),
    _Style("Footer", "footer", letters=_letters(17, QUIET, "", SANS)),
    _Style("DefaultParagraphFont", "Default Paragraph Font", "", kind="character"),
    _Style("VerbatimChar", "Verbatim Char", "DefaultParagraphFont", letters=MONO, kind="character"),
    _Style(
        "FootnoteReference",
        "footnote reference",
        "DefaultParagraphFont",
        letters='<w:vertAlign w:val="superscript"/>',
        kind="character",
    ),
    _Style(
        "CommentReference",
        "annotation reference",
        "DefaultParagraphFont",
        letters='<w:sz w:val="16"/><w:szCs w:val="16"/>',
        kind="character",
    ),
    # Looks like nothing: what we set into a text is known by it when the document comes back.
    _Style("Added", ADDED_STYLE, "DefaultParagraphFont", kind="character"),
    # A citation leads to its entry, but looks like the text that it stands in.
    _Style("CitationLink", LINK_STYLE, "DefaultParagraphFont", kind="character"),
    _Style(
        "Hyperlink",
        "Hyperlink",
        "DefaultParagraphFont",
        letters=f'<w:color w:val="{LINK}"/>',
        kind="character",
    ),
)

_TABLE_STYLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/>'
    '<w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="Table"><w:name w:val="Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
    '<w:top w:val="single" w:sz="8" w:color="4B5563"/>'
    '<w:bottom w:val="single" w:sz="8" w:color="4B5563"/>'
    '<w:insideH w:val="single" w:sz="4" w:color="D1D5DB"/></w:tblBorders></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>'
)


def _style(style: _Style) -> str:
    default = ' w:default="1"' if style.id in ("Normal", "DefaultParagraphFont") else ""
    parts = [
        f'<w:style w:type="{style.kind}"{default} w:styleId="{style.id}">'
        f'<w:name w:val="{style.name}"/>'
    ]
    if style.based:
        parts.append(f'<w:basedOn w:val="{style.based}"/>')
    if style.next:
        parts.append(f'<w:next w:val="{style.next}"/>')
    parts.append("<w:qFormat/>")
    if style.paragraph:
        parts.append(f"<w:pPr>{style.paragraph}</w:pPr>")
    if style.letters:
        parts.append(f"<w:rPr>{style.letters}</w:rPr>")
    return "".join([*parts, "</w:style>"])


def _styles() -> str:
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{SERIF}"
        '<w:sz w:val="22"/><w:szCs w:val="22"/>'
        '<w:lang w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{_spacing(0, 120, 264)}</w:pPr></w:pPrDefault></w:docDefaults>"
    )
    every = "".join(map(_style, STYLES))
    return f'{HEAD}<w:styles xmlns:w="{WORD}">{defaults}{every}{_TABLE_STYLES}</w:styles>'


def _field(instruction: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _footer() -> str:
    of = '<w:r><w:t xml:space="preserve"> / </w:t></w:r>'
    return (
        f'{HEAD}<w:ftr xmlns:w="{WORD}"><w:p><w:pPr><w:pStyle w:val="Footer"/>'
        f'<w:jc w:val="center"/></w:pPr>{_field("PAGE")}{of}{_field("NUMPAGES")}</w:p></w:ftr>'
    )


def _document() -> str:
    """A line in each style of a paragraph, for whoever changes the styles to see them."""
    lines = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style.id}"/></w:pPr>'
        f"<w:r><w:t>{style.name}</w:t></w:r></w:p>"
        for style in STYLES
        if style.kind == "paragraph"
    )
    return (
        f'{HEAD}<w:document xmlns:w="{WORD}" xmlns:r="{RELATIONSHIPS}"><w:body>'
        f"{lines}<w:sectPr>"
        '<w:footerReference w:type="default" r:id="rIdFooter"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418" '
        'w:left="1418" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
        "</w:body></w:document>"
    )


def _settings() -> str:
    return (
        f'{HEAD}<w:settings xmlns:w="{WORD}"><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="500"/><w:footnotePr><w:footnote w:id="-1"/>'
        '<w:footnote w:id="0"/></w:footnotePr><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    )


def _override(part: str, kind: str) -> str:
    return f'<Override PartName="/{part}" ContentType="{kind}"/>'


def _content_types() -> str:
    rows = (
        ("word/document.xml", f"{TYPES}.document.main+xml"),
        ("word/styles.xml", f"{TYPES}.styles+xml"),
        ("word/settings.xml", f"{TYPES}.settings+xml"),
        ("word/footer1.xml", f"{TYPES}.footer+xml"),
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{''.join(_override(part, kind) for part, kind in rows)}</Types>"
    )


def _relations(*rows: tuple[str, str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for name, kind, target in rows
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


@cache
def parts() -> dict[str, bytes]:
    """The parts of the model document, by name."""
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("rId1", "officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(
            ("rId1", "styles", "styles.xml"),
            ("rId2", "settings", "settings.xml"),
            ("rIdFooter", "footer", "footer1.xml"),
        ),
        "word/document.xml": _document(),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/footer1.xml": _footer(),
    }
    return {name: text.encode("utf-8") for name, text in texts.items()}
