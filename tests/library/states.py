"""A library's state as values that two moments, or two libraries, are compared by."""

import json
from typing import Any

from evidence.library import Library

Rows = list[dict[str, Any]]


def state(library: Library) -> dict[str, Rows]:
    """Every row of the library's present state, by table; how often a row was edited is left out.

    Undo brings back what a row says: that it has been edited since is part of its story.
    """
    tables = json.loads(library.dump())["tables"]
    return {
        name: [{k: v for k, v in row.items() if k != "revision"} for row in rows]
        for name, rows in tables.items()
    }
