"""What goes out, as values: documents for the citing room, references in the formats."""

import json
import re

import pytest
from samples import COHEN, bring, csl_file, many

from evidence.errors import BadInput, NotFound
from evidence.library import Library, publishing
from evidence.store import engine as engines
from evidence.store.changes import change
from evidence.store.tables import StatusNotice
from evidence.vocabulary import Stance

BIB = rb"""@string{pain = "Pain"}
@article{untouched2009, author = {Sigtermans, Marnix J.},
  title = {Ketamine {P}roduces relief},   journal = pain, year = 2009,
  customfield = {kept {as} it was}}
"""


@pytest.fixture
def argued(stocked: Library) -> Library:
    """Links of several stances, with places, on two claims."""
    stocked.link("rapid-onset", "orhurhu2019", stance="supports", rationale="A.", locator="p. 4")
    stocked.link("rapid-onset", "sigtermans2009", stance="qualifies", rationale="B.")
    stocked.link("not-a-cure", "sigtermans2009", stance="supports", rationale="C.", quote="Weeks.")
    return stocked


def test_the_article_goes_out_with_its_claims_in_their_places(argued: Library) -> None:
    with engines.reading(argued.engine) as connection:
        document = publishing.article_document(connection)
    assert [claim.slug for claim in document.claims] == [
        "nmda-mechanism",
        "rapid-onset",
        "not-a-cure",
    ]
    onset = document.claims[1]
    assert document.text[onset.start : onset.end] == "Pain often falls within hours of an infusion"
    assert [(link.reference, link.stance) for link in onset.links] == [
        ("orhurhu2019", Stance.SUPPORTS),
        ("sigtermans2009", Stance.QUALIFIES),
    ]
    assert (onset.links[0].locator_label, onset.links[0].locator) == ("page", "4")
    assert set(document.references) == {"orhurhu2019", "sigtermans2009"}
    assert document.retracted == frozenset()


def test_a_retraction_is_in_every_document(argued: Library) -> None:
    key = argued.reference("sigtermans2009").summary.id
    with change(argued.engine, who="ana", label="Retraction") as (session, _):
        session.add(StatusNotice(reference_id=key, kind="retraction"))
    with engines.reading(argued.engine) as connection:
        article = publishing.article_document(connection)
        assert article.retracted == {"sigtermans2009"}
        assert any("Retraction" in words for words in article.claims[1].notices)
        for group in publishing.GROUPS:
            document = publishing.bibliography_document(connection, group_by=group)
            assert document.retracted == {"sigtermans2009"}
            told = [e for s in document.sections for e in s.entries if e.notices]
            assert {entry.reference for entry in told} == {"sigtermans2009"}


SECTIONS = [
    ("claim", 3, ["orhurhu2019", "sigtermans2009", "sigtermans2009"]),
    ("stance", 2, ["orhurhu2019", "sigtermans2009", "sigtermans2009"]),
    ("design", 1, ["orhurhu2019", "sigtermans2009", "sigtermans2009"]),
    ("none", 1, ["orhurhu2019", "sigtermans2009", "sigtermans2009", "cohen2018", "zanos2018"]),
]


@pytest.mark.parametrize(("group", "sections", "keys"), SECTIONS)
def test_a_bibliography_is_grouped_as_asked(
    argued: Library, group: str, sections: int, keys: list[str]
) -> None:
    with engines.reading(argued.engine) as connection:
        document = publishing.bibliography_document(connection, group_by=group)
    assert len(document.sections) == sections
    listed = [entry.reference for section in document.sections for entry in section.entries]
    assert sorted(listed) == sorted(keys)
    assert set(keys) == set(document.references)


def test_a_bibliography_of_one_claim(argued: Library) -> None:
    with engines.reading(argued.engine) as connection:
        document = publishing.bibliography_document(connection, slug="not-a-cure")
        assert [section.title for section in document.sections] == [
            "The relief lasts for days to weeks, not for good."
        ]
        with pytest.raises(NotFound, match="no claim “not-a-cur”"):
            publishing.bibliography_document(connection, slug="not-a-cur")
        with pytest.raises(BadInput, match="grouped by “colour”"):
            publishing.bibliography_document(connection, group_by="colour")


