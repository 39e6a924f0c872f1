"""Retraction Watch's CSV as it is published: sentinels, dates, reasons, odd rows."""

import csv
import io
from datetime import date
from types import SimpleNamespace

import pytest

from evidence.errors import BadInput
from evidence.notices import Notice, Reading, day_of, read, reasons_of, standing, statuses
from evidence.vocabulary import NoticeKind

HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,"
    "RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,"
    "OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes,"
)


def row(
    record: int | str = 1,
    *,
    nature: str = "Retraction",
    on: str = "3/14/2024 0:00",
    doi: str = "10.9999/notice.1",
    pmid: str = "0",
    original: str = "10.1213/ANE.0000000000004185",
    original_pmid: str = "0",
    reason: str = "+Error in Data;",
    title: str = "A title, with a comma",
) -> str:
    cells = [record, title, "S", "I", "J", "P", "C", "A", "", "Research Article", on, doi, pmid]
    cells += ["1/1/2019 0:00", original, original_pmid, nature, reason, "No", "", ""]
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def table(*rows: str) -> bytes:
    return f"{HEADER}\n{''.join(rows)}".encode()


def notices(content: bytes, *, size: int | None = None) -> tuple[list[Notice], Reading]:
    reading = Reading("rw.csv")
    pieces = [content[i : i + size] for i in range(0, len(content), size)] if size else [content]
    return list(read(pieces, reading)), reading


def test_a_row_says_what_happened_to_which_paper() -> None:
    found, reading = notices(table(row(7, pmid="12345678", original_pmid="31082966")))
    assert found == [
        Notice(
            record="7",
            kind=NoticeKind.RETRACTION,
            on=date(2024, 3, 14),
            doi="10.9999/notice.1",
            pmid="12345678",
            original_doi="10.1213/ane.0000000000004185",
            original_pmid="31082966",
            reasons=("Error in Data",),
        )
    ]
    assert (reading.rows, reading.messages()) == (1, [])


@pytest.mark.parametrize("none", ["unavailable", "Unavailable", "0", "", "  0 ", "n/a"])
def test_sentinels_are_no_identifier(none: str) -> None:
    ((found,), _) = notices(table(row(original=none, original_pmid=none, doi=none, pmid=none)))
    assert (found.original_doi, found.original_pmid, found.doi, found.pmid) == (None,) * 4


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("5/6/2024 0:00", date(2024, 5, 6)),
        ("12/31/1999", date(1999, 12, 31)),
        ("2024-05-06T00:00:00", date(2024, 5, 6)),
        ("31/12/1999 0:00", None),
        ("2/30/2020 0:00", None),
        ("", None),
        ("soon", None),
    ],
)
def test_dates_have_the_month_first(words: str, day: date | None) -> None:
    assert day_of(words) == day


@pytest.mark.parametrize(
    ("words", "reasons"),
    [
        ("+Duplication of Image;+Paper Mill;", ("Duplication of Image", "Paper Mill")),
        ("Error by Journal/Publisher", ("Error by Journal/Publisher",)),
        (";;+;", ()),
    ],
)
def test_reasons_are_taken_apart(words: str, reasons: tuple[str, ...]) -> None:
    assert reasons_of(words) == reasons


@pytest.mark.parametrize(
    ("nature", "kind"),
    [
        ("Retraction", NoticeKind.RETRACTION),
        ("correction", NoticeKind.CORRECTION),
        ("Expression of concern", NoticeKind.EXPRESSION_OF_CONCERN),
        ("Reinstatement", NoticeKind.REINSTATEMENT),
        ("Novel kind", None),
    ],
)
def test_natures(nature: str, kind: NoticeKind | None) -> None:
    assert notices(table(row(nature=nature)))[0][0].kind == kind


def test_an_unknown_nature_is_reported_once() -> None:
    _, reading = notices(table(*(row(n, nature="Novel kind") for n in range(40))))
    (message,) = reading.messages()
    assert message.code == "unknown-nature"
    assert "40 rows" in message.text


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
def test_pieces_of_any_size_give_the_same_notices(size: int) -> None:
    content = b"\xef\xbb\xbf" + table(row(1), row(2, title="Two\nlines, “quoted”"), row(3))
    found, _ = notices(content.replace(b"\r\n", b"\n"), size=size)
    assert [notice.record for notice in found] == ["1", "2", "3"]


