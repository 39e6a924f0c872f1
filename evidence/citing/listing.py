"""Lists of references on their own, long ones in time that grows with their number only."""

import dataclasses
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from evidence.citing import blocks, references
from evidence.citing.citeproc import Cited, Entry, cited
from evidence.citing.model import CslItem, FormattedReference
from evidence.citing.references import Names
from evidence.citing.styles import AnyStyle, ResolvedStyle, resolve_style
from evidence.errors import CitingError

# Lists of more items than this take the way round that grows with their number only.
MANY = 150
YEAR_SUFFIX = "year-suffix"
# The rule by which given names tell apart people anywhere in a document: these take the cube.
GLOBAL_RULE = re.compile(r'givenname-disambiguation-rule="(all|primary)-name')


def format_references(
    items: Sequence[CslItem], *, style: AnyStyle, locale: str | None = None
) -> dict[str, FormattedReference]:
    """Each reference as an entry of the style's list, by its key (`id`), for showing on a page.

    Numbers and year letters are those of a list in the given order. One call of citeproc for all;
    the same question again is answered from memory. Raises NotFound for an unknown style.
    """
    resolved = resolve_style(style)
    chosen = resolved.locale_for(locale, "en-US")
    return dict(_formatted(resolved, chosen, references.Frozen.of(items)))


@lru_cache(maxsize=128)
def _formatted(
    style: ResolvedStyle, locale: str, frozen: references.Frozen
) -> dict[str, FormattedReference]:
    from evidence.citing.pages import html_of

    by_key = {str(item["id"]): item for item in frozen.items}
    names = Names.given(by_key)
    listed = list_entries(by_key, names, style=style, locale=locale, doing="a list of references")
    out: dict[str, FormattedReference] = {}
    for key in by_key:
        entry = listed.get(names.of_key[key])
        if entry is None:
            raise CitingError(f"The style {style.id} printed nothing for the reference {key[:80]}.")
        label = [*entry.label, blocks.SPACE] if entry.label else []
        out[key] = FormattedReference(
            text=" ".join(blocks.text_of(label + entry.body).split()),
            html=html_of(label + entry.body),
        )
    return out


def list_entries(
    items: Mapping[str, CslItem],
    names: Names,
    *,
    style: ResolvedStyle,
    locale: str,
    doing: str,
) -> dict[str, Entry]:
    """The entries of all items by name, in the style's order, cited once each in their order."""
    return {
        entry.name: entry for entry in all_cited(items, names, style, locale, doing=doing).entries
    }


def all_cited(
    items: Mapping[str, CslItem], names: Names, style: ResolvedStyle, locale: str, *, doing: str
) -> Cited:
    """A document that cites every item once, in order, for the sake of its list."""
    if len(items) > MANY and takes_long(style):
        return _many_cited(items, names, style, locale, doing=doing)
    return cited(
        each_once(items, names), items, names, style=style, locale=locale, links=False, doing=doing
    )


def takes_long(style: ResolvedStyle) -> bool:
    """Whether the style is one that takes citeproc long, and whose list can be made otherwise:
    it says itself where the letter of a year stands."""
    return (
        style.has_bibliography
        and GLOBAL_RULE.search(style.csl) is not None
        and 'disambiguate-add-year-suffix="true"' in style.csl
        and 'variable="year-suffix"' in style.csl
    )


def each_once(items: Iterable[str], names: Names) -> blocks.Blocks:
    return [blocks.paragraph([blocks.cite([blocks.citation(names.of_key[key])])]) for key in items]


def _many_cited(
    items: Mapping[str, CslItem], names: Names, style: ResolvedStyle, locale: str, *, doing: str
) -> Cited:
    """The same list in linear time.

    Telling apart authors of one name and year takes citeproc the cube of the number of items, and
    all that a list shows of it is the letter after the year. So: cite everything without telling
    apart; tell apart only what then looks alike, and take its letters; print the list with them.
    """
    whole = {"names": names, "locale": locale, "links": False, "doing": doing}
    simple = changed(style, "simple")
    first = cited(each_once(items, names), items, style=simple, **whole)  # type: ignore[arg-type]
    alike: dict[str, list[str]] = {}
    for key, block in zip(items, first.blocks, strict=True):
        alike.setdefault(blocks.text_of(block), []).append(key)
    unclear = {key for keys in alike.values() if len(keys) > 1 for key in keys}
    if not unclear:
        return first
    some = {key: item for key, item in items.items() if key in unclear}
    lettered = cited(
        each_once(some, names),
        some,
        style=changed(style, "letters"),
        **whole,  # type: ignore[arg-type]
    )
    letters = {e.name: blocks.text_of(e.body).strip() for e in lettered.entries}
    if not any(letters.values()):
        return first
    last = cited(
        each_once(items, names),
        items,
        style=simple,
        suffixes=letters,
        **whole,  # type: ignore[arg-type]
    )
    before = {entry.name: entry.body for entry in first.entries}
    if any(letters.get(entry.name) and entry.body == before[entry.name] for entry in last.entries):
        # The style has letters that its list does not show in this way: the long way, then.
        return cited(each_once(items, names), items, style=style, **whole)  # type: ignore[arg-type]
    return last


def without_letters(style: ResolvedStyle) -> ResolvedStyle:
    """The style that does not tell apart what looks alike: no letters after years."""
    return changed(style, "simple") if style.has_bibliography else style


@lru_cache(maxsize=16)
def changed(style: ResolvedStyle, how: str) -> ResolvedStyle:
    """The style without telling apart what looks alike, which prints the letters of years that its
    items bring ("simple"), or with a list that shows nothing but these letters ("letters")."""
    from lxml import etree

    from evidence.citing.styles import CSL

    root = etree.fromstring(style.csl.encode("utf-8"))
    if how == "simple":
        citation = root.find(f"{{{CSL}}}citation")
        for name in [name for name in citation.attrib if name.startswith("disambiguate-")]:
            del citation.attrib[name]
        for element in root.iter(etree.Element):
            if YEAR_SUFFIX in (variables := element.get("variable", "").split()):
                given = [references.LETTER if v == YEAR_SUFFIX else v for v in variables]
                element.set("variable", " ".join(given))
    else:
        layout = root.find(f"{{{CSL}}}bibliography/{{{CSL}}}layout")
        for child in list(layout):
            layout.remove(child)
        layout.attrib.clear()
        etree.SubElement(layout, f"{{{CSL}}}text", variable="year-suffix")
    csl = etree.tostring(root, encoding="unicode")
    return dataclasses.replace(style, csl=csl, sha=hashlib.sha256(csl.encode()).hexdigest())
