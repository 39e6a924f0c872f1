"""BibTeX and BibLaTeX names → CSL names, and back."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import limits
from evidence.formats.names import read_name, read_names, split_names, write_name, write_names


def family(family, given=None, particle=None, suffix=None):
    name = {"family": family}
    if given:
        name["given"] = given
    if particle:
        name["non-dropping-particle"] = particle
    if suffix:
        name["suffix"] = suffix
    return name


NAMES = [
    ("Müller, Jörg", family("Müller", "Jörg")),
    ("Jörg Müller", family("Müller", "Jörg")),
    (r"M{\"u}ller, J{\"o}rg", family("Müller", "Jörg")),
    (r"\'Etienne Dupont", family("Dupont", "Étienne")),
    ("van der Berg, Anna", family("Berg", "Anna", "van der")),
    ("Anna van der Berg", family("Berg", "Anna", "van der")),
    ("Ludwig van Beethoven", family("Beethoven", "Ludwig", "van")),
    (
        "Charles Louis Xavier Joseph de la Vall{\\'e}e Poussin",
        family("Vallée Poussin", "Charles Louis Xavier Joseph", "de la"),
    ),
    ("de la Cruz", family("Cruz", None, "de la")),
    ("{de la Cruz}, Ana", family("de la Cruz", "Ana")),
    ("{\\'E}. Zola", family("Zola", "É.")),
    ("Smith, Jr., John", family("Smith", "John", None, "Jr.")),
    ("Smith, John, Jr.", family("Smith", "John", None, "Jr.")),
    ("John Smith, Jr.", family("Smith", "John", None, "Jr.")),
    ("King, III, Martin Luther", family("King", "Martin Luther", None, "III")),
    ("von Last, Jr, First", family("Last", "First", "von", "Jr")),
    ("Ortega y Gasset, José", family("Ortega y Gasset", "José")),
    ("d'Artagnan, Charles", family("d'Artagnan", "Charles")),
    ("O'Brien, Conan", family("O'Brien", "Conan")),
    ("Jean-Paul Sartre", family("Sartre", "Jean-Paul")),
    ("J.~A. Smith", family("Smith", "J. A.")),
    ("Plato", family("Plato")),
    ("jane doe", family("doe", "jane")),
    ("Barnes, {and Noble}", family("Barnes", "and Noble")),
    ("{World Health Organization}", {"literal": "World Health Organization"}),
    ("{{NHS} England}", {"literal": "NHS England"}),
    ("{Barnes, Noble and Co.}", {"literal": "Barnes, Noble and Co."}),
    ("family=Berg, given=Anna, prefix=van der", family("Berg", "Anna", "van der")),
    ("family={de la Cruz}, given=Ana, suffix=Jr", family("de la Cruz", "Ana", None, "Jr")),
    (
        "given=Anna, family=Berg, prefix=van, useprefix=false",
        {"family": "Berg", "given": "Anna", "dropping-particle": "van"},
    ),
    ("毛泽东", family("毛泽东")),
    ("Достоевский, Фёдор", family("Достоевский", "Фёдор")),
]


@pytest.mark.parametrize(("raw", "name"), NAMES)
def test_a_name_is_taken_apart(raw, name):
    assert read_name(raw) == name


@pytest.mark.parametrize("name", [name for _, name in NAMES])
def test_a_name_is_written_so_that_it_reads_back(name):
    assert read_names(write_name(name)) == ([name], False)


def test_without_extended_names_a_particle_is_said_as_near_as_bibtex_comes():
    dropping = {"family": "Berg", "given": "A", "dropping-particle": "de"}
    assert write_name(dropping, extended=False) == "de Berg, A"
    assert write_name(family("Berg", "A", "De"), extended=False) == "De Berg, A"
    assert write_name(family("van der Berg", "Anna")) == "{van der Berg}, Anna"


LISTS = [
    ("A, B and C, D", 2, False, set()),
    ("A, B AND C, D\nand\tE, F", 3, False, set()),
    ("A, B and others", 1, True, set()),
    ("A, B and et al.", 1, True, set()),
    ("Simon and Schuster and {Barnes and Noble}", 3, False, set()),
    ("Andersen, A and Sandand, B", 2, False, set()),
    ("A, B and and C, D", 2, False, {"empty-name"}),
    ("and", 0, False, {"empty-name"}),
    ("Smith, J.; Doe, A.", 2, False, {"author-separator"}),
    ("J. Smith, A. Doe, B. Roe, C. Poe", 4, False, {"author-separator"}),
    ("Smith, J., Doe, A.", 2, False, {"author-separator"}),
    ("A, B, C, D, e", 1, False, {"name-commas"}),
    ("", 0, False, set()),
]


@pytest.mark.parametrize(("raw", "count", "others", "told"), LISTS)
def test_a_list_is_split_at_and_outside_braces(raw, count, others, told):
    problems: list[str] = []
    names, more = read_names(raw, problems=problems)
    assert (len(names), more, set(problems)) == (count, others, told)


def test_names_are_split_before_latex_is_decoded():
    assert split_names(r"A{\ and }B and C") == [r"A{\ and }B", "C"]


def test_there_is_a_most_of_names_and_it_is_told():
    problems: list[str] = []
    names, _ = read_names(
        " and ".join(["A, B"] * (limits.AUTHORS_PER_ENTRY + 5)), problems=problems
    )
    assert len(names) == limits.AUTHORS_PER_ENTRY
    assert problems == ["author-limit"]


@pytest.mark.parametrize("flood", [" and" * 300_000, "{" * 200_000, "a " * 200_000, "a~" * 200_000])
def test_floods_end_soon(flood):
    started = time.process_time()
    read_names(flood)
    assert time.process_time() - started < 5


PARTS = st.text(
    st.sampled_from("AbcÉé van de and Jr,{}\\\"'`-~=&%$#_^.<>ø家 "), min_size=1, max_size=14
).map(lambda text: " ".join(text.split()))
CSL_NAMES = st.one_of(
    st.fixed_dictionaries({"literal": PARTS}),
    st.fixed_dictionaries({"family": PARTS}, optional={"given": PARTS, "suffix": PARTS}),
    st.fixed_dictionaries({"family": PARTS, "given": PARTS, "non-dropping-particle": PARTS}),
).filter(lambda name: all(name.values()))


@given(st.lists(CSL_NAMES, max_size=3), st.booleans())
def test_any_csl_names_survive_bibtex(names, others):
    assert read_names(write_names(names, others=others)) == (names, others)


@given(st.text(st.sampled_from("Aab éÉ,{}\\~'and.=\"-"), max_size=40))
def test_whatever_is_read_as_names_is_written_back(raw):
    names, others = read_names(raw)
    assert read_names(write_names(names, others=others)) == (names, others)
