"""CSL-JSON: an array, an object with `items`, one object, or objects in a row; and back.

Variables of CSL 1.0.2 are kept as they are; everything else goes under `custom.fields`, so that
what we wrote ourselves comes back unchanged. Also understood: Crossref's and Zotero's dialects
(lists for titles, numbers for volumes, `PMID: 1` lines in `note`).
"""

import json
import re
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from evidence import limits
from evidence.errors import Level, Message
from evidence.formats.csltables import DATES, NAMES, NUMBERS, OTHER_TYPES, STRINGS, TYPES
from evidence.formats.draft import Draft, too_long
from evidence.formats.loose import read_date, read_name
from evidence.formats.records import CslItem, Record, Source
from evidence.text import normal_doi, normal_pmcid, normal_pmid, strip_controls

_LISTS = ("items", "references")
_SPACE = re.compile(r"[\s,\ufeff]*")
_NEXT_ITEM = re.compile(r"[}\]]\s*,?\s*(?=\{)")
_KNOWN = re.compile(r'"(?:title|author|DOI|issued|container-title|type|id|citation-key|PMID)"\s*:')
_JATS = re.compile(r"</?jats:[^<>]{0,200}>")
_EXTRA = re.compile(r"^\s*(PMID|PMCID|DOI)\s*:\s*(\S+)\s*$", re.I | re.M)
_NAME_PARTS = (
    "family", "given", "suffix", "dropping-particle", "non-dropping-particle", "literal",
)  # fmt: skip
_MENDINGS = 25  # broken items after which the rest is given up: each costs a new look


class _Broken(ValueError):
    """An item that is not JSON, or is nested too deep."""


