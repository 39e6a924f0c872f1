"""The model of our OpenDocument texts: the same named styles as in Word, made by code.

Style names are those that pandoc's writer uses, encoded as ODF 1.3 wants them ("_20_" is a space).
"""

from dataclasses import dataclass
from functools import cache

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)
HANGING = "0.88cm"
INK, QUIET, LINK, ALARM = "#1f2937", "#4b5563", "#1d4ed8", "#b91c1c"


@dataclass(frozen=True, slots=True)
class _Style:
    """One named style: what it builds on, its paragraph and its letters, as attributes."""

    name: str
    parent: str = "Standard"
    paragraph: str = ""
    letters: str = ""
    family: str = "paragraph"
    outline: int = 0


def _margins(top: float, bottom: float, left: str = "0cm", indent: str = "0cm") -> str:
    return (
        f'fo:margin-top="{top}pt" fo:margin-bottom="{bottom}pt" fo:margin-left="{left}" '
        f'fo:margin-right="0cm" fo:text-indent="{indent}"'
    )


def _letters(size: float, colour: str = INK, *, sans: bool = False, bold: bool = False) -> str:
    font = ' style:font-name="Arial"' if sans else ""
    weight = ' fo:font-weight="bold"' if bold else ""
    return (
        f'fo:font-size="{size}pt" style:font-size-asian="{size}pt" '
        f'style:font-size-complex="{size}pt" fo:color="{colour}"{font}{weight}'
    )


def _heading(level: int, size: float) -> _Style:
    top = 16 if level == 1 else 12
    return _Style(
        f"Heading_20_{level}",
        "Standard",
        f'{_margins(top, 5)} fo:keep-with-next="always"',
        _letters(size, sans=True, bold=True),
        outline=level,
    )


STYLES = (
    _Style("Standard", "", "", ""),
    _Style("Text_20_body", "Standard", f'{_margins(0, 8)} fo:line-height="115%"'),
    _Style("First_20_paragraph", "Text_20_body"),
    _Style(
        "Title", "Standard", f'{_margins(0, 6)} fo:keep-with-next="always"',
        _letters(20, sans=True, bold=True),
    ),
    _Style("Subtitle", "Standard", "", _letters(13, QUIET, sans=True)),
    _Style("Author"),
    _Style("Date"),
    *(_heading(n, size) for n, size in enumerate((15, 13, 12, 11, 11, 11), 1)),
    _Style("Version", "Standard", _margins(0, 14), _letters(9, QUIET, sans=True)),
    _Style("Bibliography_20_1", "Standard", _margins(0, 5, HANGING, f"-{HANGING}"), _letters(10.5)),
    _Style("Annotation", "Standard", _margins(0, 7, HANGING), _letters(10.5)),
    _Style("Statement", "Text_20_body", f'{_margins(6, 4)} fo:keep-with-next="always"'),
    _Style(
        "Notice", "Standard",
        f'{_margins(0, 5, HANGING)} fo:border-left="2.25pt solid {ALARM}" fo:padding-left="0.2cm"',
        _letters(10.5, ALARM),
    ),
    _Style("Colophon", "Standard", _margins(0, 2), _letters(9, QUIET, sans=True)),
    _Style("Quotations", "Text_20_body", _margins(4, 8, "1cm")),
    _Style("Preformatted_20_Text", "Standard", "", 'style:font-name="Courier New"'),
    _Style("Definition_20_Term", "Text_20_body", "", 'fo:font-weight="bold"'),
    _Style("Definition_20_Definition", "Text_20_body", _margins(0, 4, HANGING)),
    _Style("Definition_20_Term_20_Tight", "Definition_20_Term"),
    _Style("Definition_20_Definition_20_Tight", "Definition_20_Definition"),
    _Style("Table_20_Contents", "Standard", _margins(2, 2)),
    _Style("Table_20_Heading", "Table_20_Contents", "", 'fo:font-weight="bold"'),
    _Style("Footnote", "Standard", _margins(0, 2), _letters(9)),
    _Style("Footer", "Standard", 'fo:text-align="center"', _letters(8.5, QUIET, sans=True)),
    _Style("Horizontal_20_Line", "Standard", f'fo:border-bottom="0.5pt solid {QUIET}"'),
    _Style("Emphasis", "", "", 'fo:font-style="italic"', "text"),
    _Style("Strong_20_Emphasis", "", "", 'fo:font-weight="bold"', "text"),
    _Style("Strikeout", "", "", 'style:text-line-through-style="solid"', "text"),
    _Style("Superscript", "", "", 'style:text-position="super 62%"', "text"),
    _Style("Subscript", "", "", 'style:text-position="sub 62%"', "text"),
    _Style("Source_Text", "", "", 'style:font-name="Courier New"', "text"),
    _Style("Definition", "", "", f'fo:color="{LINK}"', "text"),
    _Style("Plain", "", "", f'fo:color="{INK}"', "text"),
    _Style("Internet_20_link", "", "", f'fo:color="{LINK}"', "text"),
    _Style("Footnote_20_Symbol", "", "", "", "text"),
    _Style("Footnote_20_anchor", "", "", 'style:text-position="super 62%"', "text"),
)  # fmt: skip


