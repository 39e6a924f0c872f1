"""Evidence: a claim-level evidence library and citation manager for medical writing."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evidence.library import Library

__all__ = ["Library", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Loaded on first use: `import evidence.vocabulary` must not open a database driver.
    if name == "Library":
        from evidence.library import Library

        return Library
    raise AttributeError(name)
