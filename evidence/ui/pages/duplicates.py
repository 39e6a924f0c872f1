"""Duplicates: references that are one work, or may be, side by side; merge them or tell them apart."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import streamlit as st

from evidence.errors import EvidenceError, StaleEdit
from evidence.library import results as r
from evidence.ui import cards, differences, reports, show
from evidence.ui.linking import claim_name, said, say
from evidence.ui.session import as_drawn, kept, library

PAGE_GROUPS = 10
# A group of more copies is worked off in turns; a table of more columns is not read.
LETTERS = "ABCDEF"
# advice → colour of the pill, word, what to do
ADVICE = {
    "same": ("supports", "The same", "They are one work by all that they say."),
    "ask": ("qualifies", "May be the same", "Look at what differs and decide."),
    "related": (
        "background",
        "Related versions",
        "Versions of one work, such as a preprint and its article: both stay, and are linked.",
    ),
}
COUNTED = {"same": "the same", "ask": "to decide", "related": "related"}


def head(group: r.DuplicateGroup, copies: dict[str, r.ReferenceDetail]) -> str:
    """What they may be, which they are, and why."""
    kind, word, meaning = ADVICE[group.advice]
    items = "".join(
        f"<li><b>{letter}</b>{show.to('reference', name(copy), key=copy.summary.key)}"
        f"<span class='ev-kind'>{show.text(', '.join([copy.summary.key, *carries(copy)]))}</span>"
        f"{cards.notices(copy.notices)}</li>"
        for letter, copy in copies.items()
    )
    return (
        f'<h2 class="ev-group">{show.pill(kind, word)}<span>{meaning}</span></h2>'
        f'<ul class="ev-copies">{items}</ul>{differences.reasons(group.reasons)}'
    )


def name(copy: r.ReferenceDetail) -> str:
    return f"{copy.summary.authors or 'No author'} {copy.summary.year or 'n.d.'}"


def carries(copy: r.ReferenceDetail) -> list[str]:
    """What hangs on a reference."""
    notes = [show.plural(len(copy.notes), "note")] if copy.notes else []
    return [show.plural(len(copy.links), "link") if copy.links else "not linked", *notes]


def best_kept(copies: dict[str, r.ReferenceDetail]) -> str:
    """Which one to propose for keeping: the one most used, then the fullest, then the first."""
    return max(copies, key=lambda at: tuple(map(len, (copies[at].links, copies[at].csl))))


def draw(group: r.DuplicateGroup) -> None:
    """One group: what speaks for it, what differs, and what to do.

    Its references are called A, B, C: labels of widgets are read as Markdown, keys are data.
    """
    present = {
        letter: kept("reference", (key,), lambda lib, key=key: lib.reference(key))  # type: ignore[misc]
        for letter, key in zip(LETTERS, group.references, strict=False)
    }
    prefix = f"dup-{'-'.join(copy.summary.id for copy in present.values())}"
    copies = as_drawn(prefix, 0, present, buttons=(f"{prefix}-merge", f"{prefix}-apart"))
    with st.container(key=prefix, border=True):
        st.html(head(group, copies))
        more = len(group.references) - len(copies)
        if more:
            st.html(f'<p class="ev-small">{show.plural(more, "copy", "copies")} more follow.</p>')
        chosen = which(copies, prefix) if len(copies) > 2 else copies
        if len(chosen) < 2:
            st.html(show.problem("Choose at least two of them."))
            return
        decide(group, chosen, prefix)


def which(copies: dict[str, r.ReferenceDetail], prefix: str) -> dict[str, r.ReferenceDetail]:
    """Which of several copies are meant."""
    letters = list(copies)
    meant = st.pills(
        "Compare", letters, selection_mode="multi", default=letters, key=f"{prefix}-which"
    )
    return {letter: copy for letter, copy in copies.items() if letter in meant}


def decide(group: r.DuplicateGroup, chosen: dict[str, r.ReferenceDetail], prefix: str) -> None:
    """The table, what they are to each other, which one and whose words stay, and the buttons."""
    letters, best = list(chosen), best_kept(chosen)
    found = differences.fields([copy.csl for copy in chosen.values()])
    unlike = [one for one in found if differences.differs(one)]
    alike = [one for one in found if not differences.differs(one)]
    table = st.container()
    versions = group.advice == "related"
    if versions:
        link(group, chosen, prefix)
    keep = st.segmented_control(
        "Keep",
        letters,
        default=best,
        required=True,
        key=f"{prefix}-keep-{''.join(letters)}",
        help="Links, notes and tags of all move to this one; the other keys go on working.",
    )
    keep = keep if keep in chosen else best
    heads = [
        f"{letter}: {copy.summary.key}{', kept' if letter == keep else ''}"
        for letter, copy in chosen.items()
    ]
    with table:
        st.html(
            differences.side_by_side(unlike, heads, against=letters.index(keep))
            or '<p class="ev-small">They say the same, word for word.</p>'
        )
        if alike and unlike:
            labels = ", ".join(one.label for one in alike)
            st.html(f'<p class="ev-small">The same in all: {show.text(labels)}.</p>')
    csl = pick(unlike, chosen, keep, prefix)
    left, right, _ = st.columns([1, 1, 2])
    merge = left.button(
        "Merge",
        type="secondary" if versions else "primary",
        key=f"{prefix}-merge",
        width="stretch",
    )
    apart = right.button("Not duplicates", key=f"{prefix}-apart", width="stretch")
    if merge:
        merge_them(chosen, keep, csl)
    if apart:
        tell_apart(chosen)
    if not versions:
        with st.expander("Or are they two reports of one study, or versions of one work?"):
            link(group, chosen, prefix)


def link(group: r.DuplicateGroup, chosen: dict[str, r.ReferenceDetail], prefix: str) -> None:
    """Both stay: link a pair as versions, or tie all as reports of one study."""
    letters, proposed = list(chosen), group.relation
    by_key = {copy.summary.key: letter for letter, copy in chosen.items()}
    key = f"{prefix}-{''.join(letters)}-link"
    if len(letters) > 2:
        if st.button("They report one study", key=f"{key}-send"):
            tie_them(chosen)
        return
    kind, first = reports.REPORT, letters[0]
    if proposed and proposed.first in by_key and group.advice == "related":
        kind, first = proposed.kind.value, by_key[proposed.first]
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}-row"):
        relation, first = reports.choose(letters, key=key, kind=kind, first=first)
        sent = st.button(
            "Link them",
            type="primary" if group.advice == "related" else "secondary",
            key=f"{key}-send",
            help="Both stay, with their links and notes, and are not offered as duplicates again.",
        )
    second = next(letter for letter in letters if letter != first)
    keys = chosen[first].summary.key, chosen[second].summary.key
    if sent and reports.add(relation, *keys, different=True):
        st.rerun()


def tie_them(chosen: dict[str, r.ReferenceDetail]) -> None:
    """Make all of them reports of one study, and no duplicates."""
    keys = [copy.summary.key for copy in chosen.values()]
    try:
        found = library().tie(keys, different=True)
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
    else:
        words = f"{' and '.join(keys)} report one study, which counts once."
        say("done", f"{words}{reports.disagreed(found)} History can undo it.")
        st.rerun()


def pick(
    unlike: Sequence[differences.Difference],
    chosen: dict[str, r.ReferenceDetail],
    keep: str,
    prefix: str,
) -> dict[str, Any]:
    """Field by field, whose words stay, where more than one has words."""
    rivals = []
    for one in unlike:
        said_by = dict(zip(chosen, one.values, strict=True))
        first = {words: letter for letter, words in reversed(said_by.items()) if words}
        if said_by[keep]:
            first[said_by[keep]] = keep
        if len(first) > 1:
            mine = keep if said_by[keep] else min(first.values())
            rivals.append((one, sorted(first.values()), mine))
    if not rivals:
        return {}
    csl = {}
    with st.expander("Choose whose words stay, field by field"), st.container(horizontal=True):
        for one, letters, mine in rivals:
            side = st.segmented_control(
                claim_name(one.label),
                letters,
                default=mine,
                required=True,
                key=f"{prefix}-{keep}-{''.join(letters)}-{one.name}",
            )
            if side and side != mine:
                csl[one.name] = chosen[side].csl[one.name]
    return csl


def merge_them(chosen: dict[str, r.ReferenceDetail], keep: str, csl: dict[str, Any]) -> None:
    """Merge the others into the one that is kept, with the words that were chosen."""
    stays = chosen[keep]
    others = [copy.summary.key for letter, copy in chosen.items() if letter != keep]
    try:
        library().merge(stays.summary.key, others, csl=csl, revision=stays.revision)
    except StaleEdit as problem:
        st.html(show.problem(problem.text, "Look at what is there now, and merge again."))
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
    else:
        joined = " and ".join(others)
        say("done", f"{joined} became part of {stays.summary.key}. History can undo it.")
        st.rerun()


def tell_apart(chosen: dict[str, r.ReferenceDetail]) -> None:
    """Remember each pair as different."""
    keys = [copy.summary.key for copy in chosen.values()]
    try:
        for first, second in combinations(keys, 2):
            library().not_duplicates(first, second)
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
    else:
        say("done", f"{' and '.join(keys)} are kept apart from now on. History can undo it.")
        st.rerun()


def page() -> None:
    with st.spinner("Comparing the references"):
        groups = list(kept("duplicates", (), lambda lib: lib.duplicates()).groups)
    if not groups:
        st.html(
            show.empty(
                "No two references look like one work.",
                "Import compares what comes in, so this page is often empty.",
            )
        )
        return
    present = [advice for advice in ADVICE if any(group.advice == advice for group in groups)]
    shown = groups
    if len(present) > 1:
        only = st.pills(
            "Show",
            present,
            format_func=lambda one: ADVICE[one][1],
            selection_mode="multi",
            key="advice",
        )
        shown = [group for group in groups if not only or group.advice in only]
    shown.sort(key=lambda group: (list(ADVICE).index(group.advice), -group.score))
    counted = ", ".join(
        f"{sum(group.advice == advice for group in groups):,} {COUNTED[advice]}"
        for advice in present
    )
    st.html(f'<p class="ev-meta" role="status">{show.plural(len(groups), "group")}: {counted}</p>')
    pages = -(-len(shown) // PAGE_GROUPS)
    at = min(st.session_state.get("duplicates_page", 1), pages)
    for group in shown[(at - 1) * PAGE_GROUPS : at * PAGE_GROUPS]:
        draw(group)
    if pages > 1:
        st.pagination(pages, key="duplicates_page")


st.set_page_config(page_title="Duplicates – Evidence")
st.html(
    show.heading(
        "Duplicates",
        "References that are one work, or may be. A merge keeps every link, note and source, and "
        "comes apart again with undo. Versions of one work, and reports of one study, stay apart.",
    )
)
said()
page()
