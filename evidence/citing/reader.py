"""The reader: an article as one HTML file whose claims can be followed to their evidence.

The file needs nothing else, opens no address, and works without its script: a claim is a link to
its evidence on the same page. The script, if it may run, shows the evidence of one claim at a time.
The policy in the file's head lets no other script run, whatever a text holds.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from evidence.citing import assembly, blocks, linkeddata, manuscript, pages, pandoc, tables, wording
from evidence.citing.apart import cited_text
from evidence.citing.article import Citing
from evidence.citing.brief import ClaimSheet
from evidence.citing.listing import each_once
from evidence.citing.model import ArticleDocument, CitedClaim, Rendered
from evidence.citing.references import Names, clean
from evidence.citing.styles import AnyStyle, ResolvedStyle, resolve_style
from evidence.citing.tables import EvidenceRow
from evidence.citing.wording import Words
from evidence.citing.writers import asset, lowered, own_classes
from evidence.errors import Message
from evidence.vocabulary import Certainty, Stance

DOING = "the reader"
# Inlines that are passed over when words are marked, and those that hold words of their own.
_UNMARKED = frozenset(["Cite", "Note"])
_WORDS = frozenset(["Str", "Space", "SoftBreak", "LineBreak", "Code"])
_HOLDING = frozenset(
    ["Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps"]
)


@dataclass(frozen=True, slots=True)
class ReaderDocument:
    """An article with a sheet for each of its claims.

    `more_places` are spans by slug, where the text says a claim again: marked, not cited again.
    """

    article: ArticleDocument
    sheets: tuple[ClaimSheet, ...]
    more_places: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)


def render_reader(
    document: ReaderDocument, *, style: AnyStyle, locale: str | None = None
) -> Rendered:
    """The article as one HTML file. Raises NotFound (no such style), BadInput, CitingError."""
    resolved = resolve_style(style)
    article = document.article
    language = resolved.locale_for(locale, article.language)
    sheets = in_reading_order(document)
    anchors = _anchors(sheets)
    places = places_of(document)
    body, listed, names, messages = _written(document, sheets, places, resolved, language)
    said = _Said.of(wording.chosen(resolved, language, article.language), article.language)
    panels = "".join(
        _panel(sheets, place, article, anchors, names, said) for place in range(len(sheets))
    )
    data = linkeddata.script(linkeddata.graph(article, sheets, places, names, anchors))
    origin = f"{resolved.title} ({resolved.id}), {language}"
    page = _page(article, body, listed, panels, data, said, origin)
    return Rendered(page.encode("utf-8"), "text/html; charset=utf-8", ".html", messages)


def in_reading_order(document: ReaderDocument) -> tuple[ClaimSheet, ...]:
    """The claims as a reader meets them; those that the text no longer says come last."""
    placed = {claim.slug: claim.start for claim in document.article.claims if not claim.orphaned}
    nowhere = len(document.article.text)
    return tuple(sorted(document.sheets, key=lambda sheet: placed.get(sheet.slug, nowhere)))


def places_of(document: ReaderDocument) -> list[tuple[CitedClaim, int, int]]:
    """Where the text says its claims: claim, start, end; the place of its citations first."""
    places = []
    for claim in document.article.claims:
        if not claim.orphaned:
            more = document.more_places.get(claim.slug, ())
            places += [(claim, start, end) for start, end in ((claim.start, claim.end), *more)]
    return places


def _anchors(sheets: Sequence[ClaimSheet]) -> dict[str, str]:
    """The name of each claim's evidence on the page, by slug."""
    names = Names.given(sheet.slug for sheet in sheets)
    return {slug: f"claim-{name}" for slug, name in names.of_key.items()}


# The text.


def _written(
    document: ReaderDocument,
    sheets: Sequence[ClaimSheet],
    places: Sequence[tuple[CitedClaim, int, int]],
    style: ResolvedStyle,
    locale: str,
) -> tuple[str, str, Names, tuple[Message, ...]]:
    """The article and its reference list as HTML, the names of references, what to tell."""
    article, anchors = document.article, _anchors(sheets)
    wanted = dict.fromkeys(row.reference for sheet in sheets for row in sheet.rows)
    items = {key: article.references[key] for key in wanted if key in article.references}
    citing = Citing(article, style, locale, Names.given(items))
    placed = sorted(
        (place for place in places if place[0].slug in anchors),
        key=lambda place: (place[2], place[1]),
    )
    marks = []
    for number, (claim, start, end) in enumerate(placed):
        opening, closing = blocks.comment(number, [], date="")
        first = (start, end) == (claim.start, claim.end)
        citations = tuple(citing.citations(claim, claim.links)) if first else ()
        marks.append(manuscript.Mark(end, citations, start, opening, closing))
    tree, _ = manuscript.read(article.text, marks, doing=DOING)
    tree.append(_uncited(items, citing.names))
    result = cited_text(
        tree, items, citing.names, style=style, locale=locale, links=True, doing=DOING
    )
    lengths = [end - start for _, start, end in placed]
    marker = _Marker([anchors[claim.slug] for claim, _, _ in placed], lengths)
    text = marker.marked([block for block in result.blocks if not _is_uncited(block)])
    retracted = [citing.names.of_key[k] for k in article.retracted if k in citing.names.of_key]
    listed = assembly.reference_list(
        result, retracted, wording.chosen(style, locale, article.language), article.language
    )
    messages = (*citing.messages, *assembly.missing_list(style))
    return _html(text), _html(listed), citing.names, messages


