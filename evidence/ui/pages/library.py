"""Library: search as one types; without a query, the references page by page."""

import math

import streamlit as st

from evidence.ui import cards, show
from evidence.ui.session import kept, library

PAGE_ROWS = 25
ORDERS = {"By author": "author", "Newest first": "year", "Last added": "added"}

st.set_page_config(page_title="Library – Evidence")
st.html(show.heading("Library"))
query = st.text_input(
    "Search references, claims and notes",
    key="q",
    bind="query-params",
    type="search",
    live="250ms",
    placeholder="cohen ketamine 2018, a half-remembered title, a DOI …",
)
if query.strip():
    found = library().search(query, limit=50)
    if found.results:
        st.html(cards.hits(found))
    else:
        said = " ".join(found.notes)
        st.html(
            show.empty(
                f"Nothing was found for “{query}”.",
                said or "Try an author, a word of the title, or a year.",
            )
        )
else:
    order = st.segmented_control(
        "Order",
        list(ORDERS),
        default="By author",
        label_visibility="collapsed",
        key="order",
        bind="query-params",
        required=True,
    )
    wanted = ORDERS[order or "By author"]
    total = kept("references", (1, 0, wanted), lambda lib: lib.references(limit=1)).total
    if not total:
        st.html(show.empty("The library has no references yet.", "Import a file to begin."))
    else:
        pages = math.ceil(total / PAGE_ROWS)
        shown = st.container()  # the rows stand above what turns them
        at = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
        at = min(max(int(at or 1), 1), pages)
        here = kept(
            "references",
            (PAGE_ROWS, (at - 1) * PAGE_ROWS, wanted),
            lambda lib: lib.references(limit=PAGE_ROWS, offset=(at - 1) * PAGE_ROWS, order=wanted),
        )
        first = (at - 1) * PAGE_ROWS + 1
        place = f", {first} to {first + len(here.rows) - 1}" if pages > 1 else ""
        shown.html(
            f'<p class="ev-meta" role="status">{show.plural(total, "reference")}{place}</p>'
            + cards.reference_list(here.rows)
        )
