"""The evidence table: one row a link, as CSV, as a workbook, as a document.

A cell that a spreadsheet would take for a formula is defused: in CSV by an apostrophe before it
(the advice of OWASP, "CSV injection"), which `read_csv` takes away again; in a workbook by its
type, which is text and never formula.
"""

import csv
import datetime
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from evidence.citing import assembly, blocks, wording
from evidence.citing.assembly import Assembled
from evidence.citing.model import NOT_MEDICAL_ADVICE, Rendered
from evidence.citing.references import clean
from evidence.errors import BadInput, Level, Message
from evidence.text import doi_url, normal_doi, strip_controls
from evidence.vocabulary import VERIFIED, Certainty, Stance, Verification

# What a spreadsheet takes for the start of a formula, also after spaces and in full width.
_FORMULA = re.compile(r"'*[ \u00a0\u200b\u3000\ufeff]*[=+\-@\t\r\n＝＋－＠]")
CELL_CHARS = 32_767  # the most that a cell of a workbook holds (Excel specifications and limits)
# CSV has no name for its encoding: without this mark Excel reads UTF-8 as something else.
MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """The words of a source that a link leans on; `locator` as it is printed (`page 4`)."""

    exact: str
    locator: str = ""
    verification: Verification = Verification.NOT_CHECKED

    @property
    def verified(self) -> bool:
        return self.verification in VERIFIED


_ENGLISH = wording.words_of(wording.ENGLISH)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One link: what a study says of a claim, and what a reader needs to judge it.

    `n` is the number of participants, `n_text` says it in words where a number would mislead;
    `level` is that of OCEBM 2011 for the claim's kind of question.
    """

    claim: str
    statement: str
    certainty: Certainty
    stance: Stance
    reference: str
    authors: str = ""
    year: int | None = None
    title: str = ""
    journal: str = ""
    doi: str | None = None
    design: str = ""
    n: int | None = None
    n_text: str = ""
    level: int | None = None
    finding: str = ""
    passages: tuple[QuotedPassage, ...] = ()
    notices: tuple[str, ...] = ()
    corrections: tuple[datetime.date | None, ...] = ()  # when each was published
    unread_since: int | None = None  # the version that changed the claim's words, not looked at yet

    @property
    def study(self) -> str:
        """The study as it is named in a line: Cohen et al. 2018."""
        return f"{self.authors} {self.year or 'n.d.'}".strip() if self.authors else self.reference

    @property
    def size(self) -> str:
        """How many took part, in words: n = 60; 7 studies."""
        if self.n and self.n_text in ("", str(self.n)):
            return f"n = {self.n:,}"
        return self.n_text


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """Rows in the order of the claims, and what the document says of where they come from."""

    title: str
    language: str
    version: int
    date: datetime.date
    digest: str
    rows: tuple[EvidenceRow, ...]


Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, what it takes from a row."""

    title: str
    width: int
    value: Callable[[EvidenceRow], Cell]


def _passages(row: EvidenceRow, part: Callable[[QuotedPassage], str]) -> str:
    """A part of each passage on a line of its own: the same passage in the same line."""
    return "\n".join(part(passage) for passage in row.passages)


COLUMNS = (
    Column("Claim", 18, lambda row: row.claim),
    Column("Statement", 36, lambda row: row.statement),
    Column("Certainty", 14, lambda row: row.certainty.word),
    Column("Stance", 13, lambda row: row.stance.word),
    Column("Reference", 18, lambda row: row.reference),
    Column("Authors", 22, lambda row: row.authors),
    Column("Year", 7, lambda row: row.year),
    Column("Title", 42, lambda row: row.title),
    Column("Journal", 24, lambda row: row.journal),
    Column("DOI", 28, lambda row: row.doi),
    Column("Design", 22, lambda row: row.design),
    Column("N", 8, lambda row: row.n),
    Column("Sample", 16, lambda row: row.n_text),
    Column("Level (OCEBM 2011)", 11, lambda row: row.level),
    Column("Finding for this claim", 46, lambda row: row.finding),
    Column("Passage", 46, lambda row: _passages(row, lambda passage: passage.exact)),
    Column("Locator", 14, lambda row: _passages(row, lambda passage: passage.locator)),
    Column(
        "Verification",
        20,
        lambda row: _passages(row, lambda passage: _ENGLISH.verified(passage.verification)),
    ),
    Column("Notices", 24, lambda row: "\n".join(row.notices)),
    Column(
        "Corrections", 14, lambda row: "\n".join(str(on or "undated") for on in row.corrections)
    ),
    Column("Words changed in version, not looked at since", 16, lambda row: row.unread_since),
)


