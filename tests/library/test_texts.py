"""Full texts of references: added, listed, removed, undone; passages are looked for in them."""

import pytest
import typst
from states import state

from evidence.errors import BadInput, Conflict, NotFound
from evidence.library import Library
from evidence.library.texts import proposal, short_name
from evidence.vocabulary import TextKind, Verification

QUOTE = "Pain intensity fell by 1.83 points on the 11-point scale."
FILLER = "Adverse events were documented in both groups and resolved without sequelae. " * 8
TEXT = f"{FILLER}\n\n{QUOTE}\n\n{FILLER}".encode()


def pdf(*pages: str) -> bytes:
    return typst.compile("#pagebreak()\n".join(pages).encode())


def link(library: Library, quote: str = QUOTE, **more: str) -> str:
    made = library.link("rapid-onset", "orhurhu2019", stance="supports", quote=quote, **more)
    assert made.passages[0].verification is Verification.NO_FULL_TEXT
    return made.id


def verification(library: Library) -> Verification:
    return library.claim("rapid-onset").evidence[0].passages[0].verification


def test_a_passage_is_seen_on_its_page(stocked: Library) -> None:
    link(stocked)
    added = stocked.add_text("orhurhu2019", "folder/orhurhu.pdf", pdf(FILLER, QUOTE, FILLER))
    [seen] = added.passages
    assert (seen.claim, seen.verification, seen.page) == (
        "rapid-onset", Verification.EXACT, 2,
    )  # fmt: skip
    assert seen.proposal == "p. 2"
    assert (added.name, added.pages, added.added_by) == ("orhurhu.pdf", 3, "ana")
    assert added.kind is TextKind.PUBLISHED
    assert verification(stocked) is Verification.EXACT
    assert stocked.texts("orhurhu2019") == [added]


def test_a_passage_that_says_something_else_is_not_seen(stocked: Library) -> None:
    link(stocked, QUOTE.replace("1.83", "3.18"))
    added = stocked.add_text("orhurhu2019", "a.txt", TEXT)
    [seen] = added.passages
    assert (seen.verification, seen.page) == (Verification.NOT_FOUND, None)


def test_a_locator_that_is_there_gets_no_other_proposal(stocked: Library) -> None:
    link(stocked, locator="p. 241")
    [seen] = stocked.add_text("orhurhu2019", "a.pdf", pdf(FILLER, QUOTE, FILLER)).passages
    assert (seen.page, seen.locator, seen.proposal) == (2, "page 241", None)


def test_removing_a_text_takes_back_what_was_seen_in_it(stocked: Library) -> None:
    link(stocked)
    added = stocked.add_text("orhurhu2019", "a.txt", TEXT)
    assert stocked.remove_text(added.id) == "a.txt"
    assert stocked.texts("orhurhu2019") == []
    assert verification(stocked) is Verification.NO_FULL_TEXT


def test_adding_and_removing_are_changes_that_undo_brings_back(stocked: Library) -> None:
    link(stocked)
    without = state(stocked)
    added = stocked.add_text("orhurhu2019", "a.txt", TEXT)
    with_text = state(stocked)
    stocked.remove_text(added.id)
    stocked.undo(stocked.history(limit=1)[0].id)
    assert state(stocked)["reference_text"] == with_text["reference_text"]
    assert state(stocked)["passage"] == with_text["passage"]
    stocked.undo(next(c.id for c in stocked.history() if c.label.startswith("Full text of")))
    assert state(stocked)["reference_text"] == without["reference_text"]
    assert verification(stocked) is Verification.NO_FULL_TEXT


def test_the_same_text_is_not_added_twice(stocked: Library) -> None:
    stocked.add_text("orhurhu2019", "a.txt", TEXT)
    with pytest.raises(Conflict, match="already, as"):
        stocked.add_text("orhurhu2019", "b.txt", TEXT)


def test_what_is_refused_changes_nothing(stocked: Library) -> None:
    before = stocked.state()
    for key, content, kind, error in (
        ("nobody2000", TEXT, "published", NotFound),
        ("orhurhu2019", b"", "published", BadInput),
        ("orhurhu2019", TEXT, "abstract", BadInput),
    ):
        with pytest.raises(error):
            stocked.add_text(key, "a.txt", content, kind=kind)
    with pytest.raises(NotFound):
        stocked.remove_text("0")
    assert stocked.state() == before


LOCATORS = [
    ("as many pages as are printed", 4, 26, "521-546", "p. 524"),
    ("a shortened range", 4, 26, "521-46", "p. 524"),
    ("another number of pages says nothing", 4, 27, "521-546", None),
    ("an article number has the file's pages", 4, 9, "e12345", "p. 4"),
    ("no pages recorded", 4, 9, "", "p. 4"),
    ("only the first page is known", 4, 9, "521", None),
    ("a text without pages", None, 0, "521-546", None),
]


@pytest.mark.parametrize(("_", "number", "pages", "printed", "wanted"), LOCATORS)
def test_the_page_of_a_file_is_proposed_as_printed(
    _: str, number: int | None, pages: int, printed: str, wanted: str | None
) -> None:
    assert proposal(number, pages, printed) == wanted


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("/home/ana/a.pdf", "a.pdf"),
        ("C:\\x\\b.pdf", "b.pdf"),
        ("a\x00\n.txt", "a .txt"),
        ("", "the file"),
    ],
)
def test_a_file_keeps_its_own_name_only(name: str, kept: str) -> None:
    assert short_name(name) == kept
