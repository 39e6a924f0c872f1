"""PubMed XML and EndNote XML: what comes in, what goes out, what is refused."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence import limits
from evidence.errors import Level, UnreadableFile
from evidence.formats import endnotexml, pubmedxml
from evidence.formats.records import CslItem, Record
from evidence.formats.table import read_bytes
from evidence.text import name_text

ARTICLE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2019//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_190101.dtd">
<PubmedArticleSet>
<PubmedArticle>
  <MedlineCitation Status="MEDLINE" Owner="NLM">
    <PMID Version="1">29872490</PMID>
    <Article PubModel="Print-Electronic">
      <Journal>
        <ISSN IssnType="Electronic">1949-2553</ISSN>
        <JournalIssue CitedMedium="Internet">
          <Volume>9</Volume><Issue>37</Issue>
          <PubDate><Year>2018</Year><Month>May</Month><Day>15</Day></PubDate>
        </JournalIssue>
        <Title>Oncotarget</Title>
        <ISOAbbreviation>Oncotarget (NY)</ISOAbbreviation>
      </Journal>
      <ArticleTitle>Risk factors on chromosome 19 and the
        <i>APOE</i> locus: p &lt; 0.05.</ArticleTitle>
      <Pagination><MedlinePgn>24590-600</MedlinePgn></Pagination>
      <ELocationID EIdType="doi" ValidYN="Y">10.18632/Oncotarget.25083</ELocationID>
      <Abstract>
        <AbstractText Label="BACKGROUND">The <i>APOE</i> gene.</AbstractText>
        <AbstractText Label="METHODS">We looked.</AbstractText>
      </Abstract>
      <AuthorList CompleteYN="Y">
        <Author><LastName>Moreno-Grau</LastName><ForeName>Sonia</ForeName><Initials>S</Initials>
          <AffiliationInfo><Affiliation>Barcelona</Affiliation></AffiliationInfo></Author>
        <Author><LastName>King</LastName><Initials>ML</Initials><Suffix>Jr</Suffix></Author>
        <Author><CollectiveName>ADNI</CollectiveName></Author>
      </AuthorList>
      <Language>eng</Language>
      <PublicationTypeList>
        <PublicationType UI="D016428">Journal Article</PublicationType>
        <PublicationType UI="D016441">Retracted Publication</PublicationType>
      </PublicationTypeList>
    </Article>
    <MedlineJournalInfo><MedlineTA>Oncotarget</MedlineTA></MedlineJournalInfo>
    <CommentsCorrectionsList>
      <CommentsCorrections RefType="RetractionIn"><RefSource>Lancet. 2010;1:2</RefSource>
        <PMID>20137807</PMID></CommentsCorrections>
      <CommentsCorrections RefType="RetractionOf"><RefSource>another</RefSource></CommentsCorrections>
    </CommentsCorrectionsList>
    <MeshHeadingList>
      <MeshHeading><DescriptorName MajorTopicYN="N">Humans</DescriptorName></MeshHeading>
      <MeshHeading><DescriptorName MajorTopicYN="N">Pain</DescriptorName>
        <QualifierName MajorTopicYN="Y">drug therapy</QualifierName></MeshHeading>
    </MeshHeadingList>
    <KeywordList><Keyword>APOE</Keyword><Keyword>risk</Keyword></KeywordList>
  </MedlineCitation>
  <PubmedData>
    <ArticleIdList><ArticleId IdType="pubmed">29872490</ArticleId>
      <ArticleId IdType="pmc">PMC5973862</ArticleId></ArticleIdList>
    <ReferenceList><Reference><ArticleIdList>
      <ArticleId IdType="doi">10.9999/of.a.reference</ArticleId>
    </ArticleIdList></Reference></ReferenceList>
  </PubmedData>
</PubmedArticle>
</PubmedArticleSet>
"""  # noqa: E501


