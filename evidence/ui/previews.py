"""An export, looked at before it is downloaded: the very file where it is text, else the same
document as HTML, by the same code."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evidence.library import Library
from evidence.library import results as r
from evidence.ui import show
from evidence.ui.session import kept

if TYPE_CHECKING:
    from evidence.citing import ResolvedStyle, Template

# Formats whose file is text that can be read as it is.
AS_TEXT = frozenset(
    {"md", "tex", "jats", "txt", "csv", "bibtex", "biblatex", "ris", "csl-json", "endnote-xml"}
)
SHOWN_SIGNS = 20_000
# What an article can tell besides, and what only a Word file can hold.
OPTIONS = {
    "dissent": "Say in each citation what its studies do to the claim",
    "mark_missing": "Mark claims without evidence",
}
WORD_OPTIONS = {
    "live_citations": "Citations as live Zotero fields",
    "comments": "Each claim's evidence as a Word comment",
}
_BODY = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)
_HEADING = re.compile(r"<(/?)h([1-5])\b")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is exported, and how."""

    what: str
    to: str
    style: "str | ResolvedStyle" = ""
    locale: str | None = None
    group: str = "claim"
    claim: str | None = None
    version: int | None = None
    query: str = ""
    options: tuple[str, ...] = ()
    template: "Template | None" = None

    def made(self, to: str = "") -> r.Export:
        """The export, made once for a state of the library. Raises what exporting raises."""
        target = to or self.to
        how: dict[str, Any] = {"style": self.style, "locale": self.locale}
        looks = self.template if self.template and self.template.kind == target else None
        options: dict[str, Any] = {name: name in self.options for name in OPTIONS}
        if target == "docx":
            options |= {name: name in self.options for name in WORD_OPTIONS}
        makers: dict[str, Callable[[Library], r.Export]] = {
            "article": lambda lib: lib.export_article(
                **how, to=target, version=self.version, template=looks, **options
            ),
            "reader": lambda lib: lib.export_reader(**how, version=self.version),
            "bibliography": lambda lib: lib.export_bibliography(
                **how, group_by=self.group, claim=self.claim, to=target, template=looks
            ),
            "brief": lambda lib: lib.export_brief(
                self.claim or "", **how, to=target, template=looks
            ),
            "table": lambda lib: lib.export_table(claim=self.claim, to=target),
            "references": lambda lib: lib.export_references(
                to=target, claim=self.claim, query=self.query or None, version=self.version
            ),
        }
        arguments = (target, *(getattr(self, name) for name in self.__slots__ if name != "to"))
        return kept("export", arguments, makers[self.what])


def preview(wanted: Wanted) -> str:
    """The document as HTML of ours: its own text, or what it will look like."""
    if wanted.to in AS_TEXT or wanted.what == "table":
        made = wanted.made("csv" if wanted.what == "table" else "")
        words = made.content.decode("utf-8-sig", "replace")
        cut = len(words) > SHOWN_SIGNS
        return show.source(words[:SHOWN_SIGNS], "The document", cut=cut)
    page = wanted.made("html").content.decode("utf-8")
    body = _BODY.search(page)
    # The page's own title stays its only one: every heading goes one level down.
    inner = _HEADING.sub(lambda m: f"<{m[1]}h{int(m[2]) + 1}", body[1]) if body else ""
    return f'<div class="ev-document" role="region" aria-label="Preview" tabindex="0">{inner}</div>'
