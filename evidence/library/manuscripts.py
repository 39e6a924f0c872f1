"""A text that comes in as a file: Markdown, plain text or Word, recognised by its content."""

from dataclasses import replace

from evidence import limits
from evidence.errors import BadInput, Message
from evidence.formats.decoding import decode

ARCHIVE = b"PK\x03\x04"
LONGEST_SIGN = 4  # bytes of one character, in any encoding that is read
# What people have and we do not read: how it begins, in small letters, and what it is.
OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old Word document (.doc), or one with a password"),
    (b"{\\rtf", "a Rich Text document"),
    (b"%pdf-", "a PDF"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
)
_SNIFFED = 1_024
_BLANK = b"\xef\xbb\xbf \t\r\n"  # a mark of UTF-8, and what may stand before the first sign
_SAVE_AS = "Save it as .docx, .md or .txt."
_NOT_A_TEXT = "A text is Markdown, plain text or .docx; save it as UTF-8."
_WRONG_LETTERS = "If letters look wrong, save the file as UTF-8 and bring it in again."


def read(name: str, content: bytes) -> tuple[str, tuple[Message, ...]]:
    """The text of a file as Markdown, and what had to be assumed of its encoding.

    Raises BadInput (empty, too large, not text, of another kind) and CitingError (no pandoc).
    """
    if len(content) > limits.IMPORT_BYTES:
        raise BadInput(f"{name} is larger than {limits.IMPORT_BYTES // limits.MB} MB.")
    if content.startswith(ARCHIVE):
        from evidence.citing import incoming

        return _measured(name, incoming.markdown(name, content)), ()
    begin = content[:_SNIFFED].lstrip(_BLANK).lower()
    for beginning, kind in OTHERS:
        if begin.startswith(beginning):
            raise BadInput(f"{name} is {kind}.", hint=_SAVE_AS)
    if len(content) > LONGEST_SIGN * (limits.ARTICLE_CHARS + 1):  # before it is decoded
        raise _too_long(name)
    words, _, messages = decode(content)
    if "\x00" in words:
        line = words.count("\n", 0, words.index("\x00")) + 1
        raise BadInput(
            f"{name} is not a text: there is a NUL character in line {line:,}.", hint=_NOT_A_TEXT
        )
    told = tuple(replace(message, hint=_WRONG_LETTERS) for message in messages)
    return _measured(name, words), told


def _measured(name: str, words: str) -> str:
    if len(words) > limits.ARTICLE_CHARS:
        raise _too_long(name)
    if not words.strip("\ufeff \t\r\n"):
        raise BadInput(f"There is no text in {name}.")
    return words


def _too_long(name: str) -> BadInput:
    return BadInput(
        f"The text of {name} is longer than {limits.ARTICLE_CHARS:,} characters.",
        hint="Make several articles of it: they use the same claims.",
    )
