"""One reference in full: what it says, where it is used, its source, notes and history."""

import copy
import re
from collections.abc import Sequence

import streamlit as st

from evidence.errors import EvidenceError, NotFound, StaleEdit
from evidence.library import results as r
from evidence.text import name_text, year_of
from evidence.ui import accepting, cards, describing, reports, show, styles, texts
from evidence.ui.linking import edit_link_form, link_form, said, say
from evidence.ui.session import as_drawn, kept, library
from evidence.ui.standing import standing

FIELDS = (
    ("title", "Title"),
    ("container-title", "Journal or book"),
    ("volume", "Volume"),
    ("issue", "Issue"),
    ("page", "Pages"),
    ("publisher", "Publisher"),
    ("DOI", "DOI"),
    ("PMID", "PMID"),
    ("PMCID", "PMCID"),
    ("URL", "Address"),
)


def names(csl: dict, role: str) -> str:
    return "; ".join(name_text(name) for name in csl.get(role) or () if isinstance(name, dict))


# Which rows a field of the verification speaks of.
VERIFIED_ROWS = {
    "Authors": "authors",
    "Volume": "bib",
    "Issue": "bib",
    "Pages": "bib",
    "DOI": "doi",
    "PMID": "pmid",
    "Design": "design",
    "Size": "sample",
    "Finding": "finding",
}


def with_verification(
    pairs: list[tuple[str, str]], verification: dict[str, str]
) -> list[tuple[str, str]]:
    """Rows of a list, each that is not confirmed with how far it is."""
    found = []
    for label, value in pairs:
        status = verification.get(VERIFIED_ROWS.get(label, ""), "confirmed")
        doubt = ""
        if value and status != "confirmed":
            words = "not confirmed" if status == "unconfirmed" else status.replace("_", " ")
            doubt = f' <span class="ev-unsure">({show.text(words)})</span>'
        found.append((label, value + doubt))
    return found


def metadata(detail: r.ReferenceDetail) -> str:
    csl, summary = detail.csl, detail.summary
    who = f"{summary.authors} {summary.year or ''}"
    pairs = [
        ("Authors", show.text(names(csl, "author"))),
        ("Editors", show.text(names(csl, "editor"))),
        ("Published", show.text(year_of(csl) or "")),
    ]
    for name, label in FIELDS[1:6]:
        pairs.append((label, show.rich(str(csl.get(name) or ""))))
    pairs += [
        (
            "DOI",
            f"{show.text(csl.get('DOI') or '')} {show.doi(summary.doi, of=who)}"
            if summary.doi
            else "",
        ),
        (
            "PMID",
            f"{show.text(summary.pmid or '')} {show.pubmed(summary.pmid, of=who)}"
            if summary.pmid
            else "",
        ),
        ("PMCID", show.text(csl.get("PMCID") or "")),
        (
            "Address",
            show.link(str(csl.get("URL") or ""), str(csl.get("URL") or ""), note=who)
            if csl.get("URL")
            else "",
        ),
        ("Key", f"<code>{show.text(summary.key)}</code>"),
        ("Also known as", show.text(", ".join(detail.other_keys))),
        ("Tags", show.text(", ".join(detail.tags))),
    ]
    return show.rows(with_verification(pairs, detail.verification))


def cite(summary: r.ReferenceSummary) -> str:
    """The reference as the reader's favourite style prints it, to be copied."""
    printed = styles.cited([summary.key]).get(summary.key)
    if printed is None:
        return ""
    return f'<p class="ev-citeas">{show.copied(printed, of=summary.key)}</p>{styles.style_line()}'


def study(detail: r.ReferenceDetail) -> str:
    found = detail.study
    if found is None:
        return ""
    designs = " and ".join(design.word for design in found.designs)
    pairs = [
        ("Design", show.text(", ".join(p for p in (designs, found.design_detail) if p))),
        ("Size", show.text(found.n_text or found.n or "")),
        ("Population", show.text(found.population)),
        ("Intervention", show.text(found.intervention)),
        ("Comparator", show.text(found.comparator)),
        ("Finding", show.text(found.finding)),
        ("Caveat", show.text(found.caveat)),
        ("Registration", show.text(found.registration)),
        ("Funding", show.text(found.funding)),
        ("Risk of bias", "<br>".join(show.text(": ".join(one)) for one in found.risk_of_bias)),
    ]
    rows = show.rows(with_verification(pairs, detail.verification))
    return f'<h2 class="ev-sub">The study</h2>{rows}'


