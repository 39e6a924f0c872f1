"""Import: choose files or paste text, see what each entry will do, decide and mend, then do it."""

from collections import Counter
from dataclasses import replace

import streamlit as st

from evidence.errors import EvidenceError, Message, NotFound
from evidence.formats.decoding import ENCODINGS
from evidence.library import results as r
from evidence.ui import differences, drafts, show
from evidence.ui.session import kept, library
from evidence.vocabulary import Decision, OnDuplicate, Outcome

WORDS = {
    Outcome.ADDED: ("supports", "New"),
    Outcome.MERGED: ("qualifies", "Adds to"),
    Outcome.UNCHANGED: ("background", "Known"),
    Outcome.SKIPPED: ("background", "Skipped"),
    Outcome.DUPLICATE: ("disputes", "Undecided"),
    Outcome.FAILED: ("disputes", "Failed"),
}
CHOICES = {
    OnDuplicate.MERGE: "Fill in what is missing or says less",
    OnDuplicate.SKIP: "Leave it as it is",
    OnDuplicate.ADD: "Add it again",
}
DECISIONS = {
    Decision.MERGE: "The same: fill it in",
    Decision.ADD: "Another work: add it",
    Decision.SKIP: "Leave it out",
}
RECOGNISED = "recognised"
SHOWN_ENTRIES = 100
SHOWN_LINKS = 12
LEFT_OUT = (Outcome.DUPLICATE, Outcome.FAILED)
# A bar for what takes a while.
BAR_FROM = 200
# Longer texts are not mended in a text area of a page, but in the file.
MENDED_SIGNS = 20_000


def chosen_files() -> tuple[list[drafts.File], str]:
    """What was dropped, and what was pasted."""
    uploaded = st.file_uploader(
        "Files (BibTeX, RIS, PubMed, EndNote, Web of Science, CSL-JSON), recognised by content",
        accept_multiple_files=True,
        key=drafts.field("files"),
    )
    pasted = st.text_area(
        "Or paste entries", key=drafts.field("pasted"), height=120, persist_state="session"
    )
    return drafts.named_apart((file.name, file.getvalue()) for file in uploaded or []), pasted


def messages_list(messages: list[Message] | tuple[Message, ...]) -> str:
    items = "".join(
        f"<li>{show.text(m.level.value)}{f', line {m.line}' if m.line else ''}: "
        f"{show.text(m.text)} {show.text(m.hint or '')}</li>"
        for m in messages
    )
    return f"<ul class='ev-small'>{items}</ul>" if items else ""


def entry_row(row: drafts.Row, *, mended: bool = False) -> str:
    """One entry: what will happen to it, why, and what differs."""
    entry, before = row.entry, row.undecided
    kind, word = ("supports", "Mended") if mended else WORDS[entry.outcome]
    head = f"{entry.authors} {entry.year or ''}".strip() or entry.key or "Without a key"
    known = (entry.reference if entry.outcome is not Outcome.ADDED else None) or (
        before.reference if row.offered else None
    )
    twin = any(message.code == "same-in-file" for message in entry.messages)
    where = (
        f", in the library {show.to('reference', known, key=known)}" if known and not twin else ""
    )
    reasons = entry.reasons or before.reasons
    why = differences.reasons(reasons)
    return (
        f"<li><h2>{show.pill(kind, word)} {show.text(head)}<span class='ev-kind'>"
        f"line {entry.line}{', ' if entry.key else ''}{show.text(entry.key)}{where}</span></h2><p>{show.text(entry.title or 'Without a title')}</p>"
        f"{why}{messages_list(entry.messages)}{both(row)}</li>"
    )


def both(row: drafts.Row) -> str:
    """The library's words and the file's, side by side."""
    entry = row.entry if row.entry.differences else row.undecided
    found = [
        differences.Difference(one.field, (one.before, one.after)) for one in entry.differences
    ]
    waits = row.undecided.outcome is Outcome.DUPLICATE
    if not found and waits and entry.reference:
        found = title_and_authors(entry)
    if not found:
        return ""
    order = differences.field_order(one.name for one in found)
    found.sort(key=lambda one: order.index(one.name))
    table = differences.side_by_side(found, ("In the library", "In the file"))
    opened = " open" if waits else ""
    return f"<details{opened}><summary>What differs</summary>{table}{taken(row)}</details>"


