"""Identifiers of references in one normal form each, and addresses that are safe to follow."""

import re
import unicodedata
from urllib.parse import quote, unquote, urlsplit

from evidence.limits import URL_CHARS
from evidence.text.characters import strip_controls

# The form of a DOI: Crossref's recommended pattern, with any non-space suffix (ISO 26324). A
# registrant may divide its prefix: 10.1000.10/123.
_REGISTRANT = r"10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,9}/"
_DOI = re.compile(_REGISTRANT + r"\S+")
_DOI_PREFIX = re.compile(
    r"(?:https?\s*:\s*//\s*)?(?:www\.|dx\.)?doi\.org/+(?:doi:)?|(?:info:|urn:)?doi\s*[:/]?\s*", re.I
)
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
# What may follow a DOI in the same value: `[doi]` of MEDLINE, a remark, another identifier.
_AFTER_DOI = re.compile(rf"[\[(]|https?:|{_REGISTRANT}|doi\b|pmid\b|pmcid\b|accessed\b|[;,]", re.I)
_ESCAPES = {"&lt;": "<", "&gt;": ">", "&amp;": "&", r"\_": "_", r"\%": "%", r"\&": "&", r"\#": "#"}
_CLOSERS = {")": "(", "]": "[", "}": "{", ">": "<"}
_DOI_CHARS = 2_000

_PMID = re.compile(
    r"(?:pmid\s*:?\s*|(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov/|"
    r"ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/))?0*([1-9]\d{0,8})\s*(?:\[pmid\]|/)?\.?",
    re.I | re.ASCII,
)
_PMCID = re.compile(
    r"(?:pmcid\s*:?\s*|(?:https?://)?(?:www\.)?(?:pmc\.ncbi\.nlm\.nih\.gov/articles/|"
    r"ncbi\.nlm\.nih\.gov/(?:labs/)?pmc/articles/))?(?:pmc\s*)?0*([1-9]\d{0,9})(?:\.\d+)?"
    r"\s*(?:\[pmc(?:id)?\]|/)?\.?",
    re.I | re.ASCII,
)
_ARXIV = re.compile(
    r"(?:https?://)?(?:www\.)?(?:arxiv\.org/(?:abs|pdf)/|arxiv\s*:\s*|(?:doi\.org/)?10\.48550/arxiv\.)?"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?(?:\s*\[[\w.\- ]+\])?",
    re.I | re.ASCII,
)
_DASHES = re.compile(r"[\s\-\u2010-\u2015\u2212]")
_ISBN_FORM = re.compile(r"\d{9}[\dX]|97[89]\d{10}", re.ASCII)
_ISSN_FORM = re.compile(r"\d{7}[\dX]", re.ASCII)


def normal_doi(text: str) -> str | None:
    """A DOI in lower case without resolver, prefix, percent-encoding or trailing punctuation.

    None when it is not well-formed, and when white space inside leaves open where it ends: half a
    DOI would be the DOI of something else.
    """
    if not text or len(text) > _DOI_CHARS:
        return None
    text = strip_controls(text)[0].strip().strip("<>{}\"'“”").lstrip("([").strip()
    prefix = _DOI_PREFIX.match(text)
    if prefix:
        text = text[prefix.end() :].lstrip()
    text = _decoded(text)
    head, *rest = text.split(None, 1)[:2] or [""]
    if rest and not _AFTER_DOI.match(rest[0]) and not head.endswith((",", ";")):
        return None
    head = _without_trailing_punctuation(head).lower()
    if not _DOI.fullmatch(head) or _PERCENT.search(head):
        return None
    return head


def _decoded(text: str) -> str:
    for _ in range(3):
        if not _PERCENT.search(text):
            break
        text = unquote(text)
    for escaped, char in _ESCAPES.items():
        if escaped in text:
            text = text.replace(escaped, char)
    return text.strip()


def _without_trailing_punctuation(text: str) -> str:
    """Trailing `.,;:!?` and quotes go; a closing bracket only if its opening one is missing."""
    end = len(text)
    unmatched = {
        closer: text.count(closer) - text.count(opener) for closer, opener in _CLOSERS.items()
    }
    while end:
        last = text[end - 1]
        if last in _CLOSERS:
            if unmatched[last] <= 0:
                break
            unmatched[last] -= 1
        elif last not in ".,;:!?'\"“”’»":
            break
        end -= 1
    return text[:end]


