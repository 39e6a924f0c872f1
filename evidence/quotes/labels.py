"""How figures are called: an odds ratio is no hazard ratio."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from evidence.quotes.concepts import LABELS, RATIOS
from evidence.quotes.parts import Part


def labels(passage: list[Part], sentence: list[Part]) -> list[str]:
    """Numbers that are called otherwise: an odds ratio is no hazard ratio."""
    theirs: dict[str, set[str]] = {}
    for number, label in labelled(sentence):
        theirs.setdefault(number.concept, set()).add(label)
    for label, other in _renamed(passage, sentence):
        return [f"what is called {label} is called {other} in the text"]
    elsewhere = {label for known in theirs.values() for label in known} - {""}
    lent = [
        f"{number.token.key} is no {label} in the text"
        for number, label in labelled(passage)
        if label in elsewhere
        and label not in ("CI", "P", "")
        and theirs.get(number.concept) == {""}
    ]
    return lent + [
        f"{number.token.key} is called {' or '.join(sorted(known))} in the text"
        for number, label in labelled(passage)
        if (known := theirs.get(number.concept, set()) - {""})
        and label
        and not any(_same_label(label, other) for other in known)
    ]


def _renamed(passage: list[Part], sentence: list[Part]) -> Iterator[tuple[str, str]]:
    """Ratios that are written out oftener than in the text, each with one that is seldomer."""
    mine, theirs = (
        Counter(
            label
            for one, other in pairwise(said)
            if (label := LABELS.get((one.token.word, other.token.word), "")).endswith("ratio")
        )
        for said in (passage, sentence)
    )
    for label in mine - theirs:
        for other in theirs - mine:
            yield label, other


def _same_label(one: str, other: str) -> bool:
    """Whether two labels are one; RR stands for a risk ratio and for a rate ratio."""
    return one == other or ("RR" in (one, other) and {one, other} <= {"RR", *RATIOS})


def labelled(said: list[Part]) -> list[tuple[Part, str]]:
    """Each number with the label before it: no other number of its kind stands between."""
    found: list[tuple[Part, str]] = []
    label, left = "", 0
    for at, part in enumerate(said):
        words = tuple(p.token.word for p in said[at : at + 2])
        if words in LABELS or words[:1] in LABELS:
            label, left = LABELS.get(words) or LABELS[words[:1]], 8
        elif part.token.fact == "number":
            if part.token.unit.lstrip("~") == "%" and label not in ("", "CI"):
                found.append((part, ""))
                continue
            following = said[at + 1 : at + 2]
            if part.token.unit == "fold" or (following and following[0].token.word == "times"):
                label, left = "risk ratio", 1  # "1.8 times as likely"
            found.append((part, label if left > 0 else ""))
            label = "CI" if label == "CI" else ""
            left = 3 if label else 0
        else:
            left -= part.token.weight == 1
    return found
