"""Importing A then B gives the same library as B then A, but for ids and dates."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st
from samples import COHEN, DOMINO, ORHURHU, SIGTERMANS, ZANOS, Csl, csl_file
from states import state

from evidence.library import Library
from evidence.vocabulary import Outcome

File = tuple[str, bytes]

WORKS: tuple[Csl, ...] = (
    {**COHEN, "volume": "43", "issue": "5", "page": "521-546", "PMCID": "PMC6023575"},
    {**ORHURHU, "issue": "1", "page": "241-254", "PMID": "31082965"},
    {**ZANOS, "volume": "70", "issue": "3", "page": "621-660"},
    {**SIGTERMANS, "volume": "145", "issue": "3", "page": "304-311"},
    {**DOMINO, "volume": "6", "issue": "3", "page": "279-291"},
)
# What an export leaves out, as real ones do: never what a work is called, by whom, and when.
OMITTED = ("DOI", "PMID", "PMCID", "volume", "issue", "page", "container-title")
SHORT_JOURNALS = {
    "Regional Anesthesia and Pain Medicine": "Reg Anesth Pain Med",
    "Anesthesia and Analgesia": "Anesth Analg",
    "Pharmacological Reviews": "Pharmacol Rev",
    "Clinical Pharmacology and Therapeutics": "Clin Pharmacol Ther",
}


def initials(person: dict[str, str]) -> dict[str, str]:
    words = person["given"].replace("-", " ").split()
    return {**person, "given": " ".join(f"{word[0]}." for word in words)}


@st.composite
def entries(draw: st.DrawFn, *, shared_keys: bool = False) -> Csl:
    """One database's entry for one of the works: some fields missing, some written otherwise.

    With `shared_keys` another work may have the same key in another file.
    """
    place = draw(st.integers(0, len(WORKS) - 1))
    work = WORKS[place]
    left_out = draw(st.sets(st.sampled_from(OMITTED)))
    csl = {name: value for name, value in work.items() if name not in left_out}
    csl["id"] = f"{work['id']}{draw(st.sampled_from(['', 'a', 'b', 'x']))}"
    if shared_keys:
        csl["id"] = draw(st.sampled_from(["ref1", "ref2", "ref3", csl["id"]]))
    if draw(st.booleans()):
        csl["title"] = draw(st.sampled_from([str.upper, str.title, "{}.".format]))(csl["title"])
    if draw(st.booleans()):
        csl["author"] = [initials(person) for person in csl["author"]]
    journal = SHORT_JOURNALS.get(csl.get("container-title", ""))
    if journal and draw(st.booleans()):
        csl["container-title"] = journal
    if draw(st.booleans()):
        csl["keyword"] = draw(st.sampled_from(["ketamine", "pain, ketamine", "CRPS"]))
    if draw(st.integers(0, 3)) == 0:
        csl["note"] = draw(st.sampled_from(["Read it.", "Read it again, with care."]))
    return csl


def one_key_an_entry(items: Sequence[Csl]) -> list[Csl]:
    """A file names each of its entries otherwise."""
    return list({item["id"]: item for item in items}.values())


def files(*, shared_keys: bool = False) -> st.SearchStrategy[list[Csl]]:
    found = st.lists(entries(shared_keys=shared_keys), min_size=1, max_size=5)
    return found.map(one_key_an_entry)


def content(library: Library) -> list[dict[str, Any]]:
    """What a library says, without ids and dates; of a reference's keys any may be the first."""
    tables = state(library)
    tags: dict[str, set[str]] = {}
    keys: dict[str, set[str]] = {}
    sources: dict[str, set[str]] = {}
    for row in tables["reference_tag"]:
        tags.setdefault(row["reference_id"], set()).add(row["tag"])
    for row in tables["reference_key"]:
        keys.setdefault(row["reference_id"], set()).add(row["key"])
    for row in tables["reference_source"]:
        sources.setdefault(row["reference_id"], set()).add(row["text"])
    found = [
        {
            "csl": {name: value for name, value in row["csl"].items() if name != "id"},
            "keys": sorted({row["citekey"], *keys.get(row["id"], ())}),
            "tags": sorted(tags.get(row["id"], ())),
            "sources": sorted({row["source_text"], *sources.get(row["id"], ())}),
        }
        for row in tables["reference"]
    ]
    return sorted(found, key=lambda one: json.dumps(one, sort_keys=True))


