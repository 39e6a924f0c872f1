"""Blocking keys: two references that may be one share at least one, so that few are compared.

Each kind of key survives another sort of damage: a title cut short, retyped, in another language,
missing; names divided differently; a volume or pages missing. At most `MOST_KEYS` a reference.
"""

from hashlib import blake2b

from evidence.matching.features import Features
from evidence.matching.wording import SMALL_WORDS

MOST_KEYS = 16
_DIGEST = 8  # bytes: an integer of a database, and in ten million keys no two strangers share one
_IDENTIFIERS = "dpcx"  # DOI, PMID, PMCID, arXiv
_PREFIX_LETTERS = 18
_SUFFIX_LETTERS = 24


def keys(reference: Features) -> tuple[int, ...]:
    """The keys of a reference: of each kind and value a signed integer of 64 bits.

    The last bit tells those of identifiers from the others.
    """
    found: list[tuple[str, str]] = []
    for kind, name in (("d", "doi"), ("p", "pmid"), ("c", "pmcid"), ("x", "arxiv")):
        value = getattr(reference, name)
        if value:
            found.append((kind, value))
    found += _title_keys(reference)
    found += _place_keys(reference)
    return tuple(dict.fromkeys([_digest(kind + value) for kind, value in found]))


def _digest(value: str) -> int:
    digest = blake2b(value.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
    number = int.from_bytes(digest, "big", signed=True)
    return number | 1 if value[0] in _IDENTIFIERS else number & ~1


def names_the_work(key: int) -> bool:
    """Whether a key is of an identifier, which alone is reason enough to compare."""
    return bool(key & 1)


def _title_keys(reference: Features) -> list[tuple[str, str]]:
    title = reference.title
    if not title.words:
        return []
    if title.generic:
        # The title tells nothing: with its place it does.
        place = f"{reference.year} {reference.volume} {reference.issue}"
        return [("g", f"{title.letters} {place}")] if place.strip("None ") else []
    telling = [
        word.rstrip("0123456789") or word for word in title.words if word not in SMALL_WORDS
    ] or list(title.words)
    found = [
        ("f", " ".join(sorted(telling[:5]))),
        ("l", " ".join(sorted(sorted(sorted(set(telling)), key=len, reverse=True)[:3]))),
        ("b", title.letters[:_PREFIX_LETTERS]),
    ]
    if len(title.letters) > _SUFFIX_LETTERS:
        found.append(("e", title.letters[-_SUFFIX_LETTERS:]))
    if title.other:
        found.append(("b", title.other[:_PREFIX_LETTERS]))
    if reference.isbn:
        found.append(("i", f"{reference.isbn} {telling[0]}"))
    return found


def _place_keys(reference: Features) -> list[tuple[str, str]]:
    found = []
    first_page = reference.pages.firsts[0] if reference.pages else ""
    if first_page and reference.volume and reference.year is not None:
        found.append(("v", f"{reference.volume} {first_page} {reference.year}"))
    author = reference.people.leading
    if author and len(first_page) > 1:
        found.append(("a", f"{author} {first_page}"))
    if author and reference.volume and reference.issue and reference.journal:
        found.append(("n", f"{author} {reference.volume} {reference.issue}"))
    return found
