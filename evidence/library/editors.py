"""The part of the door that editors go through: full texts, proposals, wordings, flags.

`Library` is made of it; nobody opens it on its own.
"""

from typing import TYPE_CHECKING

from sqlalchemy import Engine

from evidence.store import engine as engines
from evidence.vocabulary import TextKind

if TYPE_CHECKING:
    from evidence.library.texts import TextView


class Editors:
    """Methods of `Library`: each that writes is one change, which can be undone."""

    engine: Engine
    who: str

    def _change(self, label: str, *, kind: str = "edit"):
        from evidence.store.changes import change

        return change(self.engine, who=self.who, label=label, kind=kind)

    # Full texts

    def add_text(
        self, key: str, name: str, content: bytes, *, kind: TextKind | str = TextKind.PUBLISHED
    ) -> "TextView":
        """Keep a full text (.txt, .md, .html, .docx, .pdf) and check the reference's passages
        against it; the view says where each stands. Raises BadInput, NotFound, Conflict.
        """
        from evidence.library import texts

        wanted, found = texts.kind_of(kind), texts.read(name, content)
        with self._change(f"Full text of {key}: {texts.short_name(name)}", kind="text") as (
            session,
            _,
        ):
            text_id = texts.add(session, key, name, found, kind=wanted, who=self.who)
        return next(view for view in self.texts(key) if view.id == text_id)

    def texts(self, key: str) -> "list[TextView]":
        """The full texts of a reference, with what was seen in each. Raises NotFound."""
        from evidence.library import texts

        with engines.reading(self.engine) as connection:
            return texts.texts(connection, key)

    def remove_text(self, text_id: str) -> str:
        """Remove a full text; what was seen in it is checked again. Raises NotFound."""
        from evidence.library import texts

        with self._change("Remove a full text", kind="text") as (session, change_set):
            name = texts.remove(session, text_id, who=self.who)
            change_set.label = f"Remove the full text {name}"
        return name
