"""What the pages show of claims, studies and references, as HTML strings. Pure; data goes through
`show` alone. Never a tally as a verdict: studies stand with their design, size and level."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from evidence.library import results as r
from evidence.library.flags import FlagView, word_of
from evidence.ui import show
from evidence.ui.standing import standing
from evidence.ui.states import STATES, state_of
from evidence.vocabulary import CERTAINTY_SYMBOL, Certainty, Stance

if TYPE_CHECKING:
    from evidence.citing import FormattedReference

STANCE_LEAD = {
    Stance.SUPPORTS: "What supports it",
    Stance.DISPUTES: "What disputes it",
    Stance.QUALIFIES: "What qualifies it",
    Stance.INCONCLUSIVE: "What could not tell",
    Stance.BACKGROUND: "Background",
}
DOMAIN_WORDS = {
    "risk_of_bias": "Risk of bias",
    "inconsistency": "Inconsistency",
    "indirectness": "Indirectness",
    "imprecision": "Imprecision",
    "publication_bias": "Publication bias",
    "large_effect": "Large effect",
    "dose_response": "Dose-response",
    "plausible_confounding": "Plausible confounding",
}
FIELD_WORDS = {
    "bib": "volume, issue and pages",
    "doi": "DOI",
    "pmid": "PMID",
    "sample": "sample size",
    "authors": "author list",
    "finding": "finding",
    "design": "design",
    "identity": "identity",
}
FOUND_IN = {
    "authors": "Authors",
    "journal": "Journal",
    "keys": "Key or identifier",
    "annotation": "Annotation",
    "abstract": "Abstract",
    "tags": "Tags",
    "wordings": "Other wordings",
    "text": "Text",
}
UNKNOWN_DESIGN = "Design not recorded"
CHECKED = {
    "exact": "passage seen in the text, word for word",
    "normalized": "passage seen in the text",
    "paraphrase": "paraphrased",
    "not_found": "passage not found in the text",
    "not_checked": "passage not checked",
    "no_full_text": "no full text to check against",
}


def article_head(article: r.ArticleView) -> str:
    day = article.version.at[:10]
    return (
        f'<header class="ev-head"><h1 class="ev-title">{show.text(article.title)}</h1>'
        f'<p class="ev-meta"><span>Version {article.version.number}</span><span>{show.text(day)}</span>'
        f"<span>{show.plural(len(article.claims), 'claim')}</span></p></header>"
    )


def legend(claims: Sequence[r.ClaimSummary]) -> str:
    """What the marks in the text mean; only the states that occur."""
    present = {state_of(claim).key for claim in claims}
    items = "".join(
        f'<li><span class="ev-line ev-{key}" aria-hidden="true"></span><b>{state.word}</b> '
        f"{state.meaning}</li>"
        for key, state in STATES.items()
        if key in present
    )
    return f'<ul class="ev-legend" aria-label="What the marks mean">{items}</ul>'


def start_here(claims: Sequence[r.ClaimSummary], about: dict[str, str]) -> str:
    """What the panel shows while no claim is chosen."""
    items = "".join(
        f"<li>{show.to('read', claim.text, claim=claim.slug)}"
        f"{show.pill(state_of(claim).key, state_of(claim).word)}</li>"
        for claim in claims[:4]
    )
    note = (
        f'<p class="ev-small">{show.text(about["retractions"])}</p>'
        if about.get("retractions")
        else ""
    )
    return (
        '<div class="ev-start"><h2>Choose a marked sentence</h2><p>What supports it, what disputes '
        "it, and how certain the evidence is appears here.</p>"
        f'{legend(claims)}<h3>What readers ask about most</h3><ul class="ev-links">{items}</ul>{note}</div>'
    )


def claim_nav(before: str | None, after: str | None) -> str:
    def one(slug: str | None, label: str, kind: str) -> str:
        if slug is None:
            return f'<span class="ev-btn {kind}" aria-hidden="true">{label}</span>'
        return show.to("read", label, kind=f"ev-btn {kind}", claim=slug)

    return (
        f'<nav class="ev-nav" aria-label="Claims">{one(before, "Previous", "ev-prev")}'
        f"{one(after, 'Next', 'ev-next')}{show.to('read', 'Close', kind='ev-btn ev-close')}</nav>"
    )


def certainty(level: Certainty) -> str:
    symbol = CERTAINTY_SYMBOL.get(level, "")
    if level is Certainty.NOT_APPLICABLE:
        return '<span class="ev-grade">Certainty rating does not apply</span>'
    if level is Certainty.NOT_ASSESSED:
        return '<span class="ev-grade">Certainty not assessed</span>'
    return (
        f'<span class="ev-grade"><span class="ev-sym" aria-hidden="true">{symbol}</span>'
        f"{level.word} certainty</span>"
    )


def claim_head(detail: r.ClaimDetail, *, number: int, total: int, changed: str = "") -> str:
    """What a claim says and how certain that is; `changed` tells that its words did (HTML)."""
    claim = detail.summary
    state = state_of(claim)
    verdict = f"<b>{show.text(sentence(claim.verdict))}</b> " if claim.verdict else ""
    doubt = ""
    if claim.notices:
        doubt = show.problem(
            f"{show.plural(claim.notices, 'link')} of this claim leans on a reference with a notice."
        )
    return (
        f'<div class="ev-open"><p class="ev-count">Claim {number} of {total}</p>'
        f'<h2 class="ev-claim">{show.text(claim.text)}</h2>{changed}'
        f'<p class="ev-state">{show.pill(state.key, state.word)}{certainty(claim.certainty)}</p>'
        f'<p class="ev-verdict">{verdict}{show.text(sentence(claim.reason))}</p>{doubt}'
        f"{_outcomes(detail)}{_gaps(detail)}</div>"
    )


def flags(found: Iterable[FlagView]) -> str:
    """Editorial flags with their reason, date and person; resolved ones folded away."""
    listed = list(found)
    still = "".join(_flag(one) for one in listed if one.resolved_at is None)
    done = "".join(_flag(one) for one in listed if one.resolved_at is not None)
    shown = f'<ul class="ev-cards">{still}</ul>' if still else ""
    if done:
        shown += f'<details class="ev-why"><summary>Resolved flags</summary><ul class="ev-cards">{done}</ul></details>'
    return shown


def _flag(one: FlagView) -> str:
    link = (
        f" on the link to {show.to('reference', one.reference, key=one.reference)}"
        if one.reference
        else ""
    )
    ended = ""
    if one.resolved_at:
        ended = (
            f'<p class="ev-small">Resolved by {show.text(one.resolved_by)} on '
            f"{show.text(one.resolved_at[:10])}: {show.text(one.resolution)}</p>"
        )
    return (
        f'<li class="ev-card"><p><span class="ev-notice">{show.text(word_of(one.kind))}</span>'
        f'{link}</p> <p class="ev-small">{show.text(one.reason)} ({show.text(one.raised_by)}, '
        f"{show.text(one.at[:10])})</p>{ended}</li>"
    )


def sentence(words: str) -> str:
    """The words with a full stop, unless they end with one or there are none."""
    return f"{words}." if words and not words.endswith((".", "?", "!")) else words


def _outcomes(detail: r.ClaimDetail) -> str:
    """How certain, outcome by outcome, with the reasons for rating down."""
    items = []
    for outcome in detail.outcomes:
        reasons = "".join(
            f"<li><b>{show.text(DOMAIN_WORDS.get(name, name))} ({value:+d})</b> "
            f"{show.text(outcome.explanations.get(name, ''))}</li>"
            for name, value in outcome.domains.items()
            if value
        )
        start = f"<p>Starts {outcome.start.word.lower()}.</p>" if outcome.start and reasons else ""
        override = f"<p>{show.text(outcome.override_reason)}</p>" if outcome.override_reason else ""
        why = f"<p>{show.text(outcome.reasons)}</p>" if outcome.reasons else ""
        items.append(
            f"<li><p><b>{show.text(outcome.name)}</b> {certainty(outcome.level)}</p>"
            f"{why}{start}<ul>{reasons}</ul>{override}</li>"
        )
    if not items:
        return ""
    plain = show.text(detail.plain_statement)
    return (
        f'<p class="ev-plain">{plain}</p><details class="ev-why"><summary>Why this certainty</summary>'
        f"<ul>{''.join(items)}</ul><p class='ev-small'>Our own rating, after GRADE; it belongs to the "
        "body of evidence, not to any one study.</p></details>"
    )


def _gaps(detail: r.ClaimDetail) -> str:
    items = "".join(f"<li>{show.text(gap)}</li>" for gap in detail.gaps)
    watch = f"<p>{show.text(detail.watch_out)}</p>" if detail.watch_out else ""
    if not items and not watch:
        return ""
    return f'<div class="ev-gaps"><h3>What is not known</h3><ul>{items}</ul>{watch}</div>'


def evidence_groups(
    evidence: Sequence[r.EvidenceView], cited: "Mapping[str, FormattedReference] | None" = None
) -> str:
    """The studies of a claim by stance, in the order of design and size."""
    if not evidence:
        return show.empty(
            "No study is linked to this claim yet.", "An editor can link one below or on its page."
        )
    groups = []
    reports: dict[str, list[r.EvidenceView]] = {}
    for view in evidence:
        reports.setdefault(study_of(view), []).append(view)
    for stance in Stance:
        here = [view for view in evidence if view.stance is stance]
        if here:
            cards = "".join(
                evidence_card(view, reports[study_of(view)], cited=cited) for view in here
            )
            groups.append(
                f'<h3 class="ev-group">{show.pill(stance.value, stance.word)}'
                f"<span>{STANCE_LEAD[stance]}</span></h3>"
                f'<p class="ev-made">{made_of(here)}</p><ul class="ev-cards">{cards}</ul>'
            )
    return "".join(groups)


def study_of(view: r.EvidenceView) -> str:
    """What tells studies apart: several reports of one are one study."""
    return (view.study.id if view.study else None) or view.reference.id


def one_a_study(evidence: Iterable[r.EvidenceView]) -> list[r.EvidenceView]:
    """The first link of each stance to each study."""
    first: dict[tuple[str, Stance], r.EvidenceView] = {}
    for view in evidence:
        first.setdefault((study_of(view), view.stance), view)
    return list(first.values())


def other_reports(view: r.EvidenceView, reports: Iterable[r.EvidenceView]) -> str:
    """Which others of these links of one study are to another report of it."""
    others = {other.reference.key: other.reference for other in reports}
    others.pop(view.reference.key, None)
    if not others:
        return ""
    named = " and ".join(
        show.to("reference", f"{ref.authors} {ref.year or 'n.d.'}", key=key)
        for key, ref in others.items()
    )
    return f'<p class="ev-small">The same study as {named}: it counts once.</p>'


def made_of(evidence: Sequence[r.EvidenceView]) -> str:
    """Which designs a group of studies is made of, and how large they are: a description."""
    sizes: dict[str, list[int]] = {}
    for view in one_a_study(evidence):
        designs = view.study.designs if view.study else ()
        here = sizes.setdefault(designs[0].word if designs else UNKNOWN_DESIGN, [])
        here.append((view.study.n if view.study else None) or 0)
    parts = []
    for word, found in sizes.items():
        known = [n for n in found if n]
        between = f"{min(known):,} to {max(known):,}" if known else ""
        if known and min(known) == max(known):
            between = f"{known[0]:,}"
        size = f" (n\u00a0=\u00a0{between})" if between else ""
        parts.append(f"{counted(word, len(found))}{size}")
    return ", ".join(parts)


def counted(word: str, number: int) -> str:
    """A design with its number: 1 cohort study, 3 cohort studies, 2 case series."""
    lower = word[0].lower() + word[1:]
    if word == UNKNOWN_DESIGN:
        return f"{number} whose design is not recorded"
    if number == 1 or lower.endswith("series"):
        return f"{number} {lower}"
    if lower.endswith(("y", "is")):
        lower = lower[:-1] + "ies" if lower.endswith("y") else lower[:-2] + "es"
        return f"{number} {lower}"
    return f"{number} {lower}s"


def facts(view: r.EvidenceView) -> str:
    """Design, size, level and risk of bias of a study, as far as they are known."""
    study = view.study
    parts = []
    if study and study.designs:
        parts.append(f"<b>{' and '.join(design.word for design in study.designs)}</b>")
    elif study is None:
        parts.append(UNKNOWN_DESIGN)
    if study and study.n:
        parts.append(f"n = <b>{study.n:,}</b>")
    elif study and study.n_text:
        parts.append(show.text(study.n_text))
    if view.level:
        parts.append(f'<abbr title="Level of evidence, OCEBM 2011">Level {view.level}</abbr>')
    if study:
        parts += [
            f"{show.text(tool)}: <b>{show.text(overall)}</b>"
            for tool, overall in study.risk_of_bias
        ]
    if view.directness == "indirect":
        parts.append("Indirect evidence")
    return "".join(f"<span>{part}</span>" for part in parts)


def notices(found: Iterable[r.NoticeView]) -> str:
    return "".join(f'<span class="ev-notice">{show.text(notice.words)}</span>' for notice in found)


def unconfirmed(verification: dict[str, str]) -> str:
    """Which fields are not confirmed, in words."""
    parts = []
    for name, status in sorted(verification.items()):
        if status != "confirmed":
            how = "" if status == "unconfirmed" else f" ({status.replace('_', ' ')})"
            parts.append(f"{FIELD_WORDS.get(name, name)}{how}")
    if not parts:
        return ""
    return f'<p class="ev-unsure">Not confirmed: {show.text(", ".join(parts))}.</p>'


def passages(view: r.EvidenceView) -> str:
    items = []
    for passage in view.passages:
        place = f"{passage.locator_label} {passage.locator}" if passage.locator else ""
        quoted = f"<q>{show.text(passage.exact)}</q>" if passage.exact else ""
        state = CHECKED[passage.verification.value] if passage.exact else ""
        tail = ", ".join(part for part in (place, state) if part)
        items.append(f"<blockquote>{quoted}<footer>{show.text(tail)}</footer></blockquote>")
    return "".join(items)


def evidence_card(
    view: r.EvidenceView,
    reports: Sequence[r.EvidenceView] = (),
    *,
    cited: "Mapping[str, FormattedReference] | None" = None,
) -> str:
    """One link; `reports` are the claim's links to the same study, `cited` the references as the
    reader's style prints them."""
    ref = view.reference
    who = f"{ref.authors or 'No author'} {ref.year or 'n.d.'}"
    printed = (cited or {}).get(ref.key)
    links = " ".join(
        part for part in (show.doi(ref.doi, of=who), show.pubmed(ref.pmid, of=who)) if part
    )
    more = f"<p>{show.text(view.annotation)}</p>" if view.annotation else ""
    more += unconfirmed(view.verification)
    more += f'<p class="ev-src">{show.copied(printed, of=who)}</p>' if printed else ""
    details = f"<details><summary>The study</summary>{more}</details>" if more else ""
    return (
        f'<li class="ev-card ev-edge-{view.stance.value}"><h4>'
        f"{show.to('reference', who, key=ref.key)}{notices(ref.notices)}</h4>"
        f'<p class="ev-finding">{show.text(view.rationale)}</p>'
        f'<p class="ev-facts">{facts(view)}</p>{other_reports(view, reports)}'
        f'<p class="ev-src">{show.text(sentence(ref.title))} '
        f"<em>{show.text(ref.journal)}</em> {links}</p>"
        f"{passages(view)}{standing(view)}{details}</li>"
    )