def taken(row: drafts.Row) -> str:
    """Which of the file's words will stand in the library."""
    if row.entry.outcome is not Outcome.MERGED or not row.entry.differences:
        return ""
    fields = [one.field for one in row.entry.differences if one.taken]
    order = differences.field_order(fields)
    names = ", ".join(differences.LABELS.get(name, name) for name in order)
    words = f"From the file: {names}." if names else "The library's words stay."
    return f'<p class="ev-small">{show.text(words)}</p>'


def title_and_authors(entry: r.ImportEntry) -> list[differences.Difference]:
    """What an entry and the reference that it may be are called."""
    key = entry.reference or ""
    try:
        there = kept("reference", (key,), lambda lib: lib.reference(key)).summary
    except NotFound:  # an entry of the same import
        return []
    pairs = (
        ("title", there.title, entry.title),
        ("author", there.authors, entry.authors),
        ("issued", str(there.year or ""), str(entry.year or "")),
    )
    return [differences.Difference(name, (a, b)) for name, a, b in pairs if a != b]


def files_list(report: r.ImportReport, mended: Counter[str]) -> str:
    """Each file: what it is, and how many entries of each outcome it has."""
    items = []
    for file in report.files:
        counts = ", ".join(
            f"{getattr(file, outcome.value):,} {WORDS[outcome][1].lower()}"
            for outcome in Outcome
            if getattr(file, outcome.value)
        )
        if mended[file.path]:
            counts += f" ({mended[file.path]} of them mended)"
        notes = "".join(f"<br>{show.text(m.text)}" for m in file.messages)
        items.append(
            f"<li><b>{show.text(file.path)}</b> {show.plural(file.entries, 'entry', 'entries')} "
            f"({show.text(file.format)}, {show.text(file.encoding)}): {show.text(counts)}{notes}</li>"
        )
    bad = "".join(show.problem(m.text, m.hint) for m in report.failed_files)
    return f"<ul>{''.join(items)}</ul>{bad}"


def encoding_sample(uploaded: list[drafts.File], encoding: str | None) -> None:
    """The first lines of each file as they are read: names show whether the encoding is right."""
    if not uploaded:
        return
    with st.expander("The text as it is read", expanded=encoding is not None):
        for name, content in uploaded[:3]:
            try:
                read_as, lines = drafts.sample(content, encoding)
            except EvidenceError as problem:
                st.html(show.problem(problem.text, problem.hint))
                continue
            text = "\n".join(lines) or "nothing"
            st.html(
                f'<p class="ev-small"><b>{show.text(name)}</b> {show.text(read_as)}</p>'
                f"{show.source(text, name)}"
            )


def preview(uploaded: list[drafts.File], pasted: str) -> None:
    """What will happen, entry by entry; decisions; and the button that does it."""
    left, right = st.columns(2)
    rule = left.selectbox(
        "When the library has it already",
        list(CHOICES),
        format_func=CHOICES.__getitem__,
        key="on_duplicate",
        persist_state="session",
    )
    encoding = right.selectbox(
        "Encoding",
        [RECOGNISED, *ENCODINGS],
        format_func=lambda one: ENCODINGS.get(one, "Recognised"),
        key="encoding",
        persist_state="session",
    )
    wanted = None if encoding == RECOGNISED else encoding
    encoding_sample(uploaded, wanted)
    draft = drafts.make(uploaded, pasted, rule=rule, encoding=wanted)
    st.html('<h2 class="ev-sub">What will happen</h2>' + files_list(draft.report, draft.mended()))
    decide_all(draft)
    if st.button(
        f"Import {draft.changes:,}" if draft.changes else "Nothing to import",
        type="primary",
        disabled=not draft.changes,
        key="go",
    ):
        bring_in(draft)
    entries(draft)


