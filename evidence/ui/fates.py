"""What becomes of each claim in a text: in words, and marked in the article. Pure but for the
component that draws the article."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from evidence.anchoring.comparing import changes
from evidence.library import results as r
from evidence.library.revising import Fate, Preview
from evidence.ui import show, wording
from evidence.vocabulary import AnchorState

# The state, the look that it has in lists and in the text, its word, and what it means.
STATES = {
    AnchorState.ANCHORED: ("supports", "supported", "Anchored", "the same words, the same place"),
    AnchorState.MOVED: ("background", "partly", "Moved", "the same words in another place"),
    AnchorState.REWORDED: (
        "qualifies",
        "mixed",
        "Reworded",
        "its links stay, and ask to be looked at again",
    ),
    AnchorState.ORPHANED: (
        "disputes",
        "disputed",
        "Orphaned",
        "the text does not say it; its links are kept",
    ),
}
# A text is drawn anew after each pause: of one much longer than any article, the beginning.
DRAWN_SIGNS = 300_000
DRAWN_LINES = 5_000
ASKING = (AnchorState.ORPHANED, AnchorState.REWORDED)  # what a writer should look at first


def pill(state: AnchorState) -> str:
    look, _, word, _ = STATES[state]
    return show.pill(look, word)


def summary(fates: Sequence[Fate]) -> str:
    """How many claims of each state."""
    counts = Counter(fate.state for fate in fates)
    items = "".join(
        f"<li>{pill(state)} {counts[state]:,}</li>" for state in STATES if counts[state]
    )
    if not items:
        return '<p class="ev-small">No claim is tied to the article yet.</p>'
    return f'<ul class="ev-key" aria-label="What becomes of the claims">{items}</ul>'


def counted(fates: Sequence[Fate]) -> str:
    """The same in a sentence, such as “Claims: 11 anchored, 1 reworded.”"""
    counts = Counter(fate.state for fate in fates)
    words = [f"{counts[state]:,} {STATES[state][2].lower()}" for state in STATES if counts[state]]
    return f"Claims: {', '.join(words)}." if words else ""


def one_fate(fate: Fate, *, chosen: bool = False) -> str:
    """A claim, its state, and how its words change."""
    _, _, _, meaning = STATES[fate.state]
    claim = show.to("read", fate.claim, claim=fate.slug)
    mark = ' aria-current="true"' if chosen else ""
    warned = (
        f'<p class="ev-unsure">It says something else: {show.text("; ".join(fate.differences))}</p>'
        if fate.differences
        else ""
    )
    words = ""
    if fate.state is AnchorState.REWORDED:
        changed = changes(fate.was, " ".join(fate.now.split()))
        words = f'<p class="ev-words">{wording.marked(changed)}</p>'
    elif fate.state is AnchorState.ORPHANED:
        words = f'<p class="ev-words">{wording.marked([("removed", fate.was)])}</p>'
        places = "".join(f"<li>{show.text(one.text)}</li>" for one in fate.candidates)
        if places:
            words += f'<p class="ev-small">Perhaps it is said here:</p><ul class="ev-places">{places}</ul>'
    return (
        f"<li{mark}><h3>{pill(fate.state)} {claim}</h3>"
        f'<p class="ev-small">{show.text(meaning[0].upper() + meaning[1:])}.</p>{warned}{words}</li>'
    )


def listed(fates: Iterable[Fate], *, chosen: str = "") -> str:
    """The claims of a text: what asks to be looked at first, the others folded."""
    every = list(fates)
    first = [fate for state in ASKING for fate in every if fate.state is state]
    rest = [fate for fate in every if fate.state not in ASKING]
    shown = "".join(one_fate(fate, chosen=fate.slug == chosen) for fate in first)
    html = f'<ul class="ev-fates">{shown}</ul>' if shown else ""
    if rest:
        inner = "".join(one_fate(fate, chosen=fate.slug == chosen) for fate in rest)
        opened = " open" if any(fate.slug == chosen for fate in rest) else ""
        label = show.plural(len(rest), "claim stands", "claims stand")
        html += (
            f'<details class="ev-why"{opened}><summary>{label} as before</summary>'
            f'<ul class="ev-fates">{inner}</ul></details>'
        )
    return html


def beginning(text: str) -> str:
    """What of a text is drawn while it is typed: all of it, unless it is very long."""
    end = min(len(text), DRAWN_SIGNS)
    here = -1
    for _ in range(DRAWN_LINES):
        here = text.find("\n", here + 1, end)
        if here < 0:
            break
    else:
        end = here
    if end == len(text):
        return text
    return text[: max(text.rfind("\n\n", 0, end), 0) or end]


def as_article(article: r.ArticleView | None, seen: Preview) -> r.ArticleView:
    """A text that is not saved, as the reader draws one; of a very long one its beginning."""
    from hashlib import blake2b

    text = beginning(seen.text)
    states = "".join(f"{fate.slug}{fate.state}{fate.start}" for fate in seen.fates)
    digest = blake2b(f"{text}\0{states}".encode(), digest_size=12).hexdigest()
    return r.ArticleView(
        slug="draft",
        title=seen.title,
        language=article.language if article else "en",
        about={},
        version=r.VersionView("", seen.parent, seen.title, "", "", "", digest),
        text=text,
        marks=tuple(
            r.Mark(fate.slug, fate.start, fate.end, fate.state)
            for fate in seen.fates
            if fate.end <= len(text)
        ),
        claims=article.claims if article else (),
    )


def looks(seen: Preview) -> Mapping[str, tuple[str, str]]:
    """How each claim that the text says is marked in it: a look of the reader, and its name."""
    found: dict[str, tuple[str, str]] = {}
    for fate in seen.fates:
        if fate.start >= 0:
            found.setdefault(fate.slug, (STATES[fate.state][1], STATES[fate.state][2]))
    return found
