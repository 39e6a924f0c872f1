"""Tables about what a record is: remarks of databases, kinds of notice, servers of preprints.

Patterns for folded text. Every repetition in them is bounded or of one class of characters, so
that hostile titles cost no more than their length.
"""

import re

from evidence.matching.wording import one_spelling

# Remarks that databases put into a title: what stands in them is about the record, not the work.
_LANGUAGES = (
    "english|chinese|french|german|spanish|italian|japanese|russian|portuguese|polish|turkish|"
    "korean|dutch|danish|swedish|norwegian|finnish|czech|hungarian|hebrew|arabic|persian|"
    "croatian|serbian|slovak|slovene|slovenian|romanian|bulgarian|ukrainian|greek|lithuanian|"
    "multiple languages|undetermined language|original"
)
REMARK = re.compile(
    rf"[\[(]\s*(?:(?:article )?(?:in )?(?:{_LANGUAGES})(?:[,;/ ]+(?:{_LANGUAGES}))*"
    r"|\d+ ref(?:erence)?s?\.?|reviews?(?:\]?\s*\[?\d+ refs?)?|see comments?|corrected"
    r"|(?:letter|comment|editorial|news|abstract|meeting abstract|review|case reports?)"
    r"(?:\s*;\s*(?:letter|comment|editorial|review|news))*"
    r"|(?:comment|erratum|errata|correction|retraction|republished|reprint|summary|update"
    r"|original(?: report)?|retracted|expression of concern|author reply)"
    r"(?: appears| published)? (?:in|from|of|by|for|on)\b[^\[\]]*"
    r"|multiple letters|\d{1,2}|retracted(?: article)?|proceedings?|electronic(?: resource)?"
    r"|published erratum appears[^\[\]]*"
    r")\s*[\])]\.?"
)

