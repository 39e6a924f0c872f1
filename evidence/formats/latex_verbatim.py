"""Values that are not LaTeX: URLs, DOIs, paths, keys; and braces without a partner."""

import re

_ANY_BRACE = re.compile(r"[{}]")
_VERBATIM_ESCAPE = re.compile(
    r"\\+([_%&#~$])(?:\{\})?|\{\\?([_%&#~])\}|\\textunderscore(?:\{\}|\s)"
)


def unescape_verbatim(value: str) -> str:
    """A URL, DOI or path: not LaTeX, though people escape `_ % & # ~` in it all the same.

    What comes out is left alone by a second reading, so it can be written as it stands.
    """
    if "\\" not in value and "{" not in value and "}" not in value:
        return value.strip()
    value = balanced(value)
    for _ in range(16):
        plain = _VERBATIM_ESCAPE.sub(lambda match: match[1] or match[2] or "_", value)
        if plain == value:
            break
        value = plain
    return value.strip()


def escape_verbatim(text: str) -> str:
    """A URL, DOI or path as a value: as it stands, without braces that have no partner."""
    return balanced(text)


def balanced(text: str) -> str:
    """The text without the braces that have no partner."""
    stack: list[int] = []
    loose: set[int] = set()
    for match in _ANY_BRACE.finditer(text):
        if match[0] == "{":
            stack.append(match.start())
        elif stack:
            stack.pop()
        else:
            loose.add(match.start())
    loose.update(stack)
    if not loose:
        return text
    return "".join(letter for place, letter in enumerate(text) if place not in loose)