def state(detail: r.ReferenceDetail) -> str:
    """What is confirmed, what is not, and whether retractions were looked for."""
    checked = detail.retraction_checked_at
    words = (
        f"Retractions were checked on {checked[:10]}."
        if checked
        else "Retraction status has not been checked."
    )
    told = dict.fromkeys(notice.source for notice in detail.notices if notice.source)
    if told:
        words = f"Told by {', '.join(told)}. {words}"
    problems = "".join(f"<li>{show.text(message.text)}</li>" for message in detail.problems)
    listed = f"<ul>{problems}</ul>" if problems else ""
    return f'{cards.unconfirmed(detail.verification)}<p class="ev-small">{show.text(words)}</p>{listed}'


def used(view: r.EvidenceView) -> str:
    """A claim that the reference bears on, and how."""
    return (
        f'<div class="ev-card ev-edge-{view.stance.value}">'
        f"<p>{show.pill(view.stance.value, view.stance.word)}</p>"
        f"<h3>{show.to('read', view.claim_text, claim=view.claim)}</h3>"
        f'<p class="ev-finding">{show.text(view.rationale)}</p>{cards.passages(view)}'
        f"{standing(view)}</div>"
    )


def author_lines(csl: dict) -> list[str]:
    return [name_text(name) for name in csl.get("author") or () if isinstance(name, dict)]


def edit_form(detail: r.ReferenceDetail) -> None:
    detail = as_drawn(
        f"reference-{detail.summary.id}",
        detail.revision,
        detail,
        buttons=(f"csl-{detail.summary.id}-{{}}-save",),
    )
    csl = detail.csl
    prefix = f"csl-{detail.summary.id}-{detail.revision}"
    year = str(year_of(csl) or "")
    with st.expander("Edit this reference"):
        with st.form(key=prefix, border=False):
            typed = {
                name: st.text_input(label, value=str(csl.get(name) or ""), key=f"{prefix}-{name}")
                for name, label in FIELDS
            }
            authors = st.text_area(
                "Authors, one a line: family, given",
                value="\n".join(author_lines(csl)),
                key=f"{prefix}-authors",
            )
            typed_year = st.text_input("Year", value=year, key=f"{prefix}-year")
            typed["note"] = st.text_area(
                "Annotation", value=str(csl.get("note") or ""), key=f"{prefix}-note"
            )
            sent = st.form_submit_button("Save", type="primary", key=f"{prefix}-save")
        if not sent:
            return
        if typed_year.strip() and not re.fullmatch("[0-9]{1,4}", typed_year.strip()):
            st.html(show.problem("The year is not a number of up to four digits."))
            return
        edited = edited_csl(csl, typed, authors)
        if typed_year.strip() != year:
            edited["issued"] = {"date-parts": [[int(typed_year)]]} if typed_year.strip() else {}
        save(detail, edited)


def edited_csl(csl: dict, typed: dict[str, str], authors: str) -> dict:
    """The reference with what was typed; what was left alone stays as it was, to the letter."""
    edited = copy.deepcopy(csl)
    for name, value in typed.items():
        if value.strip() != str(csl.get(name) or "").strip():
            edited[name] = value.strip()
    lines = [line.strip() for line in authors.splitlines() if line.strip()]
    if lines != [line.strip() for line in author_lines(csl)]:
        known = dict(zip(author_lines(csl), csl.get("author") or (), strict=False))
        edited["author"] = [known.get(line) or typed_name(line) for line in lines]
    return edited


def save(detail: r.ReferenceDetail, edited: dict) -> None:
    try:
        library().edit_reference(detail.summary.key, edited, revision=detail.revision)
    except StaleEdit as problem:
        theirs = problem.theirs.get("csl") or {}
        st.html(show.problem(problem.text, problem.hint) + both(theirs, edited))
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
    else:
        say("done", "The reference was changed. History can bring back what it was.")
        st.rerun()


def both(theirs: dict, mine: dict) -> str:
    """Field by field, what somebody else saved and what this editor typed."""
    pairs = []
    for name, label in (*FIELDS, ("note", "Annotation")):
        there, here = str(theirs.get(name) or ""), str(mine.get(name) or "")
        if there != here:
            pairs += [(f"{label}, now there", show.text(there)), ("Yours", show.text(here))]
    if author_lines(theirs) != author_lines(mine):
        pairs += [
            ("Authors, now there", show.text("; ".join(author_lines(theirs)))),
            ("Yours", show.text("; ".join(author_lines(mine)))),
        ]
    return show.rows(pairs)


