"""Reports of one study and versions of one work: what a reference's page lists, and the forms."""

from collections.abc import Sequence

import streamlit as st

from evidence.errors import EvidenceError, NotFound
from evidence.library import Library
from evidence.library import results as r
from evidence.text import visible
from evidence.ui import show
from evidence.ui.linking import claim_name, say
from evidence.ui.session import kept, library
from evidence.vocabulary import RelationKind

FOUND = 8  # references that a search offers
REPORT = "report"
SAME_STUDY = "reports the same study"
# What each kind of version belongs to, as the pair is called: a preprint and its article.
BELONGS_TO = {
    RelationKind.PREPRINT_OF: "its article",
    RelationKind.ABSTRACT_OF: "its article",
    RelationKind.PROTOCOL_OF: "the report of its study",
    RelationKind.EARLIER_VERSION_OF: "a later one",
    RelationKind.FOLLOW_UP_OF: "the first report",
    RelationKind.SUMMARY_OF: "what it sums up",
    RelationKind.TRANSLATION_OF: "its original",
    RelationKind.CORRECTS: "its paper",
    RelationKind.RETRACTS: "its paper",
    RelationKind.QUESTIONS: "its paper",
    RelationKind.REINSTATES: "its paper",
    RelationKind.REPLIES_TO: "what it replies to",
    RelationKind.COMMENTS_ON: "what it comments on",
}


def who(summary: r.ReferenceSummary) -> str:
    """A reference as people call it: Cohen et al. 2018."""
    return f"{summary.authors or 'No author'} {summary.year or 'n.d.'}"


def row(other: r.ReferenceSummary, words: Sequence[str]) -> str:
    """One other report or version: which, and what it is."""
    return (
        f'<ul class="ev-copies"><li>{show.to("reference", who(other), key=other.key)}'
        f"<span class='ev-kind'>{show.text('; '.join([other.key, *words]))}</span></li>"
        f'<li class="ev-src">{show.text(other.title)} <em>{show.text(other.journal)}</em></li></ul>'
    )


def disagreed(found: Sequence[r.Disagreement]) -> str:
    """What two studies that became one said otherwise, in a sentence."""
    if not found:
        return ""
    fields = ", ".join(dict.fromkeys(one.field.lower() for one in found))
    keys = " and ".join(dict.fromkeys(one.reference for one in found))
    return f" They disagree on {fields}: what {keys} said is kept in its notes."


def section(detail: r.ReferenceDetail) -> None:
    """The other reports of the study and the other versions, each with a way out; a form to add."""
    prefix = f"reports-{detail.summary.id}"
    others = {one.id: one for one in detail.reports}
    others |= {one.reference.id: one.reference for one in detail.relations}
    if others:
        count = show.plural(len(detail.reports) + 1, "report")
        words = f"The study has {count}; it counts once." if detail.reports else ""
        st.html(
            f'<h2 class="ev-sub">Other reports and versions</h2><p class="ev-small">{words}</p>'
        )
    tied = {one.id for one in detail.reports}
    number = 0
    for row_id, other in others.items():
        relations = [one for one in detail.relations if one.reference.id == row_id]
        said = [
            f"this is its {one.kind.converse.lower()}" if one.forward else one.word
            for one in relations
        ]
        said += [SAME_STUDY] if row_id in tied else []
        with st.container(key=f"{prefix}-{row_id}", gap="small"):
            st.html(row(other, said))
            for relation in relations:
                number += 1
                label = f"Unlink {claim_name(relation.word).lower()} {number}"
                if st.button(label, key=f"{prefix}-unlink-{relation.id}"):
                    unlink(detail, relation)
    if tied and st.button(
        "Take this report out of the study",
        key=f"{prefix}-out",
        help="This reference goes with the data that it brought. History can undo it.",
    ):
        take_out(detail)
    add_form(detail, prefix)


def take_out(detail: r.ReferenceDetail) -> None:
    key = detail.summary.key
    try:
        library().untie(key)
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
    else:
        say("done", f"{key} reports a study of its own. History can undo it.")
        st.rerun()


