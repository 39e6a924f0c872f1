"""History: who changed what and when, field by field; each change can be undone."""

import streamlit as st

from evidence.errors import EvidenceError
from evidence.library import results as r
from evidence.ui import show
from evidence.ui.linking import said, say
from evidence.ui.session import kept, library

PAGE_ROWS = 30


def row(change: r.ChangeView) -> None:
    with st.container(key=f"change-{change.id}", border=True):
        left, right = st.columns([5, 1], vertical_alignment="center")
        state = ' <span class="ev-notice">undone</span>' if change.undone else ""
        left.html(
            f'<p class="ev-meta"><span>{show.text(change.at[:16].replace("T", " "))} UTC</span>'
            f"<span>{show.text(change.who)}</span><span>{show.plural(change.rows, 'row')}</span></p>"
            f"<b>{show.text(change.label)}</b>{state}"
        )
        if (
            change.kind != "create"
            and not change.undone
            and right.button("Undo", key=f"undo-{change.id}", width="stretch")
        ):
            try:
                done = library().undo(change.id)
            except EvidenceError as problem:
                st.html(show.problem(problem.text, problem.hint))
            else:
                say("done", f"{done.label}: done.")
                st.rerun()
        with st.expander("What changed", on_change="rerun", key=f"open-{change.id}") as opened:
            if opened.open:
                st.html(differences(change))


def differences(change: r.ChangeView) -> str:
    _, rows = kept("change", (change.id,), lambda lib: lib.change(change.id))
    parts = []
    for entry in rows[:60]:
        cells = "".join(
            f"<span>{show.text(f.field)}</span><span>{show.text(f.before) or '–'}</span><span>{show.text(f.after) or '–'}</span>"
            for f in entry.fields[:40]
            if not f.field.endswith("_id")
        )
        parts.append(
            f"<p><b>{show.text(entry.kind.replace('_', ' '))}</b> {show.text(entry.name)}: {show.text(entry.action)}</p>"
            f'<div class="ev-diff"><span class="ev-h">Field</span><span class="ev-h">Before</span><span class="ev-h">After</span>{cells}</div>'
        )
    if len(rows) > 60:
        parts.append(f'<p class="ev-small">and {change.rows - 60:,} more rows</p>')
    return "".join(parts)


st.set_page_config(page_title="History – Evidence")
st.html(show.heading("History", "Every change, who made it and when. Undoing one is a change too."))
st.html(f'<p class="ev-small">{show.to("versions", "Versions of the article, word by word")}</p>')
said()
who = st.text_input("Filter by person or words", key="filter", type="search", live="300ms")
found = kept("history", (), lambda lib: lib.history(limit=500))
if who.strip():
    wanted = who.strip().lower()
    found = [c for c in found if wanted in c.who.lower() or wanted in c.label.lower()]
if not found:
    st.html(show.empty("No change matches."))
pages = -(-len(found) // PAGE_ROWS) or 1
at = min(st.session_state.get("history_page", 1), pages)
for change in found[(at - 1) * PAGE_ROWS : at * PAGE_ROWS]:
    row(change)
if pages > 1:
    st.pagination(pages, key="history_page")