def typed_name(line: str) -> dict[str, str]:
    """A name as a person types it: `family, given`, or a body without a comma."""
    family, comma, given = line.partition(",")
    if not comma:
        return {"literal": family.strip()}
    return {"family": family.strip(), "given": given.strip()}


def notes(detail: r.ReferenceDetail) -> None:
    st.html('<h2 class="ev-sub">Notes</h2>')
    for note in detail.notes:
        st.html(
            f'<p class="ev-small">{show.text(note.author)}, {show.text(note.at[:10])}</p><p>{show.text(note.text)}</p>'
        )
    rounds = f"notes-{detail.summary.id}"
    prefix = f"note-{detail.summary.id}-{st.session_state.setdefault(rounds, 0)}"
    with st.form(key=prefix, border=False):
        words = st.text_area("Add a note", key=f"{prefix}-text")
        if st.form_submit_button("Add") and words.strip():
            try:
                library().add_note(detail.summary.key, words)
            except EvidenceError as problem:
                st.html(show.problem(problem.text, problem.hint))
            else:
                st.session_state[rounds] += 1
                say("done", "The note was added.")
                st.rerun()


def notice_forms(notices: Sequence[r.NoticeView]) -> None:
    """For each notice a place to say that one saw it, and why the reference is still cited."""
    for notice in notices:
        name = notice.kind.replace("_", " ").capitalize()
        with (
            st.expander(f"{name}: say why it is still cited"),
            st.form(key=f"seen-{notice.id}", border=False),
        ):
            because = st.text_area(
                "It is still cited because", value=notice.seen_reason, key=f"because-{notice.id}"
            )
            if st.form_submit_button("Save", type="primary", key=f"saw-{notice.id}"):
                try:
                    library().notice_seen(notice.id, because)
                except EvidenceError as problem:
                    st.html(show.problem(problem.text, problem.hint))
                else:
                    say("done", "It is kept under your name, and shown wherever the notice is.")
                    st.rerun()


def draw(key: str) -> None:
    try:
        detail = kept("reference", (key,), lambda lib: lib.reference(key))
    except NotFound as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    summary = detail.summary
    st.set_page_config(page_title=f"{summary.authors} {summary.year or ''} – Evidence")
    st.html(
        f'<header class="ev-head"><p class="ev-meta">{show.to("library", "Library")}'
        f"<span>{show.text(summary.authors)} {show.text(summary.year or 'n.d.')}</span>{cards.notices(summary.notices)}</p>"
        f'<h1 class="ev-title ev-long">{show.rich(str(detail.csl.get("title") or "Without a title"))}</h1></header>'
    )
    left, right = st.columns([1.3, 1], gap="large")
    with left:
        annotation = str(detail.csl.get("note") or "")
        if annotation:
            st.html(f'<p class="ev-finding">{show.text(annotation)}</p>')
        st.html(cite(summary) + state(detail) + metadata(detail) + study(detail))
        notice_forms(summary.notices)
        describing.section(detail)
        reports.section(detail)
        if detail.csl.get("abstract"):
            st.html(
                f'<h2 class="ev-sub">Abstract</h2><p>{show.rich(str(detail.csl["abstract"]))}</p>'
            )
        texts.section(detail)
        edit_form(detail)
        if detail.source_text:
            with st.expander("Source entry"):
                st.html(show.source(detail.source_text, "As it was imported"))
        with st.expander("History"):
            items = "".join(
                f"<li>{show.text(c.at[:16].replace('T', ' '))} {show.text(c.who)}: {show.text(c.label)}"
                f"{' (undone)' if c.undone else ''}</li>"
                for c in detail.history
            )
            st.html(f"<ul>{items}</ul><p>{show.to('history', 'All changes')}</p>")
    with right:
        st.html('<h2 class="ev-sub">Where it is used</h2>')
        if not detail.links:
            st.html(show.empty("It is not linked to a claim yet.", "Link it below."))
        for view in detail.links:
            with st.container(key=f"used-{view.id}", gap=None):
                st.html(used(view))
                edit_link_form(view, also=accepting.steps)
        said()
        link_form(key=summary.key, key_prefix=f"link-{summary.id}")
        notes(detail)


wanted = st.query_params.get("key")
if wanted:
    draw(wanted)
else:
    st.html(show.empty("No reference is chosen.", "The Library lists them."))
