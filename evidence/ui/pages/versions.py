"""Versions: who saved what and when, and the differences between any two, word by word."""

from itertools import pairwise

import streamlit as st

from evidence.library import results as r
from evidence.ui import show, substance, wording
from evidence.ui.session import kept

PAGE_ROWS = 50


def asked(found: list[r.VersionView]) -> tuple[int, int]:
    """The two versions that the address names; else the last two."""
    numbers = {version.number for version in found}
    last = max(numbers)
    to = number_in("to", numbers) or last
    before = max((number for number in numbers if number < to), default=to)
    return number_in("from", numbers) or before, to


def number_in(name: str, numbers: set[int]) -> int | None:
    given = st.query_params.get(name)
    if not given:
        return None
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else 0
    if number in numbers:
        return number
    st.html(show.problem(f"There is no version {given}.", "The list has every one."))
    return None


def choice(found: list[r.VersionView], old: int, new: int) -> None:
    """Two versions to choose; what is chosen goes to the address."""
    numbers = [version.number for version in found]
    names = {version.number: f"Version {version.number}, {version.at[:10]}" for version in found}
    left, right = st.columns(2)
    # The keys hold the address: going back brings the choice back, too.
    first = left.selectbox(
        "From",
        numbers,
        index=numbers.index(old),
        format_func=names.__getitem__,
        key=f"from-{old}-{new}",
    )
    second = right.selectbox(
        "To",
        numbers,
        index=numbers.index(new),
        format_func=names.__getitem__,
        key=f"to-{old}-{new}",
    )
    if (first, second) != (old, new):
        st.query_params.from_dict({"from": str(first), "to": str(second)})
        st.rerun()


def compared(found: list[r.VersionView], old: int, new: int) -> None:
    by_number = {version.number: version for version in found}
    parts = kept("compare", (old, new), lambda lib: lib.compare(old, new))
    titles = [by_number[number].title for number in (old, new)]
    renamed = ""
    if titles[0] != titles[1]:
        shown = wording.marked([("removed", titles[0]), ("same", " "), ("added", titles[1])])
        renamed = f'<p class="ev-para"><b>{shown}</b></p>'
    st.html(
        f'<h2 class="ev-sub">From version {old} to version {new}</h2>'
        f'<p class="ev-small">{show.text(wording.counted(parts))}</p>{renamed}'
        + wording.compared(parts)
    )


def row(version: r.VersionView, before: int | None, newest: int) -> str:
    links = []
    if before is not None:
        since = {"from": str(before), "to": str(version.number)}
        links.append(show.to("versions", f"What version {version.number} changed", **since))
    if version.number != newest:
        since = {"from": str(version.number), "to": str(newest)}
        links.append(show.to("versions", f"From version {version.number} to now", **since))
    return (
        f"<li><h3>Version {version.number}: {show.text(version.message) or 'no message'}</h3>"
        f'<p class="ev-meta"><span>{show.text(version.at[:16].replace("T", " "))} UTC</span>'
        f"<span>{show.text(version.author)}</span><span>{show.text(version.title)}</span></p>"
        f'<p class="ev-meta">{"".join(f"<span>{one}</span>" for one in links)}</p></li>'
    )


def listed(found: list[r.VersionView]) -> None:
    pages = -(-len(found) // PAGE_ROWS) or 1
    at = min(st.session_state.get("versions_page", 1), pages)
    earlier = {one.number: before.number for one, before in pairwise(found)}
    rows = "".join(
        row(version, earlier.get(version.number), found[0].number)
        for version in found[(at - 1) * PAGE_ROWS : at * PAGE_ROWS]
    )
    st.html(f'<h2 class="ev-sub">All versions</h2><ol class="ev-fates ev-versions">{rows}</ol>')
    if pages > 1:
        st.pagination(pages, key="versions_page")


def substantiated(number: int) -> None:
    """How far a version is substantiated by the links of today, paragraph by paragraph."""
    with st.expander(
        f"How far version {number} is substantiated", key=f"substance-{number}", on_change="rerun"
    ) as box:
        if box.open:
            st.html(
                substance.table(
                    kept("substantiation", (None, number), lambda lib: lib.substantiation(number))
                )
            )


st.set_page_config(page_title="Versions – Evidence")
st.html(show.heading("Versions", "Every version of the article is kept as it was saved."))
versions = kept("versions", (), lambda lib: lib.versions())
if len(versions) > 1:
    one, other = asked(versions)
    choice(versions, one, other)
    compared(versions, one, other)
else:
    other = versions[0].number
    st.html(show.empty("There is only one version yet.", "Write saves the next one."))
substantiated(other)
listed(versions)
