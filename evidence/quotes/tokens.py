"""Text cut into tokens: words, and numbers with their sign, comparison and unit."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from evidence.quotes.numerals import with_dates, with_fractions, with_spelt_numbers
from evidence.quotes.token import Token, value
from evidence.quotes.vocabulary import (
    BEFORE_NUMBER,
    NUMBER_WORDS,
    RESPELT,
    SPELT_UNITS,
    SYNONYMS,
    UNITS,
    denies,
    direction,
)

DASHES = "-‐‑‒–—―−"
_HIDDEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_TOKEN = re.compile(
    r"(?P<money>(?<![^\W_])(?:US|AU|CA|NZ|A|C)?[$€£](?:US|AU|CA|NZ)?(?=\s?\d))"
    r"|(?P<power>(?<![^\W_])(?:[mckd]?m|[μµ]m)[23²³](?!\w))"
    r"|(?P<name>(?<![^\W_])(?![α-ω])[^\W\d_]{1,8}\d[^\W_]*)"  # CD11b, PGE2: no number is meant
    r"|(?P<number>(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d|[.,]\d)"  # 18 515
    rf"|\d+(?:[.,·]\d+)*(?:[\u00a0\u2009\u202f]\d{{3}}(?!\d))*|(?<![\w.])[.·]\d+)"
    r"|(?P<least>[<>]\s?(?:/|or)\s?=)"  # >/=3
    rf"|(?P<around>\+\s?/?\s?[{DASHES}])"
    rf"|(?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f{_HIDDEN}]|['’ʼ](?=[^\W\d_])"
    r"|[-‐\u00ad][^\S\n]*\n\s*(?=[a-zà-ÿﬀ-ﬆ]))*)"  # a word divided at the end of a line
    r"|(?P<mark>[%‰<>≤≥±$€£/=])"
)
# "vs.", "et al.", "e.g." and the like end no sentence.
STOP = re.compile(
    r"(?<!\bvs)(?<!\bal)(?<!\be\.g)(?<!\bi\.e)(?<!\bcf)(?<!\bca)(?<!\bFig)[.!?][)\]\"”’]*\s+(?=\S)"
    r"|(?<=[a-z)\]%])[.!?](?=[A-Z])"  # "(interview).Methods: …"
    r"|(?<=[a-z)\]%])[.!?]\d{1,3}(?:[\s,–-]{1,3}\d{1,3})*\s+(?=[A-Z])"  # "levels.1 2 The …"
)
_NUMERAL = re.compile(r"(?:[-–‐]|\b(?:phase|stage|type|class|grade|dsm|level)\s)$", re.I)
_LINE_END = re.compile(r"[-‐\u00ad]\s*\n\s*")
# mg kg-1 h-1 and mg·kg⁻¹ as they stand in older papers: a unit to the power of minus one.
_INVERSE = re.compile(
    r"(?<=[A-Za-zμµ1¹])[ ·.](kg|h|hr|min|day|ml|dl|l)\s?(?:[-−–‐]1(?!\d)|⁻¹)", re.I
)
_COMPARED = {
    ("less", "than"): "<", ("fewer", "than"): "<", ("lower", "than"): "<", ("below",): "<",
    ("under",): "<", ("more", "than"): ">", ("greater", "than"): ">", ("higher", "than"): ">",
    ("over",): ">", ("longer", "than"): ">", ("shorter", "than"): "<",
    ("older", "than"): ">", ("younger", "than"): "<",
    ("exceeding",): ">",
    ("above",): ">", ("at", "least"): "≥", ("at", "most"): "≤", ("up", "to"): "≤",
    ("as", "long", "as"): "≤", ("as", "many", "as"): "≤", ("as", "much", "as"): "≤",
    ("minimum", "of"): "≥", ("maximum", "of"): "≤",
    ("no", "more", "than"): "≤", ("no", "less", "than"): "≥", ("no", "fewer", "than"): "≥",
}  # fmt: skip


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of `text[start:end]`; offsets are those of the whole text."""
    raw = list(_raw(text, start, len(text) if end is None else end))
    found = _with_units(_with_comparisons(with_fractions(with_spelt_numbers(raw)), text), text)
    found = [_plain_failure(*pair) for pair in zip(found, [*found[1:], None], strict=False)]
    return [
        replace(token, begins=True)
        if before is not None and STOP.search(text, before.end, token.start + 1)
        else token
        for before, token in zip([None, *found], found, strict=False)
    ]