def render_table(table: EvidenceTable, *, to: str, locale: str | None = None) -> Rendered:
    """The table as `csv`, `xlsx`, or any format of documents (`docx`, `html`, `pdf` …).

    A document says its headings and labels in the language `locale`, else in that of the article;
    CSV and workbooks, which programs read, have the same headings everywhere. The same table
    gives the same bytes. Raises BadInput (no such format), CitingError.
    """
    from evidence.citing.writers import format_of, write

    wanted = to.strip().lower().rpartition(".")[2]
    if wanted in _SHEETS:
        return _SHEETS[wanted](table)
    try:
        target = format_of(to)
    except BadInput as problem:
        raise BadInput(
            f"{to[:80]!r} is not a format that a table goes out in.",
            hint="There are: csv, xlsx, docx, and the other formats of documents.",
        ) from problem
    words = wording.words_of(locale or table.language)
    return write(assemble(table, words), target)


# CSV.


def defused(value: str) -> str:
    """A cell that no spreadsheet takes for a formula. `armed` gives back what it was."""
    return f"'{value}" if _FORMULA.match(value) else value


def armed(value: str) -> str:
    """The cell as it was before `defused`."""
    return value[1:] if value.startswith("'") and _FORMULA.match(value) else value


def write_csv(table: EvidenceTable) -> bytes:
    """The table as RFC 4180 says: commas, quotation marks doubled, lines end in CR LF; UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.title for column in COLUMNS])
    for row in table.rows:
        writer.writerow([_csv_cell(column.value(row)) for column in COLUMNS])
    return (MARK + out.getvalue()).encode("utf-8")


def _csv_cell(value: Cell) -> str:
    return "" if value is None else defused(_text(str(value)))


def read_csv(content: bytes) -> list[dict[str, str]]:
    """The rows of a table that `write_csv` wrote, by heading, with every cell as it was.

    Raises BadInput for what is not such a table.
    """
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise BadInput("The file is not a table of evidence as CSV in UTF-8.") from problem
    titles = [column.title for column in COLUMNS]
    if not rows or rows[0] != titles:
        raise BadInput("The first line of the file is not that of a table of evidence.")
    if any(len(row) != len(titles) for row in rows):
        raise BadInput("Some lines of the table have more or fewer cells than its first.")
    return [dict(zip(titles, map(armed, row), strict=True)) for row in rows[1:]]


def _text(value: str) -> str:
    """Text without control characters (a tab and the end of a line stay) or half surrogates."""
    return strip_controls(value)[0].encode("utf-8", "replace").decode("utf-8")


# XLSX.


def write_xlsx(table: EvidenceTable) -> tuple[bytes, tuple[Message, ...]]:
    """The table as a workbook, and what to know of cells that were too long for one."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "Evidence"
    top = Alignment(vertical="top", wrap_text=True)
    head = Font(bold=True)
    fill = PatternFill("solid", fgColor="F3F4F6")
    too_long: list[str] = []
    for place, column in enumerate(COLUMNS, 1):
        cell = sheet.cell(1, place, column.title)
        cell.font, cell.fill, cell.alignment = head, fill, top
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    for number, row in enumerate(table.rows, 2):
        for place, column in enumerate(COLUMNS, 1):
            cell = sheet.cell(number, place)
            _fill(cell, column.value(row), too_long, f"{column.title}, row {number}")
            cell.alignment = top
    last = get_column_letter(len(COLUMNS))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    _about(book.create_sheet("About"), table)
    return _saved(book, table), _shortened(too_long)


