"""Bytes → text, by a ladder that never guesses in silence.

    1. the encoding that the editor chose
    2. a byte-order mark
    3. the pattern of NUL bytes (UTF-16 and UTF-32 without a mark)
    4. strict UTF-8
    5. UTF-8 in which single bytes of Windows-1252 stand: those are mended, one by one
    6. Windows-1252

From step 3 on, a message says what was assumed. A statistical guess is not among the steps: it
turns `Boudaïffa` into `Boudaďffa`. Surrogates written as UTF-8 (CESU-8, or lone ones) are no
characters: each becomes U+FFFD, with a message. Line ends are left as they are.
"""

import codecs
import re

from evidence.errors import BadInput, Level, Message

# What an editor can choose: Python's name → what a person calls it. Others (punycode, utf-7,
# unicode_escape …) are codecs with side effects or quadratic cost, not encodings of files.
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Western European (Windows-1252)",
    "iso8859-1": "Western European (Latin-1)",
    "iso8859-15": "Western European with € (Latin-9)",
    "mac-roman": "Western European (Mac Roman)",
    "cp1250": "Central European (Windows-1250)",
    "iso8859-2": "Central European (Latin-2)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8-r": "Cyrillic (KOI8-R)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1257": "Baltic (Windows-1257)",
    "cp437": "DOS (437)",
    "cp850": "DOS (850)",
    "gb18030": "Chinese (GB 18030)",
    "big5": "Chinese (Big5)",
    "shift_jis": "Japanese (Shift JIS)",
    "euc_jp": "Japanese (EUC-JP)",
    "euc_kr": "Korean (EUC-KR)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16, little-endian",
    "utf-16-be": "UTF-16, big-endian",
    "utf-32": "UTF-32",
}
# Longest first: the mark of UTF-32 LE begins with that of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Every run that is not ASCII: well-formed UTF-8 (Unicode 15, table 3-7), an encoded surrogate,
# or a byte on its own.
_HIGH = re.compile(
    rb"(?P<utf8>(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]"
    rb"|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+)"
    rb"|(?P<surrogate>\xed[\xa0-\xbf][\x80-\xbf])"
    rb"|(?P<single>[\x80-\xff])"
)
_SINGLE = {
    bytes([code]): bytes([code]).decode("cp1252", errors="replace").encode("utf-8")
    for code in range(0x80, 0x100)
}
_REPLACEMENT = "\ufffd".encode()
_SAMPLE = 4_096  # bytes that are looked at for the pattern of NULs
_CHOOSE = "If names look wrong, choose the file's encoding and import it again."


def decode(data: bytes, *, encoding: str | None = None) -> tuple[str, str, tuple[Message, ...]]:
    """The text, the name of the encoding, and what had to be assumed or mended.

    Raises BadInput for an `encoding` that is not in `ENCODINGS`.
    """
    if encoding is not None:
        return _chosen(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], name)
    wide = _wide_encoding(data)
    if wide is not None:
        text, name, messages = _decoded(data, wide)
        told = _message(
            Level.INFO,
            "encoding-assumed",
            f"The file has no byte-order mark; it was read as {name.upper()}.",
        )
        return text, name, (told, *messages)
    return _decoded(data, "utf-8")


def _message(level: Level, code: str, text: str, line: int | None = None) -> Message:
    return Message(level=level, code=code, text=text, line=line, hint=_CHOOSE)


def _chosen(data: bytes, encoding: str) -> tuple[str, str, tuple[Message, ...]]:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        name = ""
    if name not in {codecs.lookup(known).name for known in ENCODINGS}:
        raise BadInput(
            f"There is no encoding “{encoding[:40]}” to choose.",
            hint="Choose one of: " + ", ".join(ENCODINGS) + ".",
        )
    for mark, marked in _MARKS:
        if data.startswith(mark) and marked.startswith(name):
            return _decoded(data[len(mark) :], marked, mend=False)
    return _decoded(data, name, mend=False)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 by where the NULs stand: mostly ASCII text has them at fixed places."""
    sample = data[: _SAMPLE - _SAMPLE % 4]
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    share = [
        sample[place::4].count(0) / max(1, len(sample[place::4])) for place in range(4)
    ]  # of NULs, at each place of four
    many, few = 0.7, 0.3
    if share[0] < few and min(share[1:]) > many:
        return "utf-32-le"
    if share[3] < few and min(share[:3]) > many:
        return "utf-32-be"
    if max(share[0], share[2]) < few and min(share[1], share[3]) > many:
        return "utf-16-le"
    if max(share[1], share[3]) < few and min(share[0], share[2]) > many:
        return "utf-16-be"
    return None


def _decoded(data: bytes, name: str, *, mend: bool = True) -> tuple[str, str, tuple[Message, ...]]:
    try:
        return data.decode(name), name, ()
    except UnicodeDecodeError as problem:
        at = problem.start
    if name == "utf-8" and mend:
        return _mended(data)
    text = data.decode(name, errors="replace")
    told = _message(
        Level.WARNING,
        "bytes-not-decoded",
        f"Some bytes do not fit the encoding {name.upper()}; each is shown as “\ufffd”.",
        data.count(b"\n", 0, at) + 1,
    )
    return text, name, (told,)


def _mended(data: bytes) -> tuple[str, str, tuple[Message, ...]]:
    """Not UTF-8 throughout: what is well-formed stays, single bytes are read as Windows-1252."""
    counts = {"utf8": 0, "surrogate": 0, "single": 0}
    first: dict[str, int] = {}
    parts: list[bytes] = []
    at = 0
    for found in _HIGH.finditer(data):
        kind = found.lastgroup or ""
        counts[kind] += 1
        if kind == "utf8":
            continue
        first.setdefault(kind, found.start())
        parts.append(data[at : found.start()])
        parts.append(_REPLACEMENT if kind == "surrogate" else _SINGLE[found[0]])
        at = found.end()
    parts.append(data[at:])
    text = b"".join(parts).decode("utf-8")
    messages = []
    name = "utf-8"
    if counts["single"] and not counts["utf8"]:
        name = "cp1252"
        messages.append(
            _message(
                Level.WARNING,
                "encoding-assumed",
                "The file is not UTF-8; it was read as Western European (Windows-1252).",
                data.count(b"\n", 0, first["single"]) + 1,
            )
        )
    elif counts["single"]:
        number = counts["single"]
        name = "utf-8 with cp1252"
        messages.append(
            _message(
                Level.WARNING,
                "encoding-mixed",
                f"The file is UTF-8, but {number} {'byte is' if number == 1 else 'bytes are'} "
                "not; what they stand for was read as Western European (Windows-1252).",
                data.count(b"\n", 0, first["single"]) + 1,
            )
        )
    if counts["surrogate"]:
        messages.append(
            _message(
                Level.WARNING,
                "lone-surrogate",
                "The file holds halves of characters (surrogates); each became “\ufffd”.",
                data.count(b"\n", 0, first["surrogate"]) + 1,
            )
        )
    return text, name, tuple(messages)
