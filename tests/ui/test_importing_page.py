"""The page of imports: decisions, mended entries, encodings; nothing that was typed is lost."""

import json

import pytest
from streamlit.testing.v1 import AppTest
from visits import OpenPage, Reading, html_of, press, text_of

from evidence.library import Library
from evidence.ui import drafts
from evidence.vocabulary import Decision, Outcome

NEW = "@article{new2024, title = {A study of its own}, author = {New, Ada}, year = 2024}\n"
# May be sigtermans2009: no identifier, one author, the year after.
ASKS = (
    "@article{asks2010, title = {Ketamine produces effective and long-term pain relief in patients "
    "with complex regional pain syndrome type 1}, author = {Sigtermans, M. J.}, year = 2010, "
    "publisher = {IASP}}\n"
)
# cohen2018, with a field that the library lacks.
FILLS = (
    "@article{fills, title = {Consensus guidelines on the use of intravenous ketamine infusions "
    "for chronic pain}, author = {Cohen, Steven P.}, year = 2018, "
    "doi = {10.1097/aap.0000000000000808}, publisher = {BMJ Publishing}}\n"
)
# An identifier of cohen2018 on another work.
MISTAKEN = (
    "@article{dogs2001, title = {Lidocaine patches in dogs}, author = {Vet, A.}, year = 2001, "
    "doi = {10.1097/aap.0000000000000808}}\n"
)
BROKEN = "@article{bad"
MENDED = "@article{bad, title = {Mended at last}, author = {Mender, M.}, year = 1999}"


def pasted(open_page: OpenPage, words: str) -> AppTest:
    at = open_page("importing")
    return at.text_area(key="pasted").set_value(words).run()


def ids(library: Library) -> set[str]:
    return {row.key for row in library.references(limit=1000).rows}


def control(at: AppTest, line: int):
    return next(one for one in at.segmented_control if one.label == f"Line {line}: what to do")


def test_entry_that_may_be_known_waits_and_says_why(
    open_page: OpenPage, app_library: Library
) -> None:
    at = pasted(open_page, ASKS)
    shown = text_of(at)
    assert "1 entry waits for you." in shown
    assert "It may be sigtermans2009." in shown
    assert "same title" in shown
    assert "What differs" in shown
    assert "<mark>2010</mark>" in html_of(at)
    assert at.button(key="go").disabled


DECISIONS = [
    (Decision.MERGE, "Import 1", set(), Outcome.MERGED),
    (Decision.ADD, "Import 1", {"asks2010"}, Outcome.ADDED),
    (Decision.SKIP, "Nothing to import", set(), Outcome.SKIPPED),
]


@pytest.mark.parametrize(("decision", "button", "comes", "outcome"), DECISIONS)
def test_decision_is_shown_in_the_preview_and_done(
    open_page: OpenPage,
    app_library: Library,
    decision: Decision,
    button: str,
    comes: set[str],
    outcome: Outcome,
) -> None:
    before = ids(app_library)
    at = pasted(open_page, ASKS)
    control(at, 1).set_value(decision).run()
    assert at.button(key="go").label == button
    assert "waits for you" not in text_of(at)
    assert control(at, 1).value is decision
    if not at.button(key="go").disabled:
        at.button(key="go").click().run()
        (file,) = at.session_state["imported"].files
        assert getattr(file, outcome.value) == file.entries == 1
    assert ids(app_library) == before | comes
    assert not app_library.duplicates().groups  # what was told apart stays apart


def test_decision_can_be_taken_back(open_page: OpenPage) -> None:
    at = pasted(open_page, ASKS)
    control(at, 1).set_value(Decision.ADD).run()
    control(at, 1).set_value(None).run()
    assert "1 entry waits for you." in text_of(at)


def test_all_that_wait_are_decided_at_once(open_page: OpenPage, app_library: Library) -> None:
    before = ids(app_library)
    at = pasted(open_page, ASKS + MISTAKEN + NEW)
    assert "2 entries wait for you." in text_of(at)
    press(at, "All: another work: add it")
    assert [control(at, line).value for line in (1, 2)] == [Decision.ADD, Decision.ADD]
    at.button(key="go").click().run()
    assert ids(app_library) == before | {"asks2010", "dogs2001", "new2024"}


