"""Full texts: what is read out of each kind of file, and what is refused with one sentence."""

import io
import zipfile
import zlib
from functools import cache
from time import process_time

import pypdf
import pytest
import typst
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from evidence import limits
from evidence.errors import BadInput
from evidence.formats import fulltext

BOUND_SECONDS = 5
PAIN = "Ketamine reduced pain intensity by 1.83 points on an 11-point scale."


def read(name: str, content: bytes) -> fulltext.FullText:
    return fulltext.read(name, io.BytesIO(content), out_of_time=lambda: False)


def pdf(words: str, *, header: str = "", height: int = 8) -> bytes:
    head = f"[{header}]" if header else "none"
    return typst.compile(
        f'#set page(width: 9cm, height: {height}cm, header: {head}, numbering: "1")\n'
        f'#set text(lang: "en", hyphenate: true)\n#set par(justify: true)\n{words}'.encode()
    )


@cache
def study() -> bytes:
    """A PDF of several pages with a running head; each page says its number in words."""
    filler = "Adverse events were documented immediately following administration of ketamine. " * 6
    return pdf(
        "#pagebreak()\n".join(f"Finding {word}. {filler}" for word in ("one", "two", "three")),
        header="Pain Medicine 2020: Smith et al.",
        height=20,
    )


def word(*paragraphs: str) -> bytes:
    document, target = Document(), io.BytesIO()
    for words in paragraphs:
        document.add_paragraph(words)
    document.save(target)
    return target.getvalue()


def archive(body: bytes, name: str = "word/document.xml") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, body)
    return target.getvalue()


