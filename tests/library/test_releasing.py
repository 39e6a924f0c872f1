"""Releases: what was published can be exported again, whatever became of the library."""

import json
from pathlib import Path

import pytest
from samples import ARTICLE, bring, item
from sqlalchemy import text
from typer.testing import CliRunner

from evidence.cli import app
from evidence.errors import BadInput, Conflict, NotFound, StoreError
from evidence.library import Library
from evidence.library import results as r
from evidence.library.releasing import NAME_CHARS
from evidence.store.dumping import as_text, dump
from evidence.vocabulary import Stance

STYLES = ["american-medical-association", "apa"]


@pytest.fixture
def linked(stocked: Library) -> Library:
    """The small library with a link, with a locator, on its first claim."""
    slug = stocked.claims()[0].slug
    stocked.link(slug, "cohen2018", stance=Stance.SUPPORTS, rationale="It says so", locator="p. 4")
    return stocked


def change_everything(library: Library) -> None:
    slug = library.claims()[0].slug
    library.unlink(slug, "cohen2018")
    bring(library, item("new2026", "A new review", "New, Ann", 2026, "Pain"))
    library.link(slug, "new2026", stance=Stance.DISPUTES)
    detail = library.reference("cohen2018")
    library.edit_reference(
        "cohen2018", {**detail_csl(detail), "title": "Another title"}, revision=detail.revision
    )
    library.revise(f"{ARTICLE}\n\nOne more sentence stands here.\n")


def detail_csl(detail: r.ReferenceDetail) -> r.Csl:
    return {name: value for name, value in detail.csl.items() if name != "id"}


@pytest.mark.parametrize("style", STYLES)
def test_a_release_has_the_same_bytes_whatever_became_of_the_library(
    linked: Library, style: str
) -> None:
    linked.release("2026-05", style=style)
    live = linked.export_article(style=style, to="docx").content
    formats = ("docx", "html", "md")
    before = {to: linked.export_article(release="2026-05", to=to).content for to in formats}
    assert before["docx"] == live
    change_everything(linked)
    after = {to: linked.export_article(release="2026-05", to=to).content for to in formats}
    assert after == before
    assert linked.export_article(style=style, to="docx").content != live


def test_the_style_is_frozen_with_it(linked: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    linked.release("first", style="apa")
    before = linked.export_article(release="first", to="md").content
    monkeypatch.setattr("evidence.citing.article.resolve_style", _gone)
    assert linked.export_article(release="first", to="md").content == before
    assert linked.export_article(release="first", style="apa", to="md").content == before
    with pytest.raises(NotFound):
        linked.export_article(release="first", style="bmj", to="md")


def _gone(name: str) -> None:
    raise NotFound(f"There is no citation style {name}.")


def test_a_release_can_be_exported_in_another_style(linked: Library) -> None:
    linked.release("first")
    page = linked.export_article(release="first", style="apa", to="md").content.decode()
    assert "(Cohen et al., 2018, p. 4)" in page


def test_releases_are_listed_newest_first(linked: Library) -> None:
    linked.release("first")
    linked.revise(f"{ARTICLE}\n\nOne more sentence stands here.\n")
    linked.release("second", style="apa", locale="de-DE")
    linked.release("first again", version=1)
    listed = [(v.name, v.version, v.style, v.locale, v.author) for v in linked.releases()]
    assert listed == [
        ("first again", 1, "american-medical-association", "en-US", "ana"),
        ("second", 2, "apa", "de-DE", "ana"),
        ("first", 1, "american-medical-association", "en-US", "ana"),
    ]
    assert len({view.digest for view in linked.releases()}) == 2


def test_the_next_release_is_compared_with_the_last(linked: Library) -> None:
    slug = linked.claims()[0].slug
    linked.release("first")
    change_everything(linked)
    linked.link(linked.claims()[1].slug, "cohen2018", stance=Stance.BACKGROUND)
    linked.release("second")
    found = linked.compare_releases("first", "second")
    assert found.links_removed == (f"{slug} – supports – cohen2018",)
    assert f"{slug} – disputes – new2026" in found.links_added
    assert (found.references_added, found.references_removed) == (("new2026",), ())
    assert found.references_changed == ("cohen2018",)
    assert "".join(words for kind, words in found.text if kind == "added").strip() == (
        "One more sentence stands here."
    )
    same = linked.compare_releases("first", "first")
    assert {kind for kind, _ in same.text} == {"same"}
    assert (same.links_added, same.references_changed) == ((), ())


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "\x00", "x" * (NAME_CHARS + 1)])
def test_a_name_that_is_none_is_refused(linked: Library, name: str) -> None:
    with pytest.raises(BadInput):
        linked.release(name)
    assert linked.releases() == []


