"""A merge keeps all that hangs on both, remembers the keys, and comes apart again with undo."""

from collections.abc import Callable
from typing import Any

import pytest
from samples import COHEN, DOMINO, ORHURHU, Csl, bring, csl_file, index_problems, item
from states import state

from evidence.errors import BadInput, Conflict, NotFound
from evidence.library import Library
from evidence.store.changes import change
from evidence.store.ledger import SuggestionDismissal
from evidence.store.tables import (
    Effect,
    Reference,
    ReferenceTag,
    ReferenceText,
    StatusNotice,
    Study,
)

IDENTIFIERS = ("DOI", "PMID")
COPY: Csl = {
    **{name: value for name, value in COHEN.items() if name not in IDENTIFIERS},
    "id": "cohencopy",
    "page": "521-546",
    "volume": "43",
}
THIRD = item("third1999", "Another paper, quite different from these", "Third, T.", 1999, "Pain")
BIB = b"""@article{cohenbib,
  author = {Cohen, Steven P.}, title = {Consensus guidelines on the use of intravenous ketamine
  infusions for chronic pain}, year = 2018, journal = {Reg Anesth Pain Med}, pages = {521--546}
}
"""


def row_id(library: Library, key: str) -> str:
    return library.reference(key).summary.id


def hang(library: Library, key: str) -> None:
    """Hang something of every kind on a reference."""
    passage = f"Words of {key} that a link leans on."
    with change(library.engine, who="ana", label=f"Much about {key}") as (session, _):
        row = session.get(Reference, row_id(library, key))
        assert row is not None
        study = Study(name=key, n=len(key), finding=f"What {key} found")
        row.study_id = study.id
        session.add(study)
        session.add(Effect(study_id=study.id, reference_id=row.id, outcome=f"pain in {key}"))
        session.add(StatusNotice(reference_id=row.id, kind="correction", source=key))
        session.add(
            ReferenceText(reference_id=row.id, kind="abstract", text=f"{passage} And more.")
        )
        for tag in ("ketamine", f"tag of {key}"):
            session.add(ReferenceTag(reference_id=row.id, tag=tag))
        for claim in library.claims()[:2]:
            session.add(SuggestionDismissal(claim_id=claim.id, reference_id=row.id))
    library.add_note(key, f"A note on {key}")
    library.link("rapid-onset", key, stance="supports", rationale=f"Of {key}", quote=passage)
    library.link("not-a-cure", key, stance="qualifies", rationale=f"Of {key}")


@pytest.fixture
def full(stocked: Library) -> Library:
    """Two references that are one work, each with something of every kind; and a third."""
    stocked.import_files([csl_file(COPY, THIRD)], on_duplicate="add")
    for key in ("cohen2018", "cohencopy"):
        hang(stocked, key)
    stocked.not_duplicates("cohencopy", "third1999")
    stocked.not_duplicates("cohen2018", "third1999")
    stocked.not_duplicates("cohencopy", "orhurhu2019")
    stocked.relate("third1999", "comments_on", "cohencopy")
    return stocked


def moved(table: str, *columns: str) -> Callable[[dict[str, Any]], list[tuple[Any, ...]]]:
    """What a table says, by which a row is known wherever it hangs."""

    def read(tables: dict[str, Any]) -> list[tuple[Any, ...]]:
        return sorted(tuple(str(row[name]) for name in columns) for row in tables[table])

    return read


KEPT = {
    "links": moved("evidence_link", "id", "claim_id", "stance", "rationale"),
    "passages": moved("passage", "id", "link_id", "exact", "verification", "text_id"),
    "texts": moved("reference_text", "id", "text"),
    "notices": moved("status_notice", "id", "kind", "source"),
    "effects": moved("effect", "id", "outcome"),
}


@pytest.mark.parametrize("what", KEPT)
def test_nothing_that_hangs_on_either_is_lost(full: Library, what: str) -> None:
    before = KEPT[what](state(full))
    full.merge("cohen2018", ["cohencopy"])
    assert KEPT[what](state(full)) == before
    assert before


