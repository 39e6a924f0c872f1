"""How far an article is substantiated, paragraph by paragraph, as HTML. Counts, never a verdict."""

from evidence.library import results as r
from evidence.library.substantiating import ArticleSubstantiation, ParagraphSubstantiation
from evidence.ui import show

STAGES = (
    ("linked", "linked"),
    ("anchored", "with a passage"),
    ("verified", "verified"),
    ("appraised", "appraised"),
)
BEGINNING = 70  # characters of a paragraph: enough to know it by
EXPLAINED = (
    "Linked: which study. With a passage: which words of it. Verified: the words were seen in a text "
    "that the library holds. Appraised: the study has a level of evidence for the claim’s question, "
    "or a judgement of its risk of bias. How good the evidence is, only the certainty says."
)


def table(found: ArticleSubstantiation) -> str:
    """The article, then each paragraph that makes a claim or asserts something."""
    names = ("Paragraph", "Claims", *(name.capitalize() for _, name in STAGES), "No claim")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    lines = [_line("The article", "", found.claims, found.links, found.uncited)]
    lines += [_paragraph(one) for one in found.paragraphs]
    return (
        '<div class="ev-scroll" role="region" aria-label="Substantiation by paragraph" tabindex="0">'
        f'<table class="ev-table ev-substance"><thead><tr>{head}</tr></thead>'
        f'<tbody>{"".join(lines)}</tbody></table></div><p class="ev-small">{EXPLAINED}</p>'
    )


def _paragraph(one: ParagraphSubstantiation) -> str:
    words = " ".join(one.text.lstrip("# ").split())
    short = words if len(words) <= BEGINNING else f"{words[:BEGINNING].rsplit(' ', 1)[0]} …"
    return _line(short, f"{one.number}. ", len(one.claims), one.links, one.uncited)


def _line(name: str, before: str, claims: int, links: r.Substantiation, uncited: int) -> str:
    cells = (claims, *(getattr(links, stage) for stage, _ in STAGES), uncited)
    shown = "".join(f"<td>{number:,}</td>" for number in cells)
    return f'<tr><th scope="row">{before}{show.text(name)}</th>{shown}</tr>'
