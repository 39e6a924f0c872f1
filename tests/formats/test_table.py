"""Formats are found by content, and a file that is none says what it is."""

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence import limits
from evidence.errors import BadInput, UnknownFormat, UnreadableFile
from evidence.formats.table import BY_NAME, FORMATS, read_bytes, sniff

BIB = "@article{cohen2018, title = {Consensus}, author = {Cohen, S.}, year = 2018}\n"
RIS = "TY  - JOUR\r\nTI  - Consensus\r\nAU  - Cohen, S.\r\nER  - \r\n"
NBIB = "PMID- 29870458\nTI  - Consensus.\nFAU - Cohen, Steven P\n"
CSL = '[{"id": "cohen2018", "type": "article-journal", "title": "Consensus"}]'
ENDNOTE = "<xml><records><record><titles><title>Consensus</title></titles></record></records></xml>"
PUBMED = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, '
    '1st January 2019//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_190101.dtd">\n'
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article>"
    "<ArticleTitle>Consensus.</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
    "</PubmedArticleSet>"
)
ENW = "%0 Journal Article\n%A Cohen, S.\n%T Consensus\n"
ISI = "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Cohen, S\nTI Consensus\nER\n\nEF\n"
SAMPLES = {
    "bibtex": BIB,
    "ris": RIS,
    "nbib": NBIB,
    "csl-json": CSL,
    "endnote-xml": ENDNOTE,
    "pubmed-xml": PUBMED,
    "enw": ENW,
    "isi": ISI,
}


def test_every_format_has_a_sample_here() -> None:
    assert SAMPLES.keys() == BY_NAME.keys() == {format.name for format in FORMATS}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("before", ["", "\n\n", "\ufeff"])
def test_a_format_is_found_by_content(name: str, before: str) -> None:
    found = sniff(before + SAMPLES[name])
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("name", SAMPLES)
def test_the_name_of_the_file_does_not_matter(name: str) -> None:
    for path in ("export.txt", "references.bib", "x.xml"):
        read = read_bytes(SAMPLES[name].encode(), path=path)
        assert (read.format, len(read.records), read.path) == (name, 1, path)
        csl = read.records[0].csl
        assert csl is not None
        assert csl["title"] == "Consensus"


def test_of_two_formats_in_one_file_the_first_is_meant() -> None:
    abstract = f"@article{{k, title = {{A}}, abstract = {{As exported:\n{RIS}}}}}"
    assert sniff(abstract) is BY_NAME["bibtex"]
    assert sniff(RIS.replace("ER  -", f"N2  - like\r\n{BIB}\r\nER  -")) is BY_NAME["ris"]


@pytest.mark.parametrize(
    "text",
    [
        "% only a comment\n",
        "% Encoding: UTF-8\n\n% nothing yet",
        "@comment{jabref-meta: databaseType:biblatex;}\n",
        "[]",
    ],
)
def test_a_file_without_entries_is_read_and_told(text: str) -> None:
    read = read_bytes(text.encode(), path="empty.bib")
    assert read.records == ()
    assert [message.file for message in read.messages] == ["empty.bib"]


def word_document() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (b"PK\x03\x04" + b"\x00" * 30, "archive (zip)"),
        (word_document(), "Word document"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"{\\rtf1 @article{k, title={x}}}", "RTF"),
        (b"SQLite format 3\x00", "SQLite"),
        (bytes(range(32)) * 20, "is not text"),
        (b"\x00" * 500 + b"x", "is not text"),
    ],
)
def test_what_is_no_text_says_what_it_is(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_bytes(data, path="mine.bib")
    assert words in refused.value.text
    assert refused.value.text.startswith("mine.bib")


def test_a_file_over_the_limit_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(UnreadableFile, match="larger than 64 MB"):
        read_bytes(bytes(limits.IMPORT_BYTES + 1), path="mine.bib")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<html><body>Log in to continue</body></html>", "web page"),
        ("<!DOCTYPE html>\n<html>TY  - not an entry</html>", "web page"),
        ('<?xml version="1.0"?><html xmlns="x"><body/></html>', "web page"),
        ("<rss><channel/></rss>", "XML"),
        ("<a>" * 200_000 + "</a>" * 200_000, "XML"),
        ('{"name": "left-pad", "version": "1.0"}', "not CSL-JSON"),
        ("Dear editor,\n\nplease find enclosed.", "No reference is found"),
        ("@" * 1_000_000, "No reference is found"),
        ("%" * 100_000 + "x\nz", "No reference is found"),
        ("title,author\nConsensus,Cohen\n", "No reference is found"),
    ],
)
def test_what_holds_no_references_says_so(text: str, words: str) -> None:
    began = time.process_time()
    with pytest.raises(UnknownFormat) as refused:
        read_bytes(text.encode(), path="mine.bib")
    assert words in refused.value.text
    assert refused.value.hint
    assert time.process_time() - began < 5


def test_a_format_can_be_chosen_and_must_be_one() -> None:
    read = read_bytes(b"ER-positive tumours\nTI  - A\n", path="x", format="ris")
    assert (read.format, len(read.records)) == ("ris", 1)
    with pytest.raises(BadInput, match="no format"):
        read_bytes(b"x", path="x", format="docx")


def test_messages_name_the_file_and_the_encoding_is_told() -> None:
    read = read_bytes(BIB.replace("Cohen", "Müller").encode("latin-1"), path="old.bib")
    assert read.encoding == "cp1252"
    assert [(m.code, m.file) for m in read.messages] == [("encoding-assumed", "old.bib")]
    csl = read.records[0].csl
    assert csl is not None
    assert csl["author"][0]["family"] == "Müller"


def test_an_encoding_can_be_chosen() -> None:
    text = BIB.replace("Cohen", "Kaňka").encode("cp1250")
    csl = read_bytes(text, path="x.bib", encoding="cp1250").records[0].csl
    assert csl is not None
    assert csl["author"][0]["family"] == "Kaňka"


FOLDERS = {
    "ris": "ris",
    "nbib": "nbib",
    "endnotexml": "endnote-xml",
    "csljson": "csl-json",
    "pubmedxml": "pubmed-xml",
    "enw": "enw",
    "isi": "isi",
}
# What ends up as an entry in each format; used to count what a file holds, apart from our readers.
MARKS = {
    "ris": "\nTY  - ",
    "nbib": "\nPMID-",
    "endnotexml": "<record>",
    "pubmedxml": "<PubmedArticle>",
    "enw": "\n%0",
    "isi": "\nPT ",
}
NOT_AN_ENTRY = "IsiImporterTestEmpty"


def corpus_files() -> Iterator[Path]:
    corpus = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    for folder in FOLDERS:
        yield from sorted((corpus / folder).glob("*"))


@pytest.mark.corpus
def test_every_entry_of_the_corpus_is_found() -> None:
    files = list(corpus_files())
    assert files
    for path in files:
        data = path.read_bytes()
        if NOT_AN_ENTRY in path.name:
            with pytest.raises(UnknownFormat):
                read_bytes(data, path=path.name)
            continue
        read = read_bytes(data, path=path.name)
        text = "\n" + data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
        assert read.format == FOLDERS[path.parent.name], path.name
        mark = MARKS.get(path.parent.name)
        if mark:
            assert len(read.records) >= text.count(mark), path.name
            assert len(read.records) <= max(1, text.count(mark)), path.name
        lines = [record.line for record in read.records]
        assert lines == sorted(lines)
        for record in read.records:
            assert record.source.text.replace("\r\n", "\n") in text