def test_all_of_it_hangs_on_the_one_that_stays(full: Library) -> None:
    other = row_id(full, "cohencopy")
    full.merge("cohen2018", ["cohencopy"])
    for table, rows in state(full).items():
        for row in rows:
            if table == "reference" and row["id"] == other:
                continue  # itself: it stays, and knows what it was merged into
            assert other not in row.values(), (table, row)
    kept = full.reference("cohen2018")
    assert kept.tags == ("ketamine", "tag of cohen2018", "tag of cohencopy")
    words = {note.text for note in kept.notes}
    assert {"A note on cohen2018", "A note on cohencopy"} <= words
    assert len(kept.links) == 4
    assert {effect.outcome for effect in kept.effects} == {"pain in cohen2018", "pain in cohencopy"}
    assert [one.reference.key for one in kept.relations] == ["third1999"]
    assert len(kept.notices) == 2


def test_two_studies_become_one_and_what_they_say_otherwise_stands_in_a_note(full: Library) -> None:
    full.merge("cohen2018", ["cohencopy"])
    kept = full.reference("cohen2018")
    assert kept.study is not None
    assert kept.study.finding == "What cohen2018 found"
    assert any("What cohencopy found" in note.text for note in kept.notes)
    assert full.claim("rapid-onset").summary.links["supports"] == 1
    assert len(state(full)["study"]) == 1


def test_what_is_missing_is_filled_and_the_words_of_the_one_that_stays_stay(full: Library) -> None:
    before = full.reference("cohen2018").csl
    kept = full.merge("cohen2018", ["cohencopy"]).csl
    assert {name: kept[name] for name in before} == before
    assert (kept["page"], kept["volume"]) == ("521-546", "43")


def test_both_keys_lead_to_it_and_so_does_a_search(full: Library) -> None:
    full.merge("cohen2018", ["cohencopy"])
    assert full.reference("cohencopy").summary.key == "cohen2018"
    assert full.reference("cohen2018").other_keys == ("cohencopy",)
    assert full.search("cohencopy").results[0].key == "cohen2018"
    assert full.format_references(["cohencopy"], style="vancouver").keys() == {"cohen2018"}
    assert not index_problems(full)


def test_citations_go_to_the_one_that_stays(full: Library) -> None:
    def cited() -> str:
        return full.export_article(to="md", style="vancouver").content.decode("utf-8")

    full.unlink("rapid-onset", "cohen2018")
    full.unlink("not-a-cure", "cohen2018")
    title = str(COHEN["title"])
    assert cited().count(title) >= 1
    full.merge("cohen2018", ["cohencopy"])
    assert cited().count(title) >= 1
    assert {view.reference.key for view in full.claim("rapid-onset").evidence} == {"cohen2018"}


def test_sources_of_both_are_kept_as_they_came(library: Library) -> None:
    bring(library, COHEN)
    library.import_files([("mine.bib", BIB)], on_duplicate="add")
    library.merge("cohen2018", ["cohenbib"])
    sources = state(library)["reference_source"]
    assert [(row["key"], row["format"]) for row in sources] == [("cohenbib", "bibtex")]
    assert sources[0]["text"].strip() == BIB.decode().strip()
    assert library.reference("cohen2018").source_format == "csl-json"


def test_undo_takes_a_merge_apart_row_for_row(full: Library) -> None:
    before, groups = state(full), full.duplicates().groups
    searched = [hit.key for hit in full.search("cohencopy").results]
    full.merge("cohen2018", ["cohencopy"])
    assert state(full) != before
    newest = full.history(limit=1)[0]
    assert newest.kind == "merge"
    full.undo(newest.id)
    assert state(full) == before
    assert full.duplicates().groups == groups
    assert [hit.key for hit in full.search("cohencopy").results] == searched
    assert not index_problems(full)


def test_merges_one_after_another_come_apart_in_turn(full: Library) -> None:
    states = [state(full)]
    full.merge("cohen2018", ["cohencopy"])
    states.append(state(full))
    full.merge("orhurhu2019", ["cohen2018"])
    assert full.reference("cohencopy").summary.key == "orhurhu2019"
    assert set(full.reference("orhurhu2019").other_keys) == {"cohen2018", "cohencopy"}
    merges = [view.id for view in full.history(limit=2)]
    with pytest.raises(Conflict, match="undo the later change first"):
        full.undo(merges[1])
    for set_id in merges:
        full.undo(set_id)
        assert state(full) == states.pop()


