"""Running commands within the test: exit status, output, complaints."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from evidence.cli import main

Answer = tuple[int, str, str]
Run = Callable[..., Answer]


def runner(capture: pytest.CaptureFixture[str], *always: str) -> Run:
    """A function that runs a command, with the same options behind every one."""

    def ran(*arguments: str) -> Answer:
        capture.readouterr()
        status = 0
        try:
            main([*arguments, *always])
        except SystemExit as left:
            status = int(left.code or 0)
        return status, *capture.readouterr()

    return ran


def read(answer: Answer) -> Any:
    """The JSON that a command printed, which must have succeeded."""
    status, out, err = answer
    assert status == 0, err
    return json.loads(out)
