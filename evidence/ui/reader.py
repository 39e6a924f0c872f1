"""The article as a component: its text goes in as text, a chosen claim goes to the address."""

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

import streamlit as st

from evidence.anchoring import Span, segments
from evidence.library import results as r
from evidence.ui import ASSETS
from evidence.ui.markdown import Run, blocks
from evidence.ui.states import state_of

_READER = st.components.v2.component(
    "evidence_reader",
    html='<article class="text" aria-label="Article"></article>\n<div class="sr" role="status"></div>',
    css=(ASSETS / "reader.css").read_text(encoding="utf-8"),
    js=(ASSETS / "reader.js").read_text(encoding="utf-8"),
)


def reading_order(article: r.ArticleView) -> list[r.ClaimSummary]:
    """The claims as a reader meets them; those that the text no longer says come last."""
    first: dict[str, int] = {}
    for mark in article.marks:
        if mark.start >= 0:
            first[mark.slug] = min(mark.start, first.get(mark.slug, mark.start))
    nowhere = len(article.text)
    return sorted(article.claims, key=lambda claim: first.get(claim.slug, nowhere))


def payload(article: r.ArticleView) -> dict[str, Any]:
    """What the component draws: blocks of pieces [text, style, claims, tab stop, claims that end].

    A claim that stands in several places has one tab stop, at the first; each place has its number.
    """
    spans = [Span(mark.slug, mark.start, mark.end) for mark in article.marks if mark.start >= 0]
    drawn: list[dict[str, Any]] = []
    pieces: list[list[Any]] = []
    starts: list[int] = []
    for block in blocks(article.text):
        here_drawn: list[list[Any]] = []
        drawn.append({"kind": block.kind, "pieces": here_drawn})
        for run in block.runs:
            here = run.start
            for segment in segments(article.text[run.start : run.end], _within(run, spans)):
                piece: list[Any] = [
                    segment.text.replace("\n", " "),
                    run.style,
                    list(segment.claims),
                    False,
                    [],
                ]
                here_drawn.append(piece)
                pieces.append(piece)
                starts.append(here)
                here += len(segment.text)
    seen: set[str] = set()
    for piece in pieces:
        for slug in piece[2][:1]:
            piece[3] = slug not in seen
            seen.add(slug)
    for span in sorted(spans, key=lambda span: span.end - span.start):
        last = pieces[bisect_left(starts, span.end) - 1] if pieces else None
        if last and span.claim in last[2]:
            last[4].append(span.claim)
    return {
        "document": f"{article.slug}@{article.version.number}:{article.version.digest}",
        "language": article.language,
        "blocks": drawn,
        "claims": {
            claim.slug: {
                "number": number,
                "state": state_of(claim).key,
                "label": state_of(claim).label,
            }
            for number, claim in enumerate(reading_order(article), 1)
        },
    }


def _within(run: Run, spans: list[Span]) -> list[Span]:
    """The spans that touch a run, counted from its start."""
    return [
        Span(span.claim, span.start - run.start, span.end - run.start)
        for span in spans
        if span.start < run.end and span.end > run.start
    ]


def article_reader(article: r.ArticleView, *, selected: str | None) -> None:
    """Draw the article with the chosen claim marked."""
    _READER(key="article", data={**payload(article), "selected": selected or ""})


def draft_reader(
    article: r.ArticleView, looks: Mapping[str, tuple[str, str]], *, selected: str | None
) -> None:
    """Draw a text that is not saved, its claims by what becomes of them: (look, label) by slug."""
    drawn = payload(article)
    for slug, (look, label) in looks.items():
        drawn["claims"].setdefault(slug, {"number": ""}).update(state=look, label=label)
    _READER(key="draft", data={**drawn, "selected": selected or ""})
