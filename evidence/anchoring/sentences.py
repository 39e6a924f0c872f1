"""Where sentences and clauses begin and end, in plain text or Markdown."""

import re

# Words before a full stop that does not end a sentence. `no.` and `p.` only before a number.
_SHORT = (
    "al approx ca cf co corp def dept dr ed eds e.g eg eq esp est etc ex fig figs i.e ie inc incl "
    "jr ltd max med min mr mrs ms mt op prof ref refs resp sec sr st suppl tab viz vol vols "
    "vs"
)
_SHORT_BEFORE_NUMBER = "no nos p pp para art ch"
ABBREVIATIONS = frozenset(_SHORT.split())
BEFORE_NUMBER = frozenset(_SHORT_BEFORE_NUMBER.split())

# The end of a block: an empty line, a line break before a list item, quotation or heading, and the
# end of a heading's line.
_BLOCK = re.compile(
    r"(?<![^\S\n])[^\S\n]*\n[^\S\n]*(?:\n\s*|(?=[-*+>|] |#{1,6} |\d{1,3}[.)] ))"
    r"|(?<=\n)(?=#{1,6} )"
)
_HEADING = re.compile(r"#{1,6} ")
# A footnote's mark or a citation stands between a full stop and the space after it.
_STOP = re.compile(r"(?<![.!?…])[.!?…]+[)\]\"'”’»*_]*(?:\[[^\[\]\s]{1,40}\]|[¹²³⁴-⁹⁰]){0,9}(?=\s)")
_WORD_BEFORE = re.compile(r"[\w.]+$")
_CLAUSE = re.compile(r"[,;:()–—](?=\s)|(?<=\s)[–—(]|[.!?…](?=\s)")


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences, in order, without the white space between them.

    A full stop ends a sentence unless it follows an abbreviation ("et al.", "vs.", "e.g."), an
    initial ("J. Smith") or a shortened "no." before a number, or the next word goes on in small
    letters. Headings and list items are sentences of their own.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _blocks(text):
        begin = start
        if not _HEADING.match(text, start):
            for match in _STOP.finditer(text, start, end):
                if _ends(text, begin, match, end=end):
                    spans.append((begin, match.end()))
                    begin = _skip_space(text, match.end(), end)
        if begin < end:
            spans.append((begin, end))
    return spans


def clause_edges(text: str) -> list[int]:
    """Offsets at which a clause begins or ends: beside commas, dashes, brackets and full stops."""
    edges = {0, len(text)}
    for match in _CLAUSE.finditer(text):
        edges.add(match.start())
        edges.add(_skip_space(text, match.end(), len(text)))
    return sorted(edges)


def _blocks(text: str) -> list[tuple[int, int]]:
    blocks, begin = [], 0
    for match in _BLOCK.finditer(text):
        blocks.append((begin, match.start()))
        begin = match.end()
    blocks.append((begin, len(text)))
    split: list[tuple[int, int]] = []
    for start, end in blocks:
        if _HEADING.match(text, start) and (line := text.find("\n", start, end)) > 0:
            split += [(start, line), (line + 1, end)]
        else:
            split.append((start, end))
    return [span for start, end in split if (span := _trim(text, start, end))[0] < span[1]]


def _ends(text: str, begin: int, match: re.Match[str], *, end: int) -> bool:
    after = _skip_space(text, match.end(), end)
    if after >= end:
        return False  # the block's own end
    follows = text[after]
    if match.group()[0] != ".":
        return not follows.islower()
    found = _WORD_BEFORE.search(text, max(begin, match.start() - 20), match.start())
    word = found.group().lower().strip(".") if found else ""
    if word in ABBREVIATIONS or (len(word) == 1 and word.isalpha() and found is not None):
        return False
    if word in BEFORE_NUMBER and follows.isdigit():
        return False
    return not follows.islower()


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    start = _skip_space(text, start, end)
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
