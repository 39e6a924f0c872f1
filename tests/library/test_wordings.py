"""A second text on the same subject, and other wordings of a claim, through the library."""

import pytest
from states import state

from evidence.errors import BadInput, Conflict, NotFound
from evidence.library import Library

SECOND = """# Ketamine for nerve pain

In some patients, relief comes within hours of the first ketamine infusion. Pain fell by 2.1 points
more than with placebo. Ketamine does not relieve pain by blocking the NMDA receptor.
"""


@pytest.fixture
def shipped(shipped_url: str) -> Library:
    return Library.open(shipped_url, who="ana")


def test_a_second_text_is_read_against_every_claim(shipped: Library) -> None:
    before = shipped.state()
    found = shipped.propose(SECOND)
    assert found.title == "Ketamine for nerve pain"
    assert [claim.slug for claim in found.claims] == [claim.slug for claim in shipped.claims()]
    said = {claim.slug: [one.text for one in claim.sentences] for claim in found.claims}
    assert [slug for slug, texts in said.items() if texts] == ["rapid-onset"]
    assert "relief comes within hours" in said["rapid-onset"][0]
    assert found.uncited[0].text.startswith("Pain fell by 2.1 points")
    assert shipped.state() == before


def test_the_article_itself_makes_all_of_its_claims(shipped: Library) -> None:
    assert all(claim.sentences for claim in shipped.propose().claims)
    with pytest.raises(NotFound):
        shipped.propose(version=99)
    with pytest.raises(BadInput):
        shipped.propose("  ")


def test_an_accepted_wording_is_anchored_and_found_again(shipped: Library) -> None:
    words = "so that there is room again for the things that matter to you"
    before = state(shipped)
    added = shipped.add_wording("pain-and-quality-of-life", words)
    assert added.places == 1
    detail = shipped.claim("pain-and-quality-of-life")
    assert words in detail.wordings
    assert words in [anchor.exact for anchor in detail.anchors]
    text = shipped.article().text.replace("room again", "some room again")
    shipped.revise(text)
    assert "some room again" in " ".join(
        shipped.article().text[a.start : a.end]
        for a in shipped.claim("pain-and-quality-of-life").anchors
    )
    for _ in range(2):
        shipped.undo(next(c.id for c in shipped.history() if not c.undone and c.kind != "undo"))
    assert state(shipped)["claim_wording"] == before["claim_wording"]
    assert state(shipped)["anchor"] == before["anchor"]


def test_a_wording_that_says_something_else_says_so(shipped: Library) -> None:
    added = shipped.add_wording(
        "low-addiction-risk",
        "Ketamine carries a higher risk of addiction than other pain medicines",
    )
    assert (added.places, added.differences) == (0, ("lower became higher",))


@pytest.mark.parametrize(
    ("slug", "words", "error"),
    [
        ("rapid-onset", "  ", BadInput),
        ("rapid-onset", "12.5 – 13", BadInput),
        ("rapid-onset", "long " * 500, BadInput),
        ("rapid-onset", "it  WORKS rapidly", Conflict),
        ("nothing", "It works within hours", NotFound),
    ],
)
def test_a_wording_needs_words_of_its_own(
    shipped: Library, slug: str, words: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        shipped.add_wording(slug, words)