_SEPARATOR = r"\s*(?:[:.\-]|to\b|on\b|of\b|for\b|in\b|$)"
_ARTICLE = r"(?:an? |the )?"
_OF_WHAT = r"(?: (?:for|of|from) [^:.]{0,120})?"
# A title without any of these words is of no kind: one look instead of twenty.
_KIND_WORDS = (
    "erratum errata corrigendum corrigenda correction corrections addendum amendment retraction "
    "withdrawal removal concern reply replies rejoinder response re comment comments commentary "
    "commentaries discussion letter letters correspondence critique reflection reflections "
    "editorial editor editors protocol design rationale abstract poster summary follow followup "
    "long extension final interim update updated revision analysis analyses vol"
)
KIND_WORDS = frozenset(map(one_spelling, _KIND_WORDS.split()))
# What a title begins with, and what that makes it.
KIND_AT_START = tuple(
    (kind, re.compile(rf"\W*(?:{pattern})"))
    for kind, pattern in (
        (
            "erratum",
            r"(?:published |author |publisher )?(?:erratum|errata|corrigend(?:um|a)|corrections?"
            rf"|addendum|amendment){_SEPARATOR}|(?:author|publisher) correction",
        ),
        (
            "retraction",
            r"(?:retraction|retraction note|retraction notice|notice of retraction|withdrawal"
            rf"|removal notice|(?:editorial )?expression of concern){_SEPARATOR}",
        ),
        (
            "reply",
            r"(?:in )?(?:reply|replies|rejoinder)\b|(?:the )?authors?'?s? (?:reply|response)\b"
            r"|response(?: letter)?(?:\s*:|\s+to\b|$)|re\s*:|re \[?\W",
        ),
        (
            "comment",
            r"(?:invited |editorial |expert )?comment(?:s|ary|aries)?(?:\s*[:.]|\s+(?:on|to)\b|$)"
            r"|discussion(?:\s*:|\s+(?:of|on)\b|$)|letters?(?: to the editor)?(?:\s*[:.]|$)"
            r"|correspondence(?:\s*[:.]|\s+on\b|$)|critique of\b|reflections? on '",
        ),
        (
            "editorial",
            r"(?:guest )?editorial(?:\s*[:.\-]|$)|editor'?s?'? (?:note|choice|comment)",
        ),
        ("protocol", r"(?:study |trial |review )?protocol(?:\s*[:.]| for\b| of\b)"),
        (
            "abstract",
            r"(?:meeting |conference |poster )?abstract(?:\s*[:.\-]|\s+[a-z]{0,3}-?\d+)"
            r"|poster(?:\s*[:.]|\s+\d)",
        ),
        ("summary", r"(?:plain language |lay |executive )summary(?:\s*[:.]|\s+of\b)"),
    )
)
# What a title ends with, after a colon, a full stop, a dash or in brackets.
_AFTER = r"[:.\-(\[]\s*"
KIND_AT_END = tuple(
    (kind, re.compile(rf"(?:{pattern})\W*$"))
    for kind, pattern in (
        (
            "erratum",
            rf"{_AFTER}{_ARTICLE}(?:erratum|errata|corrigend(?:um|a)|correction|addendum)"
            # Web of Science: `Title (vol 360, pg 542, 2009)`.
            r"|\(?\[?vol\.?\s*\w+,?\s*(?:pg?s?\.?|art(?:icle)?(?: no)?\.?)\s*[\w\- ]+"
            r"(?:,\s*\d{4})?\s*[\])]",
        ),
        ("retraction", rf"{_AFTER}(?:retraction|notice of retraction|expression of concern)"),
        (
            "reply",
            rf"{_AFTER}{_ARTICLE}(?:authors?'?s? )?(?:reply|response|rejoinder)"
            r"(?: to [^:.]{0,60})?",
        ),
        (
            "comment",
            rf"{_AFTER}{_ARTICLE}(?:invited |editorial |expert )?"
            r"(?:comment|commentary|discussion|critique|letter|letter to the editor)",
        ),
        ("editorial", rf"{_AFTER}{_ARTICLE}(?:guest )?editorial"),
        (
            "protocol",
            rf"\bstudy protocol{_OF_WHAT}|{_AFTER}{_ARTICLE}(?:[\w\- ]{{0,60}} )?protocol"
            rf"|\b(?:design and rationale|rationale and design|study design|trial design){_OF_WHAT}"
            r"|\bprotocol (?:for|of) (?:an?|the) [^:.]{0,120}",
        ),
        (
            "abstract",
            rf"{_AFTER}(?:meeting |conference |poster )?abstract"
            rf"|{_AFTER}poster(?: presentation)?",
        ),
        ("summary", rf"{_AFTER}{_ARTICLE}(?:plain language |lay |executive )summary"),
        (
            "follow-up",
            rf"{_AFTER}{_ARTICLE}(?:[\w\-]{{1,12}}[ \-](?:year|month|week)s? |long[ -]term "
            r"|extended |final ){0,3}(?:follow[ -]?up|long[ -]term|extension|final|interim|updated)"
            r"(?:[ -](?:of|from|results|outcomes?|analys[ie]s|study|report|data|trial|survey)\b"
            r"[^:.]{0,80})?"
            r"|(?:post[ -]hoc|subgroup|secondary|exploratory|pooled|sensitivity) analys[ei]s"
            rf"{_OF_WHAT}",
        ),
        (
            "update",
            rf"{_AFTER}{_ARTICLE}(?:\d{{4}} )?(?:update|revision)(?: \d{{4}})?",
        ),
    )
)

# Servers of preprints, by what they call themselves and by the beginning of their DOIs (Crossref's
# posted content). 10.1101 is Cold Spring Harbor's: its journals have letters after the slash.
PREPRINT_PLACE = re.compile(
    r"\b(?:arxiv|biorxiv|medrxiv|chemrxiv|psyarxiv|socarxiv|edarxiv|eartharxiv|techrxiv"
    r"|corr(?!\.? \w)|research square|preprints?(?:\.org)?|preprint server"
    r"|ssrn(?: electronic journal)?|authorea|osf preprints|qeios)\b"
)
PREPRINT_DOI = re.compile(
    r"10\.(?:1101/(?:\d{6}|\d{4}\.\d{2})|48550/|21203/|20944/preprints|2139/ssrn|31234/|31219/"
    r"|31235/|26434/|36227/|22541/|32388/|12688/.*preprint)"
)

# `.[Erratum appears in Am J Transplant. 2009 Sep;9(9):2205 Note: Niauif, P [added]]…`: nested, and
# often cut off. It stands in the title of the work, not of the erratum.
LONG_REMARK = re.compile(
    r"(?<=\S)\s*\[(?:published )?(?:erratum|errata|comment|correction|retraction|update"
    r"|expression of concern|republished|reprint|summary|original)\w*"
    r" (?:appears |published )?(?:in|on|of|by|from|for)\b.*$"
)
