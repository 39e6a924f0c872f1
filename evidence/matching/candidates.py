"""New references against a library: an index in memory of what shares a key with them."""

from collections.abc import Iterable, Sequence

from evidence.matching.advice import Advice, advise
from evidence.matching.comparing import compare_fields, worth_comparing
from evidence.matching.features import Features
from evidence.matching.groups import LARGE_BLOCK
from evidence.matching.keys import keys
from evidence.matching.pairs import Match, match_of

_ORDER = {Advice.SAME: 0, Advice.ASK: 1, Advice.RELATED: 2, Advice.DIFFERENT: 3}


class Index:
    """References by their keys.

    A caller with a large library keeps `keys(features)` beside each reference, fetches those that
    share a key with the new ones, and adds only them; a small library is added whole.
    """

    def __init__(self, references: Iterable[tuple[str, Features]] = ()) -> None:
        self._features: dict[str, Features] = {}
        # Most keys are one reference's alone: a list for each would be most of the memory.
        self._blocks: dict[int, str | list[str]] = {}
        for id_, reference in references:
            self.add(id_, reference)

    def __len__(self) -> int:
        return len(self._features)

    def features_of(self, id_: str) -> Features | None:
        """The features of a reference of this index; None if it is not there."""
        return self._features.get(id_)

    def add(self, id_: str, reference: Features, *, at: Sequence[int] | None = None) -> None:
        """Add a reference; one that is there already is taken for the same and left.

        `at` are its keys, if they are known.
        """
        if id_ in self._features:
            return
        self._features[id_] = reference
        blocks = self._blocks
        for key in keys(reference) if at is None else at:
            block = blocks.setdefault(key, id_)
            if block is id_:
                continue
            if isinstance(block, str):
                blocks[key] = [block, id_]
            else:
                block.append(id_)

    def sharing_keys(self, new: Features, at: Sequence[int] | None = None) -> dict[str, Features]:
        """The references that share a key, by id. Of a large block only those with its place."""
        found: dict[str, Features] = {}
        for key in keys(new) if at is None else at:
            block = self._blocks.get(key)
            if block is None:
                continue
            if isinstance(block, str):
                found[block] = self._features[block]
                continue
            if len(block) <= LARGE_BLOCK:
                found.update((id_, self._features[id_]) for id_ in block)
                continue
            for id_ in block:
                known = self._features[id_]
                if known.year == new.year and known.volume == new.volume:
                    found[id_] = known
                    if len(found) > 4 * LARGE_BLOCK:
                        break
        return found


def candidates(
    new: Features, index: Index, *, first: str = "", at: Sequence[int] | None = None
) -> list[Match]:
    """The references of an index that are the new one, may be, or are versions of it; best first.

    `first` is what the new one is called in the matches; `second` is the id in the index; `at` are
    the keys of the new one, if they are known.
    """
    matches = []
    for id_, known in index.sharing_keys(new, at).items():
        if not worth_comparing(new, known):
            continue
        comparison = compare_fields(new, known)
        if advise(comparison) is not Advice.DIFFERENT:
            matches.append(match_of(comparison, first=first, second=id_))
    return sorted(matches, key=lambda match: (_ORDER[match.advice], -match.score, match.second))
