"""BibTeX and BibLaTeX names → CSL names, and back.

Names are split *before* LaTeX is decoded: braces say what belongs together. The forms (BibTeX's
"btxdoc", section 4; BibLaTeX manual 3.15, "Name formats"): `First von Last`, `von Last, First`,
`von Last, Jr, First`, `{Corporate Body}`, `family=…, given=…, prefix=…, suffix=…`, `and others`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from evidence import limits
from evidence.formats.latex import decode, encode

CslName = dict[str, str]

_PLAIN_NAME = re.compile(r"([^\s,{}\\~$=;&`'-][^\s,{}\\~$=;&]*), ?([^\s,{}\\~$=;][^,{}\\~$=;]*)")
_AND = re.compile(r"\s+and(?=\s)", re.IGNORECASE)
_AND_OR_BRACE = re.compile(r"\\[{}\\]|[{}]|\s+and(?=\s)", re.IGNORECASE)
_COMMA_OR_BRACE = re.compile(r"\\[{}\\]|[{},]")
_SPACE_OR_BRACE = re.compile(r"\\[{}\\]|[{}]|[\s~]+")
_EXTENDED = re.compile(r"\s*\"?(family|given|prefix|suffix|useprefix)(?:-i)?\s*=", re.IGNORECASE)
_ET_AL = re.compile(r"(?:others|et[\s~]+al\.?|\{et[\s~]+al\.?\})", re.IGNORECASE)
_SUFFIX = re.compile(
    r"(?:jr|sr|jnr|snr|junior|senior|[IVX]{2,4}|2nd|3rd|4th|esq|m\.?d|ph\.?d)\.?", re.I
)
_INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?){1,4}")
_DOUBLE_SPACE = re.compile(r"\s+")

# What `read_names` may tell beside the names (codes of messages).
SEPARATOR = "author-separator"
COMMAS = "name-commas"
EMPTY = "empty-name"
TOO_MANY = "author-limit"


def read_names(value: str, *, problems: list[str] | None = None) -> tuple[list[CslName], bool]:
    """The names of a raw BibTeX value, and whether it ended in `and others`.

    `problems` gets `author-separator` (names parted by `;` or commas), `name-commas` (a name that
    cannot be taken apart, kept whole), `empty-name` (`and and`), `author-limit`, and what `decode`
    tells.
    """
    told = problems if problems is not None else []
    names: list[CslName] = []
    others = False
    parts = split_names(value)
    if len(parts) == 1 and ";" in parts[0] and "{" not in parts[0]:
        parts = [part.strip() for part in parts[0].split(";") if part.strip()]
        told.append(SEPARATOR)
    else:
        parts = [one for part in parts for one in _comma_list(part, told)]
    for part in parts:
        if not part:
            if EMPTY not in told:
                told.append(EMPTY)
        elif _ET_AL.fullmatch(part):
            others = True
        elif len(names) >= limits.AUTHORS_PER_ENTRY:
            told.append(TOO_MANY)
            break
        else:
            name = read_name(part, problems=told)
            if name:
                names.append(name)
    return names, others


def split_names(value: str) -> list[str]:
    """The value cut at each `and` outside braces; empty names stay as empty strings."""
    text = f" {value.strip()} "
    if text == "  ":
        return []
    if "{" not in text:
        return [part.strip() for part in _AND.split(text)]
    parts: list[str] = []
    depth = start = 0
    for match in _AND_OR_BRACE.finditer(text):
        mark = match[0]
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= depth > 0
        elif mark[0] != "\\" and depth == 0:
            parts.append(text[start : match.start()].strip())
            start = match.end()
    parts.append(text[start:].strip())
    return parts


def _comma_list(part: str, told: list[str]) -> list[str]:
    """`J. Smith, A. Doe, B. Roe, C. Poe` and `Smith, J., Doe, A.` as lists; else the part."""
    if part.count(",") < 3 or "{" in part or "=" in part:
        return [part]
    pieces = [piece.strip() for piece in part.strip(", ").split(",")]
    if all(len(piece.split()) > 1 for piece in pieces):
        told.append(SEPARATOR)
        return pieces
    if len(pieces) % 2 == 0 and all(_INITIALS.fullmatch(piece) for piece in pieces[1::2]):
        told.append(SEPARATOR)
        pairs = zip(pieces[::2], pieces[1::2], strict=True)
        return [f"{family}, {given}" for family, given in pairs]
    return [part]


def read_name(raw: str, *, problems: list[str] | None = None) -> CslName:
    """One raw name as a CSL name; `{}` if there is nothing in it."""
    plain = _PLAIN_NAME.fullmatch(raw)
    if plain is not None and raw.isascii() and not plain[1][0].islower() and "  " not in raw:
        return {"family": plain[1], "given": plain[2].rstrip()}
    if raw.startswith("{") and _is_one_group(raw):
        literal = _text(raw, problems)
        return {"literal": literal} if literal else {}
    if "=" in raw and _EXTENDED.match(raw):
        return _extended(raw, problems)
    pieces = _split_commas(raw)
    if len(pieces) > 3:
        while pieces and not pieces[-1]:
            pieces.pop()
        if not pieces:
            return {}
    if len(pieces) > 3:
        if problems is not None:
            problems.append(COMMAS)
        literal = _text(raw, problems)
        return {"literal": literal} if literal else {}
    if len(pieces) == 1:
        given, particle, family = _first_von_last(_words(pieces[0]))
        suffix = ""
    else:
        particle, family = _von_last(_words(pieces[0]))
        given, suffix = pieces[-1], pieces[1] if len(pieces) == 3 else ""
        if suffix and given and _SUFFIX.fullmatch(given) and not _SUFFIX.fullmatch(suffix):
            given, suffix = suffix, given
        elif not suffix and _SUFFIX.fullmatch(given) and len(pieces) == 2 and " " in family:
            given, particle, family = _first_von_last(_words(pieces[0]))
            suffix = pieces[1]
    return _name(family, given, particle, suffix, problems)


def _name(
    family: str, given: str, particle: str, suffix: str, problems: list[str] | None
) -> CslName:
    name: CslName = {}
    for variable, raw in (
        ("family", family),
        ("given", given),
        ("non-dropping-particle", particle),
        ("suffix", suffix),
    ):
        text = _text(raw, problems) if raw else ""
        if text:
            name[variable] = text
    if name and "family" not in name:
        variable = next(one for one in ("given", "non-dropping-particle", "suffix") if one in name)
        name = {"family": name.pop(variable), **name}
    return name


def _text(raw: str, problems: list[str] | None) -> str:
    text = decode(raw, problems=problems)
    return _DOUBLE_SPACE.sub(" ", text).strip() if "\u00a0" in text else text


def _is_one_group(raw: str) -> bool:
    depth = 0
    for match in _COMMA_OR_BRACE.finditer(raw):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth == 0:
                return match.end() == len(raw) and not _is_one_letter(raw)
    return False


def _is_one_letter(raw: str) -> bool:
    """`{\\'E}` is a letter in braces, not a body."""
    if raw[1:2] != "\\" or len(raw) > 12:
        return False
    letter = decode(raw)
    return len(letter) == 1 and letter.isalpha()


def _split_commas(raw: str) -> list[str]:
    if "{" not in raw:
        return [piece.strip() for piece in raw.split(",")]
    pieces: list[str] = []
    depth = start = 0
    for match in _COMMA_OR_BRACE.finditer(raw):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= depth > 0
        elif match[0] == "," and depth == 0:
            pieces.append(raw[start : match.start()].strip())
            start = match.end()
    pieces.append(raw[start:].strip())
    return pieces


def _words(raw: str) -> list[str]:
    """The words outside braces; `~` parts words as a space does. `\\' e` stays one word."""
    if "{" not in raw and "~" not in raw:
        return raw.split()
    words: list[str] = []
    depth = start = 0
    for match in _SPACE_OR_BRACE.finditer(raw):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= depth > 0
        elif depth == 0 and match[0][0] != "\\":
            if raw[match.start() - 1 : match.start()] == "\\":
                continue  # `\ ` and `\~`
            words.append(raw[start : match.start()])
            start = match.end()
    words.append(raw[start:])
    return [word for word in words if word]


def _is_lower(word: str) -> bool:
    """Whether a word is part of a particle: its first letter outside braces is lower case."""
    if word[0] == "{":
        if word[1:2] != "\\":
            return False  # braces: no case, so not a particle
        word = decode(word)
    elif word[0] == "\\":
        word = decode(word)
    for letter in word:
        if letter == "{":
            return False
        if letter.isalpha():
            return letter.islower()
    return False


def _first_von_last(words: list[str]) -> tuple[str, str, str]:
    if not words:
        return "", "", ""
    last = len(words) - 1
    lower = [place for place in range(last) if _is_lower(words[place])]
    if not lower:
        return " ".join(words[:last]), "", words[last]
    if len(lower) == last and _is_lower(words[last]) and last == 1:
        return words[0], "", words[1]  # `jane doe`: a name without capitals, not a particle
    begin, end = lower[0], lower[-1] + 1
    return " ".join(words[:begin]), " ".join(words[begin:end]), " ".join(words[end:])


def _von_last(words: list[str]) -> tuple[str, str]:
    end = 0
    for place in range(len(words) - 1):
        if not _is_lower(words[place]):
            break
        end = place + 1
    return " ".join(words[:end]), " ".join(words[end:])


def _extended(raw: str, problems: list[str] | None) -> CslName:
    parts: dict[str, str] = {}
    for piece in _split_commas(raw.strip()):
        part, equals, value = piece.strip().strip('"').partition("=")
        if equals:
            parts[part.strip().lower()] = value.strip().strip('"')
    name = _name(
        parts.get("family", ""),
        parts.get("given", ""),
        parts.get("prefix", ""),
        parts.get("suffix", ""),
        problems,
    )
    if parts.get("useprefix", "").lower() == "false" and "non-dropping-particle" in name:
        name["dropping-particle"] = name.pop("non-dropping-particle")
    return name


# --- back ---------------------------------------------------------------------------------------

_SIMPLE_FAMILY = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'.-]*")
_SIMPLE_GIVEN = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'. -]*")


def write_names(
    names: Iterable[Mapping[str, Any]], *, others: bool = False, extended: bool = True
) -> str:
    """CSL names as a BibTeX value; `read_names` gives the same names back.

    What only BibLaTeX can say (a particle in capitals, one that drops) is said in its extended form
    (`family=…, prefix=…`); without `extended` it is said as near as BibTeX comes: `De Berg, Anna`.
    """
    parts = [text for text in (write_name(name, extended=extended) for name in names) if text]
    return " and ".join([*parts, "others"] if others else parts)


def write_name(name: Mapping[str, Any], *, extended: bool = True) -> str:
    """One CSL name: the plainest of the forms that reads back as the same name."""
    if "literal" in name and not name.get("family"):
        literal = str(name["literal"]).strip()
        return f"{{{encode(literal)}}}" if literal else ""
    family, given = str(name.get("family", "")), str(name.get("given", ""))
    if not family and not given:
        return ""
    if name.keys() <= {"family", "given"} and _is_simple(family, given):
        return f"{family}, {given}"
    wanted = _wanted(name)
    near = ""
    for protect_family, protect_given in ((_loose, _loose), (_brace, _loose), (_brace, _brace)):
        text = _comma_form(name, protect_family, protect_given)
        if text and split_names(text) == [text]:
            found = read_name(text)
            if found == wanted:
                return text
            near = near or text
    has_particle = "non-dropping-particle" in wanted or "dropping-particle" in wanted
    return near if near and has_particle and not extended else _extended_form(name)


def _is_simple(family: str, given: str) -> bool:
    """Whether `family, given` plainly reads back as these two."""
    return (
        _SIMPLE_FAMILY.fullmatch(family) is not None
        and _SIMPLE_GIVEN.fullmatch(given) is not None
        and _SUFFIX.fullmatch(given) is None
        and " and " not in given
        and not given.endswith(" ")
        and "--" not in family + given
        and "''" not in family + given
    )


def _wanted(name: Mapping[str, Any]) -> CslName:
    kept = {variable: str(text) for variable, text in name.items() if text}
    return {
        variable: kept[variable]
        for variable in ("family", "given", "non-dropping-particle", "dropping-particle", "suffix")
        if variable in kept
    }


def _loose(text: str) -> str:
    return encode(text)


def _brace(text: str) -> str:
    return f"{{{encode(text)}}}" if text else ""


def _comma_form(
    name: Mapping[str, Any],
    protect: Callable[[str], str],
    protect_given: Callable[[str], str],
) -> str:
    particle = name.get("non-dropping-particle") or name.get("dropping-particle") or ""
    family = protect(str(name.get("family", "")))
    suffix = protect(str(name.get("suffix", "")))
    given = protect_given(str(name.get("given", "")))
    last = f"{encode(str(particle))} {family}" if particle else family
    if suffix:
        return f"{last}, {suffix}, {given}"
    if given:
        return f"{last}, {given}"
    simple = " " not in last and not last.startswith("{") and not particle
    return last if simple else f"{last},"


def _extended_form(name: Mapping[str, Any]) -> str:
    parts = []
    for key, variable in (
        ("family", "family"),
        ("given", "given"),
        ("prefix", "non-dropping-particle"),
        ("prefix", "dropping-particle"),
        ("suffix", "suffix"),
    ):
        text = str(name.get(variable, ""))
        if text:
            parts.append(f"{key}={{{encode(text)}}}")
    if name.get("dropping-particle"):
        parts.append("useprefix=false")
    return ", ".join(parts)