def _fill(cell: Any, value: Cell, too_long: list[str], place: str) -> None:
    """Put a value into a cell: a number as a number, all else as text, never as a formula."""
    if value is None or value == "":
        return
    if isinstance(value, int):
        cell.value = value
        return
    words = _text(value)
    if len(words) > CELL_CHARS:
        words = f"{words[: CELL_CHARS - 1]}…"
        too_long.append(place)
    cell.value = words
    cell.data_type = "s"
    cell.quotePrefix = _FORMULA.match(words) is not None


def _about(sheet: Any, table: EvidenceTable) -> None:
    """A second sheet: where the rows come from, and what a cell may look like."""
    from openpyxl.styles import Alignment

    rows = (
        ("Title", table.title),
        ("Version", f"{table.version}, dated {_ENGLISH.long_date(table.date)}"),
        ("State of the library", table.digest),
        ("Rows", str(len(table.rows))),
        ("Note", NOT_MEDICAL_ADVICE),
    )
    for number, (name, value) in enumerate(rows, 1):
        for place, words in enumerate((name, clean(value)), 1):
            cell = sheet.cell(number, place)
            _fill(cell, words, [], "")
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.column_dimensions["A"].width = 22
    sheet.column_dimensions["B"].width = 70


_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def _saved(book: Any, table: EvidenceTable) -> bytes:
    """The workbook's bytes, with the version's date wherever the clock was."""
    from evidence.citing.packages import unzipped, zipped

    book.properties.title = clean(table.title)
    book.properties.creator = "Evidence"
    buffer = io.BytesIO()
    book.save(buffer)
    parts = unzipped(buffer.getvalue(), "the table")
    stamp = f"{table.date.isoformat()}T00:00:00Z".encode()
    parts["docProps/core.xml"] = _MOMENT.sub(
        rb"\g<1>" + stamp + rb"\g<2>", parts["docProps/core.xml"]
    )
    return zipped(parts, table.date)


def _shortened(places: Sequence[str]) -> tuple[Message, ...]:
    return tuple(
        Message(
            level=Level.WARNING,
            code="cell-shortened",
            text=f"{place}: the text is longer than the {CELL_CHARS:,} characters that a cell "
            "holds, and was shortened.",
            hint="The table as CSV has it whole.",
        )
        for place in places
    )


def _csv(table: EvidenceTable) -> Rendered:
    return Rendered(write_csv(table), "text/csv; charset=utf-8", ".csv")


def _xlsx(table: EvidenceTable) -> Rendered:
    content, messages = write_xlsx(table)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Rendered(content, kind, ".xlsx", messages)


_SHEETS: dict[str, Callable[[EvidenceTable], Rendered]] = {"csv": _csv, "xlsx": _xlsx}


# Documents.


def grid(
    heads: Sequence[blocks.Inlines],
    rows: Sequence[Sequence[blocks.Inlines]],
    widths: Sequence[float],
) -> blocks.Node:
    """A table of pandoc's: a line of headings, cells of inlines, widths as parts of the page."""

    def cell(inlines: blocks.Inlines) -> list[Any]:
        content = [blocks.plain(inlines)] if inlines else []
        return [blocks.NO_ATTRIBUTES, {"t": "AlignDefault"}, 1, 1, content]

    def line(cells: Sequence[blocks.Inlines]) -> list[Any]:
        return [blocks.NO_ATTRIBUTES, [cell(inlines) for inlines in cells]]

    columns = [[{"t": "AlignLeft"}, {"t": "ColWidth", "c": width}] for width in widths]
    head = [blocks.NO_ATTRIBUTES, [line(heads)]]
    body = [blocks.NO_ATTRIBUTES, 0, [], [line(row) for row in rows]]
    content = [blocks.NO_ATTRIBUTES, [None, []], columns, head, [body], [blocks.NO_ATTRIBUTES, []]]
    return {"t": "Table", "c": content}


def doi_address(doi: str | None) -> str | None:
    """The address of a DOI, or None where it is none."""
    known = normal_doi(clean(doi)) if doi else None
    return doi_url(known) if known else None


