"""The part of the door that references come in by: importing, duplicates, reports and versions.

`Library` is made of it; nobody opens it on its own.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Engine

from evidence.library import results as r
from evidence.store import engine as engines
from evidence.vocabulary import Decision, OnDuplicate, RelationKind


class Librarians:
    """Methods of `Library`: each that writes is one change, which can be undone."""

    engine: Engine
    who: str

    def _change(self, label: str, *, kind: str = "edit"):
        from evidence.store.changes import change

        return change(self.engine, who=self.who, label=label, kind=kind)

    def references(self, *, limit: int = 25, offset: int = 0, order: str = "author") -> r.Page:
        """A page of the references. `order`: author, year or added (newest first)."""
        from evidence.library import references

        with engines.reading(self.engine) as connection:
            return references.references(connection, limit=limit, offset=offset, order=order)

    def reference(self, key: str) -> r.ReferenceDetail:
        """A reference in full. Raises NotFound."""
        from evidence.library import references

        with engines.reading(self.engine) as connection:
            return references.reference(connection, key)

    # Importing

    def import_files(
        self,
        files: Sequence[tuple[str, bytes]],
        *,
        dry_run: bool = False,
        on_duplicate: OnDuplicate | str = OnDuplicate.MERGE,
        encoding: str | None = None,
        format: str | None = None,
        decisions: Mapping[tuple[str, int], Decision] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> r.ImportReport:
        """Import files, given as (name, content): all of what can be read, in one change.

        `decisions` are a person's, by (name, line) of an entry; they go before `on_duplicate`.

        A file that cannot be read is listed in `failed_files` and harms no other. `progress` is
        called with entries done and entries in all. Raises StoreError, BadInput.
        """
        from evidence.library import importing

        with importing.many_objects():
            return importing.run(
                self.engine,
                files,
                change=lambda label: self._change(label, kind="import"),
                who=self.who,
                dry_run=dry_run,
                on_duplicate=importing.choice_of(on_duplicate),
                encoding=encoding,
                format=format,
                decisions=decisions,
                progress=progress,
            )

    # Duplicates

    def duplicates(self) -> r.DuplicateGroups:
        """Groups of references that are one work, may be, or are versions of one."""
        from evidence.library import duplicates

        with engines.reading(self.engine) as connection:
            return duplicates.find(connection)

    def merge(
        self,
        keep: str,
        others: Sequence[str],
        *,
        csl: Mapping[str, Any] | None = None,
        revision: int | None = None,
    ) -> r.ReferenceDetail:
        """Merge references into one; undo takes them apart.

        `csl` holds the fields whose words a person chose, written over what the merge makes, in
        the same change; `revision` is the kept one's that they saw. Raises NotFound, BadInput,
        Conflict, StaleEdit.
        """
        from evidence.library import duplicates

        with self._change(f"Merge {', '.join(others)} into {keep}", kind="merge") as (session, _):
            kept = duplicates.merge(session, keep, others, who=self.who, csl=csl, revision=revision)
        return self.reference(kept)

    def not_duplicates(self, first: str, second: str) -> None:
        """Remember that two references are different. Raises NotFound, BadInput."""
        from evidence.library import duplicates

        with self._change(f"{first} and {second} are different") as (session, _):
            duplicates.tell_apart(session, first, second, who=self.who)

    # Reports and versions

    def tie(self, keys: Sequence[str], *, different: bool = False) -> list[r.Disagreement]:
        """Make references reports of one study: they count once. The first study with data stays.

        What another one's study said otherwise is kept in a note and returned. With `different`
        they are remembered as no duplicates, too. Raises NotFound, BadInput.
        """
        from evidence.library import studies

        with self._change(f"{' and '.join(keys)} report one study", kind="study") as (session, _):
            return studies.tie(session, keys, who=self.who, different=different)

    def untie(self, key: str) -> r.ReferenceDetail:
        """Take a report out of its study, with what it brought. Raises NotFound, BadInput."""
        from evidence.library import untying

        with self._change(f"Take {key} out of its study", kind="study") as (session, _):
            untying.untie(session, key, who=self.who)
        return self.reference(key)

    def relate(self, first: str, kind: RelationKind | str, second: str) -> list[r.Disagreement]:
        """Link versions of one work that stay apart: the first is a `kind` of the second.

        Those that report one study are tied to it, too: see `tie` for what is returned. Raises
        NotFound, BadInput, Conflict.
        """
        from evidence.library import relating

        wanted = relating.kind_of(kind)
        label = f"{first}: {wanted.word.lower()} {second}"
        with self._change(label, kind="relation") as (session, _):
            return relating.relate(session, first, wanted, second, who=self.who)

    def unrelate(self, first: str, second: str) -> int:
        """Take the link between two versions away; returns how many. Raises NotFound."""
        from evidence.library import relating

        label = f"{first} and {second} are not linked as versions"
        with self._change(label, kind="relation") as (session, _):
            return relating.unrelate(session, first, second)
