"""`evidence check` on a library in which everything is wrong that it knows, and on a sound one."""

import json
import re
from datetime import date
from typing import Any

import pytest
from samples import COHEN, bring, furnish, item
from sqlmodel import select
from test_notices import row
from test_notices import table as notices_csv

from evidence.cli import main
from evidence.library import Library
from evidence.library.checking import KINDS
from evidence.store.changes import change
from evidence.store.tables import Claim, Reference, Study
from evidence.vocabulary import Flag

NATURES = {"a": "Retraction", "b": "Expression of concern", "c": "Correction"}
QUOTE = "Forty adults were randomised"
WARDS = (
    "Morphine by night in a hospice",
    "Aspirin for the migraine of sailors",
    "Topical capsaicin, one year on",
    "Spinal cord stimulation in diabetes",
    "Sickle cells and their crises",
    "Phantom limbs after the war",
)
REASON = "50% of it: hours,\nor ::days?"


def _trial(key: str, title: str, year: int, **more: str) -> dict[str, Any]:
    return item(key, title, "Toy, Ann", year, "Pain", **{"DOI": f"10.5555/{key}", **more})


def _claims(library: Library, *slugs: str) -> None:
    """Claims that nothing is linked to; the article says none of them."""
    with change(library.engine, who="ana", label="Claims") as (session, _):
        for number, slug in enumerate(slugs):
            words = f"A claim of its own kind, {slug.replace('-', ' ')}."
            session.add(Claim(slug=slug, text=words, type="efficacy", position=10 + number))


def _studies(library: Library, designs: dict[str, str]) -> None:
    with change(library.engine, who="ana", label="Designs") as (session, _):
        for key, design in designs.items():
            study = Study(name=key, designs=[design])
            session.add(study)
            session.flush()
            session.exec(
                select(Reference).where(Reference.citekey == key)
            ).one().study_id = study.id


def _everything(library: Library) -> None:
    """Make every kind of problem, each on a claim or a reference of its own."""
    bring(
        library,
        _trial("held", "Relief in a small trial of adults", 2012, abstract=f"{QUOTE}. Pain fell."),
        _trial("essay", "An essay about thresholds", 2013),
        _trial("opinion", "An opinion on wards", 2014),
        _trial("baddoi", "Gabapentin after shingles", 2001, DOI="see the web"),
        _trial("badpmid", "Cold and the nerve", 2002, PMID="29-87"),
        _trial("badisbn", "Sleep on wards at night", 2003, ISBN="978-3-16-148410-1"),
        _trial("badissn", "Walking aids", 2004, ISSN="1098-7338"),
        _trial("badpages", "Letters from a clinic", 2005, page="130-123"),
        _trial("shouted", "A dictionary of aches", 2006)
        | {"author": [{"family": "COHEN", "given": "S"}]},
        _trial("late", "Relief within hours of a ketamine infusion for pain", 2025),
        *(_trial(f"noticed{n}", title, 2010) for n, title in zip("abcdef", WARDS, strict=True)),
        {"id": "bare", "type": "article-journal", "title": "Alone"},
    )
    twin = json.dumps([{**COHEN, "id": "twin"}]).encode()
    library.import_files([("twin.json", twin)], on_duplicate="add")
    _studies(library, {"essay": "narrative_review", "opinion": "expert_opinion"})
    _claims(library, "lonely", "one-study", "second-hand", "backdrop", "misquoted", "overdue")
    library.link("one-study", "held", stance="supports", quote=QUOTE)
    library.link("second-hand", "essay", stance="supports")
    library.link("second-hand", "opinion", stance="supports")
    library.link("backdrop", "held", stance="background", quote=QUOTE)
    library.link("misquoted", "held", stance="supports", quote="Fifty adults were randomised")
    library.link("rapid-onset", "cohen2018", stance="supports")
    library.link("overdue", "noticeda", stance="supports")
    with change(library.engine, who="ana", label="A date") as (session, _):
        claim = session.exec(select(Claim).where(Claim.slug == "overdue")).one()
        claim.review_by = date(2020, 1, 1)
    rows = [
        row(number, nature=NATURES[chr(97 + number % 3)], original=f"10.5555/noticed{letter}")
        for number, letter in enumerate("abcdef")
    ]
    library.read_notices("rw.csv", notices_csv(*rows))
    for letter in "def":
        notice = library.reference(f"noticed{letter}").notices[0]
        library.notice_seen(notice.id, "Cited as an example.")
    for kind in Flag:
        library.flag("lonely", kind, reason=REASON)
    words = library.article().text.replace("The relief lasts for days to weeks", "Sunny")
    library.revise(words.replace("blocks the NMDA", "rarely blocks the NMDA"))
    with library.engine.connect().execution_options(writing=True) as connection:
        connection.exec_driver_sql("DELETE FROM search_facet")
        connection.commit()


