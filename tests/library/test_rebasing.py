"""Two people who began from one text: nothing that either wrote is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.library.rebasing import Clash, rebase

BASE = "# Pain\n\nIt hurts. Ketamine helps for days. It is no cure.\n\nMore is not known.\n"
DAYS, WEEKS, HOURS = "helps for days", "helps for days to weeks", "helps for some hours"


def changed(*pairs: tuple[str, str]) -> str:
    words = BASE
    for old, new in pairs:
        assert old in words
        words = words.replace(old, new)
    return words


CASES = {
    "they changed another sentence": (
        changed((DAYS, WEEKS)),
        changed(("no cure", "not a cure")),
        changed((DAYS, WEEKS), ("no cure", "not a cure")),
        (),
    ),
    "both made the same change": (changed((DAYS, WEEKS)),) * 3 + ((),),
    "both changed one sentence: mine stands, theirs is told": (
        changed((DAYS, WEEKS)),
        changed((DAYS, HOURS)),
        changed((DAYS, HOURS)),
        (
            Clash(
                "Ketamine helps for days.",
                "Ketamine helps for days to weeks.",
                "Ketamine helps for some hours.",
            ),
        ),
    ),
    "they took a sentence out that I changed": (
        changed(("Ketamine helps for days. ", "")),
        changed((DAYS, HOURS)),
        changed((DAYS, HOURS)),
        (Clash("Ketamine helps for days.", "", "Ketamine helps for some hours."),),
    ),
    "they added a paragraph, I changed the title": (
        BASE + "\nThey added this.\n",
        changed(("# Pain", "# Chronic pain")),
        changed(("# Pain", "# Chronic pain")) + "\nThey added this.\n",
        (),
    ),
    "I changed nothing": (changed((DAYS, WEEKS)), BASE, changed((DAYS, WEEKS)), ()),
    "they changed nothing": (BASE, changed((DAYS, WEEKS)), changed((DAYS, WEEKS)), ()),
}


@pytest.mark.parametrize(("theirs", "mine", "both", "clashes"), CASES.values(), ids=CASES)
def test_both_hands_are_in_the_text(
    theirs: str, mine: str, both: str, clashes: tuple[Clash, ...]
) -> None:
    done = rebase(BASE, theirs, mine)
    assert done.text == both
    assert [(c.theirs, c.mine) for c in done.clashes] == [(c.theirs, c.mine) for c in clashes]


TEXTS = st.lists(st.sampled_from(["One. ", "Two. ", "Three.\n\n", "Four. "]), max_size=8).map(
    "".join
)


@given(base=TEXTS, theirs=TEXTS, mine=TEXTS)
def test_no_sentence_of_mine_is_lost_and_none_of_theirs_in_silence(
    base: str, theirs: str, mine: str
) -> None:
    done = rebase(base, theirs, mine)
    told = done.text + " ".join(clash.theirs for clash in done.clashes)
    for sentence in ("One.", "Two.", "Three.", "Four."):
        if sentence in mine and sentence not in base:
            assert sentence in done.text
        if sentence in theirs and sentence not in base:
            assert sentence in told


@given(base=TEXTS, mine=TEXTS)
def test_where_one_wrote_nothing_the_other_stands(base: str, mine: str) -> None:
    assert rebase(base, base, mine).text == rebase(base, mine, base).text == mine
