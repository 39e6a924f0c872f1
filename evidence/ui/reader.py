"""The article as a component: its text goes in as text, a chosen claim goes to the address."""

from typing import Any

import streamlit as st

from evidence.anchoring import Span, segments
from evidence.library import results as r
from evidence.ui import ASSETS
from evidence.ui.markdown import Block, blocks
from evidence.ui.states import state_of

_READER = st.components.v2.component(
    "evidence_reader",
    html='<article class="text" aria-label="Article"></article>\n<div class="sr" role="status"></div>',
    css=(ASSETS / "reader.css").read_text(encoding="utf-8"),
    js=(ASSETS / "reader.js").read_text(encoding="utf-8"),
)


def payload(article: r.ArticleView) -> dict[str, Any]:
    """What the component draws: blocks of pieces [text, style, claims, first piece, last piece]."""
    numbers = {claim.slug: place for place, claim in enumerate(article.claims, 1)}
    spans = [Span(mark.slug, mark.start, mark.end) for mark in article.marks if mark.start >= 0]
    drawn = [_drawn(block, article.text, spans) for block in blocks(article.text)]
    last: dict[str, list[Any]] = {}
    seen: set[str] = set()
    for block in drawn:
        for piece in block["pieces"]:
            for slug in piece[2][:1]:
                piece[3] = slug not in seen
                seen.add(slug)
                last[slug] = piece
    for piece in last.values():
        piece[4] = True
    return {
        "document": f"{article.slug}@{article.version.number}:{article.version.digest}",
        "language": article.language,
        "blocks": drawn,
        "claims": {
            claim.slug: {
                "number": numbers[claim.slug],
                "state": state_of(claim).key,
                "label": state_of(claim).label,
            }
            for claim in article.claims
        },
    }


def _drawn(block: Block, text: str, spans: list[Span]) -> dict[str, Any]:
    pieces: list[list[Any]] = []
    for run in block.runs:
        inside = [
            Span(span.claim, span.start - run.start, span.end - run.start)
            for span in spans
            if span.start < run.end and span.end > run.start
        ]
        for segment in segments(text[run.start : run.end], inside):
            words = segment.text.replace("\n", " ")
            pieces.append([words, run.style, list(segment.claims), False, False])
    return {"kind": block.kind, "pieces": pieces}


def article_reader(article: r.ArticleView, *, selected: str | None) -> None:
    """Draw the article with the chosen claim marked."""
    _READER(key="article", data={**payload(article), "selected": selected or ""})