def _style(style: _Style) -> str:
    shown = style.name.replace("_20_", " ")
    parent = f' style:parent-style-name="{style.parent}"' if style.parent else ""
    outline = f' style:default-outline-level="{style.outline}"' if style.outline else ""
    inner = ""
    if style.name == "Bibliography_20_1":
        stops = f'<style:tab-stops><style:tab-stop style:position="{HANGING}"/></style:tab-stops>'
        inner = (
            f"<style:paragraph-properties {style.paragraph}>{stops}</style:paragraph-properties>"
        )
    elif style.paragraph:
        inner = f"<style:paragraph-properties {style.paragraph}/>"
    if style.letters:
        inner += f"<style:text-properties {style.letters}/>"
    return (
        f'<style:style style:name="{style.name}" style:display-name="{shown}" '
        f'style:family="{style.family}"{parent}{outline}>{inner}</style:style>'
    )


def _face(name: str, generic: str) -> str:
    return (
        f'<style:font-face style:name="{name}" svg:font-family="&apos;{name}&apos;" '
        f'style:font-family-generic="{generic}" style:font-pitch="variable"/>'
    )


FACES = "<office:font-face-decls>" + "".join(
    _face(name, generic)
    for name, generic in (
        ("Times New Roman", "roman"),
        ("Arial", "swiss"),
        ("Courier New", "modern"),
    )
)  # fmt: skip
FACES += "</office:font-face-decls>"


def _styles() -> str:
    default = (
        '<style:default-style style:family="paragraph"><style:paragraph-properties '
        'style:tab-stop-distance="0.88cm" style:writing-mode="page"/><style:text-properties '
        'style:font-name="Times New Roman" fo:font-size="11pt" style:font-size-asian="11pt" '
        f'style:font-size-complex="11pt" fo:color="{INK}" fo:language="en" fo:country="GB"/>'
        "</style:default-style>"
        '<style:default-style style:family="table"><style:table-properties '
        'table:border-model="collapsing"/></style:default-style>'
    )
    notes = (
        '<text:notes-configuration text:note-class="footnote" style:num-format="1" '
        'text:citation-style-name="Footnote_20_Symbol" '
        'text:citation-body-style-name="Footnote_20_anchor" text:start-value="0" '
        'text:footnotes-position="page" text:start-numbering-at="document"/>'
    )
    layout = (
        '<style:page-layout style:name="Page"><style:page-layout-properties '
        'fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2.5cm" '
        'fo:margin-bottom="2cm" fo:margin-left="2.5cm" fo:margin-right="2.5cm" '
        'style:print-orientation="portrait"/><style:footer-style>'
        '<style:header-footer-properties fo:min-height="1cm" fo:margin-top="0.5cm"/>'
        "</style:footer-style></style:page-layout>"
    )
    footer = (
        '<style:master-page style:name="Standard" style:page-layout-name="Page"><style:footer>'
        '<text:p text:style-name="Footer"><text:page-number text:select-page="current">1'
        "</text:page-number> / <text:page-count>1</text:page-count></text:p></style:footer>"
        "</style:master-page>"
    )
    every = "".join(map(_style, STYLES))
    return (
        f'{HEAD}<office:document-styles {SPACES} office:version="1.3">{FACES}'
        f"<office:styles>{default}{every}{notes}</office:styles>"
        f"<office:automatic-styles>{layout}</office:automatic-styles>"
        f"<office:master-styles>{footer}</office:master-styles></office:document-styles>"
    )


def _manifest() -> str:
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    kind = "application/vnd.oasis.opendocument.text"
    rows = [
        ("/", kind),
        ("content.xml", "text/xml"),
        ("styles.xml", "text/xml"),
        ("meta.xml", "text/xml"),
    ]
    inner = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}"/>'
        for path, media in rows
    )
    return (
        f'{HEAD}<manifest:manifest xmlns:manifest="{space}" manifest:version="1.3">'
        f"{inner}</manifest:manifest>"
    )


@cache
def parts() -> dict[str, bytes]:
    """The parts of the model text, by name, with a line in each style of a paragraph."""
    lines = "".join(
        f'<text:p text:style-name="{style.name}">{style.name.replace("_20_", " ")}</text:p>'
        for style in STYLES
        if style.family == "paragraph"
    )
    content = (
        f'{HEAD}<office:document-content {SPACES} office:version="1.3"><office:body><office:text>'
        f"{lines}</office:text></office:body></office:document-content>"
    )
    meta = (
        f'{HEAD}<office:document-meta {SPACES} office:version="1.3"><office:meta/>'
        "</office:document-meta>"
    )
    texts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "styles.xml": _styles(),
        "meta.xml": meta,
        "META-INF/manifest.xml": _manifest(),
    }
    return {name: text.encode("utf-8") for name, text in texts.items()}
