"""Rules about a reference."""

import pytest

from evidence.checks import CHECKS, REQUIRED, check_reference
from evidence.errors import Level

SOUND = {
    "id": "cohen2018",
    "type": "article-journal",
    "title": "Consensus guidelines on ketamine: IL-6 & TNF-α",
    "author": [{"family": "Cohen", "given": "Steven P."}, {"literal": "WHO"}],
    "container-title": "Regional Anesthesia & Pain Medicine",
    "issued": {"date-parts": [[2018, 7]]},
    "page": "521-546",
    "DOI": "10.1097/aap.0000000000000808",
    "PMID": "29870458",
    "PMCID": "PMC6023575",
    "ISSN": "1098-7339, 1532-8651",
    "ISBN": "978-3-16-148410-0",
    "URL": "https://example.org/x",
}


def found(**fields: object) -> list[tuple[str, str | None]]:
    csl = {name: value for name, value in {**SOUND, **fields}.items() if value is not None}
    return [(message.code, message.field) for message in check_reference(csl)]


def test_a_sound_reference_has_no_findings() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"author": None}, "missing-field", "author"),
        ({"title": None}, "missing-field", "title"),
        ({"title": ""}, "missing-field", "title"),
        ({"container-title": None}, "missing-field", "container-title"),
        ({"issued": None}, "missing-field", "issued"),
        ({"type": "book"}, "missing-field", "publisher"),
        ({"type": "webpage", "URL": None, "DOI": None}, "missing-field", "URL"),
        ({"type": "song", "title": None}, "missing-field", "title"),
        ({"DOI": "no doi"}, "malformed-identifier", "DOI"),
        ({"PMID": "x"}, "malformed-identifier", "PMID"),
        ({"PMCID": "EMS1"}, "malformed-identifier", "PMCID"),
        (
            {"PMCID": None, "custom": {"fields": {"pmcid": "EMS1"}}},
            "identifier-put-aside",
            "PMCID",
        ),
        ({"ISSN": "nonsense"}, "malformed-serial-number", "ISSN"),
        ({"ISBN": "1234"}, "malformed-serial-number", "ISBN"),
        ({"ISSN": "1098-7338"}, "checksum", "ISSN"),
        ({"ISBN": "0-306-40615-3"}, "checksum", "ISBN"),
        ({"page": "546-521"}, "pages-backwards", "page"),
        ({"page": "S14-S12"}, "pages-backwards", "page"),
        ({"page": "1-9, 20–12"}, "pages-backwards", "page"),
        ({"issued": {"date-parts": [[218]]}}, "year-out-of-range", "issued"),
        ({"issued": {"date-parts": [[20188]]}}, None, None),
        ({"issued": {"date-parts": [[2180]]}}, "year-out-of-range", "issued"),
        ({"author": [{"family": "COHEN", "given": "S."}]}, "names-in-capitals", "author"),
        ({"author": [{"family": "Cohen"}, {"literal": "et al."}]}, "et-al-as-name", "author"),
        ({"title": "CONSENSUS GUIDELINES"}, "title-in-capitals", "title"),
        ({"URL": "javascript:alert(1)"}, "unsafe-url", "URL"),
        ({"URL": "//www.sciencedirect.com/x"}, "unsafe-url", "URL"),
        ({"title": "safe\u202egpj.exe"}, "hidden-characters", "title"),
        ({"author": [{"family": "MÃ¼ller"}]}, "mojibake", "author"),
        ({"title": "Pain â€“ a review"}, "mojibake", "title"),
        ({"title": "M\ufffdller"}, "mojibake", "title"),
        ({"title": "R&amp;D"}, "markup-left", "title"),
        ({"title": r"The \textbeta receptor"}, "markup-left", "title"),
    ],
)
def test_each_rule_finds_its_slip(
    fields: dict[str, object], code: str | None, field: str | None
) -> None:
    assert found(**fields) == ([(code, field)] if code else [])


@pytest.mark.parametrize(
    "fields",
    [
        {"page": "1023-5"},
        {"page": "e12-e9a"},
        {"page": "S12-T4"},
        {"page": "XX, 327"},
        {"author": [{"family": "Li"}, {"family": "WHO"}]},
        {"author": [{"literal": "ASTRO-CM TEAM"}]},
        {"title": "HIV/AIDS"},
        {"title": "Costs of $5 to $10 per QALY & more"},
        {"issued": {"literal": "in press"}},
        {"author": None, "editor": [{"family": "Doe"}], "type": "book", "publisher": "X"},
        {"author": [{"family": "Ãstvand"}]},
    ],
)
def test_what_only_looks_odd_is_left_alone(fields: dict[str, object]) -> None:
    assert found(**fields) == []


