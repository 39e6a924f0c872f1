"""What stands on a reference's byline: names, year, and the citation key made of them."""

import re
from collections.abc import Container, Mapping, Sequence
from typing import Any

from evidence.text.folding import WORD, fold, spell_greek
from evidence.text.rich import plain

# Words that tell a title from no other: left out of citation keys.
_SMALL_WORDS = (
    "a an and are as at by can do does for from how in into is it its of on or over the their "
    "this to towards under use using was what when where which who why with within without "
    "der die das ein eine und von zur zum le la les un une des du et de el los las una y"
)
_INSIGNIFICANT = frozenset(_SMALL_WORDS.split())
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)", re.ASCII)
_KEY_PART = 40  # characters; longer families and words are cut


def family_names(csl_names: Sequence[Mapping[str, Any]]) -> list[str]:
    """The family name of each, with its particles (`van der Berg`), or the name of the group."""
    return [family for name in csl_names if (family := _family(name))]


def _family(name: Mapping[str, Any]) -> str:
    if not name.get("family"):
        return str(name.get("literal") or name.get("given") or "").strip()
    parts = (name.get("dropping-particle"), name.get("non-dropping-particle"), name["family"])
    return " ".join(str(part).strip() for part in parts if part)


def name_text(csl_name: Mapping[str, Any]) -> str:
    """A name as a list shows it: `van der Berg, Anna`, `King, Martin Luther, Jr.`."""
    if not csl_name.get("family"):
        return _family(csl_name)
    parts = (_family(csl_name), csl_name.get("given"), csl_name.get("suffix"))
    return ", ".join(str(part).strip() for part in parts if part)


def short_authors(csl: Mapping[str, Any], limit: int = 3) -> str:
    """The authors (else the editors) in brief: `Cohen`, `Cohen and Bhatia`, `Cohen et al.`.

    From `limit` names on, the first stands for all.
    """
    names = family_names(csl.get("author") or csl.get("editor") or [])
    if not names:
        return ""
    if len(names) >= limit > 1 or (limit <= 1 and len(names) > 1):
        return f"{names[0]} et al."
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def year_of(csl: Mapping[str, Any]) -> int | None:
    """The year of publication, or None. Years before Christ are negative."""
    issued = csl.get("issued")
    if not isinstance(issued, Mapping):
        return None
    for date in issued.get("date-parts") or ():
        if isinstance(date, Sequence) and date and re.fullmatch(r"-?\d{1,4}", str(date[0])):
            return int(date[0])
    found = _YEAR.search(str(issued.get("raw") or issued.get("literal") or ""))
    return int(found[1]) if found else None


def _ascii_words(text: str) -> list[str]:
    spelt = spell_greek(fold(plain(text)))
    return [
        word
        for part in WORD.findall(spelt.replace("'", ""))
        if (word := part.encode("ascii", "ignore").decode())
    ]


def propose_key(csl: Mapping[str, Any], taken: Container[str]) -> str:
    """A citation key that is not taken: family, year, first significant word of the title.

    `cohen2018consensus`, then `cohen2018consensusa`, `…b` … `…z`, `…aa`. Lower-case ASCII. The free
    suffix is found by doubling and halving, so a hundred thousand keys with the same beginning
    cost about seventeen looks each, not a hundred thousand.
    """
    families = family_names(csl.get("author") or csl.get("editor") or [])
    family = "".join(_ascii_words(families[0])) if families else ""
    title = _ascii_words(str(csl.get("title") or ""))
    word = next((w for w in title if w not in _INSIGNIFICANT and not w.isdigit()), "")
    year = year_of(csl)
    stem = family[:_KEY_PART] + (str(abs(year)) if year is not None else "") + word[:_KEY_PART]
    if not stem.strip("0123456789"):
        stem = f"reference{stem}"
    if stem not in taken:
        return stem
    low, high = 0, 1
    while stem + _letters(high) in taken:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if stem + _letters(middle) in taken:
            low = middle
        else:
            high = middle
    return stem + _letters(high)


def _letters(number: int) -> str:
    """1 → a, 26 → z, 27 → aa."""
    result = ""
    while number:
        number, digit = divmod(number - 1, 26)
        result = chr(97 + digit) + result
    return result
