"""Two descriptions of one work made into one: what each adds, and whose word counts.

An import joins by `join`, in which it makes no difference which of the two came first; a person who
merges two references says which is kept, and `merge_csl` only fills what that one lacks. Pure.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from evidence.library import results as r
from evidence.text import name_text, plain

Csl = dict[str, Any]

# Not compared field by field: the key is a matter of the library, `custom` is joined by its parts.
KEPT_APART = frozenset({"id", "custom"})
EMPTY: tuple[Any, ...] = (None, "", [], {})
# Types that say least; whatever else a file says is more.
VAGUE_TYPES = frozenset({"", "document", "article"})


def merge_csl(ours: Csl, theirs: Csl) -> tuple[Csl, list[r.FieldChange]]:
    """Fill what is missing in `ours` from `theirs`; where both speak, ours stays.

    Returns the merged item and every field in which the two differ.
    """
    return _joined(ours, theirs, settled={name for name, a in ours.items() if a not in EMPTY})


def join(
    ours: Csl, theirs: Csl, *, settled: Collection[str] = ()
) -> tuple[Csl, list[r.FieldChange]]:
    """Join two items of one work: what one lacks the other gives, and the fuller value counts.

    `settled` are the fields of `ours` that a person has set: they stay. Without them the result
    is the same whichever comes first, but for `id`. Returns the item and what differs.
    """
    joined, differences = _joined(ours, theirs, settled=settled)
    custom = _joined_custom(ours, theirs)
    joined.pop("custom", None)
    if custom:
        joined["custom"] = custom
    return joined, differences


def _joined(ours: Csl, theirs: Csl, *, settled: Collection[str]) -> tuple[Csl, list[r.FieldChange]]:
    joined = dict(ours)
    differences = []
    for name in sorted({*ours, *theirs} - KEPT_APART):
        a, b = ours.get(name), theirs.get(name)
        if b in EMPTY or a == b:
            continue
        # What a person has emptied stays empty, too.
        taken = name not in settled and (a in EMPTY or _fullness(name, b) > _fullness(name, a))
        differences.append(r.FieldChange(name, _shown(a), _shown(b), taken))
        if taken:
            joined[name] = b
    return joined, differences


def _fullness(name: str, value: Any) -> tuple[Any, ...]:
    """How much a value says; of equally full ones the order of their JSON decides."""
    written = json.dumps(value, sort_keys=True, ensure_ascii=False)
    if name == "type":
        return (value not in VAGUE_TYPES, len(str(value)), written)
    if isinstance(value, list):
        return (len(value), sum(len(_shown([one])) for one in value), written)
    if isinstance(value, Mapping):
        parts = value.get("date-parts")
        known = sum(len(part) for part in parts if isinstance(part, list)) if parts else 0
        return (known, len(written), written)
    words = plain(str(value))
    letters = [sign for sign in words if sign.isalpha()]
    shouted = len(letters) > 1 and all(sign.isupper() for sign in letters)
    return (not shouted, len(words.rstrip(" .")), -len(words), written)


def _joined_custom(ours: Csl, theirs: Csl) -> Csl:
    """What CSL has no place for: joined like fields, but for tags and what is inherited."""
    one, two = ours.get("custom") or {}, theirs.get("custom") or {}
    joined, _ = _joined(_without(one, SETS), _without(two, SETS), settled=())
    fields, _ = _joined(one.get("fields") or {}, two.get("fields") or {}, settled=())
    if fields:
        joined["fields"] = fields
    tags = _with_more(one.get("tags") or [], two.get("tags") or [])
    if tags:
        joined["tags"] = tags
    inherited = _with_more(one.get("inherited") or [], two.get("inherited") or [])
    inherited = [n for n in inherited if not any(_says_itself(csl, n) for csl in (ours, theirs))]
    if inherited:
        joined["inherited"] = inherited
    return joined


def _with_more(ours: list[str], theirs: list[str]) -> list[str]:
    """The words of both; ours as they stand if theirs are no more."""
    return ours if set(theirs) <= set(ours) else sorted({*ours, *theirs})


SETS = frozenset({"fields", "tags", "inherited"})


def _without(custom: Csl, names: Collection[str]) -> Csl:
    return {name: value for name, value in custom.items() if name not in names}


def _says_itself(csl: Csl, name: str) -> bool:
    """Whether an entry has a field (`volume`, `fields.series`, `custom.note`) of its own."""
    custom = csl.get("custom") or {}
    if name in (custom.get("inherited") or ()):
        return False
    where: Csl = csl
    if name.startswith("fields."):
        where = custom.get("fields") or {}
    elif name.startswith("custom."):
        where = custom
    return where.get(name.removeprefix("fields.").removeprefix("custom.")) not in EMPTY


def _shown(value: Any) -> str:
    """A CSL value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "; ".join(name_text(name) for name in value)
    if isinstance(value, dict) and "date-parts" in value:
        return "/".join("-".join(str(part) for part in parts) for parts in value["date-parts"])
    return plain(str(value))