def test_decision_goes_with_its_entry_when_lines_move(open_page: OpenPage) -> None:
    at = pasted(open_page, ASKS)
    control(at, 1).set_value(Decision.SKIP).run()
    at.text_area(key="pasted").set_value(NEW + ASKS).run()
    assert control(at, 2).value is Decision.SKIP
    assert at.button(key="go").label == "Import 1"


def test_entry_that_would_be_merged_can_be_left_out(
    open_page: OpenPage, app_library: Library
) -> None:
    at = pasted(open_page, FILLS)
    assert "BMJ Publishing" in text_of(at)
    control(at, 1).set_value(Decision.SKIP).run()
    assert at.button(key="go").disabled
    assert "BMJ Publishing" in text_of(at)  # what is left out is still seen
    control(at, 1).set_value(Decision.MERGE).run()
    at.button(key="go").click().run()
    assert app_library.reference("cohen2018").csl["publisher"] == "BMJ Publishing"


def test_decision_to_merge_goes_before_the_rule_to_leave_things_as_they_are(
    open_page: OpenPage, app_library: Library
) -> None:
    at = pasted(open_page, FILLS)
    at.selectbox(key="on_duplicate").set_value("skip").run()
    assert at.button(key="go").disabled
    control(at, 1).set_value(Decision.MERGE).run()
    at.button(key="go").click().run()
    assert app_library.reference("cohen2018").csl["publisher"] == "BMJ Publishing"


def test_rule_to_add_again_is_kept_beside_decisions(
    open_page: OpenPage, app_library: Library
) -> None:
    before = ids(app_library)
    at = pasted(open_page, FILLS + ASKS)
    at.selectbox(key="on_duplicate").set_value("add").run()
    assert at.button(key="go").label == "Import 2"
    control(at, 2).set_value(Decision.SKIP).run()
    at.button(key="go").click().run()
    assert ids(app_library) == before | {"fills"}


def test_failed_entry_is_mended_in_place(open_page: OpenPage, app_library: Library) -> None:
    before = ids(app_library)
    at = pasted(open_page, NEW + BROKEN)
    field = next(one for one in at.text_area if one.label == "Line 2: mend its text")
    assert field.value == BROKEN
    field.set_value("@article{still").run()
    press(at, "Try again")
    assert "The mended text cannot be read either." in text_of(at)
    field = next(one for one in at.text_area if one.label == "Line 2: mend its text")
    assert field.value == "@article{still"  # what was typed stays
    field.set_value(MENDED)
    press(at, "Try again")
    shown = text_of(at)
    assert "Mended at last" in shown
    assert "1 failed (1 of them mended)" in shown
    assert at.button(key="go").label == "Import 2"
    at.button(key="go").click().run()
    assert ids(app_library) == before | {"new2024", "bad"}
    assert "1 failed (1 of them mended)" in text_of(at)


def test_mended_entry_goes_when_its_original_goes(open_page: OpenPage) -> None:
    at = pasted(open_page, NEW + BROKEN)
    next(one for one in at.text_area if "mend" in one.label).set_value(MENDED)
    press(at, "Try again")
    at.text_area(key="pasted").set_value(NEW).run()
    assert "Mended at last" not in text_of(at)
    assert at.button(key="go").label == "Import 1"


def test_what_was_typed_and_decided_survives_filters(open_page: OpenPage) -> None:
    at = pasted(open_page, NEW + ASKS + BROKEN)
    control(at, 2).set_value(Decision.ADD).run()
    next(one for one in at.text_area if "mend" in one.label).set_value("@article{half").run()
    at.session_state["only"] = [Outcome.FAILED]
    at.run()
    assert not [one for one in at.segmented_control if one.label.endswith("what to do")]
    at.session_state["only"] = []
    at.run()
    assert control(at, 2).value is Decision.ADD
    assert next(one for one in at.text_area if "mend" in one.label).value == "@article{half"


