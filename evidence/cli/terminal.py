"""What commands share: which library, files in and out, words and JSON on the terminal."""

import dataclasses
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evidence import limits
from evidence.errors import BadInput, Message, UnreadableFile

if TYPE_CHECKING:
    from evidence.library import Library
    from evidence.library.results import MatchReason

Db = Annotated[str, typer.Option("--db", metavar="URL", help="The library to use.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


@dataclass(slots=True)
class Settings:
    database: str = ""
    debug: bool = False


settings = Settings()


@contextmanager
def library(db: str = "", *, create: str = "shipped") -> Iterator["Library"]:
    """The library that the command is about; closed afterwards."""
    from evidence.library import Library

    opened = Library.open(db or settings.database or None, create=create)
    try:
        yield opened
    finally:
        opened.close()


def say(text: str = "") -> None:
    typer.echo(text)


def say_problem(text: str, hint: str | None) -> None:
    """One sentence, and what to do next, on standard error."""
    typer.echo(f"{text} {hint}" if hint else text, err=True)


def say_message(message: Message) -> None:
    text = f"{message.level.value}: {message.sentence()}"
    typer.echo(f"{text} {message.hint}" if message.hint else text, err=True)


def say_json(value: Any) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=_jsonable))


def _jsonable(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def message_json(message: Message) -> dict[str, Any]:
    return {
        "level": message.level.value,
        "code": message.code,
        "line": message.line,
        "field": message.field,
        "text": message.text,
        "hint": message.hint,
    }


def table(rows: Iterable[Sequence[str]], *, gap: str = "  ") -> None:
    """Columns as wide as their widest cell; the last one as long as it is."""
    listed = [list(row) for row in rows]
    if not listed:
        return
    widths = [max(len(row[n]) for row in listed) for n in range(len(listed[0]) - 1)]
    for row in listed:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        say(gap.join([*cells, row[-1]]).rstrip())


def read_file(name: str) -> tuple[str, bytes]:
    """A file's name and bytes; `-` is standard input. Raises UnreadableFile."""
    if name == "-":
        content = sys.stdin.buffer.read(limits.IMPORT_BYTES + 1)
        if len(content) > limits.IMPORT_BYTES:
            raise UnreadableFile(_too_large("Standard input"))
        return "standard input", content
    path = Path(name)
    try:
        if path.is_dir():
            raise UnreadableFile(f"{name} is a folder, not a file.")
        if path.stat().st_size > limits.IMPORT_BYTES:
            raise UnreadableFile(_too_large(name))
        with path.open("rb") as file:  # a device or a growing file says nothing of its size
            content = file.read(limits.IMPORT_BYTES + 1)
        if len(content) > limits.IMPORT_BYTES:
            raise UnreadableFile(_too_large(name))
        return name, content
    except FileNotFoundError as problem:
        raise UnreadableFile(f"There is no file {name}.") from problem
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UnreadableFile(f"{name} cannot be read: {reason}.") from problem


def _too_large(name: str) -> str:
    return f"{name} is larger than {limits.IMPORT_BYTES // limits.MB} MB; split it."


def write_file(target: str, content: bytes) -> None:
    """Write a file whole or not at all; `-` is standard output. Raises BadInput."""
    if target == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    if path.is_dir():
        raise BadInput(f"{target} is a folder; name a file in it.")
    try:
        handle, made = tempfile.mkstemp(dir=path.parent, prefix=".evidence-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(made, 0o644)
            os.replace(made, path)
        except BaseException:
            Path(made).unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise BadInput(f"{target} cannot be written: {problem.strerror}.") from problem


def reasons_in_words(found: "Iterable[MatchReason]") -> str:
    """Why two references are, or may be, one work: heaviest first, with the weight of each."""
    return "; ".join(
        f"{one.text or one.field} ({'+' if one.similarity >= 0.5 else '−'}{one.weight:.1f})"
        if one.weight
        else one.text
        for one in found
    )