def test_several_are_merged_in_one_change(full: Library) -> None:
    before = state(full)
    full.merge("cohen2018", ["cohencopy", "third1999"])
    assert {full.reference(key).summary.key for key in ("cohencopy", "third1999")} == {"cohen2018"}
    full.undo(full.history(limit=1)[0].id)
    assert state(full) == before


# “Not duplicates” is remembered for ever.


def pairs(library: Library) -> set[frozenset[str]]:
    names = {row["id"]: row["citekey"] for row in state(library)["reference"]}
    return {
        frozenset((names[row["first_id"]], names[row["second_id"]]))
        for row in state(library)["not_duplicates"]
    }


def test_decided_pairs_hold_for_the_one_that_stays(full: Library) -> None:
    full.merge("cohen2018", ["cohencopy"])
    assert pairs(full) == {
        frozenset(("cohen2018", "third1999")),  # was decided of both: stands once
        frozenset(("cohen2018", "orhurhu2019")),
    }


def test_a_pair_that_is_merged_after_all_is_no_pair_any_more(full: Library) -> None:
    full.not_duplicates("cohen2018", "cohencopy")
    before = pairs(full)
    full.merge("cohen2018", ["cohencopy"])
    assert not any(len(pair) == 1 for pair in pairs(full))
    full.undo(full.history(limit=1)[0].id)
    assert pairs(full) == before


def test_a_copy_of_one_is_not_offered_against_what_it_was_decided_to_differ_from(
    library: Library,
) -> None:
    bring(library, DOMINO)
    twins = [{**DOMINO, "id": name, "note": name} for name in ("twin", "other")]
    library.import_files([csl_file(*twins)], on_duplicate="add")
    library.not_duplicates("twin", "domino1965")
    library.not_duplicates("other", "domino1965")
    library.merge("other", ["twin"])
    assert library.duplicates().groups == ()


def test_a_merged_key_names_the_one_that_stays_in_a_decision(full: Library) -> None:
    full.merge("cohen2018", ["cohencopy"])
    full.not_duplicates("cohencopy", "sigtermans2009")
    assert frozenset(("cohen2018", "sigtermans2009")) in pairs(full)
    with pytest.raises(BadInput, match="are one reference"):
        full.not_duplicates("cohencopy", "cohen2018")


def test_what_was_merged_is_known_when_it_comes_in_again(library: Library) -> None:
    bring(library, COHEN)
    files = [("mine.bib", BIB)]
    library.import_files(files, on_duplicate="add")
    library.merge("cohen2018", ["cohenbib"])
    before = state(library)
    report = library.import_files(files)
    assert [(entry.outcome, entry.reference) for entry in report.entries] == [
        ("unchanged", "cohen2018")
    ]
    assert state(library) == before


REFUSED = [
    (("cohen2018", ["cohen2018"]), BadInput, "itself"),
    (("cohen2018", ["nobody1900"]), NotFound, "There is no reference"),
    (("nobody1900", ["cohen2018"]), NotFound, "There is no reference"),
]


@pytest.mark.parametrize(("given", "error", "words"), REFUSED)
def test_a_merge_is_done_whole_or_not_at_all(
    full: Library, given: tuple[str, list[str]], error: type[Exception], words: str
) -> None:
    before = state(full)
    keep, others = given
    with pytest.raises(error, match=words):
        full.merge(keep, ["cohencopy", *others] if keep == "cohen2018" else others)
    assert state(full) == before


def test_a_passage_that_would_support_and_dispute_one_claim_stops_a_merge(full: Library) -> None:
    words = "The same words in both."
    full.link("nmda-mechanism", "cohen2018", stance="supports", quote=words)
    full.link("nmda-mechanism", "cohencopy", stance="disputes", quote=words)
    before = state(full)
    with pytest.raises(Conflict, match="both support and dispute"):
        full.merge("cohen2018", ["cohencopy"])
    assert state(full) == before


def test_different_works_are_not_offered(stocked: Library) -> None:
    assert stocked.duplicates().groups == ()
    assert ORHURHU["id"] in {row.key for row in stocked.references().rows}
