"""A reference by itself, to be read and copied: no number, no letter after the year."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from evidence.citing import blocks, references
from evidence.citing.listing import list_entries, without_letters
from evidence.citing.model import CslItem, FormattedReference
from evidence.citing.references import Names
from evidence.citing.styles import AnyStyle, ResolvedStyle, resolve_style

REMEMBERED = 20_000  # entries, about a kilobyte each

_Asked = tuple[str, str, references.Frozen]
_memory: OrderedDict[_Asked, FormattedReference] = OrderedDict()
_lock = Lock()


def format_alone(
    items: Sequence[CslItem], *, style: AnyStyle, locale: str | None = None
) -> dict[str, FormattedReference]:
    """Each reference as an entry of the style's list, by its key (`id`).

    Remembered one by one: after an edit only the edited one is made again. A style without a list,
    or one that prints nothing for an item, leaves it out. Raises NotFound for an unknown style and
    CitingError.
    """
    resolved = resolve_style(style)
    language = resolved.locale_for(locale, "en-US")
    asked = {
        str(item["id"]): (resolved.sha, language, references.Frozen.of([item])) for item in items
    }
    with _lock:
        known = {key: _memory[one] for key, one in asked.items() if one in _memory}
    missing = {str(item["id"]): item for item in items if str(item["id"]) not in known}
    if missing and resolved.has_bibliography:
        made = _formatted(missing, resolved, language)
        known |= made
        with _lock:
            for key, entry in made.items():
                _memory[asked[key]] = entry
            while len(_memory) > REMEMBERED:
                _memory.popitem(last=False)
    return {key: known[key] for key in asked if key in known}


def _formatted(
    items: dict[str, CslItem], style: ResolvedStyle, language: str
) -> dict[str, FormattedReference]:
    from evidence.citing.pages import html_of

    names = Names.given(items)
    listed = list_entries(
        items, names, style=without_letters(style), locale=language, doing="a reference"
    )
    out = {}
    for key in items:
        entry = listed.get(names.of_key[key])
        if entry is not None:
            words = " ".join(blocks.text_of(entry.body).split())
            out[key] = FormattedReference(text=words, html=html_of(entry.body))
    return out
