"""Texts with many citations, in time that grows with their number.

Telling apart people of one name and works of one name and year takes citeproc the square of the
number of references. Few of them are in danger of being taken for one another, though. So: write
the whole text without telling apart; tell apart those in danger, in a text of their citations
only; put these in their places. Where it is not sure that the result is the same, the whole text
takes the long way.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from evidence.citing import blocks
from evidence.citing.citeproc import Cited, cited
from evidence.citing.listing import MANY, changed, each_once, takes_long
from evidence.citing.model import CslItem
from evidence.citing.references import NAMES, Names
from evidence.citing.styles import ResolvedStyle
from evidence.text import fold, year_of

# What numbers or labels citations depends on all the others.
COUNTED = ("citation-number", "citation-label", "first-reference-note-number")
# With more of the references than this in danger, the long way is the shorter one.
MOST = 0.7


def cited_text(
    tree: blocks.Blocks,
    items: Mapping[str, CslItem],
    names: Names,
    *,
    style: ResolvedStyle,
    locale: str,
    links: bool,
    doing: str,
) -> Cited:
    """What `citeproc.cited` gives, for any number of references. Raises CitingError."""
    how: dict[str, Any] = {"names": names, "locale": locale, "links": links, "doing": doing}
    short = None
    if len(items) > MANY and _divisible(style):
        short = _by_parts(tree, items, style, how)
    return short or cited(tree, items, style=style, **how)


def _divisible(style: ResolvedStyle) -> bool:
    return (
        style.kind == "author-date"
        and takes_long(style)
        and not any(variable in style.csl for variable in COUNTED)
    )


def _by_parts(
    tree: blocks.Blocks, items: Mapping[str, CslItem], style: ResolvedStyle, how: dict[str, Any]
) -> Cited | None:
    """The text written in two parts, or None where that is not sure to be the same."""
    names: Names = how["names"]
    clusters = [_cited_in(node) for node in _cites(tree)]
    if {name for cluster in clusters for name in cluster} != {names.of_key[key] for key in items}:
        return None
    simple = changed(style, "simple")
    alone = blocks.division(each_once(items, names), name="alone")
    first = cited([*tree, alone], items, style=simple, **how)
    plain = dict(zip(items, map(blocks.text_of, first.blocks[-1]["c"][1]), strict=True))
    everybody = 'givenname-disambiguation-rule="all' in style.csl
    danger = _in_danger(items, plain, names, everybody=everybody)
    first = Cited(first.blocks[:-1], first.entries, first.hanging)
    if not danger:
        return first
    told = [n for n, cluster in enumerate(clusters) if not danger.isdisjoint(cluster)]
    some = _surroundings(clusters, told)
    beside = {name for n in some for name in clusters[n]}
    if len(beside) > MOST * len(items):
        return None
    part = {key: item for key, item in items.items() if names.of_key[key] in beside}
    nodes = list(_cites(tree))
    ours = [blocks.paragraph([nodes[n]]) for n in some]
    alone = blocks.division(each_once(part, names), name="alone")
    second = cited([*ours, alone], part, style=changed(style, "letters"), **how)
    apart = dict(zip(part, map(blocks.text_of, second.blocks[-1]["c"][1]), strict=True))
    if _confused(plain, apart, names, danger):
        return None
    letters = {e.name: blocks.text_of(e.body).strip() for e in second.entries}
    whole = _lettered(first, tree, items, simple, letters, how)
    written = dict(zip(some, _cites(second.blocks[:-1]), strict=True))
    return whole and _exchanged(whole, clusters, {n: written[n] for n in told})


def _cites(tree: Any) -> Iterator[blocks.Node]:
    """The citations in a tree, in the order of the text."""
    if isinstance(tree, list):
        for item in tree:
            yield from _cites(item)
    elif isinstance(tree, dict):
        if tree.get("t") == "Cite":
            yield tree
        else:
            yield from _cites(tree.get("c"))


def _cited_in(node: blocks.Node) -> tuple[str, ...]:
    return tuple(citation["citationId"] for citation in node["c"][0])


def _in_danger(
    items: Mapping[str, CslItem], plain: Mapping[str, str], names: Names, *, everybody: bool
) -> set[str]:
    """The names of references that may be taken for others: cited by the same words, by people of
    one name in one year, or by people of one family name who are not the same (first authors, or
    `everybody` if the style tells all of them apart)."""
    alike: dict[tuple[object, ...], set[str]] = defaultdict(set)
    families: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for key, item in items.items():
        name = names.of_key[key]
        alike[(plain[key],)].add(name)
        year = None if item.get("status") else year_of(item)
        for person, first in _people(item):
            called = fold(str(person.get("family") or person.get("literal") or ""))
            if first:
                alike[called, year].add(name)
            if first or everybody:
                families[called][repr(sorted(person.items(), key=str))].add(name)
    danger = {name for group in alike.values() if len(group) > 1 for name in group}
    for people in families.values():
        if len(people) > 1:
            danger.update(*people.values())
    return danger


def _people(item: CslItem) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """Everybody named in a reference, and whether they come first in what they did."""
    for variable in sorted(NAMES.intersection(item)):
        people = item[variable]
        for n, person in enumerate(people if isinstance(people, list) else ()):
            if isinstance(person, Mapping):
                yield person, n == 0


def _surroundings(clusters: list[tuple[str, ...]], told: list[int]) -> list[int]:
    """The citations on which the words of the `told` ones may lean: all of the same references,
    and the one before ("ibid.")."""
    beside = {name for n in told for name in clusters[n]}
    near = {n - 1 for n in told if n}
    return [n for n, cluster in enumerate(clusters) if n in near or not beside.isdisjoint(cluster)]


def _confused(
    plain: Mapping[str, str], apart: Mapping[str, str], names: Names, danger: set[str]
) -> bool:
    """Whether telling apart changed, or made look alike, a reference that was in no danger."""
    safe = {words for key, words in plain.items() if names.of_key[key] not in danger}
    return any(
        words in safe if names.of_key[key] in danger else words != plain[key]
        for key, words in apart.items()
    )


def _lettered(
    first: Cited,
    tree: blocks.Blocks,
    items: Mapping[str, CslItem],
    simple: ResolvedStyle,
    letters: Mapping[str, str],
    how: dict[str, Any],
) -> Cited | None:
    """The text with its letters after years, or None where the list does not show one of them."""
    if not any(letters.values()):
        return first
    last = cited(tree, items, style=simple, suffixes=letters, **how)
    before = {entry.name: entry.body for entry in first.entries}
    unseen = any(letters.get(e.name) and e.body == before[e.name] for e in last.entries)
    return None if unseen else last


def _exchanged(
    whole: Cited, clusters: list[tuple[str, ...]], written: Mapping[int, blocks.Node]
) -> Cited | None:
    """The text with some of its citations as they were written apart."""
    nodes = list(_cites(whole.blocks))
    if [_cited_in(node) for node in nodes] != clusters:
        return None
    for n, node in written.items():
        nodes[n]["c"][1] = node["c"][1]
    return whole
