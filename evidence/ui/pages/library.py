"""Library: search as one types, narrowed by facets; without a query, the references page by page."""

import math
from dataclasses import replace

import streamlit as st

from evidence.library import narrowing
from evidence.library import results as r
from evidence.ui import cards, facets, show
from evidence.ui.arrows import arrow_keys
from evidence.ui.linking import said
from evidence.ui.saving import saved_searches
from evidence.ui.session import kept, library

PAGE_ROWS = 25
REACH = 5_000  # how far one may turn pages of results
ORDERS = {"By author": "author", "Newest first": "year", "Last added": "added"}
FIRST_YEAR, LAST_YEAR = 1, 9998
COUNTED = 10_000  # results are counted up to here


def first_page() -> None:
    """Another search begins on its first page."""
    if st.session_state.get("page", 1) != 1:
        st.session_state["page"] = 1


def narrow_years() -> None:
    """Years that were typed become a part of the query."""
    query = st.session_state.get("q") or ""
    low, high = st.session_state.get("year_from"), st.session_state.get("year_to")
    st.session_state["q"] = narrowing.with_years(query, low, high)
    first_page()


def turned(total: int) -> int:
    """The page that is wanted, of so many rows; draws what turns pages where there are several."""
    pages = math.ceil(total / PAGE_ROWS)
    at = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    return min(max(int(at or 1), 1), max(pages, 1))


def results(query: str, found: r.SearchResults) -> str:
    """Draw what was found, given its first page; returns what is announced of it."""
    shown = st.container(key="results")  # the rows stand above what turns them
    at = turned(min(found.total, REACH))
    if at > 1:
        found = library().search(query, limit=PAGE_ROWS, offset=(at - 1) * PAGE_ROWS)
    if found.total >= COUNTED:
        more = f"There may be more than {COUNTED:,}; they are counted up to there."
        found = replace(found, notes=(*found.notes, more))
    if found.results:
        shown.html(cards.hits(found))
        corrected = ", ".join(found.corrected.values())
        return show.plural(found.total, "result") + (f" for {corrected}" if corrected else "")
    words = narrowing.words_of(query)
    hint = " ".join(found.notes) or "Try an author, a word of the title, or a year."
    shown.html(show.empty(f"Nothing was found for “{query}”.", hint))
    if words and words != query.strip():
        shown.html(
            f"<p class='ev-small'>{show.to('library', f'Search everything for “{words}”', q=words)}</p>"
        )
    return "Nothing was found."


def browse() -> str:
    """Draw a page of all references; returns what is announced."""
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
        st.html(
            show.empty("The library has no references yet.", "Import a file to begin.")
            + f"<p class='ev-small'>{show.to('import', 'Import references')}</p>"
        )
        return ""
    shown = st.container(key="results")
    at = turned(total)
    here = kept(
        "references",
        (PAGE_ROWS, (at - 1) * PAGE_ROWS, wanted),
        lambda lib: lib.references(limit=PAGE_ROWS, offset=(at - 1) * PAGE_ROWS, order=wanted),
    )
    first = (at - 1) * PAGE_ROWS + 1
    place = f", {first} to {first + len(here.rows) - 1}" if total > PAGE_ROWS else ""
    shown.html(
        f'<p class="ev-meta" role="status">{show.plural(total, "reference")}{place}</p>'
        + cards.reference_list(here.rows)
    )
    return ""


def counted(query: str, found: r.SearchResults | None) -> r.SearchResults:
    """The facets of what is shown. Without words they are of a large part of the library: kept."""
    if found and found.counted >= found.total:
        return found
    kinds = None if query.strip() else ("reference",)
    if narrowing.words_of(query):
        return library().search(query, limit=0, facets=True)
    return kept(
        "facets", (query,), lambda lib: lib.search(query, limit=0, facets=True, kinds=kinds)
    )


def facets_beside(query: str, found: r.SearchResults, claims: dict[str, str]) -> None:
    """What the search can be narrowed to; on a phone folded away until it is asked for."""
    if not found.counted:
        return
    st.html(
        '<details class="ev-fold"><summary>Narrow by year, design, claim, tag …</summary></details>'
    )
    with st.container(key="facets", gap="small"):
        st.html(
            f'<h2 class="ev-sr">Narrow the search</h2>{facets.year_bars(query, found.facets.get("year", {}))}'
        )
        low, high = narrowing.years(query)
        st.session_state["year_from"], st.session_state["year_to"] = low, high
        with st.container(key="years", horizontal=True, gap="small"):
            for key, label in (("year_from", "From year"), ("year_to", "To year")):
                st.number_input(
                    label,
                    min_value=FIRST_YEAR,
                    max_value=LAST_YEAR,
                    value=None,
                    step=1,
                    key=key,
                    on_change=narrow_years,
                )
        st.html(
            f'<div class="ev-facets" data-of="{show.text(query)}">'
            f"{facets.groups(query, found, claims=claims)}</div>"
        )


st.set_page_config(page_title="Library – Evidence")
st.html(show.heading("Library"))
query = (
    st.text_input(
        "Search references, claims and notes",
        key="q",
        bind="query-params",
        type="search",
        live="200ms",
        on_change=first_page,
        placeholder="cohen ketamine 2018, a half-remembered title, a DOI …",
    )
    or ""
)
claims = {claim.slug: claim.text for claim in kept("claims", (), lambda lib: lib.claims())}
# Each in a place of its own: what comes and goes does not move the fields beneath it, which would
# lose the focus of whoever types in them.
with st.container(key="told", gap=None):
    said()
with st.container(key="chosen", gap=None):
    if chips := facets.chosen(query, claims=claims):
        st.html(chips)
with st.container(key="kept", gap=None):
    saved_searches(query)
with st.container(key="library"):
    left, right = st.columns([2.6, 1], gap="large")
    with left:
        first = library().search(query, limit=PAGE_ROWS) if query.strip() else None
        told = results(query, first) if first else browse()
    with right:
        facets_beside(query, counted(query, first), claims)
arrow_keys(told)
