"""Where a work stands: journal, volume, issue and pages in one form each, and how alike."""

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from evidence.matching.wording import SMALL_WORDS
from evidence.text import fold

_WORD = re.compile(r"[^\W\d_]+")
_JOURNAL_CHARS = 300
_SMALL = SMALL_WORDS - {"no"}
_BRACKETED = re.compile(r"[\[(][^\[\]()]*[\])]")
_JOURNALS_CACHED = 100_000

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {month: str(number) for number, month in enumerate(_MONTH_NAMES.split(), 1)}
_NUMBER = re.compile(r"\d+|[a-z]+")
# Issue numbers of real series above this are counted through (The Lancet 9922, BMJ 7643) or are
# counters of the exporting program: when they differ they say nothing.
_HIGHEST_ISSUE = 60
_PAGE = re.compile(
    r"(?P<first>[a-z]{0,6}[\-.]?\d+[a-z]?\d*)(?:\s*-+\s*(?P<last>[a-z]{0,2}\d+[a-z]?))?"
)
_MONTH_PAGE = re.compile(r"(?:(\d{1,2})-([a-z]{3})|([a-z]{3})-(\d{1,2}))")
_PAGES_CHARS = 200


@lru_cache(maxsize=20_000)
def journal_key(text: str) -> str:
    """The names that a journal goes by, each as words; ` | ` between them.

    `Jpen: Journal of Parenteral & Enteral Nutrition` goes by three: all of it, and either side.
    """
    folded = fold(text[:_JOURNAL_CHARS])
    if "[" in folded or "(" in folded:
        outside = _BRACKETED.sub(" ", folded)
        folded = outside if _WORD.search(outside) else folded
    names = [folded]
    for separator in (":", " = ", "/", "."):
        if separator in folded:
            names += [part for part in folded.split(separator, 3) if len(part) > 3]
    keys = (" ".join(w for w in _WORD.findall(name) if w not in _SMALL) for name in names)
    return " | ".join(dict.fromkeys(key for key in keys if key))


@lru_cache(maxsize=_JOURNALS_CACHED)
def compare_journals(a: str, b: str) -> float:
    """How alike two journal keys are, 0-1; symmetric. 1 only for equal keys.

    0.95 an abbreviation by its words (`J Am Soc Nephrol`), 0.9 by its initials (`JAMA`) or by one
    of several names.
    """
    if a == b:
        return 1.0
    best = 0.0
    for one in a.split(" | "):
        for two in b.split(" | "):
            best = max(best, _names_alike(one, two))
            if best >= 0.95:
                return best
    return best


def _names_alike(a: str, b: str) -> float:
    if a == b:
        return 0.95
    words_a, words_b = a.split(), b.split()
    if len(words_a) == len(words_b) and all(map(_abbreviates, words_a, words_b)):
        return 0.95
    for one, two in ((words_a, words_b), (words_b, words_a)):
        if len(one) == 1 and len(two) > 1 and one[0] == "".join(word[0] for word in two):
            return 0.9
    if min(len(words_a), len(words_b)) > 1 and _abbreviates_with_gaps(words_a, words_b):
        return 0.9
    together = fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")) / 100
    if together >= 0.9:
        return 0.85 if _same_kind(words_a, words_b) else 0.5
    return min(together * 0.6, 0.5)


def _same_kind(a: list[str], b: list[str]) -> bool:
    """Whether no word of one is replaced by another (`Journal of X`, `Workshop of X`)."""
    only_a, only_b = set(a) - set(b), set(b) - set(a)
    return all(
        any(_abbreviates(one, two) or fuzz.ratio(one, two) >= 75 for two in only_b)
        for one in only_a
    ) or not (only_a and only_b)


def _abbreviates(a: str, b: str) -> bool:
    """Whether one word is short for the other: `nephrol`, `natl`, `j`; or equal."""
    if a == b:
        return True
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if long.startswith(short):
        return True
    if short[0] != long[0] or len(short) < 2 or len(short) * 3 > len(long) * 3:
        return False
    at = 0
    for char in short:
        at = long.find(char, at) + 1
        if not at:
            return False
    return len(short) >= 4 or long.endswith(short[-1]) or len(short) * 2 <= len(long)


