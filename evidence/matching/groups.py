"""Duplicates of a whole library: groups of references, in time near to the library's size."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidence.matching.advice import Advice, advise
from evidence.matching.comparing import Comparison, compare_fields, worth_comparing
from evidence.matching.features import CslItem, Features, features
from evidence.matching.keys import keys
from evidence.matching.pairs import Reason, reasons_of
from evidence.matching.weights import ASK_POINTS, score_of

# A key that more references share is a recurring title, not a work: within it only neighbours in
# the order of title, volume, issue and pages are compared.
LARGE_BLOCK = 30
NEIGHBOURS = 8
# Differences that no third reference bridges: a part, a notice, a version, a population.
KEEP_APART = frozenset({"kind", "version", "part", "population", "form"})


@dataclass(frozen=True, slots=True)
class Group:
    """References that are one work (`same`), may be (`ask`: two), or are versions (`related`: two).

    `score` and `reasons` are those of the weakest link that holds the group together.
    """

    references: tuple[str, ...]
    advice: Advice
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Edge:
    score: float
    first: str
    second: str
    comparison: Comparison


def find_groups(
    items: Sequence[tuple[str, CslItem]],
    *,
    decided_different: Collection[tuple[str, str]] = (),
) -> list[Group]:
    """The groups among references (each an id of its own and a CSL item).

    `same` groups share no reference with each other. The result does not depend on the order of
    `items`. Pairs of `decided_different`, in either order, are neither merged nor asked about.
    """
    return group_features({id_: features(csl) for id_, csl in items}, decided_different)


def group_features(
    references: Mapping[str, Features], decided_different: Collection[tuple[str, str]] = ()
) -> list[Group]:
    """The same for features that are at hand."""
    kept_apart = {tuple(sorted(pair)) for pair in decided_different}
    edges: dict[Advice, list[_Edge]] = {advice: [] for advice in Advice}
    for first, second in _pairs(references):
        if (first, second) in kept_apart or not worth_comparing(
            references[first], references[second]
        ):
            continue
        comparison = compare_fields(references[first], references[second])
        advice = advise(comparison)
        if advice is not Advice.DIFFERENT:
            edges[advice].append(_Edge(score_of(comparison.total), first, second, comparison))
        if advice in (Advice.DIFFERENT, Advice.RELATED) and not KEEP_APART.isdisjoint(
            comparison.points
        ):
            kept_apart.add((first, second))
    for found in edges.values():
        found.sort(key=lambda edge: (-edge.score, edge.first, edge.second))
    clusters = _Clusters(kept_apart)
    links = [edge for edge in edges[Advice.SAME] if clusters.join(edge.first, edge.second)]
    shared = _shared_dois(clusters, references)
    edges[Advice.ASK] = [
        edge
        for edge in edges[Advice.ASK]
        if edge.comparison.total >= ASK_POINTS or references[edge.first].doi not in shared
    ]
    groups = _same_groups(clusters, links)
    for advice in (Advice.ASK, Advice.RELATED):
        groups += _pair_groups(clusters, edges[advice], advice)
    return groups


def _pairs(references: Mapping[str, Features]) -> Iterator[tuple[str, str]]:
    """Pairs that share a key, each once, the lesser id first."""
    blocks: dict[int, list[str]] = defaultdict(list)
    for id_ in sorted(references):
        for key in keys(references[id_]):
            blocks[key].append(id_)
    seen: set[tuple[str, str]] = set()
    for block in blocks.values():
        if len(block) < 2:
            continue
        reach = len(block)
        if len(block) > LARGE_BLOCK:
            block = sorted(block, key=lambda id_: (_order(references[id_]), id_))
            reach = NEIGHBOURS
        for place, one in enumerate(block):
            for two in block[place + 1 : place + 1 + reach]:
                pair = (one, two) if one < two else (two, one)
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def _order(reference: Features) -> tuple[str, str, str, str, str]:
    return (
        reference.title.letters[:60],
        str(reference.year),
        reference.volume,
        reference.issue,
        "".join(reference.pages.firsts[:1]),
    )


class _Clusters:
    """Union-find that refuses to join what is kept apart."""

    def __init__(self, kept_apart: Iterable[tuple[str, ...]]) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._enemies: dict[str, set[str]] = defaultdict(set)
        for first, second in kept_apart:
            self._enemies[first].add(second)
            self._enemies[second].add(first)

    def find(self, id_: str) -> str:
        root = id_
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while (parent := self._parent.get(id_, id_)) != root:
            self._parent[id_] = root
            id_ = parent
        return root

    def members(self, root: str) -> list[str]:
        return self._members.get(root) or [root]

    def apart(self, first: str, second: str) -> bool:
        """Whether two clusters hold references that are kept apart."""
        one, two = self.find(first), self.find(second)
        small, large = sorted((one, two), key=lambda root: len(self.members(root)))
        return any(
            self.find(enemy) == large
            for id_ in self.members(small)
            for enemy in self._enemies.get(id_, ())
        )

    def join(self, first: str, second: str) -> bool:
        """Join the clusters of two references; False when they are one or must not be."""
        one, two = self.find(first), self.find(second)
        if one == two or self.apart(one, two):
            return False
        if len(self.members(one)) < len(self.members(two)):
            one, two = two, one
        self._members.setdefault(one, [one]).extend(self._members.pop(two, [two]))
        self._parent[two] = one
        return True


def _shared_dois(clusters: _Clusters, references: Mapping[str, Features]) -> set[str]:
    """DOIs that three works or more bear: a supplement's, and nothing to ask about."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for id_, reference in references.items():
        if reference.doi:
            bearers[reference.doi].add(clusters.find(id_))
    return {doi for doi, works in bearers.items() if len(works) > 2}


def _same_groups(clusters: _Clusters, links: Sequence[_Edge]) -> list[Group]:
    weakest: dict[str, _Edge] = {}
    for edge in links:  # from the strongest down: the last one stays
        weakest[clusters.find(edge.first)] = edge
    groups = [
        Group(
            tuple(sorted(clusters.members(root))),
            Advice.SAME,
            edge.score,
            reasons_of(edge.comparison),
        )
        for root, edge in weakest.items()
    ]
    return sorted(groups, key=lambda group: group.references)


def _pair_groups(clusters: _Clusters, edges: Sequence[_Edge], advice: Advice) -> list[Group]:
    """The best edge between each two clusters, as a pair to be asked about or linked."""
    told: set[tuple[str, ...]] = set()
    groups = []
    for edge in edges:
        between = tuple(sorted((clusters.find(edge.first), clusters.find(edge.second))))
        if between[0] == between[1] or between in told:
            continue
        told.add(between)
        groups.append(
            Group((edge.first, edge.second), advice, edge.score, reasons_of(edge.comparison))
        )
    return groups