def test_rows_that_cannot_be_read_harm_no_other() -> None:
    broken = "2,too short\n" + row(3, title="Müller").replace("\r\n", "\n")
    content = table(row(1)) + broken.encode("cp1252") + b"\n,,,\n" + row(4, on="?").encode()
    found, reading = notices(content)
    assert [notice.record for notice in found] == ["1", "3", "4"]
    assert {message.code for message in reading.messages()} == {"broken-row", "unreadable-date"}


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"a,b\n1,2\n", b"%PDF-1.7\n\0\0", b"x" * 1_100_000],
    ids=["empty", "blank", "another table", "no table", "one endless line"],
)
def test_another_file_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(BadInput, match=r"rw\.csv"):
        notices(content, size=1 << 16)


def test_a_quotation_mark_that_is_never_closed_ends_in_a_message() -> None:
    content = table(row(1)) + b'2,"' + b"word\n" * 60_000
    found, reading = notices(content, size=1 << 16)
    assert [notice.record for notice in found] == ["1"]
    assert "broken-row" in {message.code for message in reading.messages()}


def test_what_is_odd_is_told_in_bounded_words() -> None:
    rows = [row(n, nature=f"Kind {n:04} {'x' * 200}") for n in range(300)]
    _, reading = notices(table(*rows) + b"1,2\n" * 300)
    told = reading.messages()
    assert len(told) == 22
    assert "280 rows left aside" in told[-2].text
    assert told[-1].text.startswith("300 rows could not be read: lines 302, 303,")
    assert told[-1].text.endswith(" and others.")
    assert max(len(message.text) for message in told) < 200


R, C, E, I = (  # noqa: E741
    NoticeKind.RETRACTION,
    NoticeKind.CORRECTION,
    NoticeKind.EXPRESSION_OF_CONCERN,
    NoticeKind.REINSTATEMENT,
)


@pytest.mark.parametrize(
    ("history", "kept"),
    [
        ([(R, "2011-01-01"), (C, "2017-01-01")], [R, C]),
        ([(R, "2011-01-01"), (I, "2017-01-01")], [I]),
        ([(R, "2011-01-01"), (I, "2011-01-01")], [I]),
        ([(I, "2011-01-01"), (R, "2017-01-01")], [I, R]),
        ([(R, "2011-01-01"), (I, "2012-01-01"), (R, "2013-01-01")], [I, R]),
        ([(E, "2010-01-01"), (R, "2011-01-01"), (I, "2012-01-01"), (C, "2012-02-01")], [I, C]),
        ([(R, None), (I, "2012-01-01")], [R, I]),
        ([(R, "2011-01-01"), (I, None)], [R, I]),
        ([(R, date(2011, 1, 1)), (I, date(2017, 1, 1))], [I]),
        ([], []),
    ],
)
def test_what_still_stands(history: list, kept: list[NoticeKind]) -> None:
    listed = [SimpleNamespace(kind=kind, noticed_on=day) for kind, day in history]
    assert [notice.kind for notice in standing(listed)] == kept


W, P, X = NoticeKind.WITHDRAWAL, NoticeKind.PARTIAL_RETRACTION, NoticeKind.REMOVAL


@pytest.mark.parametrize(
    ("history", "words"),
    [
        ([(R, "2011-01-01")], ["retraction", "retracted"]),
        ([(W, "2011-01-01")], ["withdrawal", "retracted"]),
        ([(X, None)], ["removal", "retracted"]),
        ([(P, "2011-01-01"), (C, "2010-01-01")], ["partial_retraction", "correction", "retracted"]),
        ([(R, "2011-01-01"), (I, "2017-01-01")], ["reinstatement"]),
        (
            [(I, "2017-01-01"), (R, "2011-01-01"), (R, "2018-01-01")],
            ["reinstatement", "retraction", "retracted"],
        ),
        ([(R, "2011-01-01"), (R, "2012-01-01")], ["retraction", "retracted"]),
        ([(R, None), (I, "2017-01-01")], ["retraction", "reinstatement", "retracted"]),
        ([(E, "2011-01-01")], ["expression_of_concern"]),
        ([(C, "2011-01-01")], ["correction"]),
        ([("retraction", "2011-01-01"), ("reinstatement", "2012-01-01")], ["reinstatement"]),
        ([], []),
    ],
)
def test_a_retraction_that_was_lifted_is_none(history: list, words: list[str]) -> None:
    listed = [SimpleNamespace(kind=kind, noticed_on=day) for kind, day in history]
    assert statuses(listed) == words
