"""Texts that try to become something else than text, and values that carry them."""

import itertools
import json
import uuid
from pathlib import Path
from typing import Any

from evidence.library import Library
from evidence.library import results as r
from evidence.vocabulary import (
    AnchorState,
    Certainty,
    ClaimType,
    Design,
    NoticeKind,
    Question,
    Stance,
    Verification,
)

LISTENER = "http://listener.example"
HOSTILE = {
    "script": "<script>window.__x=1</script>",
    "event handler": '<img src=x onerror="window.__x=2">',
    "frame": '<iframe srcdoc="<script>parent.__x=4</script>"></iframe>',
    "drawing": '<svg onload="window.__x=5"><a href="javascript:1"><text>a</text></a></svg>',
    "Markdown link": "[open](javascript:window.__x=6)",
    "Markdown image": f"![i]({LISTENER}/track.png)",
    "refresh": f'<meta http-equiv="refresh" content="0;url={LISTENER}/">',
    "style": "<style>body{display:none}</style>",
    "overlay": '<div style="position:fixed;inset:0;z-index:99999">Session expired</div>',
    "formula": r"$\href{javascript:window.__x=16}{c}$",
    "directives": ":red[RETRACTED] :material/warning: :smile:",
    "arrows": "p <= 0.05, A -> B -- C",
    "dollars": "costs rose from $5 to $10 per QALY",
    "tildes": "~10 mg~ and ~~struck~~ _under_ **strong** # head",
    "attribute": '10.1/x"onmouseover="window.__x=9',
    "quoted attribute": "' onfocus='window.__x=10' autofocus x='",
    "end of tag": '"><script>window.__x=1</script>',
    "end of comment": "--><b>now bold</b><!--",
    "end of title": "</h1></header><h1>ours</h1>",
    "entity": "&lt;b&gt; &amp; &#60; &copy",
    "template": "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>",
    "direction": "safe\u202egpj.exe",
    "zero width": "Smith\u200b2020",
    "null": "nu\x00ll \x1b[31mred\x07",
    "scheme": "javascript:alert(1)",
    "data scheme": "data:text/html,<script>1</script>",
}
WORDS = list(HOSTILE.values())
MARKER = "hostile words"
# The columns that hold somebody's words, by table.
COLUMNS = {
    "claim": ("text", "verdict", "reason", "scope", "watch_out"),
    "article": ("title",),
    "article_version": ("title", "author", "message"),
    "study": ("name", "design_detail", "n_text", "population", "intervention", "finding", "caveat"),
    "certainty_assessment": ("reasons", "override_reason"),
    "outcome": ("name", "population", "intervention", "comparator", "outcome", "timepoint"),
    "evidence_link": ("rationale", "author"),
    "effect": ("comparison", "measure", "scale", "timepoint", "outcome", "flag", "note"),
}
CSL = ("title", "container-title", "abstract", "note", "publisher", "volume", "page", "URL")
NOT_LINKS = [
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>1</script>",
    "vbscript:msgbox",
    "file:///etc/passwd",
    "ftp://example.org/x",
    "https://doi.org@evil.example/10.1000/x",
    "https://user:secret@example.org/",
    "//evil.example/x",
    "/claims",
    "https://",
    "http:example.org",
    "https://example.org/\u202egpj",
    'https://example.org/"onmouseover="x',
    "https://example.org/a b",
    "https://example.org:0/",
    "https://example.org:99999/",
    "https://example.org\\@evil.example/",
    "",
]
LINKS = [
    "https://example.org/",
    "http://example.org/a?b=c&d=e#f",
    "https://example.org:8443/(x)",
    "HTTPS://EXAMPLE.ORG/x",
    "https://доктор.example/",
    "https://[2001:db8::1]/x",
]


def notice(words: str = "", kind: NoticeKind = NoticeKind.RETRACTION) -> r.NoticeView:
    return r.NoticeView(kind, words or "2020-01-01", words, words, (words,), words, words)


def reference(words: str, **other: object) -> r.ReferenceSummary:
    """A reference that says the same words wherever it can."""
    values = {
        "id": "1",
        "key": words,
        "title": words,
        "authors": words,
        "year": 2020,
        "journal": words,
        "type": "article-journal",
        "doi": words,
        "pmid": words,
        "designs": (Design.COHORT, Design.REGISTRY),
        "n": None,
        "n_text": words,
        "links": 1,
        "notices": (notice(words),),
        "unconfirmed": (words,),
    }
    return r.ReferenceSummary(**{**values, **other})  # type: ignore[arg-type]


def study(words: str, **other: object) -> r.StudyView:
    values = {
        "id": "1",
        "name": words,
        "designs": (Design.COHORT,),
        "design_detail": words,
        "n": None,
        "n_text": words,
        "population": words,
        "intervention": words,
        "finding": words,
        "caveat": words,
        "risk_of_bias": ((words, words),),
    }
    return r.StudyView(**{**values, **other})  # type: ignore[arg-type]


def evidence(words: str, **other: object) -> r.EvidenceView:
    values = {
        "id": "1",
        "revision": 1,
        "claim": words,
        "claim_text": words,
        "reference": reference(words),
        "stance": Stance.DISPUTES,
        "rationale": words,
        "directness": "indirect",
        "workflow": words,
        "author": words,
        "passages": (
            r.PassageView("1", words, words, words, Verification.EXACT, 1.0, words),
            r.PassageView("2", words, None, None, Verification.NOT_FOUND, None, None),
        ),
        "study": study(words),
        "level": 2,
        "annotation": words,
        "verification": {words: "abstract_only", "doi": "unconfirmed"},
    }
    return r.EvidenceView(**{**values, **other})  # type: ignore[arg-type]


