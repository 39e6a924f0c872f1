"""Export: what, in which style and format; a preview; the finished file."""

from typing import TYPE_CHECKING

import streamlit as st

from evidence.errors import EvidenceError
from evidence.ui import previews, show, styles
from evidence.ui.session import kept, library

if TYPE_CHECKING:
    from evidence.citing import ResolvedStyle, Template

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
# To go on writing in: citations as such, references in a file beside.
SOURCES = {
    "md-source": "Markdown for pandoc, with references (.zip)",
    "tex-source": "LaTeX with a .bib file (.zip)",
}
FORMATS = {
    "article": {**DOCUMENTS, **SOURCES},
    "reader": {"html": "HTML, one file"},
    "bibliography": DOCUMENTS,
    "brief": DOCUMENTS,
    "table": TABLES,
    "references": REFERENCES,
}
WITHOUT_STYLE = ("table", "references")
TEMPLATED = ("docx", "odt")
GROUPS = {"claim": "By claim", "stance": "By stance", "design": "By design", "none": "One list"}
# Those of CSL, by what they are called in English.
LOCALES = {
    "": "The style's own",
    "en-US": "English (United States)",
    "en-GB": "English (United Kingdom)",
    "af-ZA": "Afrikaans",
    "ar": "Arabic",
    "eu": "Basque",
    "bg-BG": "Bulgarian",
    "ca-AD": "Catalan",
    "zh-CN": "Chinese (simplified)",
    "zh-TW": "Chinese (traditional)",
    "hr-HR": "Croatian",
    "cs-CZ": "Czech",
    "da-DK": "Danish",
    "nl-NL": "Dutch",
    "et-EE": "Estonian",
    "fi-FI": "Finnish",
    "fr-FR": "French",
    "fr-CA": "French (Canada)",
    "de-DE": "German",
    "de-AT": "German (Austria)",
    "de-CH": "German (Switzerland)",
    "el-GR": "Greek",
    "he-IL": "Hebrew",
    "hi-IN": "Hindi",
    "hu-HU": "Hungarian",
    "is-IS": "Icelandic",
    "id-ID": "Indonesian",
    "it-IT": "Italian",
    "ja-JP": "Japanese",
    "ko-KR": "Korean",
    "lv-LV": "Latvian",
    "lt-LT": "Lithuanian",
    "nb-NO": "Norwegian (Bokmål)",
    "nn-NO": "Norwegian (Nynorsk)",
    "fa-IR": "Persian",
    "pl-PL": "Polish",
    "pt-BR": "Portuguese (Brazil)",
    "pt-PT": "Portuguese (Portugal)",
    "ro-RO": "Romanian",
    "ru-RU": "Russian",
    "sr-RS": "Serbian",
    "sk-SK": "Slovak",
    "sl-SI": "Slovene",
    "es-ES": "Spanish",
    "es-MX": "Spanish (Mexico)",
    "sv-SE": "Swedish",
    "th-TH": "Thai",
    "tr-TR": "Turkish",
    "uk-UA": "Ukrainian",
    "vi-VN": "Vietnamese",
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


def version_wanted(*, every: bool = False) -> int | None:
    """The version of the article that is meant; the newest if there is one only. Where `every`
    reference may be meant, none need be."""
    versions = kept("versions", (), lambda lib: lib.versions())
    names: dict[int | None, str] = {one.number: f"Version {one.number}" for one in versions}
    if len(names) < 2 and not every:
        return None
    newest = max(one.number for one in versions)
    if len(names) > 1:
        names[newest] += ", the newest"
    numbers: list[int | None] = [*sorted((one.number for one in versions), reverse=True)]
    if every:
        names[None], numbers = "All references, cited or not", [None, *numbers]
    return st.selectbox(
        "Cited in" if every else "Version",
        numbers,
        format_func=names.__getitem__,
        key="cited-in" if every else "version",
    )


def template_wanted(what: str, to: str) -> "Template | None":
    """A document of one's own whose looks are wanted."""
    if to not in TEMPLATED or what not in ("article", "bibliography", "brief"):
        return None
    with st.expander("Looks", key=f"looks-{to}"):
        st.html(
            '<p class="ev-small">Fonts, headings and margins as in a document of yours. Take ours, '
            "change its styles, and give it back.</p>"
        )
        ours = kept("template", (to,), lambda lib: lib.export_template(to=to))
        st.download_button(
            "Our template",
            data=ours.content,
            file_name=ours.file_name,
            mime=ours.media_type,
            on_click="ignore",
            key=f"our-template-{to}",
        )
        given = st.file_uploader("Your template", type=[to], key=f"template-{to}")
        if given is None:
            return None
        try:
            return library().template(given.name, given.getvalue())
        except EvidenceError as problem:
            st.html(show.problem(problem.text, problem.hint))
            return None


def options_wanted(what: str, to: str) -> tuple[str, ...]:
    """What the article tells besides."""
    if what != "article":
        return ()
    offered = {**previews.OPTIONS, **(previews.WORD_OPTIONS if to == "docx" else {})}
    return tuple(name for name, words in offered.items() if st.checkbox(words, key=f"with-{name}"))


def sample(style: "str | ResolvedStyle", locale: str | None) -> None:
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
group, locale, claim, version, query = "claim", None, None, None, ""
style: "str | ResolvedStyle" = ""
st.html(f'<p class="ev-small">{MEANING[what]}</p>')
left, right = st.columns([1, 1], gap="large")
with left:
    formats = FORMATS[what]
    to = st.selectbox("Format", list(formats), format_func=formats.__getitem__, key=f"to-{what}")
    if what in ("article", "reader", "references"):
        version = version_wanted(every=what == "references")
    if what not in ("article", "reader"):
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
        what, to, style, locale, group, claim, version, query.strip(), options_wanted(what, to),
        template_wanted(what, to),
    )  # fmt: skip
    if st.button("Make the file", type="primary", key="make"):
        try:
            with st.spinner("Making the file"):
                st.session_state["made"] = (wanted, wanted.made())
            if isinstance(style, str) and style:
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