# field, value, the code of what is found or None: nothing wrong is let pass, nothing right told.
TRICKY = [
    ("ISBN", "0-8044-2957-X", None),
    ("ISBN", "080442957x", None),
    ("ISBN", "978 3 16 148410 0", None),
    ("ISBN", "978‐3‐16‐148410‐0", None),
    ("ISBN", "ISBN 978-3-16-148410-0", None),
    ("ISBN", "978-3-16-148410-0 (pbk.)", None),
    ("ISBN", "978-0-306-40615-7 hardcover", None),
    ("ISBN", "978 0 306 40615 7; 0 306 40615 2", None),
    ("ISBN", "0306406152 9780306406157", None),
    ("ISBN", "979-10-90636-07-1", None),
    ("ISBN", "0-8044-2957-1", "checksum"),
    ("ISBN", "978-3-16-148410-0, 978-3-16-148410-1", "checksum"),
    ("ISBN", "X-8044-2957-0", "malformed-serial-number"),
    ("ISBN", "977-3-16-148410-0", "malformed-serial-number"),
    ("ISBN", "0000000000", "malformed-serial-number"),
    ("ISBN", "in two volumes", "malformed-serial-number"),
    ("ISSN", "2434-561X", None),
    ("ISSN", "2434561x", None),
    ("ISSN", "1098–7339", None),
    ("ISSN", "ISSN 1098-7339", None),
    ("ISSN", "e-ISSN: 1532-8651", None),
    ("ISSN", "1098-7339 (Print) 1532-8651 (Electronic)", None),
    ("ISSN", "1098-7339 (Print) 1532-8652 (Electronic)", "checksum"),
    ("ISSN", "2434-5610", "checksum"),
    ("ISSN", "1098-733", "malformed-serial-number"),
    ("ISSN", "0000-0000", "malformed-serial-number"),
    ("DOI", "10.1002/(SICI)1096-8644(199605)100:1<95::AID-AJPA9>3.0.CO;2-8", None),
    ("DOI", "10.1000/456#789", None),
    ("DOI", "10.1016/S0140-6736(18)30243-1", None),
    ("DOI", "https://doi.org/10.1097/AAP.0000000000000808", None),
    ("DOI", "http://dx.doi.org/10.1016%2Fj.pain.2009.06.023", None),
    ("DOI", "doi:10.1097/AAP.0000000000000808.", None),
    ("DOI", "10.1097/ AAP.0000000000000808", "malformed-identifier"),
    ("DOI", "10.1097/", "malformed-identifier"),
    ("DOI", "11.1097/x", "malformed-identifier"),
    ("DOI", "10.12/x", "malformed-identifier"),
    ("PMID", "0029870458", None),
    ("PMID", "PMID: 29870458", None),
    ("PMID", "29870458 [pmid]", None),
    ("PMID", 29870458, None),
    ("PMID", "0", "malformed-identifier"),
    ("PMID", "PMC6023575", "malformed-identifier"),
    ("PMID", "29 870 458", "malformed-identifier"),
    ("PMID", "298704581234", "malformed-identifier"),
    ("PMCID", "pmc6023575.2", None),
    ("PMCID", "6023575", None),
    ("PMCID", "NIHMS12345", "malformed-identifier"),
    ("page", "e123-e130", None),
    ("page", "123-30", None),
    ("page", "S12–S15", None),
    ("page", "1,234", None),
    ("page", "1,234-1,240", None),
    ("page", "123, 125-130", None),
    ("page", "12-1–12-15", None),
    ("page", "12.1-12.15", None),
    ("page", "iv-xii", None),
    ("page", "100-99a", None),
    ("page", "130-123", "pages-backwards"),
    ("page", "e130-e123", "pages-backwards"),
    ("page", "1,240-1,234", "pages-backwards"),
    ("title", "COVID-19: SARS-CoV-2", None),
    ("title", "CONSORT 2010", None),
    ("title", "<i>KETAMINE</i> FOR PAIN", "title-in-capitals"),
    ("title", "ПРИМЕНЕНИЕ КЕТАМИНА", "title-in-capitals"),
]