def claim(words: str, **other: object) -> r.ClaimSummary:
    values = {
        "id": "1",
        "revision": 1,
        "slug": words,
        "text": words,
        "type": ClaimType.EFFICACY,
        "question": Question.TREATMENT_BENEFIT,
        "scope": words,
        "state": AnchorState.ANCHORED,
        "certainty": Certainty.LOW,
        "verdict": words,
        "reason": words,
        "links": {"supports": 1, "disputes": 1},
        "substantiation": r.Substantiation(2, 1, 1, 1),
        "flags": ("single_source",),
        "notices": 1,
        "review_by": words,
        "position": 1,
    }
    return r.ClaimSummary(**{**values, **other})  # type: ignore[arg-type]


def outcome(words: str, **other: object) -> r.OutcomeView:
    values = {
        "id": "1",
        "name": words,
        "population": words,
        "intervention": words,
        "comparator": words,
        "outcome": words,
        "timepoint": words,
        "level": Certainty.LOW,
        "start": Certainty.HIGH,
        "domains": {words: -1, "imprecision": -1},
        "explanations": {words: words, "imprecision": words},
        "override_reason": words,
        "reasons": words,
    }
    return r.OutcomeView(**{**values, **other})  # type: ignore[arg-type]


def effect(words: str, **other: object) -> r.EffectView:
    values = {
        "reference": words,
        "label": words,
        "outcome": words,
        "timepoint": words,
        "comparison": words,
        "measure": words,
        "scale": words,
        "estimate": -0.5,
        "ci_low": -1.0,
        "ci_high": 0.0,
        "p": words,
        "k_studies": 3,
        "n_participants": 120,
        "favours_ketamine_when": words,
        "certainty": words,
        "flag": words,
        "note": words,
    }
    return r.EffectView(**{**values, **other})  # type: ignore[arg-type]


def detail(words: str, **other: object) -> r.ClaimDetail:
    values = {
        "summary": claim(words),
        "wordings": (words,),
        "gaps": (words,),
        "watch_out": words,
        "outcomes": (outcome(words),),
        "plain_statement": words,
        "anchors": (),
        "evidence": tuple(evidence(words, stance=stance) for stance in Stance),
        "effects": (effect(words), effect(words)),
    }
    return r.ClaimDetail(**{**values, **other})  # type: ignore[arg-type]


def article(words: str, text: str = "", **other: object) -> r.ArticleView:
    values = {
        "slug": words,
        "title": words,
        "language": "en",
        "about": {"retractions": words},
        "version": r.VersionView("1", 1, words, words, words, "2026-01-01T10:00:00", "d"),
        "text": text or words,
        "marks": (),
        "claims": (claim(words),),
    }
    return r.ArticleView(**{**values, **other})  # type: ignore[arg-type]


def hits(words: str, kind: str = "reference") -> r.SearchResults:
    fields = {"title": words, "abstract": words, words: words}
    hit = r.Hit(kind, words, words, words, 2020, 1.0, {n: [(0, 1)] for n in fields}, fields)
    return r.SearchResults(words, 1, 1.0, (hit,), {words: words}, (words,), {})


def poisoned(dump: dict[str, Any]) -> dict[str, Any]:
    """A library's dump with hostile words in every column of words."""
    tables, turn = dump["tables"], itertools.cycle(WORDS)
    for table, columns in COLUMNS.items():
        for row in tables[table]:
            for column in columns:
                row[column] = next(turn)
    for row in tables["article"]:
        row["about"] = {name: next(turn) for name in row["about"]}
    for row in tables["article_version"]:
        row["text"] += "\n\n" + "\n\n".join(WORDS)
    for row in tables["claim"]:
        row["gaps"] = WORDS
    for row in tables["certainty_assessment"]:
        if row["domains"]:
            row["domains"] = dict.fromkeys(WORDS, -1)
            row["explanations"] = dict.fromkeys(WORDS, "Why.")
    for row in tables["reference"]:
        row["csl"].update({name: f"{MARKER} {next(turn)}" for name in CSL})
        row["csl"]["author"] = [{"family": next(turn), "given": next(turn)}]
        row["title"], row["source_text"] = row["csl"]["title"], "\n".join(WORDS)
        tag = {"id": str(uuid.uuid4()), "reference_id": row["id"], "tag": next(turn)}
        tables["reference_tag"].append({**tag, "created_at": row["created_at"]})
    return dump


def fill_with_hostile_words(path: Path, shipped: Path) -> None:
    """Make a library at `path`: the shipped one with hostile words for every word."""
    original = Library.open(f"sqlite:///{shipped}")
    dump = poisoned(json.loads(original.dump()))
    original.close()
    library = Library.open(f"sqlite:///{path}", who=WORDS[1], create="empty")
    library.load(json.dumps(dump))
    for row, words in zip(library.references(limit=len(WORDS)).rows, WORDS, strict=True):
        library.add_note(row.key, words)
        for view in library.reference(row.key).links[:1]:
            library.edit_link(view.id, revision=view.revision, quote=words, locator=words)
    library.close()
