"""A text that comes in as a file: Markdown, plain text or Word, recognised by its content."""

from evidence import limits
from evidence.errors import BadInput, Message
from evidence.formats.decoding import decode

ARCHIVE = b"PK\x03\x04"
# What people have and we do not read: how it begins, and what it is.
OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old Word document (.doc)"),
    (b"{\\rtf", "a Rich Text document"),
    (b"%PDF", "a PDF"),
)


def read(name: str, content: bytes) -> tuple[str, tuple[Message, ...]]:
    """The text of a file as Markdown, and what had to be assumed of its encoding.

    Raises BadInput (too large, not text, of another kind) and CitingError (pandoc).
    """
    if len(content) > limits.IMPORT_BYTES:
        raise BadInput(f"{name} is larger than {limits.IMPORT_BYTES // limits.MB} MB.")
    if content.startswith(ARCHIVE):
        from evidence.citing import incoming

        return _bounded(name, incoming.markdown(name, content)), ()
    for beginning, kind in OTHERS:
        if content.startswith(beginning):
            raise BadInput(f"{name} is {kind}.", hint="Save it as .docx, .md or .txt.")
    words, _, messages = decode(content)
    if "\x00" in words:
        raise BadInput(f"{name} is not a text.", hint="A text is Markdown, plain text or .docx.")
    return _bounded(name, words), messages


def _bounded(name: str, words: str) -> str:
    if len(words) > limits.ARTICLE_CHARS:
        raise BadInput(f"The text of {name} is longer than {limits.ARTICLE_CHARS:,} characters.")
    return words