@pytest.mark.parametrize(("field", "value", "code"), TRICKY)
def test_tricky_values_are_told_right_from_wrong(
    field: str, value: object, code: str | None
) -> None:
    assert found(**{field: value}) == ([(code, field)] if code else [])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ({"family": "WHO"}, False),
        ({"family": "IASP"}, False),
        ({"family": "ANZCA"}, False),
        ({"literal": "NICE"}, False),
        ({"family": "O’Brien", "given": "J."}, False),
        ({"family": "McDonald", "given": "J."}, False),
        ({"family": "KJ", "given": "Anand"}, False),
        ({"family": "田中", "given": "太郎"}, False),
        ({"family": "المريض", "given": "أ"}, False),
        ({"family": "O'BRIEN", "given": "J."}, True),
        ({"family": "SMITH J"}, True),
        ({"family": "LEE", "given": "J."}, True),
        ({"family": "SMITH-JONES"}, True),
        ({"family": "DE LA CRUZ", "given": "M."}, True),
        ({"family": "van der BERG", "given": "P."}, True),
        ({"family": "СМИРНОВ", "given": "И."}, True),
    ],
)
def test_names_in_capitals_and_abbreviations_of_organisations(
    name: dict[str, str], told: bool
) -> None:
    assert found(author=[name]) == ([("names-in-capitals", "author")] if told else [])


@pytest.mark.parametrize(
    ("kind", "fields", "missing"),
    [
        ("article-journal", {"page": "1-9"}, []),
        ("article-journal", {"number": "e1003583"}, []),
        ("article-journal", {}, ["page"]),
        ("book", {"author": None, "editor": [{"family": "Doe"}], "publisher": "X"}, []),
        ("book", {}, ["publisher"]),
        ("chapter", {"container-title": None, "publisher": "X"}, ["container-title"]),
        ("thesis", {}, ["publisher"]),
        ("report", {"author": None, "publisher": "WHO"}, []),
        ("report", {"author": None}, ["author"]),
        ("dataset", {"issued": None}, ["issued"]),
        ("webpage", {"author": None, "issued": None, "URL": "https://example.org"}, []),
        ("webpage", {}, ["URL"]),
        ("entry-encyclopedia", {"author": None}, []),
        ("manuscript", {"author": None}, ["author"]),
        ("patent", {}, ["number"]),
        ("standard", {"number": "ISO 2108"}, []),
        ("song", {"author": None, "issued": None}, []),
    ],
)
def test_each_type_needs_its_own_fields(
    kind: str, fields: dict[str, object], missing: list[str]
) -> None:
    without = dict.fromkeys(("page", "DOI", "PMID", "URL", "ISBN", "ISSN"))
    wanted = [("missing-field", field) for field in missing]
    assert found(**{**without, "type": kind, **fields}) == wanted


@pytest.mark.parametrize(
    ("field", "value"), [("doi", "see the web"), ("PMID", "29-87"), ("pmcid", "EMS1")]
)
def test_what_an_import_put_aside_is_found(field: str, value: str) -> None:
    aside = {field.upper(): None, "custom": {"fields": {field: value}}}
    assert found(**aside) == [("identifier-put-aside", field.upper())]
    assert found(custom={"fields": {field: value}}) == []


def test_every_rule_is_tested_above_and_has_a_code_of_its_own() -> None:
    rows = test_each_rule_finds_its_slip.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {check.code for check in CHECKS} == {code for _, code, _ in rows if code}
    assert len({check.code for check in CHECKS}) == len(CHECKS)


def test_messages_name_the_reference_and_its_field() -> None:
    (message,) = check_reference({**SOUND, "DOI": "no doi"})
    assert (message.key, message.level) == ("cohen2018", Level.ERROR)
    assert message.text == "“no doi” is not a DOI."
    assert message.hint


def test_a_shortened_doi_is_said_to_be_one() -> None:
    (message,) = check_reference({**SOUND, "DOI": "https://doi.org/10/gfzxgh"})
    assert message.text == "“https://doi.org/10/gfzxgh” is a shortened DOI, not a whole one."


def test_a_year_to_come_is_told_where_the_year_is_known() -> None:
    csl = {**SOUND, "issued": {"date-parts": [[2031]]}}
    assert check_reference(csl) == ()
    assert check_reference(csl, year_now=2030) == ()
    assert [m.code for m in check_reference(csl, year_now=2026)] == ["year-out-of-range"]


@pytest.mark.parametrize("kind", REQUIRED)
def test_a_reference_without_any_field_lacks_all_that_its_type_needs(kind: str) -> None:
    assert len(check_reference({"type": kind})) == len(REQUIRED[kind])
