"""Forms by which a claim is stated: from a sentence of the article, or in words of one's own."""

import re

import streamlit as st

from evidence.errors import EvidenceError, NotFound
from evidence.library.claiming import check_claim
from evidence.library.placing import ArticleSentences
from evidence.ui import fields, show
from evidence.ui.session import kept, library
from evidence.ui.undoing import done
from evidence.vocabulary import AnchorState, ClaimType, Question

LISTED = 600  # sentences that can be chosen; words can be copied from any
LABEL_SIGNS = 110
ROUND = "state-round"
MARKUP = re.compile(r"[*_`]+|\[([^\]]*)\]\([^)]*\)|^\s*(?:[-+>]|\d{1,3}[.)])\s+")


def type_word(kind: ClaimType) -> str:
    return kind.value.replace("_", " ").capitalize()


def question_word(question: Question | None) -> str:
    return question.value.replace("_", " ").capitalize() if question else "None"


def plain(sentence: str) -> str:
    """A sentence of the article as a claim says it: without Markdown's signs."""
    return " ".join(MARKUP.sub(lambda found: found.group(1) or "", sentence).split())


def section() -> None:
    """State a claim: choose a sentence or write one, say what kind it is."""
    prefix = f"state-{st.session_state.setdefault(ROUND, 0)}"
    found = _sentences()
    below = fields.Below()
    said = ""
    if found is not None and found.sentences:
        said = _place(found, prefix, below)
    words = st.text_area(
        "What the claim says",
        key=f"{prefix}-text",
        height=80,
        placeholder="One sentence that can be true or false.",
    )
    below.field("text")
    left, right = st.columns(2)
    with left:
        kind = st.selectbox(
            "Type", list(ClaimType), index=None, format_func=type_word, key=f"{prefix}-type",
            placeholder="Choose one",
        )  # fmt: skip
        below.field("type")
    with right:
        question = st.selectbox(
            "Kind of question (for levels of evidence)",
            [None, *Question],
            format_func=question_word,
            key=f"{prefix}-question",
        )
    scope = st.text_input("For whom", key=f"{prefix}-scope", placeholder="Adults with chronic pain")
    below.field("scope")
    slug = st.text_input(
        "Short name (made from its words if left empty)",
        key=f"{prefix}-slug",
        placeholder="rapid-onset",
    )
    if not st.button("State this claim", type="primary", key=f"{prefix}-send"):
        return
    if below.tell(check_claim({"text": words, "type": kind or "", "scope": scope})):
        return
    try:
        made = library().add_claim(
            words,
            type=kind or "",
            question=question,
            scope=scope,
            slug=slug or None,
            said=said or None,
            version=found.version if found else None,
        )
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    st.session_state[ROUND] += 1
    placed = made.summary.state is not AnchorState.ORPHANED
    where = "It is marked in the article." if placed else "The article does not say it yet."
    done("claims", f"“{made.summary.text}” is a claim now. {where}")
    st.rerun()


def _sentences() -> ArticleSentences | None:
    try:
        return kept("sentences", (), lambda lib: lib.sentences())
    except NotFound:
        st.html(
            show.empty(
                "There is no article yet.",
                "A claim can be stated now, and finds its place when Write saves a text that says it.",
            )
        )
        return None


def _place(found: ArticleSentences, prefix: str, below: fields.Below) -> str:
    """Where the article says it: a sentence, or a part of one; nothing for nowhere."""
    offered = found.sentences[:LISTED]

    def chosen() -> None:
        """Fill in what is empty, or what an earlier choice filled in; leave what was typed."""
        at = st.session_state[f"{prefix}-sentence"]
        before = st.session_state.get(f"{prefix}-before", ("", ""))
        sentence = offered[at].text if at is not None else ""
        fresh = (" ".join(sentence.split()), plain(sentence))
        for name, old, new in zip(("said", "text"), before, fresh, strict=True):
            if st.session_state.get(f"{prefix}-{name}", "") in ("", old):
                st.session_state[f"{prefix}-{name}"] = new
        st.session_state[f"{prefix}-before"] = fresh

    st.selectbox(
        "A sentence of the article that makes it",
        range(len(offered)),
        index=None,
        format_func=lambda at: _label(offered[at].text, at, bool(offered[at].claims)),
        key=f"{prefix}-sentence",
        on_change=chosen,
        placeholder="Choose a sentence, or leave it: the article does not say it yet",
    )
    said = st.text_area(
        "The words there (a part of the sentence, if the rest says something else)",
        key=f"{prefix}-said",
        height=80,
    )
    below.field("said")
    return said


def _label(sentence: str, at: int, taken: bool) -> str:
    words = " ".join(sentence.split())
    short = words if len(words) <= LABEL_SIGNS else f"{words[:LABEL_SIGNS].rsplit(' ', 1)[0]} …"
    return f"{at + 1}. {short}{' (makes a claim)' if taken else ''}"
