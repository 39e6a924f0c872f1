"""From what was typed to a bounded list of documents worth ranking.

Steps, cheapest and most exact first; a later one is asked only if the earlier ones found little:

1. identifiers (DOI, PMID, citekey) by their beginning,
2. every word exactly in the core, the last one perhaps half typed,
3. every word somewhere in the texts (abstract, notes), by stem,
4. rare words misspelt, every word the beginning of one (journal abbreviations), years beside,
5. any word misspelt,
6. one word too many,
7. what was corrected, somewhere in the texts.

What bounds the work: a half-typed word of four letters or more stands for its 24 most frequent
completions; if a whole word is rare, its documents are fetched and the half-typed word is tested
here; if all are frequent, documents where the words stand together, then the newest, are ranked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any

from evidence.store.search import rank, spelling
from evidence.store.search.dialects import All, Condition, OneOf, Term, Without
from evidence.store.search.documents import CORE_COLUMNS, EVERY
from evidence.store.search.facets import Set
from evidence.store.search.parse import Phrase, Query, Word
from evidence.store.search.rank import Group, Scored, Scorer
from evidence.store.search.reading import Index, Order

BOUND = 240  # rows that are ranked: 40 µs each
RARE = 400  # a word in no more documents is rare
RANKED = 6_000  # bm25 is computed for no more matches than this
COMPLETIONS = 24
ABBREVIATIONS = 8  # the words that `hematol` may be the beginning of
FEW = 3  # fewer exact finds than this, and abbreviations and misspellings are added
PAGE = 25  # fewer corrected finds than this, and what is corrected is looked for in texts as well
GOOD = 0.80  # a corrected find of this score ends the steps
KEYS = 50
DOUBTFUL = 20  # a word in fewer documents may be a misspelling
RAREST = 5  # of more widened words only these are asked; the others count in the ranking

TEXT_COLUMN = {"title": "title", "authors": "other", "journal": "other", "keys": "other"}


@dataclass(slots=True)
class Found:
    """The documents to show, best first, and how many match in all."""

    ordered: list[Scored] = field(default_factory=list)
    total: int = 0
    scorer: Scorer = field(default_factory=lambda: Scorer([]))
    corrected: dict[str, str] = field(default_factory=dict)
    sets: list[Set] = field(default_factory=list)  # what matches, if more does than is ranked


class Plan:
    """The steps of one search."""

    def __init__(self, index: Index, query: Query, marks: Sequence[Condition]) -> None:
        self.index = index
        self.query = query
        self.marks = list(marks)
        typed = [word.folded for word in query.words]
        self.counts = index.counts(typed)
        self.groups = [self._group(word) for word in query.words]
        self.rows: dict[int, Any] = {}
        self.scored: dict[int, Scored] = {}  # of the present groups
        self.scorer = Scorer(self.groups)
        self.tiers: dict[int, int] = {}
        self.sets: list[Set] = []  # what matches in all, where more matches than is ranked

    def _group(self, word: Word) -> Group:
        count = self.core_count(word.folded)
        return Group(
            typed=word.typed,
            folded=word.folded,
            columns=word.columns,
            weight=self.rarity(count),
            beginning=rank.HALF_TYPED if word.prefix else 0.0,
        )

    def core_count(self, word: str) -> int:
        return self.index.known.get(word, 0)

    def rarity(self, count: int) -> float:
        return log(1 + (self.index.size + 1) / (count + 1))

    # Conditions

    def narrowed(self, wanted: Iterable[Condition], *, core: bool) -> Condition:
        """Add phrases, facets and exclusions to what is wanted."""
        parts: list[Condition] = [*wanted, *self.marks]
        parts.extend(self._phrase(phrase, core=core) for phrase in self.query.phrases)
        whole: Condition = All(tuple(parts)) if parts else Term((EVERY,))
        # Texts are matched by stems: what is unwanted there is left to `_verified`.
        unwanted = tuple(self._phrase(one, core=True) for one in self.query.without if core)
        return Without(whole, OneOf(unwanted)) if unwanted else whole

    def _phrase(self, phrase: Phrase, *, core: bool) -> Term:
        if core:
            return Term(phrase.tokens, columns=phrase.columns)
        return Term(phrase.tokens, columns=text_columns(phrase.columns))

    def exact(self, group: Group, *, core: bool = True) -> Condition:
        """A word as it was typed; the last one with its completions."""
        columns = group.columns if core else text_columns(group.columns)
        if not group.beginning or len(group.folded) == 1 or self._whole_number(group):
            return Term((group.folded,), columns=columns)
        if len(group.folded) < 4 and core:
            return Term((group.folded,), prefix=True, columns=columns)
        ends = self.index.completions(group.folded, COMPLETIONS, column="core" if core else "body")
        words = dict.fromkeys([group.folded, *ends])
        return OneOf(tuple(Term((word,), columns=columns) for word in words))

    def _whole_number(self, group: Group) -> bool:
        """A year is no beginning of a longer number."""
        word = group.folded
        return len(word) == 4 and word.isdigit() and self.core_count(word) > 0

    def widened(self, group: Group, *, core: bool = True) -> Condition:
        """A word with everything that it may stand for."""
        columns = group.columns if core else text_columns(group.columns)
        words = dict.fromkeys([group.folded, *group.variants])
        terms: list[Condition] = [Term((word,), columns=columns) for word in words]
        terms.extend(
            Term((first, second), columns=columns) for first, (second, _) in group.pairs.items()
        )
        if core and group.beginning and 1 < len(group.folded) < 4:
            terms.append(Term((group.folded,), prefix=True, columns=columns))
        return OneOf(tuple(terms))

    # Steps

    def run(self, bound: int) -> Found:
        """Go through the steps; returns what was found, best first."""
        bound = max(BOUND, bound)
        found = Found()
        self._take(self._by_key(), tier=0)
        if not self.groups:
            total = self._without_words(bound)
            return self._finish(found, total)
        total = self._exact(bound)
        if len(self.tiers) < FEW:
            exact = bool(self.tiers)
            total = max(total, self._misspelt(bound))
            if not exact and len(self.tiers) < PAGE and not self.query.phrases:
                self._take(self._wide(self.groups, PAGE, core=False), tier=4)
        return self._finish(found, total)

    def _take(self, numbers: Iterable[int], *, tier: int) -> int:
        new = [number for number in numbers if number not in self.tiers]
        rows = self.index.rows(new)
        for number in new:
            if number in rows:
                self.rows[number] = rows[number]
                self.tiers[number] = tier
        return len(new)

    def _by_key(self) -> list[int]:
        found: list[int] = []
        for key, _ in self.query.keys:
            found.extend(self.index.keyed(key, KEYS))
        if found and (self.marks or self.query.phrases or self.query.without or self.index.years):
            allowed = self.narrowed([], core=True)
            among = set(self.index.match("core", allowed, 100_000))
            found = [number for number in found if number in among]
        return found

    def _without_words(self, bound: int) -> int:
        """Only phrases, facets, years or exclusions (or only an identifier) were typed."""
        query = self.query
        if not (query.phrases or self.marks or query.without or self.index.years):
            return len(self.tiers)
        core = self.narrowed([], core=True)
        self._take(self.index.match("core", core, bound, "newest"), tier=1)
        total = len(self.tiers)
        if total >= bound:
            total = self.index.total("core", core)
            self.sets.append(("core", core))
        if query.phrases and len(self.tiers) < bound:
            texts = self.narrowed([], core=False)
            self._take(self._verified(self.index.match("text", texts, bound, "newest")), tier=2)
            total = len(self.tiers)
        return total

    def _exact(self, bound: int) -> int:
        groups, last = self.groups, self.groups[-1]
        numbers, total = self._frequent_or_rare(groups, bound)
        self._take(self._verified(numbers), tier=1)
        if len(self.tiers) < FEW and len(groups) > 1 and last.beginning and len(last.folded) == 1:
            # One letter of the next word says little: what the other words find is shown too.
            self._take(self._verified(self._frequent_or_rare(groups[:-1], bound)[0]), tier=1)
        if len(numbers) < bound and self._in_texts():
            total = max(total, self._take_texts(bound))
        return max(total, len(self.tiers))

    def _take_texts(self, bound: int) -> int:
        """Every word somewhere in the texts; returns how many such documents there are."""
        exact = [self.exact(group, core=False) for group in self.groups]
        condition = self.narrowed(exact, core=False)
        numbers = self.index.match("text", condition, bound + 1)
        total = len(numbers)
        if total > bound:
            numbers = self.index.match("text", condition, bound, "newest")
            total = self.index.total("text", condition)
        self._take(self._verified(numbers), tier=2)
        if self.query.without or self.query.phrases:
            return 0  # by their stems alone texts cannot be counted
        if total > bound:
            self.sets.append(("text", condition))
        return total

    def _in_texts(self) -> bool:
        """Whether texts may hold what the core does not."""
        if any(not g.beginning and g.folded not in self.counts for g in self.groups):
            return False  # a word that stands nowhere
        if not self.tiers or self.query.phrases:
            return True
        return self._at_most() > len(self.tiers)

    def _at_most(self) -> int:
        """In how many documents all words may stand at most: those of the rarest."""
        most = self.index.size
        for group in self.groups:
            if not group.beginning:
                most = min(most, self.counts[group.folded][1])
            elif len(group.folded) >= 3:
                ends = self.index.completions(group.folded, COMPLETIONS, column="body")
                most = min(most, sum(ends.values()))
            elif len(self.groups) == 1:
                return 0  # two letters are the beginning of half the words of every abstract
        return most

    def _frequent_or_rare(self, groups: list[Group], bound: int) -> tuple[list[int], int]:
        """Match all groups in the core, by the cheapest way for words so frequent."""
        whole = [group for group in groups if not group.beginning]
        half = [group for group in groups if group.beginning]
        least = min((self.core_count(group.folded) for group in whole), default=None)
        if least is not None and half and least <= RARE:
            condition = self.narrowed([self.exact(group) for group in whole], core=True)
            numbers = self.index.match("core", condition, RARE + 1)
            rows = self.rows | self.index.rows(numbers)
            numbers = [n for n in numbers if n in rows and _begun(half[0], rows[n])]
            return numbers, len(numbers)
        groups = sorted(groups, key=lambda group: self.core_count(group.folded))
        condition = self.narrowed([self.exact(group) for group in groups], core=True)
        numbers = self.index.match("core", condition, bound + 1)
        if len(numbers) <= bound:
            return numbers, len(numbers)
        total = self.index.total("core", condition)
        self.sets.append(("core", condition))
        best: list[int] = []
        if len(groups) > 1:
            last = self.groups[-1]
            together = Term(
                tuple(group.folded for group in self.groups),
                prefix=bool(last.beginning) and 1 < len(last.folded) < 4,
            )
            best = self.index.match("core", self.narrowed([together], core=True), bound // 2)
        order: Order = "rank" if total <= RANKED else "newest"
        return [*best, *self.index.match("core", condition, bound, order)], total

    def _verified(self, numbers: list[int]) -> list[int]:
        """Keep what truly holds every phrase and no excluded one: texts are matched by stems."""
        query = self.query
        if not numbers or not (query.phrases or query.without):
            return numbers
        texts = self.index.texts(numbers)
        rows = self.index.rows(numbers)
        kept = []
        for number in numbers:
            if number not in rows:
                continue
            row, tokens = rows[number], texts.get(number, "").split()
            wanted = all(_holds(phrase, row, tokens) for phrase in query.phrases)
            if wanted and not any(_holds(phrase, row, tokens) for phrase in query.without):
                kept.append(number)
        return kept

    def _misspelt(self, bound: int) -> int:
        doubtful = [g for g in self.groups if self.core_count(g.folded) < DOUBTFUL]
        self._widen(self.groups, misspelt=doubtful)
        exact = bool(self.tiers)
        self._take(self._wide(self.groups, bound), tier=3)
        if exact or self._good():
            return len(self.tiers)
        others = [group for group in self.groups if group not in doubtful]
        if others:
            self._widen(others, misspelt=others)
            self._take(self._wide(self.groups, bound), tier=3)
            if self._good():
                return len(self.tiers)
        known = len(self.tiers)
        self._take_texts(bound)  # an ending that only a stemmer knows
        if len(self.tiers) == known:
            self._take(self._but_one(bound), tier=3)
        return len(self.tiers)

    def _spread(self, group: Group) -> int:
        """About how many documents a widened word stands in."""
        return sum(self.index.known.get(word, 0) for word in {group.folded, *group.variants})

    def _wide(self, groups: Sequence[Group], bound: int, *, core: bool = True) -> list[int]:
        groups = sorted(groups, key=self._spread)[
            : RAREST if core else None
        ]  # the first drives FTS5
        condition = self.narrowed([self.widened(group, core=core) for group in groups], core=core)
        return self._verified(self.index.match("core" if core else "text", condition, bound))

    def _but_one(self, bound: int) -> list[int]:
        """All words but one (of the rarest); if there is nothing, any of them."""
        groups = [group for group in self.groups if len(group.folded) > 1]
        groups = sorted(groups, key=self._spread)[:RAREST]
        if len(groups) < 2:
            return []
        wide = [self.widened(group) for group in groups]
        ways = tuple(All((*wide[:i], *wide[i + 1 :])) for i in range(len(wide)))
        condition = self.narrowed([OneOf(ways)], core=True)
        numbers = self.index.match("core", condition, bound)
        if not numbers and len(groups) > 2:
            condition = self.narrowed([OneOf(tuple(wide))], core=True)
            few = sum(map(self._spread, groups)) <= RANKED
            numbers = self.index.match("core", condition, bound, "rank" if few else "newest")
        return self._verified(numbers)

    def _widen(self, groups: Sequence[Group], *, misspelt: Sequence[Group]) -> None:
        """Give groups the words that they may stand for."""
        near = spelling.near(self.index.connection, [group.folded for group in misspelt])
        alone = {id(group): [*spelling.other_forms(group.folded)] for group in groups}
        joined = self._joins(groups)
        asked = {word for words in alone.values() for word in words}
        asked.update(word for _, word in joined)
        asked.update(
            part for group in groups for pair in spelling.splits(group.folded) for part in pair
        )
        known = self.index.counts(asked)
        for group in groups:
            for word, edits, count in near.get(group.folded, ()):
                self.index.known[word] = count
                group.variants.setdefault(word, rank.EXACT - rank.PER_EDIT * edits)
            for word in alone[id(group)]:
                if word in known:
                    group.variants[word] = rank.UMLAUT
            for pair in spelling.splits(group.folded):
                if pair[0] in known and pair[1] in known:
                    group.pairs[pair[0]] = (pair[1], rank.JOINED)
            for year in spelling.years_beside(group.folded):
                group.variants.setdefault(year, rank.YEAR_BESIDE)
            if len(group.folded) >= 3 and not group.folded.isdigit():
                quality = rank.HALF_TYPED if group.beginning else rank.ABBREVIATED
                most = COMPLETIONS if group.beginning else ABBREVIATIONS
                for word in self.index.completions(group.folded, most):
                    if word != group.folded and (group.beginning or word.isalpha()):
                        group.variants[word] = max(group.variants.get(word, 0), quality)
            if group.variants and not self.core_count(group.folded):
                most = max(self.core_count(word) for word in [group.folded, *group.variants])
                group.weight = self.rarity(most)
        for group, word in joined:
            if word in known:
                group.variants[word] = rank.JOINED
        self.scorer, self.scored = Scorer(self.groups), {}

    def _joins(self, groups: Sequence[Group]) -> list[tuple[Group, str]]:
        pairs: list[tuple[Group, str]] = []
        for first, second in zip(self.groups, self.groups[1:], strict=False):
            word = first.folded + second.folded
            pairs.extend((group, word) for group in (first, second) if group in groups)
        return pairs

    def _score(self, number: int) -> Scored:
        if number not in self.scored:
            in_text = self.tiers[number] in (2, 4)
            self.scored[number] = self.scorer.score(self.rows[number], in_text=in_text)
        return self.scored[number]

    def _good(self) -> bool:
        return any(self._score(n).score >= GOOD for n, tier in self.tiers.items() if tier == 3)

    def _finish(self, found: Found, total: int) -> Found:
        scored = [(self.tiers[number], self._score(number)) for number in self.rows]
        scored.sort(key=lambda pair: (pair[0], -round(pair[1].score, 6), -pair[1].row.number))
        found.ordered = [one for _, one in scored]
        found.total = max(total, len(scored))
        found.scorer = self.scorer
        found.sets = self.sets if found.total > len(scored) else []
        if scored and scored[0][0] >= 3:
            found.corrected = self._corrected(scored[0][1])
        return found

    def _corrected(self, best: Scored) -> dict[str, str]:
        return {
            group.typed: word
            for group, used in zip(self.groups, best.used, strict=True)
            if (word := used or self._likeliest(group))
            and word != group.folded
            and not word.startswith(group.folded)
        }

    def _likeliest(self, group: Group) -> str:
        """What a word that stands nowhere in the core most likely is."""
        if self.core_count(group.folded):
            return ""
        ways = group.variants
        return max(ways, key=lambda word: (ways[word], self.core_count(word)), default="")


def text_columns(columns: Iterable[str]) -> tuple[str, ...]:
    """Where the texts keep what stands in these columns of the core."""
    return tuple(TEXT_COLUMN.get(name, "other") for name in columns)


def _begun(group: Group, row: Any) -> bool:
    """Whether a half-typed word is the beginning of a word in the columns asked for."""
    columns = zip(CORE_COLUMNS, row[-len(CORE_COLUMNS) :], strict=True)
    return any(
        f" {group.folded}" in f" {value}"
        for column, value in columns
        if not group.columns or column in group.columns
    )


def _holds(phrase: Phrase, row: Any, tokens: Sequence[str]) -> bool:
    """Whether a document truly has these words in this order, in the columns asked for."""
    if not phrase.columns:
        return rank.contains(tokens, phrase.tokens)
    return any(rank.contains(getattr(row, c).split(), phrase.tokens) for c in phrase.columns)
