"""Reworded claims ask until somebody has looked; other articles use the claims; substantiation."""

import pytest
from samples import ARTICLE
from states import state

from evidence.errors import BadInput, Conflict, NotFound, StaleEdit
from evidence.library import Library
from evidence.vocabulary import AnchorState

ONSET = "Pain often falls within hours of an infusion"
EASES = "Pain often eases within hours of an infusion"
RARELY = "Pain rarely falls within hours of an infusion"


def asked(library: Library) -> list[str]:
    return [one.slug for one in library.reworded()]


CHAINS = [
    ("nothing changed", [ARTICLE], []),
    ("reworded", [ARTICLE.replace(ONSET, EASES)], ["rapid-onset"]),
    (
        "still asking after versions that change something else",
        [ARTICLE.replace(ONSET, EASES), ARTICLE.replace(ONSET, EASES) + "\n\nMore words."],
        ["rapid-onset"],
    ),
    ("its own words again", [ARTICLE.replace(ONSET, EASES), ARTICLE], []),
    ("orphaned: another request", [ARTICLE.replace(f"{ONSET}. ", "")], []),
    (
        "other white space and capitals are no other words",
        [ARTICLE.replace("Pain often falls", "Pain  often\nfalls")],
        [],
    ),
]


@pytest.mark.parametrize(("_", "texts", "asking"), CHAINS, ids=[row[0] for row in CHAINS])
def test_a_claim_asks_until_its_words_are_the_ones_that_were_looked_at(
    stocked: Library, _: str, texts: list[str], asking: list[str]
) -> None:
    for words in texts:
        stocked.revise(words)
    assert asked(stocked) == asking


def test_looking_at_it_answers_with_name_and_date_and_is_undone_in_one_step(
    stocked: Library,
) -> None:
    stocked.revise(ARTICLE.replace(ONSET, EASES))
    [one] = stocked.reworded()
    assert (one.was, one.now, one.since, one.version) == (ONSET, EASES, 2, 2)
    before = state(stocked)
    stocked.as_user("bo").review_claim("rapid-onset", version=2)
    assert asked(stocked) == []
    [anchor] = stocked.claim("rapid-onset").anchors
    assert (anchor.reviewed_by, anchor.state) == ("bo", AnchorState.REWORDED)
    assert anchor.reviewed_at
    stocked.revise(ARTICLE.replace(ONSET, EASES) + "\n\nMore words.")
    assert asked(stocked) == []
    stocked.revise(ARTICLE.replace(ONSET, RARELY))
    [again] = stocked.reworded()
    assert (again.was, again.since) == (EASES, 4)
    for _ in range(3):
        stocked.undo(next(c.id for c in stocked.history() if not c.undone and c.kind != "undo"))
    assert asked(stocked) == ["rapid-onset"]
    assert state(stocked)["anchor"] == before["anchor"]


def test_only_what_asks_can_be_looked_at(stocked: Library) -> None:
    with pytest.raises(Conflict, match="does not ask"):
        stocked.review_claim("rapid-onset")
    with pytest.raises(NotFound):
        stocked.review_claim("nothing")
    stocked.revise(ARTICLE.replace(ONSET, EASES))
    with pytest.raises(StaleEdit):
        stocked.review_claim("rapid-onset", version=1)


def test_words_that_nobody_looked_at_are_no_wording_to_look_for(stocked: Library) -> None:
    stocked.revise(ARTICLE.replace(ONSET, RARELY))
    said = {c.slug: [s.same_words for s in c.sentences] for c in stocked.propose(RARELY).claims}
    assert said["rapid-onset"] == []


def test_an_orphan_that_a_person_placed_asks_to_be_looked_at(stocked: Library) -> None:
    words = "It begins to work on the same day"
    stocked.revise(ARTICLE.replace(ONSET, words))
    start = stocked.article().text.index(words)
    stocked.place_claim("rapid-onset", start, start + len(words), version=2)
    [one] = stocked.reworded()
    assert (one.was, one.now) == (ONSET, words)


def test_a_claim_that_lost_its_words_is_found_in_another_wording(stocked: Library) -> None:
    stocked.add_wording("rapid-onset", "Relief begins on the very first day")
    words = "Relief begins on the very first day"
    done = stocked.revise(ARTICLE.replace(f"{ONSET}. ", "") + f"\n\n{words}.")
    [outcome] = [c for c in done.claims if c.slug == "rapid-onset"]
    assert (outcome.state, outcome.text) == (AnchorState.REWORDED, words)
    assert asked(stocked) == ["rapid-onset"]


SECOND = f"# A leaflet\n\n{ONSET}. In trials pain fell by 2 points more than with placebo."


