"""Write: the article's Markdown, and what becomes of each claim before anything is saved."""

import streamlit as st

from evidence.anchoring.comparing import changes
from evidence.errors import BadInput, EvidenceError, StaleEdit
from evidence.library import manuscripts
from evidence.library import results as r
from evidence.library.rebasing import Clash, rebase
from evidence.library.revising import Fate, Preview
from evidence.ui import ASSETS, fates, sentences, show, unsaved, wording
from evidence.ui.linking import claim_name, said, say
from evidence.ui.looking import rewordings
from evidence.ui.reader import draft_reader
from evidence.ui.session import kept, library
from evidence.ui.undoing import done, undoable
from evidence.vocabulary import AnchorState

_EDITOR = st.components.v2.component(
    "evidence_editor", js=(ASSETS / "editor.js").read_text(encoding="utf-8")
)
CLASHES_SHOWN = 20


def page() -> None:
    now = unsaved.latest()
    unsaved.begin(now)
    st.html(show.heading("Write", "What becomes of each claim is shown before anything is saved."))
    said()
    undoable("write")
    report()
    overtaken = overtaken_by(now)
    with st.container(key="write"):
        left, right = st.columns([1, 1], gap="large")
        with left, st.container(key="editor"):
            text = editor(now)
            seen, problem = judged(text)
            message = save_form(now, text, seen, overtaken=overtaken)
            unsaved.keep(text, message=message, unchanged=seen is not None and seen.unchanged)
            bring_file()
        with right:
            result(now, seen, problem)
    with st.container(key="ev_editor", height=1, border=False, gap=None):
        _EDITOR(key="editor_script", height=1)


def editor(now: r.ArticleView | None) -> str:
    """The text as it is typed."""
    state = "" if now is None else f", from version {st.session_state[unsaved.PARENT]}"
    typed = st.text_area(
        f"The article in Markdown{state}",
        value=st.session_state[unsaved.BEGUN],
        height=520,
        key=unsaved.EDITOR,
        persist_state="session",
        placeholder="# Title\n\nThe text.",
    )
    return typed or ""


def judged(text: str) -> tuple[Preview | None, EvidenceError | None]:
    try:
        return unsaved.preview(text), None
    except BadInput as problem:
        return None, problem


def save_form(
    now: r.ArticleView | None, text: str, seen: Preview | None, *, overtaken: bool
) -> str:
    """The message, and the button that saves; returns the message."""
    message = st.text_input(
        "What was changed, and why",
        key=unsaved.MESSAGE,
        persist_state="session",
        max_chars=300,
        placeholder="Reworded the onset after the 2025 review",
    )
    number = now.version.number + 1 if now else 1
    idle = seen is None or seen.unchanged or overtaken
    with st.container(horizontal=True, key="write_buttons"):
        wanted = st.button(f"Save as version {number}", type="primary", disabled=idle, key="save")
        drop = seen is not None and not seen.unchanged and now is not None
        if drop and st.button("Discard what I wrote", key="discard"):
            st.session_state[unsaved.ASIDE] = text
            unsaved.put(unsaved.source(now), parent=now.version.number if now else 0)
            st.rerun()
    if wanted and not idle:
        save(text, message or "", seen.claims if seen else ())
    put_back()
    return message or ""


def save(text: str, message: str, claims: tuple[Fate, ...]) -> None:
    """Save a version; if somebody was faster, the page says so at its next run.

    `claims` are what was seen of it: the same code judges them, over the same parent.
    """
    try:
        revised = library().revise(
            text, message=message.strip(), parent=st.session_state[unsaved.PARENT]
        )
    except StaleEdit:
        st.rerun()
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    unsaved.saved(revised.version)
    st.session_state["writing_saved"] = (revised, claims)
    st.rerun()


def put_back() -> None:
    """What was set aside is a button away."""
    aside = st.session_state.get(unsaved.ASIDE)
    if aside is None:
        return
    with st.expander("What you wrote before is kept here"):
        st.html(show.source(aside, "What you wrote before"))
        if st.button("Put it back into the editor", key="put_back"):
            st.session_state.pop(unsaved.ASIDE)
            unsaved.put(aside)
            st.rerun()


