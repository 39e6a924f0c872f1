"""Readers over real files, where a folder of them stands beside the checkout.

Every file is read without an exception and every entry is found; what is read of them is compared
with what Better BibTeX's own tests expect, with case, markup and punctuation left aside.
"""

import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from evidence.formats.records import ReadFile
from evidence.formats.table import read_bytes
from evidence.text import fold, plain, year_of

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout"),
]

# Better BibTeX's shares that are to be reached (case, markup and punctuation aside).
WANTED = {"title": 0.985, "authors": 0.985, "year": 0.99, "doi": 0.995, "pages": 0.993}


@pytest.fixture(scope="module")
def manifest() -> list[dict[str, Any]]:
    lines = (CORPUS / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def files(manifest: list[dict[str, Any]]) -> dict[str, ReadFile]:
    return {
        one["file"]: read_bytes((CORPUS / one["file"]).read_bytes(), path=one["file"])
        for one in manifest
        if one.get("entries")
    }


def test_every_entry_of_every_file_is_found(
    manifest: list[dict[str, Any]], files: dict[str, ReadFile]
) -> None:
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for one in manifest:
        if one.get("entries"):
            kind = one["file"].split("/")[0]
            read = sum(record.csl is not None for record in files[one["file"]].records)
            wanted[kind] += one["entries"]
            found[kind] += min(read, one["entries"])
    assert found["bib"] >= 0.9998 * wanted["bib"]
    # Of the formats with one record after another nothing is lost.
    assert {kind: found[kind] for kind in wanted if kind != "bib"} == {
        kind: wanted[kind] for kind in wanted if kind != "bib"
    }


def letters(value: object) -> str:
    return re.sub(r"[\W_]+", "", fold(plain(re.sub(r"<[^>]*>", "", str(value or "")))))


def as_expected(item: dict[str, Any]) -> dict[str, Any]:
    """What is compared, of an item as Better BibTeX's tests write it."""
    creators = item.get("creators") or []
    authors = [one for one in creators if one.get("creatorType") == "author"]
    year = re.search(r"\d{4}", str(item.get("date") or ""))
    return {
        "title": letters(item.get("title")),
        "authors": [letters(one.get("lastName") or one.get("name")) for one in authors],
        "year": year and int(year[0]),
        "doi": re.sub(r"^https?://(dx\.)?doi\.org/", "", str(item.get("DOI") or "").lower()),
        "pages": re.findall(r"\w+", str(item.get("pages") or "")),
    }


def as_read(csl: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": letters(csl.get("title")),
        "authors": [
            letters(
                " ".join(
                    str(name[part])
                    for part in ("non-dropping-particle", "dropping-particle", "family", "literal")
                    if name.get(part)
                )
            )
            for name in csl.get("author") or []
        ],
        "year": year_of(csl),
        "doi": str(csl.get("DOI") or "").lower(),
        "pages": re.findall(r"\w+", str(csl.get("page") or "")),
    }


def test_what_is_read_is_what_better_bibtex_expects(
    manifest: list[dict[str, Any]], files: dict[str, ReadFile]
) -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    wrong: dict[str, list[Any]] = defaultdict(list)
    for one in manifest:
        paths = [path for path in one.get("expected") or [] if path.endswith(".bbt.json")]
        if not paths:
            continue
        records = {record.key: record.csl for record in files[one["file"]].records if record.csl}
        repeated = Counter(record.key for record in files[one["file"]].records)
        items = json.loads((CORPUS / paths[0]).read_text(encoding="utf-8"))["items"]
        for item in items:
            key = item.get("citationKey") or ""
            if key not in records or repeated[key] > 1:
                continue  # the two number repeated keys in their own ways
            wanted, read = as_expected(item), as_read(records[key])
            for name, value in wanted.items():
                if not value:
                    continue
                total[name] += 1
                right[name] += read[name] == value
                if read[name] != value:
                    wrong[name].append((one["file"][-60:], key, value, read[name]))
    shares = {name: right[name] / total[name] for name in WANTED}
    missed = {name: wrong[name][:12] for name, share in shares.items() if share < WANTED[name]}
    assert not missed, (shares, dict(total), missed)
