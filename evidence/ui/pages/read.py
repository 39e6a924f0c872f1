"""Read: the article with its claims marked; choosing one shows its evidence beside it."""

import streamlit as st

from evidence.errors import NotFound
from evidence.library import results as r
from evidence.ui import appraisal, cards, charts, flagging, looking, show, styles
from evidence.ui.linking import link_form, said
from evidence.ui.reader import article_reader, reading_order
from evidence.ui.session import kept
from evidence.ui.suggesting import suggestions


def draw(article: r.ArticleView, selected: str | None) -> None:
    with st.container(key="reader"):
        left, right = st.columns([1.45, 1], gap="large")
        with left:
            legend = f'<div class="ev-phone">{cards.legend(article.claims)}</div>'
            st.html(cards.article_head(article) + legend)
            article_reader(article, selected=selected)
            st.html(version_line(article.version))
        with right, st.container(key="evidence_panel", gap="small"):
            if selected is None:
                st.html(cards.start_here(article.claims, article.about))
            else:
                panel(article, selected)


def version_line(version: r.VersionView) -> str:
    """Which version is read, and where the others are."""
    day = show.text(version.at[:10])
    versions = show.to("versions", "Versions, and what they changed")
    edit = show.to("write", "Write")
    state = show.to("claims", "State another claim", state="1")
    return (
        f'<p class="ev-small ev-version">Version {version.number}, saved on {day}. '
        f"{versions}. {edit} the next one. {state} that it makes.</p>"
    )


def panel(article: r.ArticleView, selected: str) -> None:
    order = [claim.slug for claim in reading_order(article)]
    place = order.index(selected)
    before = order[place - 1] if place else None
    after = order[place + 1] if place + 1 < len(order) else None
    detail = kept("claim", (selected,), lambda lib: lib.claim(selected))
    with st.container(key="claim_nav"):
        st.html(cards.claim_nav(before, after))
    changed = looking.unread(article.slug, selected)
    st.html(cards.claim_head(detail, number=place + 1, total=len(order), changed=changed))
    flagging.section(detail)
    keys = dict.fromkeys(view.reference.key for view in detail.evidence)
    st.html(cards.evidence_groups(detail.evidence, styles.cited(list(keys))))
    if keys:
        st.html(styles.style_line())
    plots(detail)
    if article.about.get("retractions"):
        st.html(f'<p class="ev-small">{show.text(article.about["retractions"])}</p>')
    said()
    with st.container(key="suggestions"):
        suggestions(selected)
    with st.container(key="link_form"):
        link_form(slug=selected, key_prefix=f"link-{selected}")
        appraisal.forms(detail)


def plots(detail: r.ClaimDetail) -> None:
    """Estimates that may stand on one axis, as published."""
    theme = st.context.theme.type or "light"
    found = kept("plots", (detail.summary.slug, theme), lambda _: charts.drawn(detail, theme))
    if not found:
        return
    st.html('<h3 class="ev-group">Estimates, as published</h3>')
    for number, (title, spec, words) in enumerate(found):
        st.html(f'<p class="ev-plot">{show.text(title)}</p>')
        st.vega_lite_chart(
            spec, width="stretch", key=f"forest-{detail.summary.slug}-{number}", alt=words
        )
    st.html(
        '<p class="ev-small">Hollow marks are not confirmed or were derived. The reviews share '
        "trials: their estimates are not to be added up. ÷10 marks what was published on a scale "
        "of 0 to 100.</p>"
    )


def page() -> None:
    try:
        article = kept("article", (), lambda lib: lib.article())
    except NotFound:
        st.html(
            show.empty("There is no article in this library yet.")
            + f'<p class="ev-small">{show.to("write", "Write one, or bring a file in")}. Its '
            f"claims are stated under {show.to('claims', 'Claims')}.</p>"
        )
        return
    wanted = st.query_params.get("claim")
    chosen = next((claim for claim in article.claims if claim.slug == wanted), None)
    if wanted and chosen is None:
        st.html(
            show.problem(
                f"This article has no claim “{wanted}”.",
                "It may have been renamed in a later version.",
            )
        )
    title = chosen.text[:60] if chosen else article.title
    st.set_page_config(page_title=f"{title} – Evidence")
    draw(article, chosen.slug if chosen else None)


page()