def test_another_article_uses_the_claims_and_leaves_the_first_alone(stocked: Library) -> None:
    before = stocked.claims(), stocked.article()
    view = stocked.add_article(SECOND)
    assert [(m.slug, view.text[m.start : m.end]) for m in view.marks] == [
        ("rapid-onset", f"{ONSET}.")
    ]
    assert (stocked.claims(), stocked.article()) == before
    assert [one.slug for one in stocked.articles()] == [stocked.article().slug, "a-leaflet"]
    done = stocked.revise(SECOND.replace(ONSET, EASES), article="a-leaflet")
    assert (done.version, done.claims[0].state) == (2, AnchorState.REWORDED)
    assert asked(stocked) == []
    assert [one.slug for one in stocked.reworded(article="a-leaflet")] == ["rapid-onset"]
    stocked.review_claim("rapid-onset", article="a-leaflet")
    assert stocked.reworded(article="a-leaflet") == ()
    stocked.revise("# A leaflet\n\nNothing of it.", article="a-leaflet")
    assert [one.slug for one in stocked.orphans(article="a-leaflet")] == ["rapid-onset"]
    assert stocked.orphans() == ()
    assert [v.number for v in stocked.versions(article="a-leaflet")] == [3, 2, 1]
    assert stocked.compare(1, 2, article="a-leaflet")[1] == ("removed", "falls")
    assert (stocked.claims(), stocked.article()) == before


def test_a_sentence_of_another_article_is_taken_and_given_back(stocked: Library) -> None:
    stocked.add_article(SECOND)
    before = state(stocked)
    [sentence] = stocked.propose(article="a-leaflet").uncited
    words = stocked.take_sentence(
        "rapid-onset", sentence.start, sentence.end, version=1, article="a-leaflet"
    )
    assert words in stocked.claim("rapid-onset").wordings
    assert len(stocked.article(article="a-leaflet").marks) == 2
    assert stocked.propose(article="a-leaflet").uncited == ()
    stocked.undo(stocked.history(limit=1)[0].id)
    after = state(stocked)
    assert {k: after[k] for k in ("anchor", "claim_wording")} == {
        k: before[k] for k in ("anchor", "claim_wording")
    }


@pytest.mark.parametrize(
    ("words", "error"), [("  ", BadInput), ("No title.", BadInput), (SECOND, Conflict)]
)
def test_an_article_needs_text_and_a_title_of_its_own(
    stocked: Library, words: str, error: type[Exception]
) -> None:
    stocked.add_article(SECOND)
    with pytest.raises(error):
        stocked.add_article(words)
    with pytest.raises(NotFound, match="no-such"):
        stocked.article(article="no-such")


def test_a_wording_is_taken_away_with_the_places_that_it_alone_has(stocked: Library) -> None:
    words = "The relief lasts for days to weeks, not for good"
    before = state(stocked)
    stocked.add_wording("rapid-onset", words)
    assert len(stocked.claim("rapid-onset").anchors) == 2
    stocked.remove_wording("rapid-onset", words.upper())
    assert state(stocked)["claim_wording"] == before["claim_wording"]
    assert state(stocked)["anchor"] == before["anchor"]
    with pytest.raises(NotFound, match="no such wording"):
        stocked.remove_wording("rapid-onset", words)


def test_what_was_put_away_is_not_proposed_and_comes_back(shipped_url: str) -> None:
    library = Library.open(shipped_url, who="ana")
    text = "In some patients, relief comes within hours of the first ketamine infusion."

    def said() -> int:
        return sum(len(claim.sentences) for claim in library.propose(text).claims)

    assert said() == 1
    library.dismiss_wording("rapid-onset", text.upper())
    library.dismiss_wording("rapid-onset", text)
    assert said() == 0
    with pytest.raises(Conflict):
        library.dismiss_wording("rapid-onset", "It works rapidly")
    with pytest.raises(BadInput):
        library.dismiss_wording("rapid-onset", " ")
    changed = [c for c in library.history() if c.kind == "dismissal" and c.rows]
    library.undo(changed[0].id)
    assert said() == 1


def test_substantiation_counts_links_once_and_paragraphs_by_their_claims(
    shipped_url: str,
) -> None:
    library = Library.open(shipped_url, who="ana")
    found = library.substantiation()
    claims = {claim.slug: claim.substantiation for claim in library.claims()}
    assert found.links.linked == sum(one.linked for one in claims.values())
    assert found.links.appraised == sum(one.appraised for one in claims.values()) > 0
    assert {slug for one in found.paragraphs for slug in one.claims} == set(claims)
    for one in found.paragraphs:
        assert library.article().text[one.start : one.end] == one.text
        assert one.links.linked == sum(claims[slug].linked for slug in one.claims)
    for claim in library.claims():
        levels = [v for v in library.claim(claim.slug).evidence if v.level is not None]
        judged = [
            v
            for v in library.claim(claim.slug).evidence
            if v.level is None and v.study and v.study.risk_of_bias
        ]
        assert claim.substantiation.appraised == len(levels) + len(judged)
