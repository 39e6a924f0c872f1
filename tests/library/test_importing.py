"""Import: every entry accounted for, nothing twice, nothing lost, undone as one."""

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import (
    COHEN,
    DOMINO,
    FOUR,
    ORHURHU,
    SIGTERMANS,
    ZANOS,
    bring,
    csl_file,
    index_problems,
    many,
)

from evidence.errors import BadInput, StoreError
from evidence.library import Library, importing
from evidence.library import results as r
from evidence.vocabulary import OnDuplicate, Outcome

BIB = rb"""% the pain clinic's list
@string{pain = "Pain"}
@article{sigtermans2009,
  author = {Sigtermans, Marnix J. and van Hilten, Jacobus J.},
  title = {Ketamine produces effective and long-term pain relief},
  journal = pain, year = 2009, doi = {10.1016/j.pain.2009.06.023}
}
@article{broken2020, title = {No closing brace, author = {Lost, A.}, year = 2020

@article{after2019, author = {After, Bea}, title = {Read although the entry before it is broken},
  journal = {Pain Medicine}, year = 2019}
@article{after2019, author = {Again, Cem}, title = {A second entry under the key of another},
  journal = {Anaesthesia}, year = 2018}
"""


def outcomes(report: r.ImportReport) -> list[str]:
    return [entry.outcome.value for entry in report.entries]


def imported(library: Library, *items: dict[str, Any], **how: Any) -> r.ImportEntry:
    """Import one entry after others; what became of the last."""
    return library.import_files([csl_file(*items)], **how).entries[-1]


# A file, entry by entry.


def test_a_broken_entry_is_told_with_its_line_and_harms_no_other(library: Library) -> None:
    report = library.import_files([("clinic.bib", BIB)])
    told = [(entry.key, entry.line, entry.outcome) for entry in report.entries]
    assert told == [
        ("sigtermans2009", 3, Outcome.ADDED),
        ("broken2020", 8, Outcome.ADDED),
        ("after2019", 10, Outcome.ADDED),
        ("after2019", 12, Outcome.ADDED),
    ]
    assert {message.line for message in report.entries[1].messages} == {8}
    assert [entry.reference for entry in report.entries] == [
        "sigtermans2009",
        "broken2020",
        "after2019",
        "after2019b",
    ]
    file = report.files[0]
    assert (file.format, file.entries, file.added, file.failed) == ("bibtex", 4, 4, 0)


def test_the_key_of_another_reference_is_said_where_it_was_taken(library: Library) -> None:
    report = library.import_files([("clinic.bib", BIB)])
    message = next(m for m in report.entries[3].messages if m.code == "key-taken")
    assert "after2019b" in message.text
    assert message.line == 12


def test_a_dry_run_says_the_same_and_changes_nothing(stocked: Library) -> None:
    before = stocked.dump(history=True)
    dry = stocked.import_files([("clinic.bib", BIB)], dry_run=True)
    assert stocked.dump(history=True) == before
    assert dry.batch is None
    real = stocked.import_files([("clinic.bib", BIB)])
    assert real.entries == dry.entries
    assert real.files == dry.files


def test_importing_twice_adds_nothing_and_leaves_no_trace(library: Library) -> None:
    library.import_files([("clinic.bib", BIB)])
    before = library.dump(history=True)
    again = library.import_files([("clinic.bib", BIB)])
    assert outcomes(again) == ["unchanged"] * 4
    assert again.batch is None
    assert library.dump(history=True) == before


def test_a_bad_file_among_good_ones_harms_no_other(library: Library) -> None:
    report = library.import_files(
        [
            csl_file(COHEN, name="good.json"),
            ("scan.pdf", b"%PDF-1.7\n..."),
            ("empty.bib", b""),
            csl_file(ZANOS, name="also good.json"),
        ]
    )
    assert [file.path for file in report.files] == ["good.json", "also good.json"]
    assert [message.file for message in report.failed_files] == ["scan.pdf", "empty.bib"]
    assert all(message.text.endswith(".") for message in report.failed_files)
    assert library.references().total == 2


WRONG_FILES = {
    "empty": b"",
    "blank": b" \n\n\t",
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "a PNG": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "a zip": b"PK\x03\x04\x14\x00\x00\x00",
    "a Word document": b"PK\x03\x04\x14\x00word/document.xml",
    "an SQLite database": b"SQLite format 3\x00" + b"\x00" * 84,
    "zeros": b"\x00" * 10_000,
    "a web page": b"<!DOCTYPE html><html><body>Log in to continue</body></html>",
    "other JSON": b'{"patients": [1, 2]}',
    "other XML": b"<?xml version='1.0'?><recipes/>",
    "a letter": b"Dear Sir,\nplease find enclosed the list of references.\n",
}


