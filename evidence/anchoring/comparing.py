"""Two texts by words, as somebody reads them: paragraph beside paragraph, then word by word."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from rapidfuzz.distance import Indel

Part = tuple[str, str]  # ("same" | "added" | "removed", words)

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_WORD = re.compile(r"\w+")
_BREAK = re.compile(r"(\n[^\S\n]*\n\s*)")
# Comparing keeps one bit for each pair of pieces: 50 MB for two texts of 20,000 words and marks.
COMPARED_PAIRS = 400_000_000
# Two paragraphs of which so much is alike are one that was revised; others went, and came.
ALIKE = 0.4
MOVED = 0.5
LEAST_MOVED = 4  # words
MOST_PAIRED = 4_000  # pairs of changed paragraphs between two that stayed; more go word by word
# Between longer changes so few words that stayed are no help to who reads: they go along.
SLIGHT = 3
LEAST_AROUND = 6


def changes(old: str, new: str) -> list[Part]:
    """What stayed, went and came, in order: all but what came is the old text, all but what went
    the new one.

    A paragraph that moved went in one place and came in another. What is too long to be compared
    is told as a whole (see COMPARED_PAIRS).
    """
    before, after = _paragraphs(old), _paragraphs(new)
    if len(before) * len(after) > COMPARED_PAIRS:
        return _joined(_by_words(old, new))
    parts: list[Part] = []
    for same, gone, come in _runs(before, after):
        parts.append(("same", "".join(same)))
        parts += _revised(gone, come)
    return _joined(parts)


def _runs(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Pieces that stayed, then those that went and those that came before the next that stayed."""
    same: list[str] = []
    gone: list[str] = []
    come: list[str] = []
    for code in Indel.opcodes(old, new):
        if code.tag == "equal":
            yield same, gone, come
            same, gone, come = list(new[code.dest_start : code.dest_end]), [], []
        else:
            gone += old[code.src_start : code.src_end]
            come += new[code.dest_start : code.dest_end]
    yield same, gone, come


def _revised(gone: list[str], come: list[str]) -> list[Part]:
    """Paragraphs that changed: those that are alike beside each other, the others whole."""
    if len(gone) * len(come) > MOST_PAIRED:
        return _by_words("".join(gone), "".join(come))
    parts: list[Part] = []
    i = j = 0
    for at, there in [*_pairs(gone, come), (len(gone), len(come))]:
        parts += [("removed", words) for words in gone[i:at]]
        parts += [("added", words) for words in come[j:there]]
        if at < len(gone):
            parts += _readable(_by_words(gone[at], come[there]))
        i, j = at + 1, there + 1
    return parts


def _pairs(gone: list[str], come: list[str]) -> list[tuple[int, int]]:
    """Which paragraph became which, in order: as much alike as possible, all together."""
    mine, theirs = ([_WORD.findall(words.lower()) for words in side] for side in (gone, come))
    best = [[0.0] * (len(come) + 1) for _ in range(len(gone) + 1)]
    like = [[_likeness(a, b) for b in theirs] for a in mine]
    for i in range(len(gone) - 1, -1, -1):
        for j in range(len(come) - 1, -1, -1):
            both = like[i][j] + best[i + 1][j + 1] if like[i][j] else 0.0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(gone) and j < len(come):
        if like[i][j] and best[i][j] == like[i][j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def moved(gone: Sequence[str], come: Sequence[str]) -> dict[int, int]:
    """Which of the paragraphs that went came again elsewhere: number → number, the likest first.

    Words may have changed on the way; a paragraph of fewer than `LEAST_MOVED` words is none.
    """
    if len(gone) * len(come) > MOST_PAIRED:
        return {}
    mine, theirs = ([_WORD.findall(words.lower()) for words in side] for side in (gone, come))
    pairs = sorted(
        (-alike, i, j)
        for i, one in enumerate(mine)
        for j, other in enumerate(theirs)
        if min(len(one), len(other)) >= LEAST_MOVED and (alike := _likeness(one, other)) >= MOVED
    )
    found: dict[int, int] = {}
    for _, i, j in pairs:
        if i not in found and j not in found.values():
            found[i] = j
    return found


def _likeness(one: list[str], other: list[str]) -> float:
    """How alike two paragraphs are, 0 to 1; 0 where they are not one that was revised."""
    if len(one) * len(other) > COMPARED_PAIRS:
        return 0.0
    return Indel.normalized_similarity(one, other, score_cutoff=ALIKE)


def _by_words(old: str, new: str) -> list[Part]:
    """Two texts by words; long ones by lines first, and by words where lines differ."""
    words, others = WORDS.findall(old), WORDS.findall(new)
    if len(words) * len(others) <= COMPARED_PAIRS:
        return _told(_runs(words, others))
    lines, others = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if len(lines) * len(others) > COMPARED_PAIRS:
        return [("removed", old), ("added", new)]
    parts: list[Part] = []
    for same, gone, come in _runs(lines, others):
        removed, added = "".join(gone), "".join(come)
        parts.append(("same", "".join(same)))
        if removed and added and (removed, added) != (old, new):
            parts += _by_words(removed, added)
        else:
            parts += [("removed", removed), ("added", added)]
    return parts


def _told(runs: Iterable[tuple[list[str], list[str], list[str]]]) -> list[Part]:
    return [
        (kind, "".join(words))
        for run in runs
        for kind, words in zip(("same", "removed", "added"), run, strict=True)
        if words
    ]


def _readable(parts: list[Part]) -> list[Part]:
    """Without islands of a word or two that stayed between changes of whole sentences."""
    runs: list[_Run] = [("", "", "")]
    for kind, words in parts:
        same, gone, come = runs[-1]
        if kind == "same":
            runs.append((words, "", ""))
        elif kind == "removed":
            runs[-1] = (same, gone + words, come)
        else:
            runs[-1] = (same, gone, come + words)
    return _told(([s], [g], [c]) for s, g, c in _without(_is_slight, _without(_is_space, runs)))


_Run = tuple[str, str, str]  # what stayed, then what went and what came


def _without(is_island: Callable[[str, int, int], bool], runs: list[_Run]) -> list[_Run]:
    """The runs, those with an island between them as one."""
    kept = [runs[0]]
    for same, gone, come in runs[1:]:
        before, removed, added = kept[-1]
        if is_island(same, _most(removed, added), _most(gone, come)):
            kept[-1] = (before, removed + same + gone, added + same + come)
        else:
            kept.append((same, gone, come))
    return kept


def _is_space(same: str, before: int, after: int) -> bool:
    return before > 0 and after > 0 and same.isspace() and "\n" not in same


def _is_slight(same: str, before: int, after: int) -> bool:
    """Whether what stayed between two changes of so many words is an island in what changed."""
    if not before or not after or "\n" in same:
        return False
    return _size(same) <= min(SLIGHT, before, after) and before + after >= LEAST_AROUND


def _size(words: str) -> int:
    return len(_WORD.findall(words))


def _most(gone: str, come: str) -> int:
    return max(_size(gone), _size(come))


def _joined(parts: Iterable[Part]) -> list[Part]:
    """Without empty parts, and neighbours of one kind as one."""
    found: list[Part] = []
    for kind, words in parts:
        if words and found and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1] + words)
        elif words:
            found.append((kind, words))
    return found


def _paragraphs(text: str) -> list[str]:
    """Paragraphs, each with the empty lines behind it."""
    pieces = _BREAK.split(text)
    pieces.append("")
    return [a + b for a, b in zip(pieces[::2], pieces[1::2], strict=True) if a + b]