def test_an_article_of_pubmed() -> None:
    (record,), messages = pubmedxml.read(ARTICLE, path="mine.xml")
    assert (messages, record.messages, record.line) == ((), (), 4)
    assert record.source.text.startswith("<PubmedArticle>")
    assert record.source.text.endswith("</PubmedArticle>")
    assert record.csl == {
        "id": "",
        "type": "article-journal",
        "PMID": "29872490",
        "PMCID": "PMC5973862",
        "DOI": "10.18632/oncotarget.25083",
        "title": "Risk factors on chromosome 19 and the <i>APOE</i> locus: p < 0.05",
        "container-title": "Oncotarget",
        "container-title-short": "Oncotarget (NY)",
        "ISSN": "1949-2553",
        "volume": "9",
        "issue": "37",
        "issued": {"date-parts": [[2018, 5, 15]]},
        "page": "24590-24600",
        "author": [
            {"family": "Moreno-Grau", "given": "Sonia"},
            {"family": "King", "given": "M. L.", "suffix": "Jr"},
            {"literal": "ADNI"},
        ],
        "abstract": "BACKGROUND: The APOE gene.\nMETHODS: We looked.",
        "language": "en",
        "keyword": "APOE, risk",
        "custom": {
            "fields": {"publication-type": "Journal Article\nRetracted Publication"},
            "tags": ["Humans", "Pain/*drug therapy"],
            "status": [
                {"kind": "retraction", "text": "Retracted Publication"},
                {
                    "kind": "retraction",
                    "text": "Retraction in: Lancet. 2010;1:2 PMID: 20137807",
                },
            ],
        },
    }


@pytest.mark.parametrize(
    ("before", "after", "field", "value"),
    [
        ("<Year>2018</Year><Month>May</Month><Day>15</Day>",
         "<MedlineDate>1999 Spring</MedlineDate>", "issued",
         {"date-parts": [[1999]], "season": 1}),
        ("<Month>May</Month><Day>15</Day>", "<Month>05</Month>", "issued",
         {"date-parts": [[2018, 5]]}),
        ("<MedlinePgn>24590-600</MedlinePgn>",
         "<StartPage>25</StartPage><EndPage>38</EndPage>", "page", "25-38"),
        ("Journal Article", "Preprint", "type", "article"),
        ("and the\n", "and H<sub>2</sub>O &#945; the\n", "title",
         "Risk factors on chromosome 19 and H<sub>2</sub>O α the <i>APOE</i> locus: p < 0.05"),
    ],
)  # fmt: skip
def test_a_field_of_pubmed_in_its_variants(
    before: str, after: str, field: str, value: object
) -> None:
    assert before in ARTICLE
    (record,), _ = pubmedxml.read(ARTICLE.replace(before, after))
    assert record.csl is not None
    assert record.csl[field] == value


def test_a_chapter_and_a_book_of_pubmed() -> None:
    chapter = """<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID>29262009</PMID>
    <Book><Publisher><PublisherName>StatPearls</PublisherName></Publisher>
    <BookTitle book="statpearls">StatPearls</BookTitle><PubDate><Year>2024</Year></PubDate>
    <AuthorList Type="editors"><Author><LastName>Doe</LastName></Author></AuthorList></Book>
    <ArticleTitle book="statpearls">Ketamine</ArticleTitle>
    <AuthorList Type="authors"><Author><LastName>Rosenbaum</LastName><ForeName>Steven</ForeName>
    </Author></AuthorList></BookDocument></PubmedBookArticle></PubmedArticleSet>"""
    (record,), _ = pubmedxml.read(chapter)
    assert record.csl == {
        "id": "",
        "type": "chapter",
        "PMID": "29262009",
        "title": "Ketamine",
        "container-title": "StatPearls",
        "publisher": "StatPearls",
        "author": [{"family": "Rosenbaum", "given": "Steven"}],
        "editor": [{"family": "Doe"}],
        "issued": {"date-parts": [[2024]]},
    }


ENDNOTE = """<?xml version="1.0" encoding="UTF-8"?>
<xml><records>
<record><database name="L.enl">L.enl</database><source-app name="EndNote">EndNote</source-app>
<rec-number>1</rec-number><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Ahmad, AS</style></author>
<author>World Health Organization,</author></authors></contributors>
<titles><title><style face="normal">Trends in </style><style face="italic">H. pylori</style>
<style face="normal"> risk</style></title><secondary-title>Br J Cancer</secondary-title></titles>
<periodical><full-title>British Journal of Cancer</full-title>
<abbr-1>Br J Cancer</abbr-1></periodical>
<pages>943-7</pages><volume>112</volume><number>5</number>
<keywords><keyword>Aged</keyword><keyword>Risk</keyword></keywords>
<dates><year>2015</year><pub-dates><date>Mar 3</date></pub-dates></dates>
<isbn>1532-1827 (Electronic)&#xD;0007-0920 (Linking)</isbn>
<accession-num>25647015</accession-num><abstract>An abstract</abstract><notes>some notes</notes>
<research-notes>the annotation</research-notes><label>My label</label>
<urls><related-urls><url>http://www.ncbi.nlm.nih.gov/pubmed/25647015</url></related-urls></urls>
<electronic-resource-num>10.1038/bjc.2014.606</electronic-resource-num>
<custom7>e5</custom7></record>
</records></xml>
"""