def doi_url(doi: str) -> str:
    """The address of a DOI; every character that could leave the path is percent-encoded."""
    return "https://doi.org/" + quote(doi, safe="/()")


def normal_pmid(text: str) -> str | None:
    """A PubMed identifier as bare digits, or None."""
    found = _PMID.fullmatch(text.strip())
    return found[1] if found else None


def pmid_url(pmid: str) -> str:
    return f"https://pubmed.ncbi.nlm.nih.gov/{quote(pmid, safe='')}/"


def normal_pmcid(text: str) -> str | None:
    """A PubMed Central identifier as `PMC123`, without version, or None."""
    found = _PMCID.fullmatch(text.strip())
    return f"PMC{found[1]}" if found else None


def pmcid_url(pmcid: str) -> str:
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(pmcid, safe='')}/"


def normal_arxiv(text: str) -> str | None:
    """An arXiv identifier without prefix and version: `2101.00001`, `hep-th/9901001`, or None."""
    found = _ARXIV.fullmatch(text.strip())
    return found[1].lower() if found else None


def _isbn_form(text: str) -> str | None:
    bare = re.sub(r"^\s*e?isbn(?:[\s-]*1[03](?=[\s:]))?\s*:?", "", text, flags=re.I)
    bare = _DASHES.sub("", re.sub(r"\([^()]*\)\s*$", "", bare)).upper()
    return bare if _ISBN_FORM.fullmatch(bare) else None


def _isbn_sum_is_right(isbn: str) -> bool:
    """ISO 2108: weights 10…1 modulo 11 for ten digits, 1 and 3 modulo 10 for thirteen."""
    if len(isbn) == 10:
        total = sum((10 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(isbn))
        return total % 11 == 0
    return sum((3 if i % 2 else 1) * int(c) for i, c in enumerate(isbn)) % 10 == 0


def normal_isbn(text: str) -> str | None:
    """An ISBN of 10 or 13 digits without hyphens and with the right checksum, or None."""
    bare = _isbn_form(text)
    return bare if bare and _isbn_sum_is_right(bare) else None


def isbn13(text: str) -> str | None:
    """An ISBN as 13 digits, for comparing: one of 10 digits is converted. None as above."""
    bare = normal_isbn(text)
    if bare is None or len(bare) == 13:
        return bare
    body = "978" + bare[:9]
    total = sum((3 if i % 2 else 1) * int(c) for i, c in enumerate(body))
    return f"{body}{-total % 10}"


def checksum_is_wrong_isbn(text: str) -> bool:
    """Whether it has the form of an ISBN but the wrong checksum: a slip, told but kept."""
    bare = _isbn_form(text)
    return bare is not None and not _isbn_sum_is_right(bare)


def _issn_form(text: str) -> str | None:
    bare = re.sub(r"^\s*[ep]?-?issn(?:-l)?\s*:?", "", text, flags=re.I)
    bare = _DASHES.sub("", re.sub(r"\([^()]*\)\s*$", "", bare)).upper()
    return bare if _ISSN_FORM.fullmatch(bare) else None


def _issn_sum_is_right(issn: str) -> bool:
    """ISO 3297: weights 8…2 and the check character, modulo 11."""
    total = sum((8 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(issn))
    return total % 11 == 0


def normal_issn(text: str) -> str | None:
    """An ISSN as `1234-567X` with the right checksum, or None."""
    bare = _issn_form(text)
    return f"{bare[:4]}-{bare[4:]}" if bare and _issn_sum_is_right(bare) else None


def checksum_is_wrong_issn(text: str) -> bool:
    """Whether it has the form of an ISSN but the wrong checksum."""
    bare = _issn_form(text)
    return bare is not None and not _issn_sum_is_right(bare)


_UNSAFE_IN_URL = re.compile(
    r"[\x00-\x20\x7f-\xa0\xad\s\\\"<>^`{|}\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\uffff]"
)


def safe_url(text: str) -> str | None:
    """The address if it may become a link, else None: it is then shown as text.

    http or https with a host and a valid port, at most 2,048 characters, no user name or password,
    no controls, spaces, zero-width or bidirectional characters, nor `\\ " < > ^ ` { | }`.
    """
    url = unicodedata.normalize("NFC", text).strip()
    if not url or len(url) > URL_CHARS or _UNSAFE_IN_URL.search(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        return None
    if parts.username is not None or parts.password is not None:
        return None
    return url