def looks_like(text: str) -> bool:
    """Whether it begins like JSON and names a CSL variable (or is an empty array)."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start not in ("{", "["):
        return False
    return bool(_KNOWN.search(text)) or not text.strip("\ufeff \t\r\n[]{}")


def read(text: str, *, path: str = "") -> tuple[tuple[Record, ...], tuple[Message, ...]]:
    """Every item of a CSL-JSON file, in order, and messages about the file."""
    records: list[Record] = []
    line, counted = 1, 0
    for start, end, item in _items(text):
        line += text.count("\n", counted, start)
        counted = start
        source = Source("csl-json", text[start:end])
        if len(source.text) > limits.ENTRY_CHARS:
            records.append(too_long(path, line, source))
        else:
            records.append(_record(item, source, path=path, line=line))
    return tuple(records), ()


def _no_constant(name: str) -> Any:
    raise _Broken(f"{name} is no JSON value")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _decode(text: str, start: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, start)
    except RecursionError:
        raise _Broken(f"it is nested more than {limits.JSON_DEPTH} deep") from None
    except json.JSONDecodeError as problem:
        line = text.count("\n", 0, problem.pos) + 1
        raise _Broken(f"{problem.msg} (line {line})") from None
    except ValueError as problem:  # a number of thousands of digits
        raise _Broken(str(problem).split(";")[0]) from None


def _skip(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _items(text: str) -> Iterator[tuple[int, int, Any]]:
    """The items: start, end, and the value, or a `_Broken` that says what is wrong."""
    place = _skip(text, 0)
    while place < len(text):
        if text[place] == "[":
            place = yield from _listed(text, place + 1)
        elif text[place] == "{" and (listed := _list_inside(text, place)) is not None:
            yield from _listed(text, listed)
            return
        elif text[place] in "]}":
            place += 1
        else:
            place = yield from _one(text, place, [0])
        place = _skip(text, place)


def _listed(text: str, place: int) -> Generator[tuple[int, int, Any], None, int]:
    """The items of an array from behind its bracket; ends behind the closing one."""
    broken = [0]
    while (place := _skip(text, place)) < len(text):
        if text[place] == "]":
            return place + 1
        place = yield from _one(text, place, broken)
    return place


def _one(text: str, place: int, broken: list[int]) -> Generator[tuple[int, int, Any], None, int]:
    """One item; after a broken one, goes on where the next seems to begin."""
    try:
        item, end = _decode(text, place)
    except _Broken as problem:
        broken[0] += 1
        following = _NEXT_ITEM.search(text, place + 1) if broken[0] <= _MENDINGS else None
        end = following.end() if following else len(text)
        yield place, end, problem
        return end
    yield place, end, item
    return end


def _list_inside(text: str, place: int) -> int | None:
    """Behind the bracket of the `items` of the object that begins here, or None."""
    place += 1
    while (place := _skip(text, place)) < len(text) and text[place] == '"':
        try:
            key, place = _decode(text, place)
            place = _skip(text, place)
            if not text.startswith(":", place):
                return None
            place = _skip(text, place + 1)
            if key in _LISTS and text.startswith("[", place):
                return place + 1
            _, place = _decode(text, place)
        except _Broken:
            return None
    return None


def _is_too_deep(value: Any) -> bool:
    """Whether lists and objects are nested deeper than allowed. Without recursion."""
    level = [value]
    for _ in range(limits.JSON_DEPTH):
        level = [
            child
            for part in level
            if isinstance(part, dict | list)
            for child in (part.values() if isinstance(part, dict) else part)
        ]
        if not level:
            return False
    return True


def _record(item: Any, source: Source, *, path: str, line: int) -> Record:
    draft = Draft(path=path, line=line, verbatim=True)
    if isinstance(item, _Broken):
        draft.tell(Level.ERROR, "broken-json", f"The item is not JSON: {item}.")
    elif not isinstance(item, dict):
        draft.tell(Level.ERROR, "not-a-reference", "The item is not an object of CSL variables.")
    elif _is_too_deep(item):
        draft.tell(
            Level.ERROR, "too-deep", f"The item is nested more than {limits.JSON_DEPTH} deep."
        )
    else:
        return _item(draft, item, source)
    return Record("", line, None, source, tuple(draft.messages))


def _item(draft: Draft, item: dict[str, Any], source: Source) -> Record:
    for name in ("citation-key", "id"):
        value = item.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            draft.key = draft.clean(str(value), "id")[: limits.CITEKEY_CHARS]
            break
    if len(item) > limits.FIELDS_PER_ENTRY:
        draft.tell(
            Level.ERROR,
            "field-limit",
            f"The item has {len(item):,} fields, more than {limits.FIELDS_PER_ENTRY}.",
        )
        return Record(draft.key, draft.line, None, source, tuple(draft.messages))
    _type(draft, item)
    custom = item.get("custom")
    if isinstance(custom, dict):
        _custom(draft, custom)
    for name, value in item.items():
        if name in ("id", "type", "citation-key", "custom") or value is None or value == "":
            continue
        if name in NAMES:
            _names(draft, name, value)
        elif name in DATES:
            _date(draft, name, value)
        elif name in STRINGS or name in NUMBERS:
            _text(draft, name, value)
        else:
            draft.keep(name, value if isinstance(value, str) else _dumped(value))
    if not isinstance(custom, dict):
        _extra(draft)
    record = draft.record(source)
    if record.csl is not None and isinstance(custom, dict):
        _restore(record.csl, custom)
    return record


def _type(draft: Draft, item: dict[str, Any]) -> None:
    written = item.get("type")
    name = written if isinstance(written, str) else ""
    if name in TYPES:
        draft.csl["type"] = name
        return
    known = OTHER_TYPES.get(name)
    draft.csl["type"] = known or ("article-journal" if item.get("container-title") else "document")
    if known is None:
        draft.tell(
            Level.INFO,
            "unknown-type" if name else "missing-type",
            f"“{name[:40]}” is no CSL type; {draft.csl['type']} was taken."
            if name
            else f"The item has no type; {draft.csl['type']} was taken.",
            field="type",
        )
        if name:
            draft.keep("type", name)


def _text(draft: Draft, name: str, value: Any) -> None:
    if isinstance(value, list):  # Crossref: a list of titles, of ISSNs; Zotero: of keywords
        value = [part for part in value if isinstance(part, str | int)]
        if name in ("ISSN", "ISBN", "keyword", "title", "container-title", "collection-title"):
            value = ", ".join(map(str, value)) if name == "keyword" else next(iter(value), "")
        else:
            value = ", ".join(map(str, value))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        draft.keep(name, _dumped(value))
        return
    text = str(value)
    identifiers = {"DOI": draft.doi, "PMID": draft.pmid, "PMCID": draft.pmcid}
    if name in identifiers:
        identifiers[name](text)
    elif name == "abstract":
        draft.text(name, _JATS.sub(" ", text) if "<jats:" in text else text, lines=True)
    else:
        draft.text(name, text, lines=name in ("note", "annote"))


def _names(draft: Draft, variable: str, value: Any) -> None:
    people = []
    for name in value if isinstance(value, list) else [value]:
        if isinstance(name, str):
            read = read_name(name)
            if read:
                people.append(read)
        elif isinstance(name, dict):
            kept = {
                part: text
                for part in _NAME_PARTS
                if isinstance(text := name.get(part), str) and text.strip()
            }
            if not kept and isinstance(name.get("name"), str):  # Crossref: a group
                kept = {"literal": name["name"]}
            people.append(kept)
    draft.names(variable, people)


def _date(draft: Draft, variable: str, value: Any) -> None:
    if isinstance(value, str | int) and not isinstance(value, bool):
        date = read_date(draft.clean(str(value), variable))
    elif isinstance(value, dict):
        date = _date_object(draft, variable, value)
    else:
        date = None
    if date:
        draft.csl[variable] = date
    elif value != {"date-parts": [[None]]}:  # Crossref's way to say that there is none
        draft.keep(variable, _dumped(value))


def _date_object(draft: Draft, variable: str, value: dict[str, Any]) -> dict[str, Any]:
    date: dict[str, Any] = {}
    parts = value.get("date-parts")
    dates = []
    for written in parts[:2] if isinstance(parts, list) else ():
        numbers = _numbers(written)
        if numbers:
            dates.append(numbers)
    if dates:
        date["date-parts"] = dates
    if dates and "season" in value and re.fullmatch(r"[1-4]", str(value["season"])):
        date["season"] = int(value["season"])
    if value.get("circa"):
        date["circa"] = True
    for name in ("literal", "raw"):
        text = value.get(name)
        if isinstance(text, str) and (cleaned := draft.clean(text, variable)):
            date[name] = cleaned
    if "date-parts" not in date and "raw" in date:
        read = read_date(date["raw"]) or {}
        if "date-parts" in read:
            date = read
    return date if date.keys() - {"circa"} else {}


def _numbers(written: Any) -> list[int]:
    """Year, month, day of one of the `date-parts`, up to the first that is none.

    A month of 13 to 24 is a season of Zotero's and kept out.
    """
    numbers: list[int] = []
    for part, (low, high) in zip(
        written if isinstance(written, list) else [written],
        ((-9999, 9999), (1, 12), (1, 31)),
        strict=False,
    ):
        if isinstance(part, bool) or not re.fullmatch(r"\s*-?\d{1,4}\s*", str(part)):
            break
        if not low <= int(part) <= high:
            break
        numbers.append(int(part))
    return numbers


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _extra(draft: Draft) -> None:
    """Zotero keeps identifiers as lines of `note`: they become fields, the rest stays."""
    note = draft.csl.get("note", "")
    if ":" not in note:
        return
    readers = {"PMID": normal_pmid, "PMCID": normal_pmcid, "DOI": normal_doi}

    def take(found: re.Match[str]) -> str:
        name = found[1].upper()
        value = readers[name](found[2])
        if value is None or draft.csl.setdefault(name, value) != value:
            return found[0]
        return ""

    rest = "\n".join(line for line in _EXTRA.sub(take, note).split("\n") if line.strip())
    draft.csl.pop("note")
    if rest:
        draft.csl["note"] = rest


def _custom(draft: Draft, custom: dict[str, Any]) -> None:
    """The parts of `custom` that a draft knows; `_restore` brings back the others."""
    note, fields = custom.get("note"), custom.get("fields")
    if isinstance(note, str):
        draft.keep("note", note)
    if isinstance(fields, dict):
        for name, value in fields.items():
            draft.keep(name, value if isinstance(value, str) else _dumped(value))
    tags = custom.get("tags")
    if isinstance(tags, list):
        draft.tags.extend(draft.clean(tag, "tags") for tag in tags if isinstance(tag, str))


def _restore(csl: CslItem, custom: dict[str, Any]) -> None:
    """What else stood under `custom`, with every text freed of hidden characters."""
    others = {
        name: _cleaned(value)
        for name, value in custom.items()
        if name not in ("note", "fields", "tags")
    }
    if others:
        csl["custom"] = {**csl.get("custom", {}), **others}


def _cleaned(value: Any) -> Any:
    """A JSON value (its depth has been checked) with clean texts."""
    if isinstance(value, str):
        return strip_controls(value)[0]
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    if isinstance(value, dict):
        return {strip_controls(name)[0]: _cleaned(part) for name, part in value.items()}
    return value


def write(items: Iterable[CslItem]) -> str:
    """CSL items as a JSON array, an item indented, keys sorted, `custom` kept."""
    written = ",\n".join(
        json.dumps(item, ensure_ascii=False, sort_keys=True, indent=2) for item in items
    )
    return f"[\n{written}\n]\n" if written else "[]\n"
