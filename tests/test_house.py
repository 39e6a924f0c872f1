"""The map of the house: who may import whom, and what stands in one room only."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "evidence"

FLOORS = {
    "vocabulary": 0,
    "errors": 0,
    "limits": 0,
    "text": 0,
    "formats": 1,
    "checks": 1,
    "matching": 1,
    "anchoring": 1,
    "quotes": 1,
    "appraisal": 1,
    "risk_of_bias": 1,
    "effects": 1,
    "notices": 1,
    "access": 1,
    "store": 2,
    "citing": 2,
    "fetching": 2,
    "library": 3,
    "cli": 4,
    "ui": 4,
}
# What only one room may touch.
KEPT = {
    "sqlmodel": {"store", "library"},
    "sqlalchemy": {"store", "library"},
    "alembic": {"store"},
    "streamlit": {"ui"},
    "subprocess": {"citing"},
    "bibtexparser": {"formats"},
    "pypandoc": {"citing"},
    "typst": {"citing"},
    "typer": {"cli"},
    "urllib.request": {"fetching"},
    "http.client": {"fetching"},
    "requests": {"fetching"},
    "socket": {"fetching"},
}
# Pure rooms know no disk, database, network, clock or chance.
IMPURE = {"pathlib", "sqlite3", "random", "time", "tempfile"}
IMPURE |= {"shutil", "io", "secrets", "threading"}
BANNED_NAMES = {"utils", "helpers", "common", "core", "base", "manager", "misc"}
# The one door has a method for each use case, and nothing else in it.
LONGER = {"library/__init__.py": 540, "library/results.py": 520}
FILES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_arrows_point_down_only(path: Path) -> None:
    here = FLOORS.get(room(path))
    if here is None:  # the package's own face
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "evidence" or len(parts) < 2 or parts[1] == room(path):
            continue
        there = FLOORS.get(parts[1])
        if there is not None:
            assert there <= here, f"{path.name} imports {name}, a floor above"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_belongs_to_one_room_stays_there(path: Path) -> None:
    for name in imports(path):
        for library, rooms in KEPT.items():
            if name == library or name.startswith(f"{library}."):
                assert room(path) in rooms, f"{path.name} imports {name}"


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if FLOORS.get(room(path)) in (0, 1)],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_pure_rooms_know_no_world(path: Path) -> None:
    touched = {name.split(".")[0] for name in imports(path)} & IMPURE
    assert not touched, f"{path.name} imports {touched}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_rooms_are_small_and_named_by_the_field(path: Path) -> None:
    assert path.stem not in BANNED_NAMES
    lines = path.read_text(encoding="utf-8").count("\n")
    if "migrations" not in path.parts:
        most = LONGER.get(str(path.relative_to(PACKAGE)), 480)
        assert lines <= most, f"{path.name} has {lines} lines: two rooms, perhaps"