NAMES = "@article{{k, title = {{Über Schmerz}}, author = {{Boudaïffa, Ç}}, year = 2000}}".format()


def test_encoding_changes_the_text_that_is_seen(open_page: OpenPage) -> None:
    at = open_page("importing")
    at.file_uploader(key="files").upload("old.bib", NAMES.encode("cp1250", "replace")).run()
    assert "The text as it is read" in [one.label for one in at.expander]
    at.selectbox(key="encoding").set_value("cp1251").run()
    assert "Ьber Schmerz" in text_of(at)
    at.selectbox(key="encoding").set_value("cp1250").run()
    assert "Über Schmerz" in text_of(at)


def test_typed_text_is_no_victim_of_the_encoding_of_a_file(open_page: OpenPage) -> None:
    at = open_page("importing")
    at.file_uploader(key="files").upload("old.bib", NEW.replace("Ada", "Zoë").encode("cp1252"))
    at.text_area(key="pasted").set_value(NAMES.replace("k,", "typed,")).run()
    for encoding in ("cp1252", "cp1253", "utf-16-le"):
        at.selectbox(key="encoding").set_value(encoding).run()
        assert "Boudaïffa" in text_of(at), encoding


def test_two_files_of_one_name_are_told_apart(open_page: OpenPage, app_library: Library) -> None:
    before = ids(app_library)
    at = open_page("importing")
    field = at.file_uploader(key="files")
    field.set_value([("a.bib", ASKS.encode(), "text/x"), ("a.bib", NEW.encode(), "text/x")]).run()
    assert "a.bib (2)" in text_of(at)
    control(at, 1).set_value(Decision.SKIP).run()
    at.button(key="go").click().run()
    assert ids(app_library) == before | {"new2024"}


def test_many_entries_come_page_by_page(open_page: OpenPage, app_library: Library) -> None:
    items = [
        {"id": f"made{n}", "type": "article-journal", "title": f"Number {n} of its kind {n * 7919}"}
        for n in range(230)
    ]
    at = open_page("importing")
    at.file_uploader(key="files").upload("many.json", json.dumps(items).encode()).run()
    assert "230 entries, 100 a page." in text_of(at)
    rows = [tag for tag, _ in Reading(html_of(at)).tags].count("h2")
    assert rows == 101  # with the heading of the page
    at.session_state["entries_page"] = 3
    at.run()
    assert "made229" in text_of(at)
    label = at.button(key="go").label
    at.button(key="go").click().run()
    report = at.session_state["imported"]
    (file,) = report.files
    assert label == f"Import {file.added}"
    assert file.entries == 230
    assert len(report.entries) < 230  # a session keeps only what it tells
    assert f"{file.added} references were added." in text_of(at)


SAMPLES = [
    ("the first line and those with other signs", "a\nb\né\nc", None, ["a", "b", "é", "c"]),
    ("a long file", "first\n" + "x\n" * 90_000, None, ["first"] + ["x"] * 7),
    ("nothing", "", None, []),
]


@pytest.mark.parametrize(
    ("_what", "text", "encoding", "lines"), SAMPLES, ids=[s[0] for s in SAMPLES]
)
def test_sample_of_a_file(_what: str, text: str, encoding: str | None, lines: list[str]) -> None:
    assert drafts.sample(text.encode(), encoding)[1] == lines


def test_sample_finds_the_line_that_tells() -> None:
    lines = drafts.sample(("plain\n" * 500 + "x" * 400 + "é" + "y" * 400).encode("cp1252"), None)[1]
    assert any("é" in line for line in lines)
    assert all(len(line) <= drafts.SAMPLE_SIGNS + 4 for line in lines)


def test_what_was_left_out_is_told_with_its_source(open_page: OpenPage) -> None:
    at = pasted(open_page, NEW + ASKS + BROKEN)
    press(at, "Import 1")
    shown = text_of(at)
    assert "1 reference was added." in shown
    assert "What was left out" in [one.label for one in at.expander]
    assert BROKEN in shown
    assert "asks2010" in shown