def unlink(detail: r.ReferenceDetail, relation: r.RelationView) -> None:
    first, second = detail.summary.key, relation.reference.key
    try:
        library().unrelate(first, second)
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
    else:
        still = relation.reference.id in [report.id for report in detail.reports]
        tail = " They still report one study." if still else ""
        say("done", f"{first} and {second} are not linked as versions any more.{tail}")
        st.rerun()


def add_form(detail: r.ReferenceDetail, prefix: str) -> None:
    """Find another reference and say what it is to this one."""
    rounds = f"{prefix}-rounds"
    number = st.session_state.setdefault(rounds, 0)
    with st.expander("Add another report or version", key=f"{prefix}-add-{number}"):
        words = st.text_input(
            "Find the other reference",
            key=f"{prefix}-find-{number}",
            placeholder="Its key, or words of its title",
        ).strip()
        found = matching(words, detail) if words else []
        if words and not found:
            st.html(show.empty("No other reference is like that.", "Try its key or other words."))
        if not found:
            return
        names = {one.id: visible(f"{who(one)}, {one.key}: {one.title}") for one in found}
        chosen = st.selectbox(
            "Which one",
            list(names),
            format_func=lambda one: names.get(one, ""),
            key=f"{prefix}-which-{number}",
        )
        other = next((one for one in found if one.id == chosen), found[0])
        keys = {"this one": detail.summary.key, "the other one": other.key}
        relation, first = choose(list(keys), key=f"{prefix}-{number}")
        if st.button("Add", type="primary", key=f"{prefix}-send-{number}"):
            second = next(key for side, key in keys.items() if side != first)
            if add(relation, keys[first], second):
                st.session_state[rounds] = number + 1
                st.rerun()


def choose(
    sides: Sequence[str], *, key: str, kind: str = REPORT, first: str = ""
) -> tuple[str, str]:
    """Ask what one of two references is to the other, and which one it is.

    Returns REPORT or a kind of relation, and one of the `sides`; `kind` and `first` are proposed.
    """
    words = {REPORT: "Reports of one study"} | {
        one.value: f"{one.converse} and {whose}" for one, whose in BELONGS_TO.items()
    }
    relation = st.selectbox(
        "They are",
        list(words),
        index=list(words).index(kind),
        format_func=lambda one: words.get(one, ""),
        key=f"{key}-relation",
    )
    if relation == REPORT:
        return REPORT, sides[0]
    side = st.segmented_control(
        f"The {RelationKind(relation).converse.lower()} is",
        list(sides),
        default=first or sides[0],
        required=True,
        key=f"{key}-{relation}-first",
    )
    return relation, side or sides[0]


def matching(words: str, detail: r.ReferenceDetail) -> list[r.ReferenceSummary]:
    """References that a search finds, the one with this very key first; never the page's own."""

    def look(lib: Library) -> list[r.ReferenceSummary]:
        keys = [hit.key for hit in lib.search(words, limit=FOUND, kinds=["reference"]).results]
        found = []
        for key in dict.fromkeys([words, *keys]):
            try:
                found.append(lib.reference(key).summary)
            except NotFound:
                continue  # the words are no key: what the search found is offered
        return found

    listed = {one.id: one for one in kept("reference search", (words,), look)}
    return [one for one in listed.values() if one.id != detail.summary.id]


def add(relation: str, first: str, second: str, *, different: bool = False) -> bool:
    """Tie or relate two references; keeps what is to be said of it, or shows what was refused.

    `different`: they were offered as duplicates, and are not to be again.
    """
    try:
        if relation == REPORT:
            found = library().tie([first, second], different=different)
            done = f"{first} and {second} report one study, which counts once."
        else:
            kind = RelationKind(relation)
            found = library().relate(first, kind, second)
            done = f"{first}: {kind.word.lower()} {second}."
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return False
    say("done", f"{done}{disagreed(found)} History can undo it.")
    return True
