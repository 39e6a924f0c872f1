"""The labelled sets: how many duplicates are found, and what is merged that must not be."""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evidence.matching import Advice, find_groups

DUPLICATES = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "duplicates"
# Hardly any fields, or read from scanned pages: their labels are no measure of a matcher.
STRESS = {"dblp_acm", "misq_mixed_fix"}
NOTHING_WRONG = {"stroke", "respiratory", "haematology", "tafenoquine"}


def csl_of(row: dict[str, str]) -> dict[str, Any]:
    """A row of a labelled set as a CSL item."""
    separator = " and " if " and " in row["author"] else ";"
    names = [name.strip() for name in row["author"].split(separator) if name.strip()]
    item: dict[str, Any] = {
        "title": row["title"],
        "container-title": row["journal"] or row["booktitle"],
        "volume": row["volume"],
        "issue": row["number"],
        "page": row["pages"],
        "DOI": row["doi"],
        "abstract": row["abstract"],
        "author": [
            dict(zip(("family", "given"), map(str.strip, name.split(",", 1)), strict=True))
            if "," in name
            else {"literal": name}
            for name in names
        ],
    }
    if row["year"][:4].isdigit():
        item["issued"] = {"date-parts": [[int(row["year"][:4])]]}
    return {name: value for name, value in item.items() if value}


def labelled_set(folder: Path) -> tuple[list[tuple[str, dict[str, Any]]], dict[str, str]]:
    """The references of a set, and the work that each of them is."""
    with gzip.open(folder / "records.csv.gz", "rt", encoding="utf-8", newline="") as rows:
        items = [(row["id"], csl_of(row)) for row in csv.DictReader(rows)]
    with (folder / "groups.csv").open(encoding="utf-8") as rows:
        return items, {row["id"]: row["group"] for row in csv.DictReader(rows)}


def count(truth: dict[str, str], merged: list[tuple[str, ...]]) -> Counter[str]:
    """Records found, missed and wrongly merged, whichever of a group is kept."""
    label = {id_: id_ for id_ in truth}
    for group in merged:
        label.update(dict.fromkeys(group, group[0]))
    clusters: dict[str, set[str]] = defaultdict(set)
    works: dict[str, set[str]] = defaultdict(set)
    for id_, work in truth.items():
        clusters[label[id_]].add(work)
        works[work].add(label[id_])
    missed = sum(len(labels) - 1 for labels in works.values())
    return Counter(
        found=len(truth) - len(works) - missed,
        missed=missed,
        wrong=sum(len(works_) - 1 for works_ in clusters.values()),
    )


def f1(counts: Counter[str]) -> float:
    return 2 * counts["found"] / (2 * counts["found"] + counts["missed"] + counts["wrong"])


def sets() -> Iterator[Path]:
    for folder in sorted(DUPLICATES.iterdir()):
        if (folder / "groups.csv").exists() and folder.name not in STRESS:
            yield folder


@pytest.mark.corpus
def test_duplicates_of_the_labelled_sets_are_found_and_hardly_any_is_merged_wrongly() -> None:
    total: Counter[str] = Counter()
    asked = references = 0
    for folder in sets():
        items, truth = labelled_set(folder)
        groups = find_groups(items)
        same = [group.references for group in groups if group.advice is Advice.SAME]
        counts = count(truth, same)
        assert not (folder.name in NOTHING_WRONG and counts["wrong"]), folder.name
        total += counts
        asked += sum(group.advice is Advice.ASK for group in groups)
        references += len(items)
    assert f1(total) >= 0.993, total
    assert total["wrong"] <= 3, total
    # A queue that nobody reads through helps nobody.
    assert asked <= 0.01 * references
