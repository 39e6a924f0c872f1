"""The text layer of a PDF, page by page, as somebody would read it.

Words that a line's end divided are put together, ligatures are letters again, and what stands at
the head or foot of most pages (journal, authors, page number) is left out, so that a passage goes
on from one page to the next.
"""

import logging
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any, BinaryIO

from pypdf import PdfReader, apply_configuration
from pypdf.errors import (
    DependencyError,
    FileNotDecryptedError,
    LimitReachedError,
    WrongPasswordError,
)

from evidence import limits
from evidence.errors import BadInput, EvidenceError

# What pypdf finds odd about a file is no message for whoever runs the program.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
# A page's own drawing unpacks to a few megabytes at most; pictures are never unpacked.
UNPACKED = 16 * limits.MB
# Numbers, names and commands that draw one page: nobody can stop pypdf while it takes them apart,
# and so many take two to three seconds. A plot of a hundred thousand points has 700,000.
STEPS = 800_000
ASKED_EVERY = 256  # drawing commands between two looks at the clock
TAIL = 64 * limits.KB
PAGES_WITH_HEADS = 3  # fewer pages say nothing about what is repeated
REPEATED = 0.5  # the share of pages that a running head stands on

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DIVIDED = re.compile(r"(?<![^\W\d_])([^\W\d_]+)(?:-|\u2010)[^\S\n]*\n[^\S\n]*([^\W\d_]+)")
_INSIDE = re.compile(r"(?<![\w-])([^\W\d_]{2,})-([^\W\d_]{2,})(?![\w-])")
_ENDS_DIVIDED = re.compile(r"[^\W\d_][-\u2010]\s*$")
_BEGINS = re.compile(r"\s*([^\W\d_]+[.,;:]?)")
_AFTER_NUMBER = re.compile(r"(?<=\d)-[^\S\n]*\n[^\S\n]*(?=[^\W\d_])")
# First halves that keep their hyphen where the text does not say otherwise.
_KEEPING = frozenset(
    """all anti best child cost cross double dose evidence ever follow full half health high ill
    intent long low meta middle multi non one open patient placebo point post pre quasi self
    semi short side single so state sub ten three time two well worst""".split()  # noqa: SIM905
)


class _Stopped(Exception):
    """The time is over."""


def pages(name: str, file: BinaryIO, out_of_time: Callable[[], bool]) -> list[str]:
    """The text of each page. Raises BadInput: damaged, encrypted, too long or too slow."""
    try:
        with apply_configuration(
            zlib_maximum_output_length=UNPACKED,
            lzw_maximum_output_length=UNPACKED,
            run_length_maximum_output_length=UNPACKED,
            array_based_stream_maximum_output_length=UNPACKED,
            stream_parsing_work_maximum_count=STEPS,
        ):
            found = _read(name, file, out_of_time)
    except EvidenceError:
        raise
    except (WrongPasswordError, FileNotDecryptedError) as problem:
        raise _locked(name) from problem
    except DependencyError as problem:
        if b"/Encrypt" in _tail(file):
            raise _locked(name) from problem
        raise BadInput(
            f"The pages of {name} are packed in a way that is not read here.",
            hint="Save it as text (.txt) in your PDF reader and add that.",
        ) from problem
    except LimitReachedError as problem:
        raise BadInput(
            f"{name} was not read: it unpacks to far more than a study has, or a page of it is "
            f"drawn in more than {STEPS:,} steps.",
            hint="Save it as text (.txt) in your PDF reader and add that.",
        ) from problem
    except _Stopped as problem:
        raise BadInput(
            f"Reading {name} took longer than {limits.TEXT_SECONDS} seconds and was stopped.",
            hint="Save it as text (.txt) in your PDF reader and add that.",
        ) from problem
    except (Exception, RecursionError) as problem:  # a damaged file makes pypdf raise anything
        raise BadInput(
            f"{name} is damaged: its pages cannot be read.",
            hint="Open it in a PDF reader and save it again, or save it as text.",
        ) from problem
    return _joined([_LIGATURE.sub(lambda m: _LIGATURES[m[0]], page) for page in _bare(found)])


def _tail(file: BinaryIO) -> bytes:
    """The end of a file, where a PDF says whether it is encrypted."""
    file.seek(max(0, file.seek(0, 2) - TAIL))
    return file.read()


def _locked(name: str) -> BadInput:
    return BadInput(
        f"{name} is encrypted, and cannot be read without its password.",
        hint="Save a copy without a password, or its text, and add that.",
    )


def _read(name: str, file: BinaryIO, out_of_time: Callable[[], bool]) -> list[str]:
    reader = PdfReader(file)
    # Many publishers' files are encrypted with an empty password: anybody may read them.
    if reader.is_encrypted and not reader.decrypt(""):
        raise _locked(name)
    if len(reader.pages) > limits.TEXT_PAGES:
        raise BadInput(f"{name} has more than {limits.TEXT_PAGES:,} pages.")
    seen = 0

    def watch(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen % ASKED_EVERY == 0 and out_of_time():
            raise _Stopped

    found, size = [], 0
    for page in reader.pages:
        if out_of_time():
            raise _Stopped
        words = page.extract_text(visitor_operand_before=watch) or ""
        size += len(words)
        if size > limits.TEXT_CHARS:
            raise BadInput(f"{name} has more than {limits.TEXT_CHARS:,} characters of text.")
        found.append(words.replace("\f", " "))
    return found


def _bare(found: list[str]) -> list[str]:
    """Pages without the lines at head and foot that most of them share, numbers aside."""
    if len(found) < PAGES_WITH_HEADS:
        return found
    lines = [[line for line in page.splitlines() if line.strip()] for page in found]
    edges = Counter(
        key for page in lines for key in {_shape(line) for line in (*page[:2], *page[-2:])}
    )
    repeated = {key for key, number in edges.items() if number > REPEATED * len(found)}
    bare = []
    for page in lines:
        first, last = 0, len(page)
        while first < min(2, last) and _shape(page[first]) in repeated:
            first += 1
        while last > max(first, len(page) - 2) and _shape(page[last - 1]) in repeated:
            last -= 1
        bare.append("\n".join(page[first:last]))
    return bare if any(bare) else found  # pages of nothing but heads have words all the same


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()))


def _joined(found: list[str]) -> list[str]:
    """Pages with divided words put together: with the hyphen where the text has the word so."""
    found = _carried(found)
    known = Counter(word.lower() for page in found for word in _WORD.findall(page))

    def whole(match: re.Match[str]) -> str:
        one, other = match[1], match[2]
        together, apart = (one + other).lower(), f"{one}-{other}".lower()
        keeps = known[apart] > known[together]
        if known[apart] == known[together]:
            keeps = one.lower() in _KEEPING or not other.islower()
        return f"{one}-{other}" if keeps else one + other

    def undivided(match: re.Match[str]) -> str:
        """A line's end that the layer lost: “sig-nificant”, where the text has “significant”."""
        together = match[1] + match[2]
        return together if known[together.lower()] > known[match[0].lower()] else match[0]

    return [
        _INSIDE.sub(undivided, _AFTER_NUMBER.sub("-", _DIVIDED.sub(whole, page))) for page in found
    ]


def _carried(found: list[str]) -> list[str]:
    """Pages whose last word goes on overleaf have all of it."""
    whole = list(found)
    for number, (page, following) in enumerate(pairwise(found)):
        rest = _BEGINS.match(following)
        if rest and _ENDS_DIVIDED.search(page[-80:]):
            whole[number] = f"{whole[number].rstrip()}\n{rest[1]}"
            whole[number + 1] = following[rest.end() :]
    return whole
