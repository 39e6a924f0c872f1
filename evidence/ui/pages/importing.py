"""Import: choose files or paste text, see what each entry will do, then do it."""

import streamlit as st

from evidence.errors import EvidenceError
from evidence.formats.decoding import ENCODINGS
from evidence.library import results as r
from evidence.ui import show
from evidence.ui.session import library
from evidence.vocabulary import OnDuplicate, Outcome

WORDS = {
    Outcome.ADDED: ("supports", "New"),
    Outcome.MERGED: ("qualifies", "Adds to"),
    Outcome.UNCHANGED: ("background", "Known"),
    Outcome.SKIPPED: ("background", "Skipped"),
    Outcome.DUPLICATE: ("disputes", "Undecided"),
    Outcome.FAILED: ("disputes", "Failed"),
}
CHOICES = {
    OnDuplicate.MERGE: "Fill in what is missing",
    OnDuplicate.SKIP: "Leave it as it is",
    OnDuplicate.ADD: "Add it again",
}
RECOGNISED = "recognised"
SHOWN_ENTRIES = 300


def chosen_files() -> list[tuple[str, bytes]]:
    """What was dropped or pasted."""
    uploaded = st.file_uploader(
        "Files (BibTeX, RIS, PubMed, EndNote, Web of Science, CSL-JSON), recognised by content",
        accept_multiple_files=True,
        key="files",
    )
    pasted = st.text_area("Or paste entries", key="pasted", height=120)
    files = [(file.name, file.getvalue()) for file in uploaded or []]
    if pasted.strip():
        files.append(("pasted text", pasted.encode("utf-8", "replace")))
    return files


def entry_row(entry: r.ImportEntry) -> str:
    kind, word = WORDS[entry.outcome]
    head = f"{entry.authors} {entry.year or ''}".strip() or entry.key or "Without a key"
    where = (
        f" {show.to('reference', entry.reference, key=entry.reference)}"
        if entry.reference and entry.outcome is not Outcome.ADDED
        else ""
    )
    why = f"<p class='ev-small'>{show.text('; '.join(entry.reasons))}</p>" if entry.reasons else ""
    messages = "".join(
        f"<li>{show.text(m.level.value)}{f', line {m.line}' if m.line else ''}: {show.text(m.text)} {show.text(m.hint or '')}</li>"
        for m in entry.messages
    )
    messages = f"<ul class='ev-small'>{messages}</ul>" if messages else ""
    source = ""
    if entry.outcome is Outcome.FAILED:
        source = f'<div class="ev-source">{show.text(entry.source[:4000])}</div>'
    return (
        f"<li><h2>{show.pill(kind, word)} {show.text(head)}{where}<span class='ev-kind'>line {entry.line}, "
        f"{show.text(entry.key)}</span></h2><p>{show.text(entry.title)}</p>{why}{messages}{differences(entry)}{source}</li>"
    )


def differences(entry: r.ImportEntry) -> str:
    if not entry.differences:
        return ""
    cells = "".join(
        f"<span>{show.text(d.field)}</span><span>{show.text(d.before) or '–'}</span><span>{show.text(d.after)}</span>"
        for d in entry.differences
    )
    return (
        '<details><summary>What differs</summary><div class="ev-diff"><span class="ev-h">Field</span>'
        f'<span class="ev-h">In the library</span><span class="ev-h">In the file</span>{cells}</div></details>'
    )


def files_list(report: r.ImportReport) -> str:
    items = []
    for file in report.files:
        counts = ", ".join(
            f"{getattr(file, outcome.value)} {WORDS[outcome][1].lower()}"
            for outcome in Outcome
            if getattr(file, outcome.value)
        )
        notes = "".join(f"<br>{show.text(m.text)}" for m in file.messages)
        items.append(
            f"<li><b>{show.text(file.path)}</b> {show.plural(file.entries, 'entry', 'entries')} "
            f"({show.text(file.format)}, {show.text(file.encoding)}): {show.text(counts)}{notes}</li>"
        )
    bad = "".join(show.problem(m.text, m.hint) for m in report.failed_files)
    return f"<ul>{''.join(items)}</ul>{bad}"


def preview(files: list[tuple[str, bytes]]) -> None:
    left, right = st.columns(2)
    choice = left.selectbox(
        "When the library has it already",
        list(CHOICES),
        format_func=CHOICES.__getitem__,
        key="on_duplicate",
    )
    encoding = right.selectbox(
        "Encoding",
        [RECOGNISED, *ENCODINGS],
        format_func=lambda one: ENCODINGS.get(one, "Recognised"),
        key="encoding",
    )
    wanted = None if encoding == RECOGNISED else encoding
    report = library().import_files(files, dry_run=True, on_duplicate=choice, encoding=wanted)
    st.html('<h2 class="ev-sub">What will happen</h2>' + files_list(report))
    present = [outcome for outcome in Outcome if any(e.outcome is outcome for e in report.entries)]
    shown = report.entries
    if len(present) > 1:
        only = st.pills(
            "Show",
            present,
            format_func=lambda one: WORDS[one][1],
            selection_mode="multi",
            key="only",
        )
        shown = tuple(e for e in report.entries if not only or e.outcome in only)
    changes = sum(e.outcome in (Outcome.ADDED, Outcome.MERGED) for e in report.entries)
    if st.button(
        f"Import {changes}" if changes else "Nothing to import",
        type="primary",
        disabled=not changes,
        key="go",
    ):
        with st.spinner("Importing"):
            done = library().import_files(files, on_duplicate=choice, encoding=wanted)
        st.session_state["imported"] = done
        st.session_state["import_round"] = st.session_state.get("import_round", 0) + 1
        for name in ("files", "pasted"):
            st.session_state.pop(name, None)
        st.rerun()
    st.html(f'<ol class="ev-reflist">{"".join(entry_row(e) for e in shown[:SHOWN_ENTRIES])}</ol>')
    if len(shown) > SHOWN_ENTRIES:
        st.html(f'<p class="ev-small">The first {SHOWN_ENTRIES} of {len(shown):,} are shown.</p>')


def summary(done: r.ImportReport) -> None:
    added = [e for e in done.entries if e.outcome is Outcome.ADDED]
    links = ", ".join(
        show.to("reference", e.reference or e.key, key=e.reference) for e in added[:12]
    )
    more = f" and {len(added) - 12} more" if len(added) > 12 else ""
    st.html(
        show.done(
            f"{show.plural(len(added), 'reference was', 'references were')} added.",
            extra=f"<p>{links}{more}</p>{files_list(done)}",
        )
    )
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
    chosen = chosen_files()
    if chosen:
        preview(chosen)
    else:
        st.html(show.empty("No file is chosen yet.", "Drop one above, or paste an entry."))