def doi_link(doi: str | None) -> blocks.Inlines:
    """A DOI as a link, or nothing where it is none."""
    address = doi_address(doi)
    if doi is None or address is None:
        return []
    return [{"t": "Link", "c": [blocks.NO_ATTRIBUTES, blocks.text(clean(doi)), [address, ""]]}]


def joined(parts: Sequence[blocks.Inlines], between: str = " ") -> blocks.Inlines:
    """Inlines one after another, with a sign between those that are not empty."""
    out: blocks.Inlines = []
    for part in parts:
        if part:
            out += ([*blocks.text(between)] if out else []) + list(part)
    return out


def _words(value: str) -> blocks.Inlines:
    return blocks.text(clean(value))


def _study(row: EvidenceRow) -> blocks.Inlines:
    title = f"{clean(row.title).rstrip('.')}." if row.title else ""
    journal = [blocks.emphasis(_words(row.journal))] if row.journal else []
    name = [blocks.strong(_words(row.study))]
    return joined([name, blocks.text(title), journal, doi_link(row.doi)])


def judged(row: EvidenceRow, words: wording.Words, language: str) -> blocks.Inlines:
    """Design, size and level in one cell."""
    size = re.sub(r"^n = ", "n\u00a0=\u00a0", clean(row.size))
    level = words["level"].format(level=row.level) if row.level else ""
    level = level.replace(" ", "\u00a0")
    rated = assembly.said(level, words, language)
    return joined([_words(row.design), blocks.text(size), rated], "; ")


def found(row: EvidenceRow, words: wording.Words, language: str) -> blocks.Inlines:
    """The finding, its passages with their places, and what to beware of."""
    parts = [_words(row.finding)]
    for passage in row.passages:
        seen = assembly.said(words.verified(passage.verification), words, language)
        place = joined([_words(passage.locator), seen], ", ")
        quoted = f"“{clean(passage.exact)}” (" if passage.exact else "("
        parts.append([*blocks.text(quoted), *place, blocks.string(")")])
    parts += [[blocks.strong(_words(f"{notice.rstrip('.')}."))] for notice in row.notices]
    corrected = words.corrected(row.corrections)
    parts.append(assembly.said(corrected and f"{corrected}.", words, language))
    return joined(parts)


def assemble(table: EvidenceTable, words: wording.Words) -> Assembled:
    """The table as a document: a heading a claim, under it a line for each of its links."""
    tree = [assembly.front_line(table.version, table.date, words, table.language)]
    claims: dict[str, list[EvidenceRow]] = {}
    for row in table.rows:
        claims.setdefault(row.claim, []).append(row)
    for rows in claims.values():
        first = rows[0]
        tree.append(blocks.header(1, _words(first.statement)))
        rated = f"{words['certainty']}: {words.level(first.certainty)} {first.certainty.symbol}"
        tree.append(blocks.paragraph(assembly.said(rated.strip(), words, table.language)))
        if changed := words.unread(first.unread_since):
            warned = [blocks.strong(assembly.said(changed, words, table.language))]
            tree.append(assembly.marked([blocks.paragraph(warned)], "notice"))
        cells = [
            [
                assembly.said(words.stance(row.stance), words, table.language),
                _study(row),
                judged(row, words, table.language),
                found(row, words, table.language),
            ]
            for row in rows
        ]
        heads = [
            assembly.said(words[name], words, table.language)
            for name in ("stance", "study", "design", "finding")
        ]
        tree.append(grid(heads, cells, (0.13, 0.37, 0.2, 0.3)))
    state = clean(f"{words['state']}: {table.digest}. {words['advice']}")
    page = assembly.marked([blocks.paragraph(blocks.text(state))], "colophon")
    tree.append(blocks.in_language(page, assembly.foreign(words, table.language)))
    return Assembled(
        title=clean(table.title),
        language=table.language,
        date=table.date,
        subject=f"Version {table.version}, library {clean(table.digest)}",
        identifier=assembly.identifier("table", table.title, table.version, table.digest),
        blocks=tree,
        hanging=False,
        doing="the table of evidence",
    )