def _abbreviates_with_gaps(a: list[str], b: list[str]) -> bool:
    """As above where the longer name has up to two more words, at its end or between."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if not 1 <= len(long) - len(short) <= 2 or len(short) < 3:
        return False
    at = 0
    for word in short:
        while at < len(long) and not _abbreviates(word, long[at]):
            at += 1
        if at == len(long):
            return False
        at += 1
    return True


@lru_cache(maxsize=20_000)
def number_key(text: str) -> str:
    """A volume or an issue in one form: `01-Mar` → `1-3`, `SUPPL. 3` → `s3`, `Pt 2` → `2`."""
    parts = []
    for part in _NUMBER.findall(fold(text[:40])):
        if part.isdigit():
            parts.append(part.lstrip("0") or "0")
        elif part.startswith("sup") or part == "s":
            parts.append("s")
        elif part.startswith("spec"):
            parts.append("x")
        elif part[:3] in _MONTHS and part not in ("marco", "decimal"):
            parts.append(_MONTHS[part[:3]])
        elif part not in ("pt", "part", "no", "nr", "vol", "volume", "issue", "number", "v", "n"):
            parts.append(part[:6])
    return "-".join(parts).replace("s-", "s")


def compare_volumes(a: str, b: str) -> float:
    """1 equal; 0.35 where one could be the other cut short (`3`, `30`); else 0."""
    if a == b:
        return 1.0
    shorter, longer = sorted((a, b), key=len)
    if longer.startswith(f"{shorter}-") or longer.endswith(f"-{shorter}"):
        return 0.8
    if len(shorter) >= 1 and longer.startswith(shorter) and len(longer) - len(shorter) == 1:
        return 0.35
    return 0.0


def compare_issues(a: str, b: str) -> float | None:
    """1 equal; 0.8 one of a double issue; None where the numbers count something else; else 0."""
    if a == b:
        return 1.0
    if a.isdigit() and b.isdigit():
        return None if int(a) > _HIGHEST_ISSUE and int(b) > _HIGHEST_ISSUE else 0.0
    shorter, longer = sorted((a, b), key=len)
    if set(shorter.split("-")) & set(longer.split("-")):
        return 0.8
    if shorter.startswith("s") and longer.startswith(shorter):
        return 0.8
    if longer.endswith(f"s{shorter}") or longer.startswith(f"{shorter}-s"):
        return 0.5
    if a.isalpha() != b.isalpha() and "s" not in (a[0], b[0]):  # `special`, and its number
        return 0.45
    return 0.0


class Pages(NamedTuple):
    """First pages in the order they stand, the last page of the first range, whether one is."""

    firsts: tuple[str, ...] = ()
    last: str = ""

    def __bool__(self) -> bool:
        return bool(self.firsts)


def read_pages(text: str) -> Pages:
    """Pages as they are compared: `221-8` → 221 to 228, `S30-8` → s30 to s38."""
    folded = fold(text[:_PAGES_CHARS]).replace("pp.", " ").replace("p.", " ")
    spoilt = _MONTH_PAGE.fullmatch(folded.strip())
    if spoilt:  # `01-Sep`: a spreadsheet took 1-9 for a day
        day, month = spoilt[1] or spoilt[4], spoilt[2] or spoilt[3]
        numbers = [day.lstrip("0"), _MONTHS[month]] if month in _MONTHS else [day.lstrip("0")]
        return Pages(tuple(sorted(numbers, key=lambda number: (len(number), number))))
    firsts: list[str] = []
    last = ""
    for found in _PAGE.finditer(folded):
        first = _page(found["first"])
        if "discussion" in folded[: found.start()]:
            break
        if not firsts and found["last"]:
            last = _full_last(first, _page(found["last"]))
        firsts.append(first)
    return Pages(tuple(dict.fromkeys(firsts)), last)


def _page(text: str) -> str:
    letters = "".join(char for char in text if char.isalpha())
    digits = "".join(char for char in text if char.isdigit()).lstrip("0")
    if letters.startswith("suppl"):
        letters = "s"
    return (
        (letters[:3] if text[0].isalpha() else "")
        + digits
        + (letters[:1] if text[0].isdigit() else "")
    )


def _full_last(first: str, last: str) -> str:
    missing = len(first) - len(last)
    return first[:missing] + last if missing > 0 and last.isdigit() else last


def compare_pages(a: Pages, b: Pages) -> float:
    """0-1; symmetric. 1 the same pages, 0.85 the same first page, 0.5 pages that overlap or have
    a slip, 0.25 where one may count within the issue or the file, 0 other pages."""
    if a.firsts == b.firsts and (a.last == b.last):
        return 1.0
    if set(a.firsts) & set(b.firsts):
        return 0.95 if not (a.last and b.last) or a.last == b.last or len(a.firsts) > 1 else 0.85
    one, two = a.firsts[0], b.firsts[0]
    digits_one, digits_two = (
        one.strip("abcdefghijklmnopqrstuvwxyz"),
        two.strip("abcdefghijklmnopqrstuvwxyz"),
    )
    if digits_one == digits_two and len(digits_one) > 1:  # `e1804` and `1804`
        return 0.7
    if a.last and a.last == b.last:
        return 0.6
    if _within(one, b) or _within(two, a):
        return 0.45
    if _is_slip(one, two) and not (a.last and b.last and not _is_slip(a.last, b.last)):
        return 0.45
    if _counts_within(a) or _counts_within(b):
        return 0.25
    return 0.0


def _within(page: str, pages: Pages) -> bool:
    first, last = pages.firsts[0], pages.last
    return (
        page.isdigit()
        and first.isdigit()
        and last.isdigit()
        and int(first) <= int(page) <= int(last)
    )


def _is_slip(a: str, b: str) -> bool:
    """One digit wrong, missing or too many, or two neighbours exchanged, in at least three."""
    if min(len(a), len(b)) < 3:
        return False
    if len(a) == len(b):
        wrong = [place for place in range(len(a)) if a[place] != b[place]]
        return len(wrong) == 1 or (
            len(wrong) == 2 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
        )
    shorter, longer = sorted((a, b), key=len)
    return len(longer) - len(shorter) == 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    )


def _counts_within(pages: Pages) -> bool:
    """Whether it may be an article's number in its issue, or the pages of a file: `7`, `1-12`."""
    first = pages.firsts[0]
    return first == "1" or (not pages.last and first.isdigit() and len(first) < 3)
