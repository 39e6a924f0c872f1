"""What differs between two texts, word by word, so that it is read without colour, too. Pure.

Words that came are underlined (`ins`), words that went are struck out (`del`), and both are named
to who cannot see them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from evidence.anchoring.comparing import changes, moved
from evidence.ui import show

Part = tuple[str, str]  # ("same" | "added" | "removed", words), as the library compares

_BREAK = re.compile(r"(\n[^\S\n]*\n\s*)")
_TAGS = {"added": ("ins", "added"), "removed": ("del", "removed")}
PARAGRAPH_END = "¶"
LEADING_WORDS = 8
# A page shows so many changed paragraphs, and so many signs of unchanged ones.
MOST_CHANGED = 400
MOST_UNCHANGED_SIGNS = 60_000


@dataclass(slots=True)
class Paragraph:
    """A paragraph of both texts: its parts in order."""

    parts: list[Part] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return any(kind != "same" for kind, _ in self.parts)

    def only(self, kind: str) -> bool:
        """Whether the whole of it is of one kind."""
        return all(name == kind for name, words in self.parts if words.strip())

    @property
    def plain(self) -> str:
        """Its words, without the sign for an empty line that came or went."""
        return "".join(words for _, words in self.parts if words != PARAGRAPH_END)

    @property
    def words(self) -> str:
        return "".join(words for _, words in self.parts)


def marked(parts: Iterable[Part]) -> str:
    """Differences as HTML: what came and what went, marked and named."""
    shown = []
    for kind, words in joined(parts):
        if kind == "same":
            shown.append(show.text(words))
            continue
        tag, name = _TAGS[kind]
        shown.append(f'<{tag}><span class="ev-sr">{name}: </span>{show.text(words)}</{tag}>')
    return "".join(shown)


def joined(parts: Iterable[Part]) -> list[Part]:
    """Differences with only a space between them as one: first what went, then what came."""
    found: list[Part] = []
    gone, come, between = "", "", ""

    def settle() -> None:
        nonlocal gone, come, between
        pairs = (("removed", gone), ("added", come), ("same", between))
        found.extend((kind, words) for kind, words in pairs if words)
        gone = come = between = ""

    for kind, words in parts:
        if kind == "same":
            if (gone or come) and not between and words.isspace() and "\n" not in words:
                between = words
                continue
            settle()
            found.append((kind, words))
            continue
        gone += between + words if kind == "removed" else between
        come += between + words if kind == "added" else between
        between = ""
    settle()
    return found


def paragraphs(parts: Iterable[Part]) -> list[Paragraph]:
    """The differences cut at empty lines; an empty line that came or went is a sign of its own."""
    found = [Paragraph()]
    for kind, words in parts:
        for place, piece in enumerate(_BREAK.split(words)):
            if place % 2:
                if kind != "same":
                    found[-1].parts.append((kind, PARAGRAPH_END))
                found.append(Paragraph())
            elif piece and not (kind == "removed" and piece.isspace()):
                found[-1].parts.append((kind, piece))
    return [one for one in found if one.words.strip()]


def _runs(found: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Each changed paragraph alone, and unchanged neighbours together."""
    run: list[Paragraph] = []
    for one in found:
        if one.changed:
            if run:
                yield run
                run = []
            yield [one]
        else:
            run.append(one)
    if run:
        yield run


def _paragraph(parts: Iterable[Part]) -> str:
    return f'<p class="ev-para">{marked(parts)}</p>'


def _elsewhere(found: Sequence[Paragraph]) -> dict[int, str]:
    """Paragraphs that moved, by identity, as HTML: where each was its first words, and where it is
    now what was changed on the way."""
    gone, come = ([one for one in found if one.only(kind)] for kind in ("removed", "added"))
    shown: dict[int, str] = {}
    for at, there in moved([one.plain for one in gone], [one.plain for one in come]).items():
        old, new = gone[at].plain, come[there].plain
        lead = f"{' '.join(old.split()[:LEADING_WORDS])} …"
        shown[id(gone[at])] = (
            f'<p class="ev-small ev-moved">A paragraph was moved from here: “{show.text(lead)}”</p>'
        )
        shown[id(come[there])] = '<p class="ev-small ev-moved">Moved to here:</p>' + _paragraph(
            changes(old, new)
        )
    return shown


def compared(parts: Iterable[Part]) -> str:
    """Two texts as HTML: changed paragraphs with their differences, unchanged ones folded."""
    found = paragraphs(parts)
    elsewhere = _elsewhere(found)
    shown: list[str] = []
    changed, room = 0, MOST_UNCHANGED_SIGNS
    for run in _runs(found):
        if run[0].changed:
            changed += 1
            if changed <= MOST_CHANGED:
                shown.append(elsewhere.get(id(run[0])) or _paragraph(run[0].parts))
            continue
        label = show.plural(len(run), "unchanged paragraph")
        size = sum(len(one.words) for one in run)
        room -= size
        if changed > MOST_CHANGED:
            continue
        if room < 0:
            shown.append(f'<p class="ev-small">{label}</p>')
            continue
        words = "".join(f"<p>{show.text(one.words)}</p>" for one in run)
        shown.append(f'<details class="ev-same"><summary>{label}</summary>{words}</details>')
    if changed > MOST_CHANGED:
        more = show.plural(changed - MOST_CHANGED, "more changed paragraph")
        shown.append(f'<p class="ev-small">and {more}</p>')
    return f'<div class="ev-compared">{"".join(shown)}</div>'


def counted(parts: Iterable[Part]) -> str:
    """How many words came and went, in a sentence."""
    numbers = {"added": 0, "removed": 0}
    for kind, words in parts:
        if kind in numbers:
            numbers[kind] += len(re.findall(r"\w+", words))
    if not any(numbers.values()):
        return "No word is different."
    return (
        f"{show.plural(numbers['added'], 'word')} added, "
        f"{show.plural(numbers['removed'], 'word')} removed."
    )