def _sound(library: Library) -> None:
    """Every claim on two checked studies, every reference whole."""
    titles = ("Relief in a small trial of adults", "Wards and thresholds, a cohort")
    for key, title in zip(("held", "other"), titles, strict=True):
        bring(library, _trial(key, title, 2024, abstract=f"{QUOTE}. Pain fell."))
        for slug in ("nmda-mechanism", "rapid-onset", "not-a-cure"):
            library.link(slug, key, stance="supports", quote=QUOTE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Two libraries: where everything is wrong, and where nothing is."""
    folder = tmp_path_factory.mktemp("checked")
    urls = {name: f"sqlite:///{folder / name}.db" for name in ("everything", "sound")}
    for name, furnished in (("everything", _everything), ("sound", _sound)):
        library = Library.open(urls[name], who="ana", create="empty")
        furnish(library)
        furnished(library)
        library.close()
    return urls


@pytest.fixture
def check(made: dict[str, str], capfd: Any) -> Any:
    def call(which: str, *options: str) -> tuple[int, str, str]:
        capfd.readouterr()
        status = 0
        try:
            main(["check", "--db", made[which], *options])
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        out, err = capfd.readouterr()
        return status, out, err

    return call


# kind, severity, subject, what the sentence says
FOUND = [
    ("orphaned", "error", "not-a-cure", "latest version does not say it. Place it again or retire"),
    ("reworded", "warning", "nmda-mechanism", "in version 2 and nobody has looked at it since"),
    ("unsupported", "error", "lonely", "Nothing is linked to it."),
    ("unsupported", "error", "backdrop", "Nothing that is linked supports it."),
    ("only-background", "warning", "backdrop", "Its only link is background"),
    ("single-source", "info", "one-study", "It rests on one study: held."),
    ("only-secondary", "warning", "second-hand", "speak for it: essay, opinion."),
    ("unverified", "info", "rapid-onset", "1 of 1 link without a verified passage: cohen2018."),
    ("failed-verification", "error", "misquoted – held", "(the abstract) does not say “Fifty"),
    ("stale", "warning", "overdue", "It was to be looked at again by 2020-01-01."),
    ("stale", "info", "rapid-onset", "alike in words: late (2025). Link it or dismiss it."),
    ("retracted", "error", "noticeda", "Retraction of 2024-03-14 (Error in Data); overdue leans"),
    ("concern", "warning", "noticedb", "Expression of concern of 2024-03-14"),
    ("corrected", "info", "noticedc", "Correction of 2024-03-14 (Error in Data); no claim leans"),
    ("retracted-seen", "info", "noticedd", "Seen by ana: Cited as an example."),
    ("concern-seen", "info", "noticede", "Seen by ana: Cited as an example."),
    ("corrected-seen", "info", "noticedf", "Seen by ana: Cited as an example."),
    ("incomplete", "warning", "bare", "The journal or book title is missing."),
    ("incomplete", "warning", "bare", "The author is missing."),
    ("incomplete", "warning", "bare", "The date is missing."),
    ("incomplete", "warning", "bare", "The page, number, DOI, PMID or address is missing."),
    ("malformed", "warning", "badpmid", "“29-87” is not a PMID. Look the reference up"),
    ("malformed", "warning", "baddoi", "“see the web” is not a DOI."),
    ("malformed", "warning", "badisbn", "The checksum of ISBN 978-3-16-148410-1 is wrong."),
    ("malformed", "warning", "badissn", "The checksum of ISSN 1098-7338 is wrong."),
    ("malformed", "warning", "badpages", "The pages run backwards: 130-123."),
    ("malformed", "info", "shouted", "The name COHEN, S is in capitals."),
    ("duplicate", "warning", "cohen2018", "They are one work: cohen2018, twin"),
    *(
        ("flagged", "warning", "lonely", f"{flag.replace('_', ' ').capitalize()}: 50% of it: hours")
        for flag in Flag
    ),
    ("index", "error", "search index", ""),
]


def test_every_kind_of_problem_is_in_the_table() -> None:
    assert {kind for kind, *_ in FOUND} == set(KINDS)


@pytest.mark.parametrize(("kind", "severity", "subject", "words"), FOUND)
def test_json_says_what_where_and_how_grave(
    check: Any, kind: str, severity: str, subject: str, words: str
) -> None:
    status, out, _ = check("everything", "--json", "--index")
    problems = json.loads(out)["problems"]
    assert status == 0
    assert {frozenset(problem) for problem in problems} == {
        frozenset(("kind", "severity", "subject", "text"))
    }
    assert [
        problem
        for problem in problems
        if (problem["kind"], problem["severity"], problem["subject"]) == (kind, severity, subject)
        and words in problem["text"]
    ]


def test_text_and_annotations_say_the_same_one_problem_a_line(check: Any) -> None:
    problems = json.loads(check("everything", "--format", "json", "--index")[1])["problems"]
    text = check("everything", "--index")[1].splitlines()
    notes = check("everything", "--format", "github", "--index")[1].splitlines()
    assert len(problems) == len(text) == len(notes)
    for problem, line, note in zip(problems, text, notes, strict=True):
        parts = [problem["severity"], problem["kind"], problem["subject"], problem["text"]]
        assert [part.strip() for part in re.split(r"  +", line, maxsplit=3)] == parts
        found = re.fullmatch(r"::(error|warning|notice) title=([^:,\r\n]*)::(.*)", note)
        assert found, note
        assert found[1] == {"info": "notice"}.get(problem["severity"], problem["severity"])
        assert found[2] == f"{problem['kind']} {problem['subject']}"
        assert found[3].replace("%0A", "\n").replace("%25", "%") == problem["text"]


def test_what_github_reads_as_syntax_is_escaped(made: dict[str, str], check: Any) -> None:
    notes = check("everything", "--format", "github")[1]
    assert "Dubious: 50%25 of it: hours, or ::days?" in notes
    assert not re.search(r"%(?!25|0A|0D|3A|2C)", notes)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_fail_on_a_kind_is_1_where_it_is_and_0_where_it_is_not(
    check: Any, kind: str, form: str
) -> None:
    assert check("everything", "--format", form, "--index", "--fail-on", kind)[0] == 1
    assert check("sound", "--format", form, "--index", "--fail-on", kind)[0] == 0


def test_a_sound_library_has_no_problem(check: Any) -> None:
    assert check("sound", "--index") == (0, "No problems were found.\n", "")
    assert check("sound", "--format", "github") == (0, "", "")
    assert json.loads(check("sound", "--json")[1]) == {"problems": []}


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("stale,retracted", 1),
        ("stale retracted", 1),
        ("ORPHANED", 1),
        ("single_source", 1),
        ("", 0),
        (",", 0),
        ("wrong", 2),
        ("stale,wrong", 2),
    ],
)
def test_kinds_are_listed_as_one_likes_and_unknown_ones_refused(
    check: Any, words: str, status: int
) -> None:
    done, out, err = check("everything", "--fail-on", words)
    assert done == status
    if status == 2:
        told = " ".join(re.sub(r"[│╭╰─╮╯]", " ", err).split())
        assert out == ""
        assert "“wrong”" in told
        assert all(kind in told for kind in KINDS)


def test_a_format_that_there_is_not_is_wrong_usage(check: Any) -> None:
    assert check("sound", "--format", "xml")[0] == 2
