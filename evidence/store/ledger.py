"""What the program writes about its own work: changes, imports, releases, decisions, members."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from evidence.store.columns import json_column, key_to, moment_column, new_id, now, text_column
from evidence.store.tables import Row


class ChangeSet(SQLModel, table=True):
    """One intention of one person: an edit, or a whole import. Undone as one."""

    __tablename__ = "change_set"
    id: str = Field(default_factory=new_id, sa_type=String(36), primary_key=True)
    sequence: int = Field(sa_column=Column(Integer, nullable=False, unique=True))
    at: datetime = Field(default_factory=now, sa_column=moment_column(index=True))
    who: str = ""
    label: str = ""
    kind: str = "edit"
    undoes_id: str | None = Field(default=None, sa_column=key_to("change_set", nullable=True))


class Change(SQLModel, table=True):
    """One row of one table in a change set: what it was, and what it is."""

    __tablename__ = "change"
    id: int | None = Field(default=None, primary_key=True)
    set_id: str = Field(sa_column=key_to("change_set"))
    kind: str
    key: str = Field(index=True)
    before: dict[str, Any] | None = Field(default=None, sa_column=json_column())
    after: dict[str, Any] | None = Field(default=None, sa_column=json_column())


class ImportFile(Row, table=True):
    """A file of an import; the import itself is the change set `batch_id`."""

    __tablename__ = "import_file"
    batch_id: str = Field(index=True)
    path: str
    format: str
    encoding: str
    digest: str = ""
    counts: dict[str, int] | None = Field(default=None, sa_column=json_column())


class Release(Row, table=True):
    """A named, frozen state of an article: its text, links, styles and references."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("article_id", "name"),)
    article_id: str = Field(sa_column=key_to("article"))
    version_id: str = Field(sa_column=key_to("article_version"))
    name: str
    author: str = ""
    digest: str = ""
    content: dict[str, Any] = Field(sa_column=json_column(nullable=False))


class NotDuplicates(Row, table=True):
    """Somebody decided that two references are different; remembered for ever."""

    __tablename__ = "not_duplicates"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)
    first_id: str = Field(sa_column=key_to("reference"))
    second_id: str = Field(sa_column=key_to("reference"))
    author: str = ""


class SuggestionDismissal(Row, table=True):
    """Somebody decided that a reference does not bear on a claim."""

    __tablename__ = "suggestion_dismissal"
    __table_args__ = (UniqueConstraint("claim_id", "reference_id"),)
    claim_id: str = Field(sa_column=key_to("claim"))
    reference_id: str = Field(sa_column=key_to("reference"))
    author: str = ""


class WordingDismissal(Row, table=True):
    """Somebody decided that a sentence is no wording of a claim."""

    __tablename__ = "wording_dismissal"
    claim_id: str = Field(sa_column=key_to("claim"))
    text: str = Field(sa_column=text_column())
    author: str = ""


class SavedSearch(Row, table=True):
    __tablename__ = "saved_search"
    name: str
    query: str = Field(sa_column=text_column())
    owner: str = ""


class Member(Row, table=True):
    """A person of a team and the role that they have (see `access.py`)."""

    __tablename__ = "member"
    email: str = Field(unique=True)
    name: str = ""
    role: str


class Preference(Row, table=True):
    """What a person likes: favourite styles, recent searches."""

    __tablename__ = "preference"
    __table_args__ = (UniqueConstraint("owner", "name"),)
    owner: str
    name: str
    content: dict[str, Any] | None = Field(default=None, sa_column=json_column())


# Rows that describe the program's work, not the library: no change is recorded for them, and
# a dump of the library's present state leaves them out.
UNRECORDED = (ChangeSet, Change, Preference)
