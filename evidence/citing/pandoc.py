"""The one place that starts a process: pandoc, in a cage.

Nothing of the user's reaches the command line: the document goes in on standard input, and the
only files are those that we write into an empty folder of our own, where pandoc also runs. No
user data folder, no proxy, no home: the same input gives the same output on every account.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from evidence.errors import CitingError
from evidence.limits import MB, PANDOC_MEMORY_MB, PANDOC_SECONDS

API_VERSION = [1, 23, 1]
HEAP_EXHAUSTED = 251  # what the Haskell runtime returns when -M is reached
OUTPUT_BYTES = 256 * MB
# Left of the caller's environment: without SYSTEMROOT no process starts on Windows.
KEPT_ENVIRONMENT = ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR")


@cache
def program() -> str:
    """The path of pandoc: the one that comes with pypandoc-binary, else the one on the PATH.

    Raises CitingError when there is none.
    """
    from importlib.util import find_spec

    name = "pandoc.exe" if sys.platform == "win32" else "pandoc"
    spec = find_spec("pypandoc")
    if spec is not None and spec.origin:
        bundled = Path(spec.origin).parent / "files" / name
        if bundled.is_file():
            return str(bundled)
    found = shutil.which(name)
    if found is None:
        raise CitingError(
            "The program pandoc is not installed, and without it nothing can be cited.",
            hint="Install the package pypandoc-binary.",
        )
    return found


def run(
    arguments: Sequence[str],
    data: bytes,
    *,
    doing: str,
    files: Mapping[str, bytes] | None = None,
    seconds: float = PANDOC_SECONDS,
) -> bytes:
    """Run pandoc on `data` and return what it writes.

    `arguments` are ours, never the user's; `files` are put beside the process under names that
    the arguments use; `doing` says what for, as in "the article as DOCX in the style apa".
    Raises CitingError on a failure, after `seconds`, or past the memory limit.
    """
    with tempfile.TemporaryDirectory(prefix="evidence-citing-") as folder:
        for name, content in (files or {}).items():
            (Path(folder) / name).write_bytes(content)
        command = [
            program(),
            "+RTS",
            f"-M{PANDOC_MEMORY_MB}m",
            "-RTS",
            "--sandbox",
            f"--data-dir={folder}",
            "--wrap=none",
            *arguments,
        ]
        environment = {k: v for k, v in os.environ.items() if k in KEPT_ENVIRONMENT}
        environment |= {"HOME": folder, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PATH": ""}
        try:
            done = subprocess.run(
                command,
                input=data,
                capture_output=True,
                cwd=folder,
                env=environment,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise CitingError(
                f"Making {doing} took longer than {seconds:g} seconds and was stopped.",
                hint="Export fewer references at once, or choose a numeric style.",
            ) from error
        except OSError as error:
            raise CitingError(f"Making {doing} failed: pandoc could not be started.") from error
    if done.returncode == HEAP_EXHAUSTED:
        raise CitingError(
            f"Making {doing} needed more than {PANDOC_MEMORY_MB} MB of memory and was stopped.",
            hint="Export fewer references at once.",
        )
    if done.returncode != 0:
        raise CitingError(f"Making {doing} failed: pandoc said {_last_line(done.stderr, folder)}.")
    if len(done.stdout) > OUTPUT_BYTES:
        raise CitingError(f"Making {doing} gave more than {OUTPUT_BYTES // MB} MB.")
    return done.stdout


def _last_line(stderr: bytes, folder: str) -> str:
    """The last thing that pandoc complained about, without the name of our folder."""
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines()]
    said = next((line for line in reversed(lines) if line), "nothing")
    return repr(said.replace(folder, "…")[:200])


def document(blocks: list[Any], meta: Mapping[str, Any] | None = None) -> bytes:
    """Blocks and metadata as pandoc's JSON."""
    tree = {"pandoc-api-version": API_VERSION, "meta": dict(meta or {}), "blocks": blocks}
    return json.dumps(tree, ensure_ascii=False).encode("utf-8")


def blocks_of(data: bytes, *, doing: str) -> list[Any]:
    """The blocks of pandoc's JSON. Raises CitingError where it is nested too deeply to be read."""
    try:
        return json.loads(data)["blocks"]
    except RecursionError as error:
        raise CitingError(f"Making {doing} failed: the text is nested too deeply.") from error
