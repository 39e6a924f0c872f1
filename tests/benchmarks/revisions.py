"""Revisions: processor time of finding a hundred claims again in an article of 100,000 words.

    python tests/benchmarks/revisions.py [WORDS]

The text is made of the sentences of the shipped annotations and of `tests/cases/revisions.jsonl`,
numbered so that hardly two are the same. Printed for each kind of revision: seconds for all claims,
the preparing of both texts included, and how many claims were found where they are.
"""

import json
import random
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from evidence.anchoring import Quote, reanchor, revisions, search, select, sentences  # noqa: E402

CLAIMS = 100


def _sentences() -> list[str]:
    lines = (ROOT / "tests/cases/revisions.jsonl").read_text("utf-8").splitlines()
    texts = dict.fromkeys(case["before"] for case in map(json.loads, lines))
    return [text[start:end] for text in texts for start, end in sentences(text)]


def _article(words: int, chance: random.Random) -> str:
    """Paragraphs of six real sentences each, a few words of each exchanged for others."""
    known = _sentences()
    spare = [word for sentence in known for word in sentence.split() if word.isalpha()]
    text: list[str] = []
    count = 0
    while count < words:
        paragraph = []
        for sentence in chance.sample(known, 6):
            pieces = sentence.replace("\n", " ").split()
            for _ in range(max(1, len(pieces) // 5)):
                pieces[chance.randrange(len(pieces))] = chance.choice(spare)
            count += len(pieces)
            paragraph.append(" ".join(pieces))
        text.append(" ".join(paragraph))
    return "\n\n".join(text)


def _typo(words: str) -> str:
    middle = len(words) // 2
    return f"{words[:middle]}x{words[middle + 1 :]}"


def _halved(words: str) -> str:
    pieces = words.split()
    return " ".join(pieces[: max(4, len(pieces) // 2)])


def _turned(words: str) -> str:
    pieces = words.split()
    middle = len(pieces) // 2
    return " ".join(pieces[middle:] + pieces[:middle])


KINDS: dict[str, Callable[[str], str]] = {
    "the same": lambda words: words,
    "a typo in each": _typo,
    "half of each left": _halved,
    "halves turned round": _turned,
    "all gone": lambda _: "Nothing of this is left.",
}


@lru_cache(maxsize=1)
def _made(words: int) -> tuple[str, list[tuple[int, int]]]:
    chance = random.Random(7)
    text = _article(words, chance)
    spans = [span for span in sentences(text) if 40 < span[1] - span[0] < 300]
    return text, sorted(chance.sample(spans, CLAIMS))


def measure(kind: str, words: int) -> tuple[float, int]:
    """Seconds of processor time for all claims, and how many were found where they stand."""
    text, spans = _made(words)
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    at = size = 0
    for start, end in spans:
        kept, now = text[at:start], KINDS[kind](text[start:end])
        places.append((size + len(kept), size + len(kept) + len(now)))
        pieces += [kept, now]
        size, at = places[-1][1], end
    new = "".join([*pieces, text[at:]])
    quotes: list[Quote] = [select(text, *span) for span in spans]
    search.prepare.cache_clear()
    revisions._kept.cache_clear()
    begun = process_time()
    found = [reanchor(text, *span, new, quote) for span, quote in zip(spans, quotes, strict=True)]
    took = process_time() - begun
    right = sum(
        r.start is not None and r.end is not None and r.start < end and start < r.end
        for r, (start, end) in zip(found, places, strict=True)
    )
    return took, right


def main() -> None:
    words = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"{CLAIMS} claims in {words:,} words")
    for kind in KINDS:
        took, right = measure(kind, words)
        print(f"  {kind:20} {took:6.2f} s   {right:3} found where they are")


if __name__ == "__main__":
    main()
