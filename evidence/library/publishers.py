"""The part of the door that writers go through: styles and documents.

`Library` is made of it; nobody opens it on its own. Nothing here changes the library.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from evidence.library import results as r
from evidence.store import engine as engines

if TYPE_CHECKING:
    from evidence.citing.model import FormattedReference, Template
    from evidence.citing.styles import AnyStyle, ResolvedStyle, Style


class Publishers:
    """Methods of `Library`."""

    engine: Engine

    def styles(self, query: str, *, limit: int = 20) -> "list[Style]":
        """Citation styles by title, journal, abbreviation or ISSN; best first."""
        from evidence.citing import find_styles

        return find_styles(query, limit=limit)

    def style(self, name: str, content: bytes | None = None) -> "ResolvedStyle":
        """One citation style, or that of a file's `content`. Raises NotFound, BadInput."""
        from evidence.citing import read_style, resolve_style

        return resolve_style(name) if content is None else read_style(name, content)

    def template(self, name: str, content: bytes) -> "Template":
        """A Word document or OpenDocument text whose looks exports take. Raises BadInput."""
        from evidence.citing import read_template

        return read_template(name, content)

    def export_template(self, *, to: str = "docx") -> r.Export:
        """The template that documents are made with, to be changed. Raises BadInput."""
        from evidence.library import publishing

        return publishing.template_export(to)

    def format_references(
        self,
        keys: Sequence[str],
        *,
        style: "AnyStyle",
        locale: str | None = None,
        alone: bool = False,
    ) -> "dict[str, FormattedReference]":
        """References in a style, by key: as one list, or each `alone`, without its number.
        Raises NotFound, CitingError."""
        from evidence.citing import format_alone, format_references
        from evidence.library import publishing, references

        with engines.reading(self.engine) as connection:
            found = [references.find_reference(connection, key) for key in keys]
            items = publishing.items_of(connection, [row.id for row in found])
        ordered = [items[row.citekey] for row in found]
        made = format_alone if alone else format_references
        return made(ordered, style=style, locale=locale)

    def export_article(
        self,
        *,
        style: "AnyStyle" = None,
        locale: str | None = None,
        to: str = "docx",
        version: int | None = None,
        release: str | None = None,
        live_citations: bool = False,
        comments: bool = False,
        dissent: bool = False,
        mark_missing: bool = False,
        template: "Template | None" = None,
    ) -> r.Export:
        """The article with its citations. Raises NotFound, BadInput, CitingError.

        A `release` comes out as it was frozen, in its own style where no other is asked for.

        `dissent` tells in a citation what its studies do to the claim, `mark_missing` marks claims
        without any. For Word only: `live_citations` are Zotero fields, `comments` stand at the
        claims. A `template` gives a Word document or OpenDocument text its looks.
        """
        from evidence.citing import render_article
        from evidence.library import publishing, releasing

        with engines.reading(self.engine) as connection:
            held = releasing.released(connection, release) if release else None
            document = (
                held.document if held else publishing.article_document(connection, version=version)
            )
        frozen = held if held and style in (None, held.style.id) else None
        rendered = render_article(
            document,
            style=frozen.style if frozen else style,
            locale=locale or (frozen.locale if frozen else None),
            to=to,
            live_citations=live_citations,
            comments=comments,
            dissent=dissent,
            mark_missing=mark_missing,
            template=template,
        )
        return publishing.export(rendered, f"article-v{document.version}")

    def export_bibliography(
        self,
        *,
        group_by: str = "claim",
        claim: str | None = None,
        style: "AnyStyle" = None,
        locale: str | None = None,
        to: str = "docx",
        template: "Template | None" = None,
    ) -> r.Export:
        """The annotated bibliography. Raises NotFound, BadInput, CitingError."""
        from evidence.citing import render_bibliography
        from evidence.library import publishing

        with engines.reading(self.engine) as connection:
            document = publishing.bibliography_document(connection, group_by=group_by, slug=claim)
        rendered = render_bibliography(
            document, style=style, locale=locale, to=to, template=template
        )
        return publishing.export(rendered, f"bibliography-by-{group_by}")

    def export_table(
        self, *, claim: str | None = None, to: str = "xlsx", locale: str | None = None
    ) -> r.Export:
        """The table of evidence, a row a link: CSV, XLSX or a document. Raises NotFound, BadInput.

        `claim` is the slug of the only claim that is wanted; `locale` the language of a document's
        labels, where it is not to be that of the article.
        """
        from evidence.citing.tables import render_table
        from evidence.library import publishing, sheets

        with engines.reading(self.engine) as connection:
            table = sheets.table_document(connection, slug=claim)
        return publishing.export(render_table(table, to=to, locale=locale), "evidence-table")

    def export_brief(
        self,
        claim: str,
        *,
        style: "AnyStyle" = None,
        locale: str | None = None,
        to: str = "pdf",
        template: "Template | None" = None,
    ) -> r.Export:
        """One page for one claim (its slug). Raises NotFound, BadInput, CitingError."""
        from evidence.citing.brief import render_brief
        from evidence.library import publishing, sheets

        with engines.reading(self.engine) as connection:
            document = sheets.brief_document(connection, claim)
        rendered = render_brief(document, style=style, locale=locale, to=to, template=template)
        return publishing.export(rendered, f"brief-{document.sheet.slug}")

    def export_reader(
        self,
        *,
        style: "AnyStyle" = None,
        locale: str | None = None,
        version: int | None = None,
    ) -> r.Export:
        """The article as one HTML file whose claims lead to their evidence.

        Raises NotFound, BadInput, CitingError.
        """
        from evidence.citing.reader import render_reader
        from evidence.library import publishing, sheets

        with engines.reading(self.engine) as connection:
            document = sheets.reader_document(connection, version=version)
        rendered = render_reader(document, style=style, locale=locale)
        return publishing.export(rendered, f"reader-v{document.article.version}")

    def export_references(
        self,
        *,
        to: str = "bibtex",
        keys: Sequence[str] | None = None,
        claim: str | None = None,
        query: str | None = None,
        version: int | None = None,
    ) -> r.Export:
        """References as BibTeX, BibLaTeX, RIS, CSL-JSON or EndNote XML.

        All of them, or those with these `keys`, under this `claim` (its slug), found by this
        `query`, cited in this `version`; of several limits all hold. Raises BadInput, NotFound.
        """
        from evidence.library import publishing

        with engines.reading(self.engine) as connection:
            limits: Any = {"keys": keys, "slug": claim, "query": query, "version": version}
            wanted = publishing.selected(connection, **limits)
            return publishing.references_export(connection, to=to, keys=wanted)
