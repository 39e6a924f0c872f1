"""Numbers in words, shares, days and years: several tokens that are one, or of another kind."""

from dataclasses import replace

from evidence.quotes.token import Token, value

_YEARS = range(1900, 2100)
_MONTHS = """january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec""".split()  # noqa: SIM905


_SCALES = frozenset(("thousand", "million", "billion", "trillion"))


def _is_plain(token: Token) -> bool:
    """Whether it is a number in figures, to which a scale may belong: 1.9 billion."""
    return token.fact == "number" and token.key[:1].isdigit() and not is_spelt(token)


def with_spelt_numbers(found: list[Token]) -> list[Token]:
    """“Twenty-three” is one number, and so are “two hundred and five” and “1.9 billion”."""
    joined: list[Token] = []
    for token in found:
        last = joined[-1] if joined else None
        if last and last.word == "and" and is_spelt(token) and len(joined) > 1:
            before, small = joined[-2], float(token.key)
            great = float(before.key) if is_spelt(before) else 0.0
            if great >= 100 and great % 100 == 0 and 0 < small < 100:
                joined[-2:] = [replace(before, key=value(f"{great + small:f}"), end=token.end)]
                continue
        if last and token.word in _SCALES and _is_plain(last) and token.start - last.end <= 3:
            great = float(last.key) * float(token.key)
            joined[-1] = replace(last, key=value(f"{great:f}"), end=token.end)
            continue
        if last and is_spelt(last) and is_spelt(token) and token.start - last.end <= 3:
            a, b = float(last.key), float(token.key)
            if (b >= 100 > a) or (b >= 1_000 > a):
                joined[-1] = replace(last, key=value(f"{a * b:f}"), end=token.end)
                continue
            tens = a >= 20 and a % 10 == 0 and a % 100 >= 20 and 0 < b < 10
            if tens or (a >= 100 and a % 100 == 0 and 0 < b < 100):
                joined[-1] = replace(last, key=value(f"{a + b:f}"), end=token.end)
                continue
        joined.append(token)
    return joined


_PARTS = {
    f"{word}{plural}": size
    for word, size in {"third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "tenth": 10}.items()
    for plural in ("", "s")
}


def with_fractions(found: list[Token]) -> list[Token]:
    """“One fifth” and “two thirds” are shares: 20 %, 66.7 %."""
    joined: list[Token] = []
    for token in found:
        last = joined[-1] if joined else None
        if last and token.word in _PARTS and is_spelt(last) and token.start - last.end <= 2:
            share = value(f"{100 * float(last.key) / _PARTS[token.word]:.1f}")
            percent = Token("%", "%", token.end, token.end, "mark")
            joined[-1:] = [replace(last, key=share, word=last.word, end=token.end), percent]
            continue
        joined.append(token)
    return joined


def is_spelt(token: Token) -> bool:
    return token.fact == "number" and token.word[:1].isalpha()


def with_dates(found: list[Token], text: str) -> list[Token]:
    """Numbers of a kind of their own where they name a day or a year: they count nothing. The
    second year of 1964-76 is 1976."""
    dated: list[Token] = []
    for token, after in zip(found, [*(t.word for t in found[1:]), ""], strict=False):
        last = dated[-1] if dated else None
        if last and last.unit == "~date" and text[last.end : token.start].strip() in ("-", "–"):
            token = _whole_year(last.key, token)
        dated_here = _is_of_date(last.word if last else "", token, after)
        dated.append(replace(token, unit="~date") if dated_here else token)
    return dated


def _whole_year(first: str, token: Token) -> Token:
    size = len(token.word)
    if len(first) != 4 or not (token.word.isdigit() and size < 3) or token.word <= first[-size:]:
        return token
    return replace(token, key=first[:-size] + token.word)


def _is_of_date(before: str, token: Token, after: str) -> bool:
    if token.fact != "number" or token.unit or not token.key.isdigit() or "," in token.word:
        return False
    number = int(token.key)
    return number in _YEARS or (number <= 31 and (before in _MONTHS or after in _MONTHS))