@pytest.mark.parametrize("content", WRONG_FILES.values(), ids=WRONG_FILES)
def test_the_wrong_file_is_one_sentence_and_nothing_changes(
    library: Library, content: bytes
) -> None:
    before = library.dump(history=True)
    report = library.import_files([("wrong.bib", content)])
    assert report.files == ()
    [message] = report.failed_files
    assert message.text.startswith("wrong.bib ") or "wrong.bib" in message.text
    assert "\n" not in message.text
    assert library.dump(history=True) == before


def test_more_than_64_mb_is_refused_before_it_is_read(library: Library) -> None:
    [message] = library.import_files([("huge.bib", bytes(64 * 1024 * 1024 + 1))]).failed_files
    assert "larger than 64 MB" in message.text


def test_a_choice_that_there_is_not_is_refused(library: Library) -> None:
    for choice in ({"format": "word"}, {"encoding": "klingon"}):
        report = library.import_files([csl_file(COHEN)], **choice)  # type: ignore[arg-type]
        assert len(report.failed_files) == 1
        assert library.references().total == 0
    with pytest.raises(BadInput, match="“maybe”"):
        library.import_files([csl_file(COHEN)], on_duplicate="maybe")


# The same reference.

IDENTIFIERS = [
    ("DOI", ZANOS["DOI"].upper()),
    ("DOI", f"https://doi.org/{ZANOS['DOI']}"),
    ("DOI", f"doi:{ZANOS['DOI']}"),
    ("PMID", ZANOS["PMID"]),
    ("PMID", f"PMID: {ZANOS['PMID']}"),
    ("PMCID", ZANOS["PMCID"]),
    ("PMCID", ZANOS["PMCID"].lower()),
]


@pytest.mark.parametrize(("name", "value"), IDENTIFIERS)
def test_the_same_identifier_is_the_same_reference(library: Library, name: str, value: str) -> None:
    bring(library, ZANOS)
    entry = imported(
        library, {"id": "other", "type": "article-journal", "title": ZANOS["title"], name: value}
    )
    assert entry.outcome in (Outcome.UNCHANGED, Outcome.MERGED)
    assert entry.reference == "zanos2018"
    assert entry.reasons
    assert library.references().total == 1


def test_an_identifier_that_an_entry_brought_is_known_to_the_next(library: Library) -> None:
    words = {"id": "a", "type": "article-journal", "title": ZANOS["title"]}
    report = library.import_files(
        [
            csl_file(
                {**words, "id": "a", "DOI": ZANOS["DOI"]},
                {**words, "id": "b", "DOI": ZANOS["DOI"], "PMID": ZANOS["PMID"]},
                {**words, "id": "c", "PMID": ZANOS["PMID"], "PMCID": ZANOS["PMCID"]},
                {**words, "id": "d", "PMCID": ZANOS["PMCID"]},
            )
        ]
    )
    assert {entry.reference for entry in report.entries} == {"a"}
    assert library.references().total == 1
    csl = library.reference("a").csl
    assert {name: csl[name] for name in ("DOI", "PMID", "PMCID")} == {
        name: ZANOS[name] for name in ("DOI", "PMID", "PMCID")
    }


def test_identifiers_of_two_references_are_left_to_a_person(library: Library) -> None:
    bring(library, COHEN, ZANOS)
    before = library.dump(history=True)
    entry = imported(library, {**COHEN, "id": "mixed", "PMID": ZANOS["PMID"]})
    assert entry.outcome is Outcome.DUPLICATE
    [message] = entry.messages
    assert message.code == "identifiers-disagree"
    assert "cohen2018" in message.text
    assert "zanos2018" in message.text
    assert message.hint
    assert library.dump(history=True) == before


def test_one_identifier_under_quite_another_title_is_left_to_a_person(library: Library) -> None:
    bring(library, COHEN)
    before = library.dump()
    entry = imported(library, {**SIGTERMANS, "DOI": COHEN["DOI"], "PMID": COHEN["PMID"]})
    assert entry.outcome is Outcome.DUPLICATE
    assert [message.code for message in entry.messages] == ["another-title"]
    assert library.dump() == before


def test_an_entry_without_identifiers_is_known_by_what_it_says(library: Library) -> None:
    bring(library, DOMINO)
    entry = imported(library, {**DOMINO, "id": "under-another-key"})
    assert (entry.outcome, entry.reference) == (Outcome.UNCHANGED, "domino1965")
    # A text that cites it by the other key finds it.
    assert library.reference("under-another-key").summary.key == "domino1965"
    assert library.import_files([csl_file({**DOMINO, "id": "under-another-key"})]).batch is None


