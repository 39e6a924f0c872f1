"""CSL-JSON items on their way into citeproc: an allow-list of variables, as pandoc metadata.

Only what CSL 1.0.2 defines goes in. `note`, `annote` and `abstract` stay out: a style may print
them, and citeproc reads lines like `author: X` in a note as fields. `custom` is ours and private.
Text goes in as nodes, so no character of a title is ever read as markup.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidence.citing import blocks
from evidence.citing.model import CslItem
from evidence.citing.quotation import apostrophes, quoted
from evidence.citing.styles import MARK
from evidence.text import rich_segments, safe_url, strip_controls


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


# CSL 1.0.2, appendix III ("Types").
TYPES = _words(
    "article article-journal article-magazine article-newspaper bill book broadcast chapter "
    "classic collection dataset document entry entry-dictionary entry-encyclopedia event "
    "figure graphic hearing interview legal_case legislation manuscript map motion_picture "
    "musical_score pamphlet paper-conference patent performance periodical "
    "personal_communication post post-weblog regulation report review review-book software "
    "song speech standard thesis treaty webpage"
)
# CSL 1.0.2, appendix IV ("Variables"). Titles may hold rich text; nothing else may.
TITLES = _words(
    "title title-short container-title container-title-short collection-title event-title "
    "original-title part-title reviewed-title volume-title"
)
PLAIN = _words(
    "archive archive_collection archive_location archive-place authority call-number "
    "dimensions division event event-place genre ISBN ISSN jurisdiction language license "
    "medium original-publisher original-publisher-place PMCID PMID publisher publisher-place "
    "references reviewed-genre scale section source status journalAbbreviation"
)
NUMBERS = _words(
    "chapter-number citation-number collection-number edition issue number number-of-pages "
    "number-of-volumes page page-first part-number printing-number supplement-number version "
    "volume"
)
NAMES = _words(
    "author chair collection-editor compiler composer container-author contributor curator "
    "director editor editor-translator editorial-director executive-producer guest host "
    "illustrator interviewer narrator organizer original-author performer producer recipient "
    "reviewed-author script-writer series-creator translator"
)
DATES = frozenset(
    ["accessed", "available-date", "event-date", "issued", "original-date", "submitted"]
)
NAME_PARTS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")
RICH_NODES = {
    "i": "Emph",
    "b": "Strong",
    "sub": "Subscript",
    "sup": "Superscript",
    "sc": "SmallCaps",
}
# Numbers of which a reference has one, and those whose label follows how many there are.
ONE_OF_THEM = frozenset(["version"])
LABELLED = frozenset(["issue", "number", "supplement-number", "volume"])
_WORDED = re.compile(r"[^\W\d_]+\.? \d+|\d+ [^\W\d_]+\.?")
# Stand for a space and a hyphen within a number: of private use, with no meaning of their own.
UNPARTED_SPACE, UNPARTED_HYPHEN = "\U000f0020", "\U000f002d"
# The letter of a year, where it is known before: citeproc prints no `year-suffix` of an item.
LETTER = "evidence-letter"
# What the mark of `styles.MARK` says; it is taken out of what citeproc writes.
NOTHING = "\U000f0000"
# Stands for a full stop within a word, where a style strips the stops of abbreviations.
INNER_STOP = "\U000f002e"
_HIDDEN = ((UNPARTED_SPACE, " "), (UNPARTED_HYPHEN, "-"), (INNER_STOP, "."), (NOTHING, ""))
_INNER_STOP = re.compile(r"(?<=\w)\.(?=[a-z])")
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,9}/\S+")
_SAFE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,80}")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+")


@dataclass(frozen=True, slots=True)
class Names:
    """Keys of references and the names that stand for them in a document, both ways.

    A citekey may hold anything (`=cmd`, a space, a quote); an anchor and a citeproc id may not.
    """

    of_key: Mapping[str, str]
    of_name: Mapping[str, str]

    @classmethod
    def given(cls, keys: Iterable[str]) -> "Names":
        of_key: dict[str, str] = {}
        of_name: dict[str, str] = {}
        for key in keys:
            name = key
            if not _SAFE_NAME.fullmatch(key) or key in of_name:
                digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:10]
                name = f"r-{_UNSAFE.sub('-', key)[:40].strip('-')}-{digest}"
            of_key[key] = name
            of_name[name] = key
        return cls(of_key, of_name)


def clean(value: object) -> str:
    """A field as one line of text, without control characters or half surrogates."""
    kept, _ = strip_controls(str(value))
    kept = kept.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def rich(value: str) -> blocks.Inlines:
    """A title with CSL's rich text as inlines, its quotations as such; all else in it is text."""
    out: blocks.Inlines = []
    for words, marks in rich_segments(_INNER_STOP.sub(INNER_STOP, value)):
        inlines = quoted(words)
        for mark, node in RICH_NODES.items():
            if mark in marks:
                inlines = [{"t": node, "c": inlines}]
        if "nocase" in marks:
            inlines = [blocks.span(inlines, classes=("nocase",))]
        out += inlines
    return out


def metadata(
    references: Mapping[str, CslItem],
    names: Names,
    suffixes: Mapping[str, str] | None = None,
    *,
    stops: bool = True,
) -> blocks.Node:
    """The items as the `references` of a pandoc document.

    `suffixes` gives letters for years by name, where they were worked out before; without `stops`
    a Jr. is printed as Jr, as styles want it that write initials without them.
    """
    items = [_item(names.of_key[key], item, stops) for key, item in references.items()]
    for item in items if suffixes else ():
        if suffix := (suffixes or {}).get(item["c"]["id"]["c"]):
            item["c"][LETTER] = blocks.meta_text(suffix)
    return {"t": "MetaList", "c": items}


