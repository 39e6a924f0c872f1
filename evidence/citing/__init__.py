"""Citing: values in, finished documents out. The only room that starts a process.

    model.py         the documents that a caller describes, and what comes out
    styles.py        a style by name or file: whole, checked, mended
    catalogue.py     finding a style by what people call it
    references.py    CSL items on their way into citeproc: an allow-list
    quotation.py     apostrophes and quotations as print has them
    citeproc.py      citations and lists in a style; previews; remembered
    alone.py         one reference by itself, to be read and copied
    manuscript.py    the article's Markdown, with citations where claims end
    article.py       the article; bibliography.py the annotated bibliography
    tables.py        the evidence table: CSV, workbook, document; brief.py one page for one claim
    reader.py        the article as one page with its evidence; linkeddata.py its JSON-LD
    assembly.py      what documents have in common; live.py citations that Zotero can take over
    wording.py       what documents say themselves, in the languages of assets/words.json
    dissent.py       citations that tell who supports a claim from who does not
    sources.py       the article to go on writing in: Markdown or LaTeX, references beside it
    incoming.py      a Word document that comes in
    writers.py       one writer a format; packages.py, word.py, opendocument.py, typesetting.py,
                     journal.py (JATS)
    templates.py     a document of the user's own whose looks ours take
    blocks.py        pandoc's tree: building it, and what may pass
    pandoc.py        the process

Names are loaded when they are first used: importing this package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evidence.citing.alone import format_alone
    from evidence.citing.article import render_article
    from evidence.citing.bibliography import render_bibliography
    from evidence.citing.catalogue import find_styles
    from evidence.citing.listing import format_references
    from evidence.citing.model import (
        AnnotatedEntry,
        AnnotatedSection,
        ArticleDocument,
        BibliographyDocument,
        CitedClaim,
        CitedLink,
        FormattedReference,
        Rendered,
        Template,
    )
    from evidence.citing.styles import AnyStyle, ResolvedStyle, Style, read_style, resolve_style
    from evidence.citing.templates import own_template, read_template
    from evidence.citing.writers import FORMATS, format_of

__all__ = [
    "FORMATS",
    "AnnotatedEntry",
    "AnnotatedSection",
    "AnyStyle",
    "ArticleDocument",
    "BibliographyDocument",
    "CitedClaim",
    "CitedLink",
    "FormattedReference",
    "Rendered",
    "ResolvedStyle",
    "Style",
    "Template",
    "find_styles",
    "format_alone",
    "format_of",
    "format_references",
    "own_template",
    "read_style",
    "read_template",
    "render_article",
    "render_bibliography",
    "resolve_style",
]

_HOMES = {
    "alone": ("format_alone",),
    "article": ("render_article",),
    "bibliography": ("render_bibliography",),
    "catalogue": ("find_styles",),
    "listing": ("format_references",),
    "styles": ("AnyStyle", "ResolvedStyle", "Style", "read_style", "resolve_style"),
    "templates": ("own_template", "read_template"),
    "writers": ("FORMATS", "format_of"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF.get(name, 'model')}"), name)