def test_a_name_is_taken_once_however_it_is_written(linked: Library) -> None:
    linked.release("May 2026")
    with pytest.raises(Conflict, match="May 2026"):
        linked.release("  May \n 2026 ")
    assert len(linked.releases()) == 1


def test_what_is_not_there_is_told(linked: Library) -> None:
    for wrong in (
        lambda: linked.release("x", version=99),
        lambda: linked.release("x", style="no-such-style"),
        lambda: linked.export_article(release="x", to="md"),
        lambda: linked.compare_releases("x", "y"),
    ):
        with pytest.raises(NotFound):
            wrong()
    with pytest.raises(BadInput):
        linked.release("x", locale="../../etc")
    assert linked.releases() == []


def test_an_empty_library_has_nothing_to_release(library: Library) -> None:
    with pytest.raises(NotFound):
        library.release("first")


def test_a_release_that_was_tampered_with_is_not_exported(linked: Library) -> None:
    linked.release("first")
    with linked.engine.connect().execution_options(writing=True) as connection:
        content = connection.execute(text("SELECT content FROM release")).scalar()
        held = json.loads(content) if isinstance(content, str) else content
        held["document"]["text"] = held["document"]["text"].replace("ketamine", "placebo", 1)
        held["document"]["title"] += "!"
        connection.execute(text("UPDATE release SET content = :c"), {"c": json.dumps(held)})
        connection.commit()
    with pytest.raises(StoreError, match="first"):
        linked.export_article(release="first", to="md")


def test_a_release_stands_in_the_history_and_in_the_dump(linked: Library) -> None:
    linked.release("first")
    assert linked.history(limit=1)[0].label == "Release first"
    with linked.engine.connect() as connection:
        assert '"name": "first"' in as_text(dump(connection))
    linked.undo(linked.history(limit=1)[0].id)
    assert linked.releases() == []


def test_a_dump_brings_releases_along(linked: Library, tmp_path: Path) -> None:
    linked.release("first")
    words = linked.dump()
    other = Library.open(f"sqlite:///{tmp_path / 'other.db'}", who="bo", create="empty")
    try:
        other.load(words)
        one, two = (lib.export_article(release="first", to="docx") for lib in (linked, other))
        assert one.content == two.content
    finally:
        other.close()


def test_the_commands_release_list_compare_and_export(shipped_url: str, tmp_path: Path) -> None:
    run = CliRunner()

    def evidence(*words: str, status: int = 0) -> str:
        done = run.invoke(app, ["--db", shipped_url, *words])
        assert done.exit_code == status, done.output
        return done.output

    made = json.loads(evidence("article", "release", "2026-05", "--style", "apa", "--json"))
    assert (made["name"], made["version"], made["style"]) == ("2026-05", 1, "apa")
    assert json.loads(evidence("article", "releases", "--json")) == [made]
    assert "2026-05" in evidence("article", "releases")
    evidence("article", "release", "next")
    assert "The text is the same." in evidence("article", "compare", "2026-05", "next")
    target = tmp_path / "article.md"
    evidence("export", "article", "--release", "2026-05", "-o", str(target))
    assert "## References" in target.read_text(encoding="utf-8")