def test_an_article_of_endnote() -> None:
    (record,), messages = endnotexml.read(ENDNOTE, path="mine.xml")
    assert (messages, record.messages, record.line) == ((), (), 3)
    assert record.csl == {
        "id": "",
        "type": "article-journal",
        "author": [
            {"family": "Ahmad", "given": "A. S."},
            {"literal": "World Health Organization"},
        ],
        "title": "Trends in <i>H. pylori</i> risk",
        "container-title": "British Journal of Cancer",
        "container-title-short": "Br J Cancer",
        "page": "943-947",
        "volume": "112",
        "issue": "5",
        "keyword": "Aged, Risk",
        "issued": {"date-parts": [[2015, 3, 3]]},
        "ISSN": "1532-1827",
        "PMID": "25647015",
        "DOI": "10.1038/bjc.2014.606",
        "URL": "http://www.ncbi.nlm.nih.gov/pubmed/25647015",
        "abstract": "An abstract",
        "note": "the annotation",
        "custom": {
            "note": "some notes",
            "fields": {"label": "My label", "issn": "0007-0920", "custom7": "e5"},
        },
    }


ITEM: CslItem = {
    "id": "cohen2018",
    "type": "article-journal",
    "title": "Consensus <i>Guidelines</i>: CO<sub>2</sub> & p < 0.05",
    "author": [
        {"family": "Cohen", "given": "Steven P.", "suffix": "Jr."},
        {"family": "Berg", "given": "Anna", "non-dropping-particle": "van der"},
        {"literal": "World Health Organization"},
        {"literal": "Médecins Sans Frontières"},
    ],
    "editor": [{"family": "Doe", "given": "Jane"}],
    "issued": {"date-parts": [[2018, 7, 3]]},
    "container-title": "Regional Anesthesia & Pain Medicine",
    "container-title-short": "Reg Anesth Pain Med",
    "volume": "43",
    "issue": "5",
    "page": "521-546",
    "DOI": "10.1097/aap.0000000000000808",
    "PMID": "29870458",
    "PMCID": "PMC6023575",
    "ISSN": "1098-7339",
    "URL": "https://example.org/x?a=1&b=2",
    "abstract": "Background.\nMethods.",
    "note": "The annotation.",
    "keyword": "ketamine, pain",
    "language": "en",
    "custom": {"note": "Funding: none."},
}


def written(*items: CslItem) -> tuple[Record, ...]:
    data = endnotexml.write(items)
    read = read_bytes(data, path="x.xml")
    assert (read.format, read.encoding, read.messages) == ("endnote-xml", "utf-8", ())
    return read.records


def test_an_article_comes_back_from_endnote_as_it_went() -> None:
    (record,) = written(ITEM)
    assert record.messages == ()
    assert record.csl == {**ITEM, "source": "PubMed"}


@pytest.mark.parametrize(
    "item",
    [
        {"id": "k", "type": "book", "title": "A", "editor": [{"family": "Doe", "given": "J."}]},
        {"id": "k", "type": "chapter", "title": "A", "container-title": "B",
         "editor": [{"family": "Doe", "given": "J."}], "collection-title": "C"},
        {"id": "k", "type": "report", "title": "A", "number": "7"},
        {"id": "k", "type": "thesis", "title": "A", "publisher": "Basel",
         "issued": {"date-parts": [[2001]]}},
        {"id": "k", "type": "webpage", "title": "A", "URL": "https://example.org/"},
        {"id": "k", "type": "book", "title": "A", "issued": {"literal": "in press"}},
    ],
)  # fmt: skip
def test_other_types_come_back(item: CslItem) -> None:
    (record,) = written(item)
    assert record.csl == item


XML_TEXT = st.text(max_size=30)