def without(items: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    left = [{name: value for name, value in one.items() if name not in names} for one in items]
    return sorted(left, key=lambda one: json.dumps(one, sort_keys=True))


def imported(empty: Path, folder: str, order: Sequence[File]) -> tuple[list[dict[str, Any]], int]:
    """What a library says after these imports, one after the other, and how many entries wait."""
    path = shutil.copy(empty, f"{folder}/{len(list(Path(folder).iterdir()))}.db")
    library = Library.open(str(path), who="ana")
    waiting = 0
    for file in order:
        report = library.import_files([file])
        waiting += sum(entry.outcome is Outcome.DUPLICATE for entry in report.entries)
    found = content(library)
    library.close()
    return found, waiting


def both_ways(
    ready_made: Path, *given_files: File
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What a library says after the imports in this order, and in the opposite one.

    Where an entry waits for a person in one order, one waits in the other; then the example says
    nothing: what a person decides is theirs.
    """
    with TemporaryDirectory() as folder:
        forth, asked = imported(ready_made / "empty.db", folder, given_files)
        back, asked_too = imported(ready_made / "empty.db", folder, given_files[::-1])
    assert bool(asked) == bool(asked_too)
    if asked:
        reject()
    return forth, back


small = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@small
@given(one=files(), two=files())
def test_the_order_of_two_files_makes_no_difference_to_references_tags_and_keys(
    ready_made: Path, one: list[Csl], two: list[Csl]
) -> None:
    forth, back = both_ways(ready_made, csl_file(*one), csl_file(*two))
    assert without(forth, "sources") == without(back, "sources")


@small
@given(one=files(shared_keys=True), two=files(shared_keys=True), three=files(shared_keys=True))
def test_nor_does_that_of_three_files_with_the_same_keys_for_other_works(
    ready_made: Path, one: list[Csl], two: list[Csl], three: list[Csl]
) -> None:
    forth, back = both_ways(ready_made, *(csl_file(*items) for items in (one, two, three)))
    assert without(forth, "sources", "keys") == without(back, "sources", "keys")


@small
@given(items=st.lists(entries(), min_size=2, max_size=6).map(one_key_an_entry), data=st.data())
def test_nor_does_the_order_of_entries_within_a_file(
    ready_made: Path, items: list[Csl], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(items))
    with TemporaryDirectory() as folder:
        first, asked = imported(ready_made / "empty.db", folder, [csl_file(*items)])
        second, asked_too = imported(ready_made / "empty.db", folder, [csl_file(*shuffled)])
    assert bool(asked) == bool(asked_too)
    assume(not asked)
    assert without(first, "sources", "keys") == without(second, "sources", "keys")


def test_only_the_source_of_an_entry_that_adds_nothing_depends_on_the_order(
    ready_made: Path,
) -> None:
    """It leaves no trace, so that an export of the library can be imported and changes nothing."""
    rich, poor = WORKS[0], {name: WORKS[0][name] for name in ("id", "type", "title", "DOI")}
    forth, back = both_ways(ready_made, csl_file(rich), csl_file(poor))
    assert without(forth, "sources") == without(back, "sources")
    assert (len(forth[0]["sources"]), len(back[0]["sources"])) == (1, 2)


@pytest.fixture(scope="module")
def real(shipped_file: Path) -> dict[str, File]:
    """The shipped references in two halves that overlap, each in the formats of other programs."""
    library = Library.open(str(shipped_file), who="ana")
    keys = [row.key for row in library.references(limit=100).rows]
    assert len(keys) == 70
    halves = {"first": keys[:45], "second": keys[25:]}
    found = {}
    for half, held in halves.items():
        for to in ("bibtex", "biblatex", "ris", "csl-json", "endnote-xml"):
            written = library.export_references(to=to, keys=held)
            found[f"{half} {to}"] = (written.file_name, written.content)
    library.close()
    return found


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("first bibtex", "second ris"),
        ("first ris", "second biblatex"),
        ("first endnote-xml", "second bibtex"),
        ("first csl-json", "second endnote-xml"),
        ("first bibtex", "second bibtex"),
    ],
)
def test_two_real_files_in_two_formats_make_one_library_in_either_order(
    ready_made: Path, real: dict[str, File], first: str, second: str
) -> None:
    forth, back = both_ways(ready_made, real[first], real[second])
    assert len(forth) == len(back) == 70
    assert without(forth, "sources") == without(back, "sources")


@pytest.mark.parametrize(
    "turned", [False, True], ids=["the right one first", "the wrong one first"]
)
def test_an_entry_with_the_identifier_of_another_work_waits_in_either_order(
    ready_made: Path, turned: bool
) -> None:
    wrong = {**WORKS[0], "DOI": ORHURHU["DOI"]}
    wrong = {name: value for name, value in wrong.items() if name not in ("PMID", "PMCID")}
    order = [csl_file(wrong), csl_file(ORHURHU)]
    with TemporaryDirectory() as folder:
        found, waiting = imported(ready_made / "empty.db", folder, order if turned else order[::-1])
    assert waiting == 1
    assert len(found) == 1