def _review(by: str | None, today: date) -> str:
    """When a claim is to be looked at again; said louder once that day is over."""
    try:
        day = date.fromisoformat((by or "")[:10])
    except ValueError:
        return ""
    if day < today:
        return f'<span class="ev-notice">Review was due on {day}</span>'
    return f'<span class="ev-review">Review by {day}</span>'


def claim_table(claims: Sequence[r.ClaimSummary], *, today: date) -> str:
    """All claims with certainty, flags, review date and how far they are substantiated."""
    lines = []
    for claim in claims:
        state = state_of(claim)
        done = claim.substantiation
        flags = "".join(
            f'<span class="ev-notice">{show.text(f.replace("_", " "))}</span>' for f in claim.flags
        )
        if claim.notices:
            told = f"{show.plural(claim.notices, 'link')} to a reference with a notice"
            flags += f'<span class="ev-notice">{told}</span>'
        lines.append(
            f'<tr><th scope="row">{show.to("read", claim.text, claim=claim.slug)}{flags}'
            f"{_review(claim.review_by, today)}</th>"
            f"<td>{show.pill(state.key, state.word)}</td><td>{certainty(claim.certainty)}</td>"
            f"<td>{show.text(claim.verdict)}</td><td class='ev-num'><span>{done.linked} linked</span>"
            f"<span>{done.anchored} with a passage</span><span>{done.verified} verified</span>"
            f"<span>{done.appraised} appraised</span></td></tr>"
        )
    head = "".join(
        f'<th scope="col">{name}</th>'
        for name in ("Claim", "Evidence", "Certainty", "Verdict", "Substantiation")
    )
    return (
        '<div class="ev-scroll" role="region" aria-label="Claims" tabindex="0"><table class="ev-table ev-claims">'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def reference_list(found: Sequence[r.ReferenceSummary]) -> str:
    items = []
    for ref in found:
        who = f"{ref.authors or 'No author'} {ref.year or 'n.d.'}"
        design = " and ".join(d.word for d in ref.designs)
        size = f"n = {ref.n:,}" if ref.n else show.text(ref.n_text)
        used = f"used {show.plural(ref.links, 'time')}" if ref.links else "not used yet"
        parts = "".join(f"<span>{part}</span>" for part in (show.text(design), size, used) if part)
        items.append(
            f"<li><h2>{show.to('reference', who, key=ref.key)}{notices(ref.notices)}</h2>"
            f'<p>{show.text(ref.title or ref.key)} <em>{show.text(ref.journal)}</em></p><p class="ev-facts">{parts}</p></li>'
        )
    return f'<ol class="ev-reflist">{"".join(items)}</ol>'


def hits(found: r.SearchResults) -> str:
    """Search results with the matched words marked, and where else they matched."""
    items = []
    for hit in found.results:
        page, name = ("read", "claim") if hit.kind == "claim" else ("reference", "key")
        title_field = "title" if hit.fields.get("title") else "text"
        title = show.marked(
            hit.fields.get(title_field, hit.title), hit.matched.get(title_field, ()), limit=400
        )
        who = hit.authors if hit.kind == "reference" else ""
        head = f"{who} {hit.year or ''}".strip() or hit.key
        where = "".join(
            f"<p class='ev-where'><b>{show.text(FOUND_IN.get(name_, name_))}</b> {show.marked(hit.fields.get(name_, ''), spans, limit=220)}</p>"
            for name_, spans in hit.matched.items()
            if name_ not in (title_field, "year") and hit.fields.get(name_)
        )
        link = f'<a data-nav href="{show.address(page, **{name: hit.key})}">{show.text(head)}</a>'
        items.append(
            f"<li><h2>{link}<span class='ev-kind'>{show.text(hit.kind)}</span>{notices(hit.notices)}</h2><p>{title}</p>{where}</li>"
        )
    said = "".join(
        f"<p class='ev-small'>Showing results for <b>{show.text(right)}</b> (typed {show.text(wrong)}).</p>"
        for wrong, right in found.corrected.items()
    )
    said += "".join(f"<p class='ev-small'>{show.text(note)}</p>" for note in found.notes)
    count = f'<p class="ev-meta" role="status">{show.plural(found.total, "result")}</p>'
    return f'{count}{said}<ol class="ev-reflist">{"".join(items)}</ol>'