def bring_file() -> None:
    """A file's text takes the place of what is in the editor, which is set aside."""
    with st.expander("Take the text from a file"):
        file = st.file_uploader(
            "Markdown, plain text or Word (.docx)", type=["md", "txt", "docx"], key="manuscript"
        )
        if file is None or not st.button("Put it into the editor", key="take_file"):
            return
        try:
            words, messages = manuscripts.read(file.name, file.getvalue())
        except EvidenceError as problem:
            st.html(show.problem(problem.text, problem.hint))
            return
        st.session_state[unsaved.ASIDE] = st.session_state[unsaved.TEXT]
        hint = " ".join(message.text for message in messages)
        say("done", f"The text of {file.name} is in the editor. {hint}".strip())
        unsaved.put(words)
        st.rerun()


def result(now: r.ArticleView | None, seen: Preview | None, problem: EvidenceError | None) -> None:
    """What becomes of each claim, and the text as it will be read."""
    if problem is not None or seen is None:
        st.html(show.empty(problem.text if problem else "", (problem and problem.hint) or ""))
        return
    chosen = st.query_params.get("claim") or ""
    head = "The claims in this text" if seen.unchanged else "What saving does to the claims"
    st.html(f'<h2 class="ev-sub">{head}</h2>' + fates.summary(seen.claims))
    lost = AnchorState.ORPHANED if seen.unchanged else None  # those are repaired here
    st.html(fates.listed([f for f in seen.claims if f.state is not lost], chosen=chosen))
    if seen.unchanged:
        rewordings(page="write")
        repairs(now)
    beyond(now, seen)
    st.html(
        f'<h2 class="ev-sub">As it will be read</h2><p class="ev-title ev-long">{show.text(seen.title)}</p>'
    )
    drawn = fates.as_article(now, seen)
    if len(drawn.text) < len(seen.text):
        st.html(
            f'<p class="ev-small">The text is very long: its first {len(drawn.text):,} of '
            f"{len(seen.text):,} characters are drawn here. Saving keeps all of it.</p>"
        )
    marked = {mark.slug for mark in drawn.marks if mark.start >= 0}
    draft_reader(drawn, fates.looks(seen), selected=chosen if chosen in marked else None)


def overtaken_by(now: r.ArticleView | None) -> bool:
    """Whether somebody saved a version since this text was begun; says so, and what to do."""
    parent = st.session_state[unsaved.PARENT]
    if now is None or now.version.number == parent:
        clashes_told()
        return False
    mine = st.session_state.get(unsaved.EDITOR, st.session_state[unsaved.TEXT])
    base, theirs = (unsaved.version(parent) if parent else ""), unsaved.source(now)
    who = now.version.author or "Somebody"
    why = f" Their message: “{now.version.message}”." if now.version.message else ""
    st.html(
        show.problem(
            f"{who} saved version {now.version.number} while you were writing from "
            f"version {parent}.{why}",
            "What you wrote is here, untouched. Choose how the two go together.",
        )
    )
    left, right = st.columns(2, gap="large")
    for side, title, words, key in (
        (left, f"What {who} changed", theirs, "theirs"),
        (right, "What you changed", mine, "mine"),
    ):
        with side.expander(title, expanded=True, key=f"overtaken_{key}"):
            parts = changes(base, words)
            st.html(f'<p class="ev-small">{wording.counted(parts)}</p>' + wording.compared(parts))
    with st.container(horizontal=True, key="overtaken_buttons"):
        if st.button("Bring their changes into my text", type="primary", key="rebase"):
            both = rebase(base, theirs, mine)
            st.session_state[unsaved.ASIDE] = mine
            st.session_state["writing_clashes"] = both.clashes
            unsaved.put(both.text, parent=now.version.number)
            st.rerun()
        if st.button("Keep my text as it is", key="keep_mine"):
            say("done", f"Your text will take the place of version {now.version.number}.")
            unsaved.put(mine, parent=now.version.number)
            st.rerun()
        if st.button("Take theirs, set mine aside", key="take_theirs"):
            st.session_state[unsaved.ASIDE] = mine
            unsaved.put(theirs, parent=now.version.number)
            st.rerun()
    return True