def _item(name: str, item: CslItem, stops: bool) -> blocks.Node:
    kind = str(item.get("type", ""))
    fields = {
        "id": blocks.meta_text(name),
        "type": blocks.meta_text(kind if kind in TYPES else "document"),
        MARK: blocks.meta_text(NOTHING),
    }
    for variable, value in item.items():
        node = _field(variable, value, stops)
        if node is not None:
            fields[variable] = node
    return {"t": "MetaMap", "c": fields}


def public(item: CslItem) -> CslItem:
    """The item with only what CSL defines: what may leave the library inside a document."""
    out: CslItem = {"type": item["type"] if item.get("type") in TYPES else "document"}
    for variable, value in item.items():
        if _field(variable, value) is None:
            continue
        if variable in NAMES:
            people = [name for name in value if _name(name)]
            out[variable] = [
                {part: clean(name[part]) for part in NAME_PARTS if name.get(part)}
                for name in people
            ]
        elif variable in DATES:
            dates = [parts for parts in map(_date_parts, _list(value.get("date-parts"))) if parts]
            out[variable] = {"date-parts": dates} if dates else {"raw": _raw_date(value)}
        else:
            out[variable] = clean(value)
    return out


def _raw_date(value: Mapping[str, Any]) -> str:
    return clean(value.get("literal") or value.get("raw") or "")


def _field(variable: str, value: Any, stops: bool = True) -> blocks.Node | None:
    """One variable as metadata, or None where it may not pass or says nothing."""
    if variable in NAMES:
        people = [node for name in _list(value) if (node := _name(name, stops))]
        return {"t": "MetaList", "c": people} if people else None
    if variable in DATES:
        return _date(value)
    if variable not in TITLES and variable not in PLAIN and variable not in NUMBERS:
        return _address(variable, value)
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    words = clean(value)
    if not words:
        return None
    if variable in TITLES:
        return blocks.meta_inlines(rich(words))
    if variable in NUMBERS:
        return blocks.meta_text(_one_number(variable, words))
    return blocks.meta_text(apostrophes(words))


def _one_number(variable: str, words: str) -> str:
    """A number that is one, in words that citeproc does not take for several: without this,
    "Suppl 3" and version "4.6-0" are printed as "nos. Suppl 3" and "versions 4.6-0"."""
    if variable in ONE_OF_THEM:
        return words.replace(" ", UNPARTED_SPACE).replace("-", UNPARTED_HYPHEN)
    if variable in LABELLED and _WORDED.fullmatch(words):
        return words.replace(" ", UNPARTED_SPACE)
    return words


def printed(data: bytes) -> bytes:
    """What citeproc wrote, with spaces, hyphens and stops again where they were hidden from it."""
    for hidden, shown in _HIDDEN:
        data = data.replace(hidden.encode("utf-8"), shown.encode("utf-8"))
    return data


def _address(variable: str, value: Any) -> blocks.Node | None:
    if not isinstance(value, str):
        return None
    words = clean(value)
    if variable == "DOI" and _DOI.fullmatch(words):
        return blocks.meta_text(words)
    if variable == "URL" and (address := safe_url(words)):
        return blocks.meta_text(address)
    return None


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _name(value: Any, stops: bool = True) -> blocks.Node | None:
    if not isinstance(value, dict):
        return None
    parts = {part: apostrophes(clean(value[part])) for part in NAME_PARTS if value.get(part)}
    if not stops and "suffix" in parts:
        parts["suffix"] = parts["suffix"].replace(".", "")
    family, given = parts.get("family", ""), parts.get("given", "")
    # Written together, family first, these names need no comma and no initials.
    if family and given and _CJK.fullmatch(family) and _CJK.fullmatch(given):
        parts = {"literal": family + given}
    fields = {part: blocks.meta_text(words) for part, words in parts.items() if words}
    if not fields:
        return None
    if value.get("comma-suffix"):
        fields["comma-suffix"] = blocks.meta_flag(True)
    return {"t": "MetaMap", "c": fields}


def _date(value: Any) -> blocks.Node | None:
    if not isinstance(value, dict):
        return None
    fields: dict[str, blocks.Node] = {}
    dates = [
        {"t": "MetaList", "c": [blocks.meta_text(str(part)) for part in parts]}
        for parts in map(_date_parts, _list(value.get("date-parts"))[:2])
        if parts
    ]
    if dates:
        fields["date-parts"] = {"t": "MetaList", "c": dates}
    elif literal := _raw_date(value):
        fields["literal"] = blocks.meta_text(literal)
    if not fields:
        return None
    if value.get("circa"):
        fields["circa"] = blocks.meta_flag(True)
    season = str(value.get("season", ""))
    if season in ("1", "2", "3", "4"):
        fields["season"] = blocks.meta_text(season)
    return {"t": "MetaMap", "c": fields}


def _date_parts(parts: Any) -> list[int]:
    """Year, month and day as far as they are numbers in range."""
    out: list[int] = []
    for part, (low, high) in zip(_list(parts), ((-9999, 9999), (1, 12), (1, 31)), strict=False):
        try:
            number = int(part)
        except (TypeError, ValueError, OverflowError):
            break
        if not low <= number <= high:
            break
        out.append(number)
    return out


@dataclass(frozen=True, slots=True, eq=False)
class Frozen:
    """Items that may be the key of a memory: equal when their content is."""

    items: tuple[CslItem, ...]
    digest: str

    @classmethod
    def of(cls, items: Sequence[CslItem]) -> "Frozen":
        canonical = json.dumps(list(items), ensure_ascii=False, default=str)
        data = canonical.encode("utf-8", "surrogatepass")
        return cls(tuple(items), hashlib.sha256(data).hexdigest())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frozen) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)