@settings(deadline=None)
@given(XML_TEXT, XML_TEXT, XML_TEXT)
def test_any_text_gives_well_formed_xml(title: str, family: str, abstract: str) -> None:
    item = {
        "id": "k",
        "type": "book",
        "title": f"A{title}",
        "author": [{"family": f"B{family}", "given": "C"}],
        "abstract": f"A{abstract}",
    }
    first, second = written(item, item)
    assert first.csl is not None
    assert first.csl == second.csl
    assert len(first.csl["author"]) <= 1 + family.count(";")
    assert "broken-xml" not in {message.code for message in first.messages}


def test_names_with_commas_stay_names() -> None:
    names: list[Any] = [{"literal": "Smith, Jones, and Partners"}, {"family": "Aristotle"}]
    (record,) = written({"id": "k", "type": "book", "title": "A", "author": names})
    assert record.csl is not None
    assert len(record.csl["author"]) == 2
    assert name_text(record.csl["author"][1]) == "Aristotle"


LOL = "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "prolog",
    [
        f'<!DOCTYPE xml [<!ENTITY lol0 "lol">{LOL}]>',
        f'<!DOCTYPE xml [<!ENTITY a "{"a" * 50_000}">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/evil.dtd">',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        "<!doctype xml>",
        '<!DOCTYPE PubmedArticleSet [<!ENTITY e "x">]>',
        '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD X//EN" "https://x.example/a.dtd" '
        '[<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!ENTITY e "x">',
        '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD X//EN" "https://x.example/a.dtd">'
        '<!DOCTYPE y [<!ENTITY e "x">]>',
    ],
)
def test_a_declaration_is_refused_at_once(prolog: str) -> None:
    began = time.process_time()
    for text in (ENDNOTE, ARTICLE.split("\n", 2)[2]):
        with pytest.raises(UnreadableFile, match="DOCTYPE"):
            read_bytes((prolog + text.split("?>")[-1]).encode(), path="evil.xml")
    assert time.process_time() - began < 1


def test_a_file_over_many_entities_is_refused_however_often_they_are_used() -> None:
    evil = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]><xml><records><record><titles><title>'
    with pytest.raises(UnreadableFile, match="DOCTYPE"):
        read_bytes((evil + "&a;" * 20_000).encode(), path="evil.xml")


def test_a_record_that_is_nested_too_deep_is_told() -> None:
    deep = "<a>" * 200_000 + "</a>" * 200_000
    text = (
        f"<xml><records><record>{deep}</record><record><titles><title>B</title></titles></record>"
    )
    began = time.process_time()
    records, _ = endnotexml.read(text)
    assert time.process_time() - began < 5
    assert [record.csl is None for record in records] == [True, False]
    assert records[0].messages[0].level is Level.ERROR


def test_a_record_within_the_limit_but_nested_too_deep_is_told() -> None:
    deep = "<a>" * (limits.XML_DEPTH + 50) + "</a>" * (limits.XML_DEPTH + 50)
    (record,), _ = endnotexml.read(f"<xml><records><record>{deep}</record></records></xml>")
    assert record.csl is None
    assert "256 deep" in record.messages[0].text


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ("<title>A & B</title>", "A & B"),
        ("<title>A &nbsp;&eacute; B</title>", "A é B"),
        ("<title>A</title><volume>1</volum>", "A"),
        ("<title>A\x0bB</title>", "AB"),
    ],
)
def test_what_is_broken_is_mended_and_told(inside: str, title: str) -> None:
    good = "<record><titles><title>Good</title></titles></record>"
    text = (
        f"<xml><records>{good}\n<record><titles>{inside}</titles></record>\n{good}</records></xml>"
    )
    records, _ = endnotexml.read(text, path="mine.xml")
    assert [record.csl["title"] for record in records if record.csl] == ["Good", title, "Good"]
    assert [record.line for record in records] == [1, 2, 3]
    assert not records[0].messages
    assert not records[2].messages


def test_a_record_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    (first, second), _ = endnotexml.read(
        "<xml><records><record><titles><title>A</title></titles></record>"
        "<record><titles><title>B</title></titles><volume>1"
    )
    assert first.messages == ()
    assert second.csl is not None
    assert second.csl["title"] == "B"
    assert [message.code for message in second.messages] == ["broken-xml"]


def test_comments_and_instructions_are_no_text() -> None:
    (record,), _ = endnotexml.read(
        "<xml><records><record><titles><title>A<!-- x --><?php y ?> B</title></titles></record>"
    )
    assert record.csl is not None
    assert record.csl["title"] == "A B"
