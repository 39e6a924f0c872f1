"""What every reader returns: records, and the file that they stood in. Pure values."""

from dataclasses import dataclass, field
from typing import Any

from evidence.errors import Message

CslItem = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """The text that a record came from, kept so that it can go out again byte for byte.

    `strings` holds the `@string` macros that a BibTeX entry uses, name → source of the value
    (`'"Pain"'`), already closed over macros that use macros.
    """

    format: str
    text: str
    strings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One entry as it stood in a file. `csl` is None when nothing could be read of it.

    `csl` is a CSL-JSON item: `id` is the key, DOI, PMID and PMCID are normalised top-level fields,
    `note` is the annotation (BibTeX `annote`, BibLaTeX `annotation`), `abstract` the abstract,
    `keyword` a comma-separated string. What has no place in CSL is under
    `custom`: `{"note": …, "fields": {name: text}, "tags": [...], "inherited": [field, …]}`.
    Titles may hold CSL's rich text (`<i> <b> <sub> <sup> <span class="nocase">`) and nothing else;
    a literal `<` that would read as one of these tags stays text in the writers, never trusted.
    """

    key: str
    line: int
    csl: CslItem | None
    source: Source
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read: every entry that stands in it, once, in its order."""

    path: str
    format: str
    encoding: str
    records: tuple[Record, ...]
    messages: tuple[Message, ...] = ()