def _uncited(items: Mapping[str, Any], names: Names) -> blocks.Node:
    """Citations of everything, for the sake of the list, in a division that goes away again: the
    evidence of a claim without a place in the text stands in the list, too."""
    return blocks.division(each_once(items, names), name="uncited")


def _is_uncited(block: blocks.Node) -> bool:
    return block["t"] == "Div" and block["c"][0][0] == "uncited"


def _html(tree: blocks.Blocks) -> str:
    ready = lowered(own_classes(tree))
    data = pandoc.document(ready)
    return pandoc.run(["--from", "json", "--to", "html5"], data, doing=DOING).decode("utf-8")


@dataclass(slots=True)
class _Marker:
    """Turns the words between the two ends of a claim's comment into links to its evidence.

    Where claims overlap the shorter one has the words. A claim has one tab stop, its first words;
    the others can be clicked.
    """

    anchors: list[str]
    lengths: list[int]
    open: list[int] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)

    def marked(self, tree: Any) -> Any:
        if isinstance(tree, dict):
            return {key: self.marked(value) for key, value in tree.items()}
        if not isinstance(tree, list):
            return tree
        kinds = {item["t"] for item in tree if isinstance(item, dict) and "t" in item}
        if kinds & (_WORDS | _HOLDING | _UNMARKED | {"Span", "Link", "Quoted"}):
            return self._inlines(tree)
        return [self.marked(item) for item in tree]

    def _inlines(self, items: blocks.Inlines) -> blocks.Inlines:
        out: blocks.Inlines = []
        run: blocks.Inlines = []
        for item in items:
            if item["t"] in _WORDS:
                run.append(item)
                continue
            out += self._link(run)
            run = []
            out += self._other(item)
        return out + self._link(run)

    def _other(self, item: blocks.Node) -> blocks.Inlines:
        kind: str = item["t"]
        content: Any = item.get("c")
        if kind == "Span" and content[0][1][:1] in (["comment-start"], ["comment-end"]):
            number = int(dict(content[0][2])["id"])
            if content[0][1][0] == "comment-start":
                self.open.append(number)
            elif number in self.open:
                self.open.remove(number)
            return []
        if kind in _HOLDING:
            return [{"t": kind, "c": self._inlines(content)}]
        if kind in ("Span", "Quoted"):
            return [{"t": kind, "c": [content[0], self._inlines(content[1])]}]
        if kind == "Link" and self.open:
            return [blocks.span([item], classes=("c",))]
        return [item]

    def _link(self, run: blocks.Inlines) -> blocks.Inlines:
        """A run of words as a link; spaces at its ends, and the sign that closes it, stay outside
        (a style may have put its citation, and with it the sign, within the claim)."""
        first = next((n for n, item in enumerate(run) if item["t"] in ("Str", "Code")), None)
        if not self.open or first is None:
            return run
        last = max(n for n, item in enumerate(run) if item["t"] in ("Str", "Code")) + 1
        words = run[first:last]
        sign: blocks.Inlines = []
        if words[-1]["t"] == "Str":
            bare = words[-1]["c"].rstrip(manuscript.SENTENCE_END)
            sign = [blocks.string(words[-1]["c"][len(bare) :])] if bare != words[-1]["c"] else []
            words = [*words[:-1], *([blocks.string(bare)] if bare else [])]
        if not words:
            return run
        number = min(self.open, key=lambda n: self.lengths[n])
        anchor = self.anchors[number]
        pairs = [["data-claim", anchor]]
        if anchor in self.begun:
            name, pairs = "", [*pairs, ["tabindex", "-1"]]
        else:
            self.begun.add(anchor)
            name = f"text-{anchor}"
            pairs.append(["aria-describedby", f"{anchor}-state"])
        link = {"t": "Link", "c": [[name, ["c"], pairs], words, [f"#{anchor}", ""]]}
        return [*run[:first], link, *sign, *run[last:]]