def clashes_told() -> None:
    """Sentences that both changed: mine stand in the editor, theirs are told until it is saved."""
    clashes: tuple[Clash, ...] | None = st.session_state.get("writing_clashes")
    if clashes is None:
        return
    if not clashes:
        st.session_state.pop("writing_clashes")
        st.html(show.done("Their changes are in your text. Nothing that you changed was touched."))
        return
    items = "".join(
        show.rows(
            [
                ("It was", show.text(clash.was)),
                ("Theirs", show.text(clash.theirs) or "taken out"),
                ("Yours", show.text(clash.mine) or "taken out"),
            ]
        )
        for clash in clashes[:CLASHES_SHOWN]
    )
    more = len(clashes) - CLASHES_SHOWN
    tail = f'<p class="ev-small">and {more:,} more</p>' if more > 0 else ""
    st.html(
        show.problem(
            f"Both of you changed {show.plural(len(clashes), 'sentence')}: yours stand in the text.",
            "Their other changes are in it. Take over what you agree with:",
        )
        + items
        + tail
    )
    if st.button("I have seen them", key="clashes_seen"):
        st.session_state.pop("writing_clashes")
        st.rerun()


def report() -> None:
    """What became of each claim in the version that was just saved."""
    found: tuple[r.Revision, tuple[Fate, ...]] | None = st.session_state.get("writing_saved")
    if found is None:
        return
    saved, claims = found
    st.session_state.pop("writing_clashes", None)
    links = [show.to("read", "Read it")]
    if saved.version > 1:
        since = {"from": str(saved.version - 1), "to": str(saved.version)}
        links.append(show.to("versions", "See what is different", **since))
    st.html(
        show.done(
            f"Version {saved.version} is saved. {fates.counted(claims)}".rstrip(),
            extra=f'<p class="ev-meta">{"".join(f"<span>{one}</span>" for one in links)}</p>'
            + fates.listed(claims),
        )
    )
    if st.button("Close this report", key="close_report"):
        st.session_state.pop("writing_saved")
        st.rerun()


def beyond(now: r.ArticleView | None, seen: Preview) -> None:
    """Sentences that make claims in other words, and assertions without a claim; asked for."""
    with st.expander(
        "Sentences that make a claim, or need a citation", key="beyond", on_change="rerun"
    ) as box:
        if not box.open:
            return
        if not seen.unchanged or now is None:
            found = unsaved.proposals(seen)
            st.html(
                '<p class="ev-small">This text is not saved: once it is, its sentences can be tied '
                "to the claims.</p>"
            )
            number = None
        else:
            found = kept("propose", (), lambda lib: lib.propose())
            number = now.version.number
        st.html('<h3 class="ev-group">What may make a claim, too</h3>')
        if number is None:
            st.html(sentences.told(found))
        else:
            sentences.offers(found, page="write", number=number)
        st.html('<h3 class="ev-group">Citation needed?</h3>')
        claims = now.claims if now else ()
        sentences.uncited(found.uncited, claims, page="write", number=number)


def repairs(now: r.ArticleView | None) -> None:
    """Claims that the article does not say: a step to place each, or to retire it."""
    lost: tuple[Fate, ...] = kept("orphans", (), lambda lib: lib.orphans())
    if not lost or now is None:
        return
    st.html(
        f'<h3 class="ev-group">{show.plural(len(lost), "claim")} without a place</h3>'
        '<p class="ev-small">Their links are kept. Say where the article makes each of them now, '
        "or retire those that it does not make any more. Both can be undone in History.</p>"
    )
    for fate in lost:
        with st.container(key=f"orphan-{fate.slug}", border=True):
            repair(fate, now.version.number)


def repair(fate: Fate, number: int) -> None:
    st.html(f'<ul class="ev-fates">{fates.one_fate(fate)}</ul>')
    name = claim_name(fate.slug)
    with st.container(horizontal=True, key=f"repair-{fate.slug}"):
        wanted = [
            one
            for place, one in enumerate(fate.candidates)
            if st.button(f"{_said_in(fate, place)}: {name}", key=f"place-{fate.slug}-{place}")
        ]
        retired = st.button(f"Retire the claim: {name}", key=f"retire-{fate.slug}")
    if not wanted and not retired:
        return
    try:
        if wanted:
            place = wanted[0]
            state = library().place_claim(fate.slug, place.start, place.end, version=number)
            done("write", placed_words(fate, state))
        else:
            library().retire_claim(fate.slug)
            done("write", f"“{fate.claim}” is retired. History can bring it back.")
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    st.rerun()


def _said_in(fate: Fate, place: int) -> str:
    return "It is said there" if len(fate.candidates) == 1 else f"It is said in place {place + 1}"


def placed_words(fate: Fate, state: AnchorState) -> str:
    _, _, word, meaning = fates.STATES[state]
    return f"“{fate.claim}” has its place again. {word}: {meaning}."


st.set_page_config(page_title="Write – Evidence")
page()