def decide_all(draft: drafts.Draft) -> None:
    """One answer for all entries that wait."""
    waiting = draft.waiting
    if not waiting:
        return
    words = (
        "1 entry waits for you" if len(waiting) == 1 else f"{len(waiting):,} entries wait for you"
    )
    st.html(
        f'<p class="ev-ask"><b>{words}.</b> The library may have them; they are left out until you '
        "decide, one by one below or all at once:</p>"
    )
    with st.container(horizontal=True, key="decide_all"):
        for decision, label in DECISIONS.items():
            st.button(
                f"All: {label[0].lower()}{label[1:]}",
                key=f"all-{decision.value}",
                on_click=decide,
                args=([row.token for row in waiting], decision),
            )


def decide(tokens: list[str], decision: Decision) -> None:
    drafts.decided().update(dict.fromkeys(tokens, decision))


def one_decided(token: str, key: str) -> None:
    """What the control of one entry says now; nothing chosen leaves it to the rule."""
    choice = st.session_state.get(key)
    if choice is None:
        drafts.decided().pop(token, None)
    else:
        drafts.decided()[token] = choice


def bring_in(draft: drafts.Draft) -> None:
    """Import, with a bar if it takes a while; if it fails, all that was typed stays."""
    total = len(draft.rows)
    bar = st.progress(0.0, text="Comparing with the library") if total > BAR_FROM else None

    def progress(done: int, of: int) -> None:
        if bar is not None:
            bar.progress(min(done / (of or 1), 1.0), text=f"{done:,} of {of:,} entries")

    try:
        with st.spinner("Importing"):
            done = drafts.bring_in(draft, progress=progress)
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    st.session_state["imported"] = told_of(done)
    st.session_state["imported_mended"] = draft.mended()
    drafts.forget()
    st.rerun()


