"""The last hand on a JATS document: what pandoc's template leaves empty goes, what it does not know
comes in (language, identifier, labels of references).

The tag set is Archiving and Interchange: Publishing wants a journal, which a document of ours does
not have.
"""

from typing import Any

from evidence.citing.assembly import Assembled

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LABEL = "entry-label"  # class of a reference's number in its list
# Elements that pandoc's template writes whether or not they hold anything.
_HOLLOW = ("journal-meta", "permissions", "back", "caption", "label")
_DOCTYPE = (
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD '
    'v1.2 20190208//EN" "JATS-archivearticle1.dtd">'
)


def finished_jats(data: bytes, assembled: Assembled) -> bytes:
    """pandoc's JATS (archiving) as a whole document."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(data, parser)
    root.set(XML_LANG, assembled.language)
    for name in _HOLLOW:
        for element in list(root.iter(name)):
            if not "".join(element.itertext()).strip():
                _remove(element)
    meta = root.find("front/article-meta")
    number = etree.Element("article-id", {"pub-id-type": "archive"})
    number.text, number.tail = assembled.identifier, "\n"
    meta.insert(0, number)
    for entry in root.iter("ref"):
        _label(entry)
    for named in list(root.iter("named-content")):
        _unwrap(named)
    tree = root.getroottree()
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", doctype=_DOCTYPE) + b"\n"


def _label(entry: Any) -> None:
    """The number of a reference out of its words into an element of its own."""
    from lxml import etree

    citation = entry.find("mixed-citation")
    first = citation.find("named-content") if citation is not None else None
    if first is None or first.get("content-type") != LABEL or (citation.text or "").strip():
        return
    label = etree.Element("label")
    label.text = "".join(first.itertext()).strip()
    label.tail = entry.text
    citation.text = (first.tail or "").lstrip()
    citation.remove(first)
    entry.insert(0, label)


def _remove(element: Any) -> None:
    """An element out of the tree; the words that follow it stay."""
    element.clear(keep_tail=True)
    _unwrap(element)


def _unwrap(element: Any) -> None:
    """An element's content in the place of the element."""
    parent = element.getparent()
    place = parent.index(element)
    children = list(element)
    words, tail = element.text or "", element.tail or ""
    if children:
        children[-1].tail = (children[-1].tail or "") + tail
    else:
        words += tail
    if place:
        before = parent[place - 1]
        before.tail = (before.tail or "") + words
    else:
        parent.text = (parent.text or "") + words
    parent[place : place + 1] = children
