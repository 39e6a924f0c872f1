"""Articles with many references in author-date styles are written in parts, with the same words."""

import datetime
import itertools
from typing import Any

import pytest

from evidence.citing import (
    ArticleDocument,
    CitedClaim,
    CitedLink,
    apart,
    blocks,
)
from evidence.citing.article import assemble
from evidence.citing.assembly import Assembled
from evidence.citing.styles import resolve_style
from evidence.vocabulary import Stance

APA, CHICAGO = "apa", "chicago-author-date"
Person = dict[str, str]
ANNA, ALAN, CARL = (
    {"family": "Smith", "given": given} for given in ("Anna", "Alan B.", "Carl")
)  # fmt: skip
EIDE, MAX, SATO, YAO = (
    {"family": family, "given": "O."} for family in ["Eide", "Max", "Sato", "Yao"]
)
WHO = {"literal": "World Health Organization"}
DATE = datetime.date(2026, 5, 12)
PLAIN = 12  # references of people whom nobody is like, two to a claim


def work(people: list[Person], year: int | None, **more: Any) -> dict[str, Any]:
    item: dict[str, Any] = {"type": "article-journal", "container-title": "Pain", **more}
    if people:
        item["author"] = people
    if year:
        item["issued"] = {"date-parts": [[year]]}
    return item


def document(works: list[dict[str, Any]], alone: int = PLAIN) -> ArticleDocument:
    """An article that cites each work twice: some with another, some alone, all at the end."""
    plain = [work([{"family": f"Plain{n}", "given": "P."}], 1990 + n) for n in range(alone)]
    items = {
        f"k{n}": {"id": f"k{n}", "title": f"Trial {n} of ketamine", **item}
        for n, item in enumerate([*works, *plain])
    }
    every = list(items)
    keys = [every[n : n + 2] for n in range(0, len(every), 2)]
    keys += [every[: len(works)]] if works else []
    keys.append([keys[0][0], keys[-2][-1]])
    sentences = [f"Sentence number {n} says so." for n in range(len(keys))]
    text = "\n\n".join(sentences)
    claims = tuple(
        CitedClaim(
            f"c{n}",
            sentence,
            text.index(sentence),
            text.index(sentence) + len(sentence),
            tuple(
                CitedLink(key, stance, "Why", *(("page", "3-4") if m == 1 else ()))
                for m, (key, stance) in enumerate(zip(cited, itertools.cycle(Stance)))
            ),
        )
        for n, (sentence, cited) in enumerate(zip(sentences, keys, strict=True))
    )
    return ArticleDocument(
        title="Many", text=text, language="en", version=1, date=DATE,
        digest="sha256:0", claims=claims, references=items,
    )  # fmt: skip


CASES: dict[str, list[dict[str, Any]]] = {
    "nobody is like another": [],
    "the same author and year get letters": [work([ANNA], 2001), work([ANNA], 2001)],
    "three of one author and year, and one of another year": [
        work([EIDE], 2001), work([EIDE], 2001), work([EIDE], 2001), work([EIDE], 2002),
    ],
    "authors of one family name get initials": [work([ANNA], 2001), work([CARL], 2002)],
    "authors with one initial get given names": [work([ANNA], 2001), work([ALAN], 2001)],
    "an author who has no given name here": [work([ANNA], 2001), work([{"family": "Smith"}], 2001)],
    "et al. is opened until the names differ": [
        work([EIDE, MAX, SATO, YAO], 2001), work([EIDE, MAX, YAO, SATO], 2001),
    ],
    "et al. that cannot be opened gets letters": [
        work([EIDE, MAX, SATO, YAO], 2001), work([EIDE, MAX, SATO, YAO], 2001),
    ],
    "a second author of the name of a first": [work([EIDE, ANNA], 2001), work([CARL, MAX], 2001)],
    "a group and a person of one name": [
        work([WHO], 2001), work([{"family": "World Health Organization"}], 2001),
    ],
    "works of nobody, of one title": [
        work([], 2001, title="Ketamine"), work([], 2001, title="Ketamine"),
    ],
    "works without a year": [work([ANNA], None), work([ANNA], None)],
    "works in press": [
        work([ANNA], 2001, status="in press"), work([ANNA], 2002, status="in press"),
    ],
    "particles and accents": [
        work([{"family": "Berg", "given": "A.", "non-dropping-particle": "van der"}], 2001),
        work([{"family": "Berg", "given": "A."}], 2001),
        work([{"family": "Bérg", "given": "A."}], 2001),
    ],
    "an editor of the name of an author": [
        work([ANNA], 2001), {**work([], 2001, type="book"), "editor": [CARL]},
    ],
}  # fmt: skip


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Articles of more than three references are written in parts; whether each one could be."""
    made: list[bool] = []
    by_parts = apart._by_parts

    def told(*args: Any) -> Any:
        result = by_parts(*args)
        made.append(result is not None)
        return result

    monkeypatch.setattr(apart, "MANY", 3)
    monkeypatch.setattr(apart, "_by_parts", told)
    return made


def written(article: ArticleDocument, style: str) -> Assembled:
    """With the claims' evidence, and with dissent in words: both hold the citations again."""
    return assemble(article, resolve_style(style), "en-US", evidence=True, dissent=True)


def together() -> list[dict[str, Any]]:
    """The works of all cases in one text, those of each case by people of their own."""
    works = []
    for number, case in enumerate(CASES.values()):
        for item in case:
            named = {
                role: [
                    {part: f"{name}{number}" if part != "given" else name
                     for part, name in person.items()}
                    for person in item[role]
                ]
                for role in ("author", "editor") if role in item
            }  # fmt: skip
            works.append(item | named)
    return works


@pytest.mark.parametrize(
    ("name", "style", "plain"),
    [
        ("all of them", APA, 60),
        ("all of them", CHICAGO, 60),
        ("nobody is like another", APA, PLAIN),
        ("authors with one initial get given names", APA, PLAIN),
        ("et al. is opened until the names differ", APA, PLAIN),
    ],
)
def test_an_article_in_parts_is_the_same_article(
    name: str, style: str, plain: int, parts: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    article = document(CASES[name] if name in CASES else together(), plain)
    in_parts = written(article, style)
    monkeypatch.setattr(apart, "MANY", 1000)
    assert in_parts == written(article, style)
    assert parts == [True]


@pytest.mark.parametrize(
    ("case", "style", "works"),
    [
        ("most are in danger", APA, [work([ANNA], 2001)] * 24),
        ("words that are alike only when told apart", APA, [
            work([EIDE, MAX, SATO, YAO], 2001), work([EIDE, MAX, YAO, SATO], 2001),
            work([ANNA], 2001), work([CARL], 2001), work([{"literal": "A. Smith"}], 2001),
        ]),
    ],
)  # fmt: skip
def test_what_is_not_sure_to_be_the_same_goes_the_long_way(
    case: str, style: str, works: list[dict[str, Any]], parts: list[bool]
) -> None:
    written(document(works), style)
    assert parts == [False], case


def test_letters_stand_in_text_and_list(parts: list[bool]) -> None:
    said = blocks.text_of(written(document([work([ANNA], 2001), work([ANNA], 2001)]), APA).blocks)
    assert parts == [True]
    assert "(Smith, 2001a" in said
    assert "Smith, A. (2001b)." in said
