"""An export, looked at before it is downloaded: the very file where it is text, else the same
document as HTML, by the same code."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from evidence.library import Library
from evidence.library import results as r
from evidence.ui import show
from evidence.ui.session import kept

# Formats whose file is text that can be read as it is.
AS_TEXT = frozenset(
    {"md", "tex", "jats", "txt", "bibtex", "biblatex", "ris", "csl-json", "endnote-xml"}
)
SHOWN_SIGNS = 20_000
_BODY = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)
_HEADING = re.compile(r"<(/?)h([1-5])\b")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is exported, and how."""

    what: str
    to: str
    style: str
    locale: str | None
    group: str

    def made(self, to: str = "") -> r.Export:
        """The export, made once for a state of the library. Raises what exporting raises."""
        target = to or self.to
        makers: dict[str, Callable[[Library], r.Export]] = {
            "article": lambda lib: lib.export_article(
                style=self.style, locale=self.locale, to=target
            ),
            "bibliography": lambda lib: lib.export_bibliography(
                group_by=self.group, style=self.style, locale=self.locale, to=target
            ),
            "references": lambda lib: lib.export_references(to=target),
        }
        arguments = (self.what, target, self.style, self.locale, self.group)
        return kept("export", arguments, makers[self.what])


def preview(wanted: Wanted) -> str:
    """The document as HTML of ours: its own text, or what it will look like."""
    if wanted.to in AS_TEXT:
        words = wanted.made().content.decode("utf-8", "replace")
        cut = " …" if len(words) > SHOWN_SIGNS else ""
        return f'<div class="ev-source">{show.text(words[:SHOWN_SIGNS])}{cut}</div>'
    page = wanted.made("html").content.decode("utf-8")
    body = _BODY.search(page)
    # The page's own title stays its only one: every heading goes one level down.
    inner = _HEADING.sub(lambda m: f"<{m[1]}h{int(m[2]) + 1}", body[1]) if body else ""
    return f'<div class="ev-document" role="region" aria-label="Preview" tabindex="0">{inner}</div>'
