"""The one module that turns data into HTML: exact text, safe links, nothing else. Pure.

Everything that came from a file or a person passes through `text`, `rich`, `marked` or `link`.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from evidence.text import doi_url, rich_segments, safe_url, visible

if TYPE_CHECKING:
    from evidence.citing import FormattedReference

_TAGS = {"italic": "i", "bold": "b", "sub": "sub", "sup": "sup", "i": "i", "b": "b"}


def text(value: object) -> str:
    """Exact text: what came in is what is read; hidden characters are made visible."""
    return escape(visible(str(value)), quote=True)


def rich(value: str) -> str:
    """CSL's rich text: its italics, bold, sub- and superscripts; all else is text."""
    parts = []
    for words, styles in rich_segments(value):
        tags = [_TAGS[style] for style in sorted(styles) if style in _TAGS]
        opened = "".join(f"<{tag}>" for tag in tags)
        closed = "".join(f"</{tag}>" for tag in reversed(tags))
        parts.append(f"{opened}{text(words)}{closed}")
    return "".join(parts)


def marked(value: str, spans: Iterable[Sequence[int]], *, limit: int = 0) -> str:
    """Text with the matched words marked; with `limit` only a window around the first one."""
    ordered = sorted((start, end) for start, end in spans if 0 <= start < end <= len(value))
    begin, stop = 0, len(value)
    if limit and len(value) > limit:
        begin = max(0, (ordered[0][0] if ordered else 0) - limit // 3)
        begin = value.rfind(" ", 0, begin) + 1 if begin else 0
        stop = min(len(value), begin + limit)
        last = value.rfind(" ", begin + limit // 2, stop + 1)
        stop = last if last > 0 and stop < len(value) else stop  # no word is cut in two
    parts, here = ["… " if begin else ""], begin
    for start, end in ordered:
        if start < here or end > stop:
            continue
        parts += [text(value[here:start]), f"<mark>{text(value[start:end])}</mark>"]
        here = end
    parts.append(text(value[here:stop]))
    if stop < len(value):
        parts.append(" …")
    return "".join(parts)


def link(address: str | None, label: str, *, note: str = "") -> str:
    """A link out, in a new tab; an address that is not safe is shown as text."""
    safe = safe_url(address) if address else None
    hidden = f'<span class="ev-sr"> {text(note)}, opens in a new tab</span>'
    if safe is None:
        return text(label)
    return f'<a href="{escape(safe, quote=True)}" target="_blank" rel="noopener noreferrer">{text(label)}{hidden}</a>'


def doi(identifier: str | None, *, of: str = "") -> str:
    """A link to a DOI."""
    if not identifier:
        return ""
    address = escape(doi_url(identifier), quote=True)
    hidden = f'<span class="ev-sr"> of {text(of)}, opens in a new tab</span>'
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">doi.org{hidden}</a>'


def pubmed(identifier: str | None, *, of: str = "") -> str:
    if not identifier or not re.fullmatch(r"\d{1,9}", identifier):
        return ""
    hidden = f'<span class="ev-sr"> on {text(of)}, opens in a new tab</span>'
    return (
        f'<a href="https://pubmed.ncbi.nlm.nih.gov/{identifier}/" target="_blank" '
        f'rel="noopener noreferrer">PubMed{hidden}</a>'
    )


def address(page: str, **query: str | None) -> str:
    """The address of a page of the app, ready for an attribute."""
    values = {name: value for name, value in query.items() if value}
    tail = f"?{urlencode(values, quote_via=quote)}" if values else ""
    return escape(f"/{'' if page == 'read' else page}{tail}", quote=True)


def to(page: str, label: str, *, kind: str = "", **query: str | None) -> str:
    """A link to a page of the app. `label` is text."""
    css = f' class="{kind}"' if kind else ""
    return f'<a data-nav{css} href="{address(page, **query)}">{text(label)}</a>'


def plural(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def pill(kind: str, word: str) -> str:
    """A word in a colour and a shape. `kind` is a key of the style sheet, never data."""
    return f'<span class="ev-pill ev-{kind}"><span class="ev-dot" aria-hidden="true"></span>{text(word)}</span>'


def source(words: str, name: str, *, cut: bool = False) -> str:
    """Text as it stands in a file, to scroll through by mouse or keys."""
    more = " …" if cut else ""
    return (
        f'<div class="ev-source" role="region" aria-label="{text(name)}" tabindex="0">'
        f"{text(words)}{more}</div>"
    )


def problem(sentence: str, hint: str | None = None) -> str:
    """What went wrong, where it belongs, and what to do next."""
    tail = f"<span>{text(hint)}</span>" if hint else ""
    return f'<div class="ev-problem" role="alert"><b>{text(sentence)}</b>{tail}</div>'


def done(sentence: str, *, extra: str = "") -> str:
    """What was done. `extra` is HTML of this module."""
    return f'<div class="ev-done" role="status"><b>{text(sentence)}</b>{extra}</div>'


def empty(sentence: str, hint: str = "") -> str:
    """A friendly empty state."""
    return f'<div class="ev-none"><b>{text(sentence)}</b>{text(hint)}</div>'


def heading(title: str, lead: str = "") -> str:
    """A page's title and one sentence."""
    tail = f'<p class="ev-lead">{text(lead)}</p>' if lead else ""
    return f'<header class="ev-head"><h1 class="ev-title">{text(title)}</h1>{tail}</header>'


def masthead(site: Sequence[tuple[Any, ...]], here: str) -> str:
    """The name and the menu; `site` holds (file, title, address, listed)."""
    items = []
    for _, title, page, _ in site:
        current = ' aria-current="page"' if page == here else ""
        items.append(f'<li><a data-nav href="{address(page)}"{current}>{text(title)}</a></li>')
    menu = f'<nav aria-label="Pages"><ul>{"".join(items)}</ul></nav>' if items else ""
    return f'<div class="ev-mast"><a class="ev-brand" data-nav href="/">Evidence</a>{menu}</div>'


def footer() -> str:
    return '<footer class="ev-foot">For information, not medical advice.</footer>'


def rows(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of names and values; the values are HTML of this module."""
    found = "".join(
        f"<div><dt>{text(name)}</dt><dd>{value}</dd></div>" for name, value in pairs if value
    )
    return f'<dl class="ev-rows">{found}</dl>' if found else ""


def copied(formatted: "FormattedReference", *, of: str) -> str:
    """A reference in a style, with a button that copies it. Its HTML was made by `citing`, which
    escapes every character; the page's script does the copying."""
    label = f'Copy<span class="ev-sr"> the reference {text(of)}</span>'
    return (
        f'<span class="ev-cite">{visible(formatted.html)}</span> '
        f'<button type="button" class="ev-copy" data-copy aria-live="polite">{label}</button>'
    )