def test_an_entry_is_known_after_the_reference_was_edited(library: Library) -> None:
    bring(library, DOMINO)
    seen = library.reference("domino1965")
    library.edit_reference(
        "domino1965", {**seen.csl, "title": "The first trial in people"}, revision=seen.revision
    )
    entry = imported(library, DOMINO)
    assert entry.outcome is Outcome.UNCHANGED
    assert library.reference("domino1965").summary.title == "The first trial in people"


def test_the_same_entry_twice_in_a_file_is_listed_twice_and_kept_once(library: Library) -> None:
    report = library.import_files([csl_file(COHEN, COHEN)])
    assert outcomes(report) == ["added", "unchanged"]
    assert [message.code for message in report.entries[1].messages] == ["same-in-file"]


# Merging.


THEIRS = {
    **ORHURHU,
    "id": "orhurhu",
    "title": ORHURHU["title"].upper(),
    "volume": "129 Suppl 1",
    "page": "241-254",
    "abstract": "Background: …",
    "note": "Theirs.",
    "PMID": "31082965",
}


def test_a_merge_fills_what_is_missing_and_takes_what_says_more(library: Library) -> None:
    bring(library, {**ORHURHU, "note": "A note of ours."})
    entry = imported(library, THEIRS)
    assert (entry.outcome, entry.reference) == (Outcome.MERGED, "orhurhu2019")
    csl = library.reference("orhurhu2019").csl
    assert {
        name: csl.get(name) for name in ("volume", "page", "abstract", "note", "PMID", "id")
    } == {
        "volume": "129 Suppl 1",
        "page": "241-254",
        "abstract": "Background: …",
        "note": "A note of ours.",
        "PMID": "31082965",
        "id": "orhurhu2019",
    }
    assert csl["title"] == ORHURHU["title"]
    told = {
        change.field: (change.before, change.after, change.taken) for change in entry.differences
    }
    assert told["volume"] == ("129", "129 Suppl 1", True)
    assert told["page"] == ("", "241-254", True)
    assert told["title"][2] is False
    # Both keys lead to it, and what the entry said is kept.
    assert library.reference("orhurhu").summary.key == "orhurhu2019"
    assert library.search("31082965").results[0].key == "orhurhu2019"
    assert index_problems(library) == []


def test_what_a_person_has_set_is_not_changed_by_an_import(library: Library) -> None:
    bring(library, ORHURHU)
    seen = library.reference("orhurhu2019")
    edited = {**seen.csl, "volume": "9"}
    del edited["container-title"]
    library.edit_reference("orhurhu2019", edited, revision=seen.revision)
    entry = imported(library, THEIRS)
    csl = library.reference("orhurhu2019").csl
    assert (csl["volume"], csl["page"]) == ("9", "241-254")
    assert not csl.get("container-title")
    told = {one.field: one.taken for one in entry.differences}
    assert (told["volume"], told["container-title"], told["page"]) == (False, False, True)


def test_what_was_shipped_is_filled_and_not_changed(shipped: Library) -> None:
    before = shipped.reference("orhurhu2019").csl
    imported(shipped, {**THEIRS, "DOI": before["DOI"], "keyword": "pain"})
    after = shipped.reference("orhurhu2019").csl
    assert after["keyword"] == "pain"
    assert {name: after[name] for name in before} == before


def test_a_merged_entry_is_unchanged_the_next_time(library: Library) -> None:
    bring(library, ORHURHU)
    theirs = {**ORHURHU, "id": "other", "page": "241-254"}
    assert imported(library, theirs).outcome is Outcome.MERGED
    before = library.dump(history=True)
    assert imported(library, theirs).outcome is Outcome.UNCHANGED
    assert library.dump(history=True) == before


@pytest.mark.parametrize(
    ("choice", "outcome", "total"),
    [("merge", Outcome.MERGED, 1), ("skip", Outcome.SKIPPED, 1), ("add", Outcome.ADDED, 2)],
)
def test_what_becomes_of_a_duplicate_is_the_persons_choice(
    library: Library, choice: str, outcome: Outcome, total: int
) -> None:
    bring(library, COHEN)
    entry = imported(library, {**COHEN, "page": "521-546"}, on_duplicate=choice)
    assert entry.outcome is outcome
    assert library.references().total == total
    if outcome is Outcome.ADDED:
        assert entry.reference == "cohen2018b"
        assert {message.code for message in entry.messages} == {"added-again", "key-taken"}


def test_two_files_of_one_name_are_counted_apart(library: Library) -> None:
    report = library.import_files([csl_file(COHEN, ZANOS), csl_file(ORHURHU)])
    assert [(file.entries, file.added) for file in report.files] == [(2, 2), (1, 1)]


# One change.


