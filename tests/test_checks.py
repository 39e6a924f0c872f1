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
        ({"type": "webpage", "URL": None}, "missing-field", "URL"),
        ({"type": "song", "title": None}, "missing-field", "title"),
        ({"DOI": "no doi"}, "malformed-identifier", "DOI"),
        ({"PMID": "x"}, "malformed-identifier", "PMID"),
        ({"PMCID": "EMS1"}, "malformed-identifier", "PMCID"),
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


def test_every_rule_is_tested_above_and_has_a_code_of_its_own() -> None:
    rows = test_each_rule_finds_its_slip.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {check.code for check in CHECKS} == {code for _, code, _ in rows if code}
    assert len({check.code for check in CHECKS}) == len(CHECKS)


def test_messages_name_the_reference_and_its_field() -> None:
    (message,) = check_reference({**SOUND, "DOI": "no doi"})
    assert (message.key, message.level) == ("cohen2018", Level.ERROR)
    assert message.text == "“no doi” is not a DOI."
    assert message.hint


def test_a_year_to_come_is_told_where_the_year_is_known() -> None:
    csl = {**SOUND, "issued": {"date-parts": [[2031]]}}
    assert check_reference(csl) == ()
    assert check_reference(csl, year_now=2030) == ()
    assert [m.code for m in check_reference(csl, year_now=2026)] == ["year-out-of-range"]


@pytest.mark.parametrize("kind", REQUIRED)
def test_a_reference_without_any_field_lacks_all_that_its_type_needs(kind: str) -> None:
    assert len(check_reference({"type": kind})) == len(REQUIRED[kind])
