"""A template of the user's own: a Word document or OpenDocument text whose looks ours take.

It is measured before it is opened, and of its parts only those go on that say how a document looks:
no macros, nothing embedded, no address outside. Styles of ours that it lacks are added to it, built
on its own, so that a template which only changes the headings is enough.
"""

import io
import re
import zipfile
from typing import Any

from evidence.citing import opendocument, word
from evidence.citing.model import Template
from evidence.citing.packages import EARLIEST, zipped
from evidence.errors import BadInput
from evidence.formats.archives import DAMAGED
from evidence.limits import MB

TEMPLATE_BYTES = 16 * MB
MOST_PARTS = 500
_W = f"{{{word.WORD}}}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_WORD_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/_rels/(?:document|header\d+|footer\d+)\.xml\.rels"
    r"|word/(?:document|styles|settings|numbering|fontTable|webSettings|footnotes|header\d+|footer\d+)"
    r"\.xml|word/theme/theme\d+\.xml|word/media/[\w.-]+\.(?:png|jpe?g|gif|emf|wmf)"
)
_TEXT_PARTS = re.compile(
    r"mimetype|(?:content|styles|meta)\.xml|META-INF/manifest\.xml|Pictures/[\w.-]+\.(?:png|jpe?g|gif)"
)
_KINDS = {"docx": ("word/styles.xml", _WORD_PARTS), "odt": ("styles.xml", _TEXT_PARTS)}


def own_template(kind: str) -> Template:
    """The template that documents are made with, to be changed and used instead."""
    models = {"docx": word.parts, "odt": opendocument.parts}
    if kind not in models:
        raise BadInput(f"There is no template for {kind[:40]!r}.", hint="There are docx and odt.")
    return Template(f"template.{kind}", kind, zipped(models[kind](), EARLIEST))


def read_template(name: str, content: bytes) -> Template:
    """A user's document as a template. Raises BadInput with the reason why it cannot be one."""
    parts = _parts(name, content)
    for kind, (styles, wanted) in _KINDS.items():
        if styles in parts:
            kept = {part: data for part, data in parts.items() if wanted.fullmatch(part)}
            for part, data in kept.items():
                if part.endswith((".xml", ".rels")):
                    kept[part] = _checked(name, part, data)
            kept[styles] = (_word_styles if kind == "docx" else _text_styles)(kept[styles])
            return Template(name, kind, zipped(dict(sorted(kept.items(), key=_order)), EARLIEST))
    raise BadInput(
        f"{name} is an archive, but no Word document and no OpenDocument text.",
        hint="A template is a .docx or .odt file.",
    )


def _order(part: tuple[str, bytes]) -> tuple[bool, str]:
    return part[0] != "mimetype", part[0]


def _parts(name: str, content: bytes) -> dict[str, bytes]:
    """The parts of the archive, measured first. Raises BadInput."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
            size = sum(part.file_size for part in listed)
            if len(listed) > MOST_PARTS or size > TEMPLATE_BYTES:
                raise BadInput(f"{name} is larger than a template of {TEMPLATE_BYTES // MB} MB.")
            return {part.filename: archive.read(part) for part in listed if not part.is_dir()}
    except DAMAGED as problem:
        raise BadInput(
            f"{name} is no Word document or OpenDocument text, or it is damaged or encrypted.",
            hint="Open it and save it again as .docx or .odt.",
        ) from problem


def _parsed(data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def _written(root: Any) -> bytes:
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _checked(name: str, part: str, data: bytes) -> bytes:
    """A part of the template without anything that leads outside. Raises BadInput."""
    from lxml import etree

    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise BadInput(f"{name} declares XML entities, and was not used.")
    try:
        root = _parsed(data)
    except etree.XMLSyntaxError as problem:
        raise BadInput(f"{name} is damaged: {part} is not well-formed.") from problem
    for element in list(root.iter()):
        outside = element.get("TargetMode") == "External" or re.match(
            r"[a-z][a-z0-9+.-]*:", element.get(_HREF, ""), re.IGNORECASE
        )
        if outside and element.getparent() is not None:
            element.getparent().remove(element)
    return _written(root)


def _word_styles(data: bytes) -> bytes:
    """The styles of a Word document, with those of ours that it lacks (by name: a style's id goes
    by the language of the Word that made it)."""
    root, ours = _parsed(data), _parsed(word.parts()["word/styles.xml"])

    def name_of(style: Any) -> str:
        return str(style.find(f"{_W}name").get(f"{_W}val"))

    theirs = {
        name_of(style).lower(): style.get(f"{_W}styleId")
        for style in root.iter(f"{_W}style")
        if style.find(f"{_W}name") is not None
    }
    taken = set(theirs.values())
    ids = {
        style.get(f"{_W}styleId"): theirs.get(name_of(style).lower(), style.get(f"{_W}styleId"))
        for style in ours.iter(f"{_W}style")
    }
    for style in list(ours.iter(f"{_W}style")):
        if name_of(style).lower() in theirs or style.get(f"{_W}styleId") in taken:
            continue
        style.attrib.pop(f"{_W}default", None)
        for link in ("basedOn", "next"):
            other = style.find(f"{_W}{link}")
            if other is not None:
                other.set(f"{_W}val", ids[other.get(f"{_W}val")])
        root.append(style)
    return _written(root)


def _text_styles(data: bytes) -> bytes:
    """The styles of an OpenDocument text, with those of ours that it lacks."""
    root, ours = _parsed(data), _parsed(opendocument.parts()["styles.xml"])
    place = root.find(f"{_OFFICE}styles")
    if place is None:
        return data
    name, family = f"{_STYLE}name", f"{_STYLE}family"
    theirs = {(style.get(name), style.get(family)) for style in root.iter(f"{_STYLE}style")}
    for style in ours.find(f"{_OFFICE}styles").findall(f"{_STYLE}style"):
        if (style.get(name), style.get(family)) not in theirs:
            place.append(style)
    return _written(root)