# The evidence.


@dataclass(frozen=True, slots=True)
class _Said:
    """Our own words on the page, as HTML: they say which language they are in where that is not
    the language of the article."""

    words: Words
    lang: str

    @classmethod
    def of(cls, words: Words, language: str) -> "_Said":
        same = language.split("-")[0].lower() == words.language
        return cls(words, "" if same else f' lang="{words.language}"')

    def __call__(self, name: str, **values: int) -> str:
        return self.html(self.words[name].format(**values))

    def html(self, text: str) -> str:
        return f"<span{self.lang}>{escape(text)}</span>" if self.lang else escape(text)


def _panel(
    sheets: Sequence[ClaimSheet],
    place: int,
    article: ArticleDocument,
    anchors: Mapping[str, str],
    names: Names,
    said: _Said,
) -> str:
    """What is known of one claim, with ways on to the next and back to the text."""
    sheet = sheets[place]
    anchor = anchors[sheet.slug]
    orphaned = all(claim.orphaned for claim in article.claims if claim.slug == sheet.slug)
    ways = [(place - 1, said("previous")), (place + 1, said("next"))]
    changed = said.html(said.words.unread(sheet.unread_since)) if sheet.unread_since else ""
    links = [
        f'<a href="#{anchors[sheets[n].slug]}" data-claim="{anchors[sheets[n].slug]}">{word}</a>'
        for n, word in ways
        if 0 <= n < len(sheets)
    ]
    if not orphaned:
        links.append(f'<a class="back" href="#text-{anchor}">{said("back")}</a>')
    parts = [
        f'<section class="claim" id="{anchor}" tabindex="-1" aria-labelledby="{anchor}-head">',
        f'<p class="place">{said("claim-of", number=place + 1, total=len(sheets))}</p>',
        f'<h3 id="{anchor}-head">{_text(sheet.statement)}</h3>',
        _state(sheet, anchor, said),
        f'<p class="notice">{said("not-said")}</p>' if orphaned else "",
        f'<p class="notice">{changed}</p>' if changed else "",
        _reasons(sheet, said),
        "".join(_stance(sheet, stance, names, said) for stance in Stance),
        "" if sheet.rows else f'<p class="notice">{said("no-study")}</p>',
        _listed(said("gaps"), sheet.gaps),
        f'<p class="ways">{" ".join(links)}</p></section>',
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _text(words: str) -> str:
    return escape(clean(words))


def _paragraph(words: str, kind: str = "") -> str:
    words = clean(words)
    if not words:
        return ""
    marked = f' class="{kind}"' if kind else ""
    end = "" if words.endswith((".", "!", "?", ":")) else "."
    return f"<p{marked}>{escape(words)}{end}</p>"


def _state(sheet: ClaimSheet, anchor: str, said: _Said) -> str:
    """The certainty in words and circles, and the verdict: what a screen reader says of the
    claim's words in the text."""
    rated = sheet.certainty not in (Certainty.NOT_ASSESSED, Certainty.NOT_APPLICABLE)
    level = said.words.level(sheet.certainty)
    unrated = f"{said.words['certainty']}: {level[:1].upper()}{level[1:]}"
    word = said.html(said.words.certain(sheet.certainty) if rated else unrated)
    circles = f' <span aria-hidden="true">{sheet.certainty.symbol}</span>' if rated else ""
    verdict = f" {_text(sheet.verdict)}." if sheet.verdict else ""
    return (
        f'<p class="state" id="{anchor}-state"><b class="{sheet.certainty.value}">{word}'
        f"{circles}</b>{verdict}</p>"
    )


def _reasons(sheet: ClaimSheet, said: _Said) -> str:
    """What the certainty means and why it is rated so."""
    outcomes = [
        f"<li><i>{_text(outcome.name)}:</i> {said.html(said.words.level(outcome.certainty))}. "
        f"{' '.join(_sentence(reason) for reason in outcome.reasons)}</li>"
        for outcome in sheet.outcomes
    ]
    why = f"<details><summary>{said('how-rated')}</summary><ul>{''.join(outcomes)}</ul></details>"
    return "\n".join(
        part
        for part in (
            _statement(sheet, said),
            _paragraph(sheet.reason),
            f'<p class="scope">{said("holds-for")}: {_sentence(sheet.scope)}</p>'
            if sheet.scope
            else "",
            why if outcomes else "",
        )
        if part
    )


def _statement(sheet: ClaimSheet, said: _Said) -> str:
    """What goes with the certainty, in the language of the page where it is in our own words."""
    ours = said.words.statement(sheet.certainty, sheet.plain_statement)
    if ours == sheet.plain_statement:
        return _paragraph(ours)
    return f"<p>{said.html(ours)}</p>"


def _sentence(words: str) -> str:
    words = clean(words)
    return escape(words if words.endswith((".", "!", "?", ":")) else f"{words}.")


def _listed(title: str, lines: Sequence[str]) -> str:
    items = "".join(f"<li>{_sentence(line)}</li>" for line in lines if line.strip())
    return f"<h4>{title}</h4><ul>{items}</ul>" if items else ""


def _stance(sheet: ClaimSheet, stance: Stance, names: Names, said: _Said) -> str:
    """The links of one stance: a heading that counts studies, a card for each link."""
    rows = [row for row in sheet.rows if row.stance is stance]
    if not rows:
        return ""
    number = (sheet.studies or {}).get(stance) or len(rows)
    counted = said("one-study" if number == 1 else "more-studies", number=number)
    cards = "".join(f"<li>{_card(row, names, said)}</li>" for row in rows)
    return (
        f'<h4 class="{stance.value}">{said(stance.value)}: {counted}</h4>'
        f'<ul class="cards">{cards}</ul>'
    )


def _card(row: EvidenceRow, names: Names, said: _Said) -> str:
    """One link: the study, its design and size, what it found, its passages and notices."""
    name = names.of_key.get(row.reference)
    study = _text(row.study)
    if name is not None:
        study = f'<a href="#ref-{escape(name)}">{study}</a>'
    title = f"{_text(row.title)}. " if row.title else ""
    journal = f"<i>{_text(row.journal)}</i>" if row.journal else ""
    facts = [_text(words) for words in (row.design, row.size) if words]
    facts += [said("level", level=row.level)] if row.level else []
    address = pages.html_of(tables.doi_link(row.doi))
    parts = [
        f'<p class="study"><b>{study}</b></p>',
        f'<p class="title">{title}{journal}</p>' if title or journal else "",
        _paragraph(row.finding, "finding"),
        *(_passage(passage, said) for passage in row.passages),
        f'<p class="facts">{" · ".join([*facts, *([address] if address else [])])}</p>',
        *(_paragraph(notice, "notice") for notice in row.notices),
        f'<p class="facts">{said.html(said.words.corrected(row.corrections))}</p>'
        if row.corrections
        else "",
    ]
    return "".join(part for part in parts if part)


def _passage(passage: tables.QuotedPassage, said: _Said) -> str:
    place = ", ".join(
        filter(None, (_text(passage.locator), said.html(said.words.verified(passage.verification))))
    )
    if not passage.exact:
        return f'<p class="facts">{place}</p>'
    return f"<blockquote><p>{_text(passage.exact)}</p><footer>{place}</footer></blockquote>"


# The page.


def _page(
    article: ArticleDocument,
    body: str,
    listed: str,
    panels: str,
    data: str,
    said: _Said,
    origin: str,
) -> str:
    script = asset("reader.js").decode("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    first = article.language.split("-")[0].lower()
    direction = "rtl" if first in assembly.RIGHT_TO_LEFT else "ltr"
    title = _text(article.title)
    words = said.words
    day = words.long_date(article.date)
    version, advice = f"{words['version']} {article.version}", words["advice"]
    state = f"{words['state']}: {clean(article.digest)}; {origin}"
    first_line = said.html(f"{version} · {day} · {advice}")
    last_line = said.html(f"{version}, {words['dated']} {day}. {state}. {advice}")
    return f"""<!DOCTYPE html>
<html lang="{escape(article.language)}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="date" content="{article.date.isoformat()}">
<title>{title}</title>
<style>
{asset("reader.css").decode("utf-8")}</style>
<script type="application/ld+json">
{data}
</script>
</head>
<body>
<a class="skip" href="#text">{said("to-text")}</a>
<a class="skip" href="#evidence">{said("to-evidence")}</a>
<main>
<header>
<h1 id="title">{title}</h1>
<p>{first_line}</p>
<p>{said("underlined")}</p>
</header>
<article id="text" aria-labelledby="title">
{body}</article>
<aside id="evidence" aria-labelledby="evidence-head">
<h2 id="evidence-head">{said("evidence")}</h2>
<p class="hint">{said("choose")}</p>
{panels}</aside>
<section id="list" aria-label="{escape(words["references"])}">
{listed}</section>
<footer>
<p>{last_line}</p>
</footer>
<p class="spoken" role="status"{said.lang} data-shown="{escape(words["shown"])}" \
data-closed="{escape(words["closed"])}"></p>
</main>
<script>{script}</script>
</body>
</html>
"""
