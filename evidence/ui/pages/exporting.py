"""Export: what, in which style and format; a preview; the finished file."""

import streamlit as st

from evidence.errors import EvidenceError
from evidence.ui import previews, show, styles
from evidence.ui.session import kept

WHAT = {
    "article": "The article",
    "bibliography": "Annotated bibliography",
    "references": "References",
}
DOCUMENTS = {
    "docx": "Word (.docx)",
    "pdf": "PDF",
    "html": "HTML, one file",
    "md": "Markdown",
    "tex": "LaTeX",
    "odt": "OpenDocument (.odt)",
    "epub": "EPUB",
    "jats": "JATS XML",
    "txt": "Plain text",
}
REFERENCES = {
    "bibtex": "BibTeX",
    "biblatex": "BibLaTeX",
    "ris": "RIS",
    "csl-json": "CSL-JSON",
    "endnote-xml": "EndNote XML",
}
GROUPS = {"claim": "By claim", "stance": "By stance", "design": "By design", "none": "One list"}
LOCALES = {
    "": "The style's own",
    "en-US": "English (United States)",
    "en-GB": "English (United Kingdom)",
    "da-DK": "Danish",
    "de-DE": "German",
    "es-ES": "Spanish",
    "fr-FR": "French",
    "it-IT": "Italian",
    "ja-JP": "Japanese",
    "nb-NO": "Norwegian",
    "nl-NL": "Dutch",
    "pl-PL": "Polish",
    "pt-BR": "Portuguese (Brazil)",
    "sv-SE": "Swedish",
    "zh-CN": "Chinese",
}
PREVIEWED = 4


def sample(style: str, locale: str | None) -> None:
    page = kept("references", (PREVIEWED, 0, "author"), lambda lib: lib.references(limit=PREVIEWED))
    keys = tuple(row.key for row in page.rows)
    if not keys:
        return
    try:
        formatted = kept(
            "formatted",
            (keys, style, locale),
            lambda lib: lib.format_references(keys, style=style, locale=locale),
        )
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    items = "".join(f"<li>{formatted[key].html}</li>" for key in keys if key in formatted)
    st.html(f'<h2 class="ev-sub">How references will look</h2><ul class="ev-preview">{items}</ul>')


def whole(wanted: previews.Wanted) -> None:
    """The document itself, made once somebody asks to see it."""
    with st.expander("The whole document", key="whole", on_change="rerun") as box:
        if not box.open:
            return
        if wanted.to not in previews.AS_TEXT:
            st.html('<p class="ev-small">The same document, as a page.</p>')
        try:
            with st.spinner("Making the preview"):
                st.html(previews.preview(wanted))
        except EvidenceError as problem:
            st.html(show.problem(problem.text, problem.hint))


st.set_page_config(page_title="Export – Evidence")
st.html(
    show.heading(
        "Export", "The article with its citations, an annotated bibliography, or the references."
    )
)
what = (
    st.segmented_control(
        "What",
        list(WHAT),
        format_func=WHAT.__getitem__,
        default="article",
        key="what",
        required=True,
    )
    or "article"
)
group, style, locale = "claim", "", None
left, right = st.columns([1, 1], gap="large")
with left:
    formats = REFERENCES if what == "references" else DOCUMENTS
    to = st.selectbox("Format", list(formats), format_func=formats.__getitem__, key=f"to-{what}")
    if what == "bibliography":
        group = st.selectbox("Group", list(GROUPS), format_func=GROUPS.__getitem__, key="group")
    if what != "references":
        style = styles.chosen_style()
        last = styles.held().locale
        locale = (
            st.selectbox(
                "Language",
                list(LOCALES),
                index=list(LOCALES).index(last) if last in LOCALES else 0,
                format_func=LOCALES.__getitem__,
                key="locale",
            )
            or None
        )
    wanted = previews.Wanted(what, to, style, locale, group)
    if st.button("Make the file", type="primary", key="make"):
        try:
            with st.spinner("Making the file"):
                st.session_state["made"] = (wanted, wanted.made())
            if style:
                styles.remember(style, locale)
        except EvidenceError as problem:
            st.session_state.pop("made", None)
            st.html(show.problem(problem.text, problem.hint))
    made = st.session_state.get("made")
    if made and made[0] == wanted:
        export = made[1]
        st.html(
            show.done(f"{export.file_name} is ready ({max(1, len(export.content) // 1024):,} KB).")
        )
        for message in export.messages:
            st.html(f'<p class="ev-small">{show.text(message.text)}</p>')
        st.download_button(
            "Download",
            data=export.content,
            file_name=export.file_name,
            mime=export.media_type,
            on_click="ignore",
            key="download",
        )
with right:
    if what != "references":
        sample(style, locale)
    whole(wanted)