def test_an_import_is_one_change_and_is_undone_as_one(stocked: Library) -> None:
    before = stocked.dump()
    report = stocked.import_files(
        [csl_file(*many(10)), ("b.bib", BIB), csl_file({**ZANOS, "volume": "70", "id": "z"})]
    )
    assert report.batch == stocked.history(limit=1)[0].id
    assert "Import mine.json, b.bib, mine.json" in stocked.history(limit=1)[0].label
    stocked.undo(str(report.batch))
    assert stocked.dump() == before
    assert index_problems(stocked) == []
    again = stocked.import_files([csl_file(*many(10))])
    assert set(outcomes(again)) == {"added"}


def test_an_import_may_change_the_newest_reference_and_bring_others(library: Library) -> None:
    bring(library, ZANOS)
    report = library.import_files([csl_file({**ZANOS, "volume": "70"}, *many(5))])
    assert outcomes(report) == ["merged", *["added"] * 5]
    assert index_problems(library) == []


def test_a_person_sees_how_far_an_import_has_come(library: Library) -> None:
    seen: list[tuple[int, int]] = []
    library.import_files(
        [csl_file(*many(50))], progress=lambda done, total: seen.append((done, total))
    )
    assert seen[-1] == (50, 50)
    assert seen == sorted(seen)


def test_what_somebody_else_brought_in_meanwhile_is_not_brought_in_twice(
    stocked: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Matching is done on the state that is written to, not on an older one."""
    entries = many(6)
    decide = importing.label

    def meanwhile(files: Any) -> str:
        monkeypatch.setattr(importing, "label", decide)
        bring(stocked.as_user("ben"), *entries[:3])
        return decide(files)

    monkeypatch.setattr(importing, "label", meanwhile)
    report = stocked.import_files([csl_file(*entries)])
    assert outcomes(report) == ["unchanged"] * 3 + ["added"] * 3
    assert stocked.references().total == 4 + 6


def test_when_somebody_else_brought_in_all_of_it_nothing_is_recorded(
    stocked: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = many(3)
    decide = importing.label

    def meanwhile(files: Any) -> str:
        monkeypatch.setattr(importing, "label", decide)
        bring(stocked.as_user("ben"), *entries)
        return decide(files)

    monkeypatch.setattr(importing, "label", meanwhile)
    report = stocked.import_files([csl_file(*entries)])
    assert report.batch is None
    assert [view.who for view in stocked.history(limit=2)] == ["ben", "ana"]


def test_an_import_on_a_library_that_is_gone_is_one_sentence(tmp_path: Any) -> None:
    library = Library.open(f"sqlite:///{tmp_path / 'sub' / 'library.db'}", create="empty")
    library.close()
    for path in (tmp_path / "sub").iterdir():
        path.unlink()
    (tmp_path / "sub").rmdir()
    with pytest.raises(StoreError):
        library.import_files([csl_file(COHEN)])


# Any file.

ENTRY = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["a", "b", "a1", "", "Ä ö", "x" * 300, "\x00", "-rf", "../x"]),
        "type": st.sampled_from(["article-journal", "book", "nonsense"]),
        "title": st.one_of(
            st.sampled_from([i["title"] for i in FOUR]), st.text(max_size=30), st.none()
        ),
        "DOI": st.sampled_from([None, "", "10.1/x", "10.1/X", "not a doi", ZANOS["DOI"]]),
        "PMID": st.sampled_from([None, "1", "01", "x", ZANOS["PMID"]]),
        "issued": st.sampled_from([None, {"date-parts": [[2018]]}, {"raw": "soon"}]),
        "author": st.sampled_from([None, [], [{"family": "Ö", "given": "\ud800"}]]),
    }
)


@settings(max_examples=12, deadline=None)
@given(items=st.lists(ENTRY, min_size=1, max_size=8), choice=st.sampled_from(OnDuplicate))
def test_every_entry_is_listed_once_and_what_was_added_is_there(
    items: list[dict[str, Any]], choice: OnDuplicate
) -> None:
    library = Library.open("sqlite:///:memory:", create="empty")
    content = json.dumps([{k: v for k, v in one.items() if v is not None} for one in items])
    before = library.dump()
    report = library.import_files([("any.json", content.encode())], on_duplicate=choice)
    assert len(report.entries) == len(items)
    counted = Counter(outcomes(report))
    assert counted["added"] == library.references().total
    assert sum(getattr(report.files[0], outcome.value) for outcome in Outcome) == len(items)
    for entry in report.entries:
        if entry.outcome is Outcome.ADDED:
            assert library.reference(str(entry.reference)).summary.key == entry.reference
    assert index_problems(library) == []
    after = library.dump()
    again = library.import_files([("any.json", content.encode())])
    assert "added" not in outcomes(again)
    if choice is OnDuplicate.MERGE:
        assert library.dump() == after
    for view in library.history():
        if view.kind == "import":
            library.undo(view.id)
    assert library.dump() == before
    library.close()
