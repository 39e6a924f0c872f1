"""Column types and row ids that are the same on SQLite and PostgreSQL."""

import os
import time
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Text
from sqlalchemy.types import JSON, TypeDecorator


def new_id() -> str:
    """Make a UUIDv7 (RFC 9562, 5.7): sorted by time of making, so inserts stay at the end."""
    value = (int(time.time() * 1000) & 0xFFFFFFFFFFFF) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """Write a moment as stored: UTC, microseconds, `Z`; sorts as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment, stored as ISO 8601 text on both engines (SQLite has no time zones)."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | str | None, dialect: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return iso(value)

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def json_column(**options: Any) -> Column:
    """A JSON column; None is stored as SQL NULL."""
    return Column(JSON(none_as_null=True), **options)


def text_column(*, nullable: bool = False, **options: Any) -> Column:
    return Column(Text, nullable=nullable, **options)


def moment_column(*, nullable: bool = False, **options: Any) -> Column:
    return Column(UtcDateTime, nullable=nullable, **options)


def key_to(table: str, *, nullable: bool = False, index: bool = True, **options: Any) -> Column:
    """A foreign key, checked at commit: undo puts rows back in any order. Never cascades."""
    target = ForeignKey(f"{table}.id", deferrable=True, initially="DEFERRED")
    return Column(String(36), target, nullable=nullable, index=index, **options)


def one_of(column: str, words: Any, *, table: str, nullable: bool = False) -> CheckConstraint:
    """The database itself refuses a word that is not in the vocabulary."""
    values = ", ".join(f"'{word.value}'" for word in words)
    rule = f"{column} IN ({values})"
    return CheckConstraint(
        f"{column} IS NULL OR {rule}" if nullable else rule, name=f"ck_{table}_{column}"
    )