def body(inner: str, *, before: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return archive(
        f'<?xml version="1.0"?>{before}<w:document xmlns:w="{space}"><w:body>{inner}</w:body>'
        "</w:document>".encode()
    )


READ = [
    ("plain text", "a.txt", PAIN.encode(), "text", PAIN),
    ("Windows-1252", "a.txt", f"Müller: {PAIN}".encode("cp1252"), "text", f"Müller: {PAIN}"),
    ("UTF-16", "a.txt", PAIN.encode("utf-16"), "text", PAIN),
    ("Markdown", "a.md", f"# Results\n\n{PAIN}".encode(), "md", f"# Results\n\n{PAIN}"),
    ("Word", "a.docx", word("Results", PAIN), "docx", f"Results\n{PAIN}"),
    (
        "Word: what was deleted with tracking is no text",
        "a.docx",
        body(f"<w:p><w:del><w:r><w:t>not </w:t></w:r></w:del><w:r><w:t>{PAIN}</w:t></w:r></w:p>"),
        "docx",
        PAIN,
    ),
    (
        "HTML: paragraphs, entities, no scripts",
        "a.html",
        f"<html><head><style>p{{}}</style></head><body><script>x='pain'</script><h2>Results</h2>"
        f"<p>{PAIN.replace('ketamine', '<b>ketamine</b>')}</p><!-- no --><p>A &lt; B</p>".encode(),
        "html",
        f"Results\n{PAIN}\nA < B",
    ),
    ("HTML by content", "saved", f"<!DOCTYPE html><p>{PAIN}".encode(), "html", PAIN),
]


@pytest.mark.parametrize(("_", "name", "content", "form", "words"), READ, ids=[r[0] for r in READ])
def test_the_words_of_a_file_are_read(
    _: str, name: str, content: bytes, form: str, words: str
) -> None:
    found = read(name, content)
    assert (found.format, found.text) == (form, words)


def test_a_pdf_has_pages_without_their_running_heads() -> None:
    found = read("study.pdf", study())
    pages = fulltext.Pages(found.text)
    assert (found.format, found.pages, pages.number) == ("pdf", 3, 3)
    assert "Pain Medicine" not in found.text
    for number, said in enumerate(("one", "two", "three"), start=1):
        assert pages.of(found.text.index(f"Finding {said}")) == number


def test_words_that_a_line_divided_are_whole_again() -> None:
    words = (
        "Randomised placebo-controlled investigations documented significant improvements "
        "immediately following administration of neuropathic interventions. "
    )
    found = " ".join(read("a.pdf", pdf(words * 15)).text.split())
    assert found.count("significant") == 15
    assert found.count("placebo-controlled") == 15
    assert found.count("administration") == 15


def test_a_text_of_one_page_knows_no_other_page() -> None:
    assert fulltext.Pages("no pages").of(3) is None
    assert fulltext.Pages("one\ftwo").of(5) == 2


def encrypted(password: str) -> bytes:
    writer, target = pypdf.PdfWriter(clone_from=io.BytesIO(study())), io.BytesIO()
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    writer.write(target)
    return target.getvalue()


def test_a_pdf_that_anybody_may_open_is_read() -> None:
    assert "Finding two" in read("open.pdf", encrypted("")).text


def lost_letter() -> bytes:
    """A Word file packed with LZMA, as some archivers do, whose packed bytes are wrong."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("word/document.xml", b"<w:p>pain fell by 1.3 points</w:p>" * 200)
    packed = bytearray(target.getvalue())
    start = 30 + len("word/document.xml") + 20
    packed[start : start + 20] = b"\xff" * 20
    return bytes(packed)


BOMB = b"<w:t>" + b"a" * (limits.IMPORT_BYTES + 1) + b"</w:t>"
REFUSED = [
    ("empty", "a.txt", b"", "is empty"),
    ("spaces", "a.txt", b" \n ", "no text"),
    ("a picture", "a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "is no text"),
    ("an old Word file", "a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word document"),
    ("Rich Text", "a.rtf", b"{\\rtf1 words}", "Rich Text"),
    ("a scan", "a.pdf", pdf("#rect(width: 2cm)").replace(b"\f", b""), "no text layer"),
    ("a PDF with a password", "a.pdf", encrypted("secret"), "encrypted"),
    ("half a PDF", "a.pdf", study()[:300], "damaged"),
    ("no PDF at all", "a.pdf", b"%PDF-1.7 nothing", "damaged"),
    ("half a Word file", "a.docx", word(PAIN)[:400], "damaged"),
    ("another archive", "a.docx", archive(b"x", "evil.txt"), "no Word document"),
    ("a Word file packed another way, with a letter lost", "a.docx", lost_letter(), "damaged"),
    ("a bomb", "a.docx", archive(BOMB), "more than 64 MB"),
    ("a deep Word file", "a.docx", body("<w:p>" * 5_000), "damaged"),
    (
        "entities",
        "a.docx",
        body("<w:p><w:t>&a;</w:t></w:p>", before='<!DOCTYPE x [<!ENTITY a "b">]>'),
        "document type",
    ),
    ("too long", "a.txt", b"word " * (limits.TEXT_CHARS // 5 + 1), "characters"),
]


@pytest.mark.parametrize(("_", "name", "content", "said"), REFUSED, ids=[r[0] for r in REFUSED])
def test_what_cannot_be_read_is_refused_in_one_sentence(
    _: str, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        read(name, content)


def drawn(commands: bytes) -> bytes:
    """A PDF of one page that is drawn by these commands."""
    packed = zlib.compress(commands)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources "
        b"<< /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.5\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF" % (table, len(made))
    )


def test_a_small_pdf_that_unpacks_to_much_is_refused() -> None:
    fair = b"BT /F 1 Tf (words of a study that can be read) Tj ET"
    assert read("fair.pdf", drawn(fair)).text == "words of a study that can be read"
    content = drawn(fair + b" " * 40_000_000)
    assert len(content) < 100_000
    with pytest.raises(BadInput, match=r"unpacks to|damaged"):
        read("bomb.pdf", content)


def test_a_page_of_drawings_without_end_is_refused_in_time() -> None:
    begun = process_time()
    with pytest.raises(BadInput, match="drawn in more than 800,000 steps"):
        read("plot.pdf", drawn(b"BT /F 1 Tf (words of a study) Tj ET " + b"1 2 m S " * 500_000))
    assert process_time() - begun < BOUND_SECONDS


def test_a_word_without_end_is_read_in_time() -> None:
    begun = process_time()
    word = b"a" * 300_000
    found = read("word.pdf", drawn(b"BT /F 1 Tf (words of a study) Tj (" + word + b") Tj ET"))
    assert found.text.endswith(word.decode())
    assert process_time() - begun < BOUND_SECONDS


def test_pages_of_one_line_each_keep_their_words() -> None:
    same = pdf("#pagebreak()\n".join([PAIN] * 4), height=20)
    assert read("same.pdf", same).text.count("Ketamine") == 4


def test_a_page_that_is_packed_as_a_picture_is_not_called_encrypted() -> None:
    content = drawn(b"BT ET").replace(b"/FlateDecode", b"/JBIG2Decode")
    with pytest.raises(BadInput, match="packed in a way that is not read here"):
        read("scan.pdf", content)


@pytest.mark.parametrize("end", ["", "--><p>after</p>"])
def test_an_endless_comment_of_a_web_page_is_passed_over(end: str) -> None:
    page = f"<html><body><p>{PAIN}</p>{'<!--' * 2_600_000}{end}"
    assert read("page.html", page.encode()).text.split("\n") == [PAIN, *["after"] * bool(end)]


def test_short_comments_stay_what_they_are() -> None:
    page = f"<html><body><!-- one --><p>{PAIN}</p><!-- two --><script>'<!--'</script>"
    assert read("page.html", page.encode()).text == PAIN


@pytest.mark.parametrize(("marks", "refused"), [(1, False), (30, False), (900_000, True)])
def test_marks_that_cannot_be_put_in_order_in_time_are_refused(marks: int, refused: bool) -> None:
    row = ("\u0301\u0323" * marks)[:marks]
    content = f"{PAIN} a{row}".encode()
    if not refused:
        assert read("marks.txt", content).text.startswith(PAIN)
        return
    with pytest.raises(BadInput, match="more than 30 combining marks"):
        read("marks.txt", content)


@pytest.mark.parametrize(("number", "refused"), [(300, False), (300_000, True)])
def test_signs_that_are_whole_words_do_not_fill_the_memory(number: int, refused: bool) -> None:
    content = (PAIN + "\ufdfa" * number).encode()
    if not refused:
        assert read("signs.txt", content).text.startswith(PAIN)
        return
    with pytest.raises(BadInput, match="stand for whole words"):
        read("signs.txt", content)


def test_a_pdf_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(BadInput, match="took longer"):
        fulltext.read("slow.pdf", io.BytesIO(study()), out_of_time=lambda: True)


@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>"]))
def test_no_bytes_make_it_fail_otherwise(content: bytes, begin: bytes) -> None:
    try:
        found = read("any", begin + content)
    except BadInput:
        return
    assert found.text.strip()
