"""Citations that tell a claim's studies apart: supported by 3-5; but see 6; limited by 7.

The words are prefixes of citations (CSL 1.0.2), so a style of authors and years, or of notes, puts
them where it should: (supported by Cohen 2018; but see Berg 2020). Numbers cannot carry words -
raised, they would raise the words with them - so there each stance gets a cluster of its own, and
the words stand between the clusters.
"""

import re
from collections.abc import Sequence

from evidence.citing import blocks
from evidence.citing.assembly import ADDED
from evidence.citing.styles import ResolvedStyle
from evidence.citing.wording import Words
from evidence.vocabulary import Stance

_IN_PARENTHESES = re.compile(
    r"<citation\b(?:(?!</citation>).)*?<layout[^>]*prefix=\"\s*\(", re.DOTALL
)


def in_words(citations: Sequence[tuple[Stance, blocks.Node]], words: Words) -> list[blocks.Node]:
    """The citations by stance; the first of each stance has the words before it."""
    groups: dict[Stance, list[blocks.Node]] = {stance: [] for stance in Stance}
    for stance, citation in citations:
        if citation not in groups[stance]:
            groups[stance].append(citation)
    out: list[blocks.Node] = []
    for stance, group in groups.items():
        if group:
            # Where there is nothing before the "but".
            first = "-first" if stance is Stance.DISPUTES and not out else ""
            prefix = [*blocks.text(words[f"by-{stance.value}{first}"]), blocks.SPACE]
            out += [group[0] | {"citationPrefix": prefix}, *group[1:]]
    return out


def spread(tree: blocks.Blocks, style: ResolvedStyle) -> blocks.Blocks:
    """The tree with the words between clusters instead of in them, for a style of numbers."""
    brackets = ("[", "]") if _IN_PARENTHESES.search(style.csl) else ("(", ")")

    def change(node: blocks.Node) -> blocks.Node:
        if node["t"] != "Cite" or not node["c"][0][0]["citationPrefix"]:
            return node
        out: blocks.Inlines = [blocks.string(brackets[0])]
        group: list[blocks.Node] = []
        for citation in node["c"][0]:
            if citation["citationPrefix"]:
                if group:
                    out += [blocks.cite(group), blocks.string(";"), blocks.SPACE]
                out += citation["citationPrefix"]
                group = []
            group.append(citation | {"citationPrefix": []})
        out += [blocks.cite(group), blocks.string(brackets[1])]
        return blocks.span(out, classes=(ADDED,))

    return blocks.mapped(tree, change)
