"""Export: what, in which style and format; a preview; the finished file."""

import streamlit as st

from evidence.errors import EvidenceError
from evidence.ui import previews, show, styles
from evidence.ui.session import kept

WHAT = {
    "article": "The article",
    "reader": "Reader",
    "bibliography": "Annotated bibliography",
    "brief": "Brief",
    "table": "Evidence table",
    "references": "References",
}
MEANING = {
    "article": "The article with a citation at every claim, and its references.",
    "reader": "The article as one web page with its evidence inside, to read and to publish.",
    "bibliography": "Every reference with what it says on each claim.",
    "brief": "One page on one claim, to print.",
    "table": "One row for each link of a claim and a reference.",
    "references": "For a reference manager, or for LaTeX.",
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
TABLES = {"xlsx": "Excel (.xlsx)", "csv": "CSV", "docx": "Word (.docx)"}
FORMATS = {
    "article": DOCUMENTS,
    "reader": {"html": "HTML, one file"},
    "bibliography": DOCUMENTS,
    "brief": DOCUMENTS,
    "table": TABLES,
    "references": REFERENCES,
}
WITHOUT_STYLE = ("table", "references")
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


def claim_wanted(what: str) -> str | None:
    """The claim that is meant, or None for all."""
    claims = {one.slug: one.text for one in kept("claims", (), lambda lib: lib.claims())}
    if what == "brief":
        return st.selectbox("Claim", list(claims), format_func=claims.__getitem__, key="of-brief")
    return st.selectbox(
        "Claims",
        [None, *claims],
        format_func=lambda slug: claims[slug] if slug else "All of them",
        key=f"of-{what}",
    )


def version_wanted() -> int | None:
    """The version of the article that is meant; the newest if there is one only."""
    versions = kept("versions", (), lambda lib: lib.versions())
    names = {one.number: f"Version {one.number}" for one in versions}
    if len(names) < 2:
        return None
    newest = max(names)
    names[newest] += ", the newest"
    return st.selectbox(
        "Version", sorted(names, reverse=True), format_func=names.__getitem__, key="version"
    )


def options_wanted(what: str, to: str) -> tuple[str, ...]:
    """What the article tells besides."""
    if what != "article":
        return ()
    offered = {**previews.OPTIONS, **(previews.WORD_OPTIONS if to == "docx" else {})}
    return tuple(name for name, words in offered.items() if st.checkbox(words, key=f"with-{name}"))


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
        "Export", "The article with its citations, its evidence in other forms, or the references."
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
group, style, locale, claim, version, query = "claim", "", None, None, None, ""
st.html(f'<p class="ev-small">{MEANING[what]}</p>')
left, right = st.columns([1, 1], gap="large")
with left:
    formats = FORMATS[what]
    to = st.selectbox("Format", list(formats), format_func=formats.__getitem__, key=f"to-{what}")
    if what in ("article", "reader"):
        version = version_wanted()
    else:
        claim = claim_wanted(what)
    if what == "bibliography":
        group = st.selectbox("Group", list(GROUPS), format_func=GROUPS.__getitem__, key="group")
    if what == "references":
        query = st.text_input(
            "Only what this search finds",
            key="only-found",
            placeholder="A search as in the Library: pain year:2015..2020",
        )
    if what not in WITHOUT_STYLE:
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
    wanted = previews.Wanted(
        what, to, style, locale, group, claim, version, query.strip(), options_wanted(what, to)
    )
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
    if what not in WITHOUT_STYLE:
        sample(style, locale)
    if what != "reader":
        whole(wanted)