def fold_word(word: str) -> str:
    """A word in small letters, without ligatures, hidden characters and division at line ends."""
    if word.isascii() and "\n" not in word:
        return word.lower()
    word = _LINE_END.sub("", word).translate(_DROPPED)
    folded = unicodedata.normalize("NFKD", word.replace("’", "'").replace("ʼ", "'")).lower()
    plain = "".join(char for char in folded if not unicodedata.combining(char)).replace("µ", "μ")
    return _GREEK.get(plain, plain)


# α-SMA and TNF-β, written out by many. Not μ, which is a unit's.
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa",
    "λ": "lambda", "ω": "omega", "σ": "sigma", "χ": "chi",
}  # fmt: skip


_DROPPED = {ord(char): None for char in _HIDDEN}


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What a word is aligned by: British and American spelling and common endings taken away."""
    word = SYNONYMS.get(word, word)
    word = RESPELT.get(word, word)
    if len(word) < 5:
        return word.removesuffix("s") if len(word) == 4 and not word.endswith("ss") else word
    word = word.replace("isation", "ization").replace("ae", "e").replace("oe", "e")
    word = word.replace("our", "or").replace("ys", "yz") if len(word) > 6 else word
    word = re.sub(r"is(e|ed|es|ing)$", r"iz\1", word)
    word = re.sub(r"([tb])re(?=s?$)", r"\1er", word)  # titre
    word = re.sub(r"ll(?=(?:ed|ing|er|ers)$)", "l", word)  # remodelling
    for ending in ("izations", "ization", "ations", "ation", "ingly", "ments", "ment", "ings",
                   "ing", "edly", "ies", "ied", "ed", "es", "ly", "s", "e", "y"):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def _raw(text: str, start: int, end: int) -> Iterator[Token]:
    text_here = text
    if _INVERSE.search(text, start, end):
        # The same length, so that offsets stay: a slash stands for the space or the dot.
        text_here = text[:start] + _INVERSE.sub(_as_slash, text[start:end]) + text[end:]
    for match in _TOKEN.finditer(text_here, start, end):
        begin, stop = match.span()
        kind, found = match.lastgroup, match.group()
        if kind == "number":
            sign, begin = _sign(text_here, begin, start)
            yield Token(sign + value(found), found, begin, stop, "number")
        elif kind == "money":
            yield Token(found.strip("USACNZ"), found.strip("USACNZ"), begin, stop, "mark")
        elif kind == "mark":
            yield Token(found, found, begin, stop, "mark")
        elif kind in ("power", "name"):
            word = unicodedata.normalize("NFKD", found).lower()
            yield Token(word, word, begin, stop)
        elif kind == "least":
            sign = "≤" if found[0] == "<" else "≥"
            yield Token(sign, sign, begin, stop, "mark")
        elif kind == "around":
            yield Token("±", "±", begin, stop, "mark")
        elif found.lower() == "iv" and _NUMERAL.search(text_here, max(0, begin - 9), begin):
            yield Token("iv", "iv", begin, stop)  # DSM-IV, phase IV: no route
        else:
            yield _word(fold_word(found), begin, stop)


def _as_slash(match: re.Match[str]) -> str:
    return f"/{match[1]}".ljust(len(match[0]))


def _word(word: str, start: int, end: int) -> Token:
    word = word.removesuffix("'s")
    if denies(word):
        return Token("¬", word, start, end, "negation")
    if word in NUMBER_WORDS:
        return Token(value(str(NUMBER_WORDS[word])), word, start, end, "number")
    if word in SPELT_UNITS:
        return Token(f"unit {UNITS[word]}", word, start, end, "unit")
    if (axis := direction(word)) is not None:
        return Token(f"{axis[0]} {axis[1]}", word, start, end, "direction")
    return Token(stem(word), word, start, end)


def _sign(text: str, begin: int, low: int) -> tuple[str, int]:
    """The sign before a number: a dash that joins nothing and no range."""
    at = begin - 1
    if at >= low and text[at] == " " and at - 1 >= low and text[at - 1] == "−":
        at -= 1
    if at < low or text[at] not in DASHES or text[at] in "—―":
        return "", begin
    before = text[at - 1] if at > low else " "
    if before in "+/" and "+" in text[max(low, at - 3) : at]:
        return "", begin  # 28.3 +/- 5.4
    if before.isalnum() or before in ")]%.'’" or (before == "-" and text[at] == "-"):
        return "", begin
    return "-", at


def _plain_failure(token: Token, after: Token | None) -> Token:
    """Heart failure denies nothing, failure to improve does; a prior cancer is a previous one."""
    if token.word == "prior" and (after is None or after.word != "to"):
        return replace(token, key=stem("previous"), word="previous", fact="")
    if token.word == "free" and after is not None and after.word in ("of", "from"):
        return replace(token, key="¬", fact="negation")
    if token.word == "failure" and (after is None or after.word != "to"):
        return replace(token, key="failur", fact="")
    return token


_SPANS = frozenset(("s", "min", "h", "day", "week", "month"))


def _with_comparisons(found: list[Token], text: str) -> list[Token]:
    """“Less than 5” and “< 5” are one token; so is “± 1.1”."""
    joined: list[Token] = []
    for token, after in zip(found, [*found[1:], None], strict=False):
        if token.fact != "number":
            joined.append(token)
            continue
        if joined and joined[-1].word == "over" and after and UNITS.get(after.word) in _SPANS:
            joined.append(token)  # "infused over 40 min"
            continue
        if after and text[token.end : after.start] in _TIES and _names(after):
            joined.append(token)  # "an advantage over 5-FU"
            continue
        sign, number, start = "", token.key, token.start
        while joined and joined[-1].word in ("<", ">", "≤", "≥", "±", "="):
            mark = joined.pop()
            sign, start = ("" if mark.word == "=" else mark.word) + sign, mark.start
        for size in (3, 2, 1) if not sign else ():
            end = len(joined) - (bool(joined) and joined[-1].word in ("a", "the"))
            lead = tuple(t.word for t in joined[max(0, end - size) : end])
            if len(lead) == size and lead in _COMPARED:
                sign, start = _COMPARED[lead], joined[end - size].start
                del joined[end - size :]
                break
        sign = {"<=": "≤", ">=": "≥"}.get(sign, sign)
        joined.append(replace(token, key=sign + number, start=start))
    return [t for t in joined if t.word not in "<>≤≥±="]


def _with_units(found: list[Token], text: str) -> list[Token]:
    """Numbers take the units that follow them (0.5 mg/kg/h, 4-week), or a “week” before."""
    joined: list[Token] = []
    at = 0
    while at < len(found):
        token = found[at]
        at += 1
        if token.word == "/":
            after = found[at] if at < len(found) else None
            if after and after.word in UNITS and after.fact != "unit":  # 95 beats/min
                unit = f"unit {UNITS[after.word]}"
                joined.append(Token(unit, f"/{after.word}", after.start, after.end, "unit"))
                at += 1
            continue
        if token.fact == "mark" and token.word in "$€£" and at < len(found):
            if found[at].fact == "number":
                unit = UNITS[token.word]
                joined.append(replace(found[at], start=token.start, unit=unit))
                at += 1
            continue
        if token.fact == "mark":
            joined.append(Token(f"unit {token.word}", token.word, token.start, token.end, "unit"))
            continue
        if token.fact != "number":
            joined.append(token)
            continue
        unit, stop, at = _unit_after(found, at, token, text)
        if not unit and (behind := _BEHIND.match(text, token.end)):
            unit = UNITS.get(behind["unit"].lower(), "")
        if not unit and joined and joined[-1].word in BEFORE_NUMBER:
            before = joined.pop()
            token = replace(token, start=before.start)
            unit, stop = UNITS[before.word], token.end
        joined.append(replace(token, unit=unit, end=stop))
    return with_dates(_or_older(_without_to(_lists(joined, text), text)), text)


def _unit_after(found: list[Token], at: int, number: Token, text: str) -> tuple[str, int, int]:
    unit, stop = "", number.end
    while at < len(found):
        gap = text[stop : found[at].start]
        word, follows = found[at].word, found[at + 1].word if at + 1 < len(found) else ""
        if word == "percentage" and UNITS.get(follows) == "point":
            unit, stop, at = "percentage point", found[at + 1].end, at + 2
        elif (
            word == "times"
            and not unit
            and (found[at + 1 : at + 2])
            and (found[at + 1].fact == "direction" or follows in ("as", "the"))
        ):
            unit, stop, at = "fold", found[at].end, at + 1
        elif word == "per" and follows == "cent":
            unit, stop, at = "%", found[at + 1].end, at + 2
        elif word == "mm" and follows == "hg" and not unit:
            unit, stop, at = "mmhg", found[at + 1].end, at + 2
        elif (
            word in UNITS
            and word not in OFTEN
            and not unit
            and len(gap) <= 2
            and not gap.strip(DASHES + " \n\u00a0")
        ):
            unit, stop, at = UNITS[word], found[at].end, at + 1
        elif word in ("/", "per") and unit and follows in UNITS:
            unit, stop, at = f"{unit}/{UNITS[follows]}", found[at + 1].end, at + 2
        else:
            break
    return unit, stop, at


def _names(after: Token) -> bool:
    """Whether letters that a number is tied to make a name of it: 5-FU, 6-MP."""
    return not after.fact and len(after.word) <= 3 and after.word not in UNITS


_TIES = tuple("-‐‑")


# How often, not how long: "3 weekly doses" is three doses each week.
OFTEN = frozenset(("daily", "weekly", "monthly", "hourly", "yearly", "annually"))
# 73 (interquartile range 50–106) ml: the unit stands behind what is put in between.
_BEHIND = re.compile(r"\s?\([^()]{1,60}\)\s?(?P<unit>[a-zμµ%]+)\b", re.I)
_BETWEEN = re.compile(
    rf"\s*(?:[-‐]\s)?\s*(?:[{DASHES}]|to|and|or|,|,\s*and|,\s*or)?\s*[(\[]?\s*", re.I
)


def _lists(found: list[Token], text: str) -> list[Token]:
    """In “10 to 30 mg” and “0.5, 1 and 2 mg/kg” every number has the unit of the last."""
    done = list(found)
    following: Token | None = None
    for place in range(len(done) - 1, -1, -1):
        token = done[place]
        if token.fact != "number":
            if token.word not in ("to", "and", "or"):
                following = None
            continue
        if token.start and text[token.start - 1].isalpha():
            following = None  # the 3 of D3 counts nothing
            continue
        if (
            not token.unit
            and following is not None
            and _shares(following)
            and (between := _BETWEEN.fullmatch(text, token.end, following.start))
            and not (
                following.unit == "%"
                and (
                    set("([") & set(between[0])
                    or _of_interval(done, place)
                    or YEAR.fullmatch(token.key)
                )
            )
        ):
            done[place] = token = replace(token, unit=f"~{following.unit.lstrip('~')}")
        following = token
    return done


YEAR = re.compile(r"(?:18|19|20)\d\d")


def _of_interval(found: list[Token], place: int) -> bool:
    """Whether the number after a place is the 95% of a confidence interval."""
    return any(t.word in ("ci", "confidence", "cri") for t in found[place + 2 : place + 3])


def _shares(number: Token) -> bool:
    return bool(number.unit) and number.key[0] not in "<>≤≥" and number.unit not in _BEFORE


_BEFORE = frozenset(("dollar", "euro", "pound"))


_OR_MORE = {"older": "≥", "over": "≥", "above": "≥", "more": "≥", "longer": "≥", "greater": "≥",
            "higher": "≥", "younger": "≤", "under": "≤", "less": "≤", "fewer": "≤"}  # fmt: skip


def _or_older(found: list[Token]) -> list[Token]:
    """“16 years and older” is ≥16 years."""
    joined: list[Token] = []
    at = 0
    while at < len(found):
        token, following = found[at], found[at + 1 : at + 3]
        words = [one.word for one in following]
        if (
            token.fact == "number"
            and token.key[:1].isdigit()
            and words[:1] in (["and"], ["or"])
            and words[1:] and words[1] in _OR_MORE
            and not _compares(found[at + 3 : at + 4])
        ):  # fmt: skip
            token = replace(token, key=_OR_MORE[words[1]] + token.key, end=following[1].end)
            at += 2
        joined.append(token)
        at += 1
    return joined


def _compares(following: list[Token]) -> bool:
    """Whether "more" and the like go on to compare: “5 days and more than 3 doses”."""
    return bool(following) and (following[0].word in ("than", "likely", "often", "common"))


def _without_to(found: list[Token], text: str) -> list[Token]:
    """“0.4 to 2.2” and “0.4–2.2” are the same range."""
    return [
        token
        for place, token in enumerate(found)
        if not (
            token.word == "to"
            and 0 < place < len(found) - 1
            and found[place - 1].fact == found[place + 1].fact == "number"
        )
    ]