def entries(draft: drafts.Draft) -> None:
    """The entries, filtered and page by page."""
    again = {mend.name for mend in draft.mends.values()}
    # A mended text that fails is told where it is mended, not as one more entry.
    rows = [
        row
        for row in draft.rows
        if not (row.entry.path in again and row.entry.outcome is Outcome.FAILED)
    ]
    present = [outcome for outcome in Outcome if any(row.entry.outcome is outcome for row in rows)]
    if len(present) > 1:
        only = st.pills(
            "Show",
            present,
            format_func=lambda one: WORDS[one][1],
            selection_mode="multi",
            key="only",
        )
        rows = [row for row in rows if not only or row.entry.outcome in only]
    pages = -(-len(rows) // SHOWN_ENTRIES) or 1
    at = min(st.session_state.get("entries_page", 1), pages)
    plain: list[str] = []
    for row in rows[(at - 1) * SHOWN_ENTRIES : at * SHOWN_ENTRIES]:
        if not row.offered and row.entry.outcome is not Outcome.FAILED:
            plain.append(entry_row(row))
            continue
        listed(plain)
        plain = []
        entry_with_controls(row, draft)
    listed(plain)
    if pages > 1:
        st.html(f'<p class="ev-small">{len(rows):,} entries, {SHOWN_ENTRIES} a page.</p>')
        st.pagination(pages, key="entries_page")


def listed(items: list[str]) -> None:
    """Entries without controls, in one piece: a page of them is drawn at once."""
    if items:
        st.html(f'<ol class="ev-reflist">{"".join(items)}</ol>')


def entry_with_controls(row: drafts.Row, draft: drafts.Draft) -> None:
    with st.container(key=f"entry-{row.token}", gap="small"):
        if row.entry.outcome is Outcome.FAILED:
            mend_entry(row, draft)
            return
        listed([entry_row(row)])
        key = f"decide-{row.token}"
        st.session_state[key] = drafts.decided().get(row.token)
        st.segmented_control(
            f"Line {row.entry.line}: what to do",
            [one for one in DECISIONS if row.undecided.reference or one is not Decision.MERGE],
            format_func=DECISIONS.__getitem__,
            key=key,
            on_change=one_decided,
            args=(row.token, key),
            label_visibility="collapsed",
            wrap=True,
        )


def mend_entry(row: drafts.Row, draft: drafts.Draft) -> None:
    """An entry that could not be read: its text, to be mended here and tried again."""
    mend = draft.mends.get(row.token)
    found, wrong = draft.again(mend) if mend else ([], [])
    listed([entry_row(row, mended=mend is not None and not wrong)])
    if mend and not wrong:
        names = ", ".join(one.entry.key or one.entry.title for one in found)
        st.html(f'<p class="ev-small">The mended text is read as {show.text(names)}.</p>')
    elif mend:
        st.html(show.problem("The mended text cannot be read either.") + messages_list(wrong))
    source = row.entry.source
    if len(source) > MENDED_SIGNS:
        st.html(
            f'<p class="ev-small">It is {len(source):,} signs long: mend it in the file.</p>'
            f"{show.source(source[:4000], 'The entry', cut=True)}"
        )
        return
    words = st.text_area(
        f"Line {row.entry.line}: mend its text",
        value=mend.text if mend else source,
        key=f"mend-{row.token}",
        height=160,
        persist_state="page",
    )
    if st.button("Try again", key=f"again-{row.token}"):
        drafts.mends()[row.token] = drafts.Mend(row.entry.path, row.entry.line, words)
        st.rerun()


def told_of(done: r.ImportReport) -> r.ImportReport:
    """What the summary tells of an import: a session does not keep a hundred thousand entries."""
    added = [one for one in done.entries if one.outcome is Outcome.ADDED][:SHOWN_LINKS]
    waiting = [one for one in done.entries if one.outcome in LEFT_OUT][:SHOWN_ENTRIES]
    return replace(done, entries=(*added, *waiting))


def left_out(done: r.ImportReport) -> None:
    """What did not come in for want of a decision or a readable text, with its source."""
    found = [one for one in done.entries if one.outcome in LEFT_OUT]
    if not found:
        return
    with st.expander("What was left out"):
        for entry in found:
            listed([entry_row(drafts.Row("", entry, entry))])
            st.html(show.source(entry.source[:4000], "The entry"))
        more = counted(done, *LEFT_OUT) - len(found)
        if more > 0:
            st.html(f'<p class="ev-small">and {more:,} more</p>')


def counted(done: r.ImportReport, *outcomes: Outcome) -> int:
    """How many entries of an import had one of these outcomes."""
    return sum(getattr(file, one.value) for file in done.files for one in outcomes)


def summary(done: r.ImportReport) -> None:
    """What was done, and how to undo it."""
    added, merged = counted(done, Outcome.ADDED), counted(done, Outcome.MERGED)
    shown = [one for one in done.entries if one.outcome is Outcome.ADDED]
    links = ", ".join(
        show.to("reference", one.reference or one.key, key=one.reference) for one in shown
    )
    more = f" and {added - len(shown):,} more" if added > len(shown) else ""
    also = f" {show.plural(merged, 'other was', 'others were')} filled in." if merged else ""
    mended = st.session_state.get("imported_mended") or Counter()
    st.html(
        show.done(
            f"{show.plural(added, 'reference was', 'references were')} added.{also}",
            extra=f"<p>{links}{more}</p>{files_list(done, mended)}",
        )
    )
    left_out(done)
    left, right, _ = st.columns([1, 1, 3])
    if done.batch and left.button("Undo this import", key="undo_import"):
        try:
            library().undo(done.batch)
        except EvidenceError as problem:
            st.html(show.problem(problem.text, problem.hint))
        else:
            st.session_state.pop("imported", None)
            st.session_state["import_undone"] = True
            st.rerun()
    if right.button("Import another", key="another"):
        st.session_state.pop("imported", None)
        st.rerun()


st.set_page_config(page_title="Import – Evidence")
st.html(show.heading("Import", "Nothing changes before you have seen what each entry will do."))
if st.session_state.pop("import_undone", False):
    st.html(show.done("The import was undone; the library is as it was."))
if st.session_state.get("imported"):
    summary(st.session_state["imported"])
else:
    dropped, typed = chosen_files()
    if dropped or typed.strip():
        preview(dropped, typed)
    else:
        st.html(show.empty("No file is chosen yet.", "Drop one above, or paste an entry."))