def test_the_same_state_gives_the_same_documents(argued: Library) -> None:
    with engines.reading(argued.engine) as connection:
        first = publishing.article_document(connection)
        assert publishing.article_document(connection) == first
    argued.add_note("cohen2018", "Notes are no part of the article.")
    with engines.reading(argued.engine) as connection:
        assert publishing.article_document(connection).digest == first.digest
    argued.unlink("rapid-onset", "sigtermans2009")
    with engines.reading(argued.engine) as connection:
        assert publishing.article_document(connection).digest != first.digest


def test_an_untouched_entry_goes_out_as_it_came_and_an_edited_one_as_it_is(
    library: Library,
) -> None:
    library.import_files([("mine.bib", BIB)])
    out = library.export_references(to="bibtex").content
    assert b"customfield = {kept {as} it was}" in out
    assert b"title = {Ketamine {P}roduces relief},   journal = pain" in out
    assert b"@string{pain" in out.lower()
    seen = library.reference("untouched2009")
    library.edit_reference(
        "untouched2009", {**seen.csl, "title": "Edited here"}, revision=seen.revision
    )
    out = library.export_references(to="bibtex").content
    assert b"Edited here" in out
    assert b"roduces relief" not in out


@pytest.mark.parametrize("to", ["bibtex", "biblatex", "ris", "csl-json", "endnote-xml"])
def test_what_goes_out_comes_in_as_the_same_references(library: Library, to: str) -> None:
    entries = [*many(5), COHEN]
    bring(library, *entries)
    export = library.export_references(to=to)
    assert library.export_references(to=to) == export
    again = library.import_files([(export.file_name, export.content)])
    assert {e.outcome.value for e in again.entries} <= {"unchanged", "merged"}
    assert sorted(str(e.reference) for e in again.entries) == sorted(e["id"] for e in entries)
    assert library.references().total == len(entries)


def test_only_the_references_asked_for_go_out_in_their_order(stocked: Library) -> None:
    content = stocked.export_references(to="csl-json", keys=["zanos2018", "cohen2018"]).content
    assert [item["id"] for item in json.loads(content)] == ["zanos2018", "cohen2018"]
    with pytest.raises(NotFound, match="nobody"):
        stocked.export_references(to="csl-json", keys=["nobody"])


def test_a_format_that_there_is_not_is_refused(stocked: Library) -> None:
    with pytest.raises(BadInput, match="cannot be written as “docx”") as caught:
        stocked.export_references(to="docx")
    assert "bibtex" in str(caught.value.hint)


def test_an_empty_library_has_no_documents_but_references_files(library: Library) -> None:
    for export in (library.export_article, library.export_bibliography):
        with pytest.raises(NotFound, match="no article"):
            export(to="md")
    assert json.loads(library.export_references(to="csl-json").content) == []
    assert library.import_files([csl_file()]).entries == ()


def test_a_file_name_is_made_by_us(stocked: Library) -> None:
    bring(stocked, {**many(1)[0], "id": "../../etc/passwd"})
    for export in (
        stocked.export_references(to="bibtex", keys=["../../etc/passwd"]),
        stocked.export_article(to="md"),
        stocked.export_bibliography(to="md", group_by="none"),
    ):
        assert set(export.file_name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
        assert not export.file_name.startswith((".", "-"))


def test_one_list_prints_a_reference_once_with_all_that_it_says(argued: Library) -> None:
    made = argued.export_bibliography(group_by="none", to="txt", locale="de-DE")
    words = " ".join(made.content.decode().split())
    rationales = [
        (view.stance, view.rationale)
        for claim in argued.claims()
        for view in argued.claim(claim.slug).evidence
        if view.reference.key == "sigtermans2009"
    ]
    assert len(rationales) == 2
    assert len(re.findall(r"\d\. Sigtermans", words)) == 1
    for _, rationale in rationales:
        assert words.count(rationale) == 1
    assert "Stützt." in words
    assert "Supports" not in words


def test_references_of_a_version_are_those_that_it_cites(argued: Library) -> None:
    number = argued.article().version.number
    made = argued.export_references(to="csl-json", version=number)
    assert {item["id"] for item in json.loads(made.content)} == {"orhurhu2019", "sigtermans2009"}
    with pytest.raises(NotFound):
        argued.export_references(to="ris", version=99)
