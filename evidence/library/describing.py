"""What is known of a study: its design, size and findings, its risk of bias, its effects.

All of it belongs to the study, whichever of its reports it was read in; an effect remembers its
report, too.
"""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from evidence import effects, risk_of_bias
from evidence.errors import BadInput, Level, Message, NotFound, StaleEdit
from evidence.library.described import COLUMNS, EFFECT_WORDS, WORDS
from evidence.vocabulary import Design, RiskOfBiasTool

if TYPE_CHECKING:
    from sqlmodel import Session

    from evidence.store.tables import Effect, Reference, RiskOfBias, Study

MOST_PEOPLE = 10**9


# What a person types, read field by field.


def _words(name: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        from evidence.library.linking import typed_text

        return typed_text(str(value or ""), name=name.replace("_", " "))

    return read


def design_of(word: Any) -> Design:
    """Read a design: its key, or the word it is shown as. Raises BadInput that lists them."""
    wanted = "_".join(re.findall(r"[a-z]+", str(word).lower()))
    for design in Design:
        if wanted in (design.value, "_".join(re.findall(r"[a-z]+", design.word.lower()))):
            return design
    raise BadInput(f"“{word}” is not a design.", hint=f"Designs are {', '.join(Design)}.")


def _designs(value: Any) -> list[str] | None:
    listed = [value] if isinstance(value, str) else list(value or ())
    found = dict.fromkeys(design_of(word).value for word in listed if str(word).strip())
    return list(found) or None


def _count(name: str, *, least: int = 1) -> Callable[[Any], int | None]:
    def read(value: Any) -> int | None:
        if value is None or not str(value).strip():
            return None
        words = re.sub(r"(?<=\d)[,\u00a0\u202f ](?=\d{3}\b)", "", str(value).strip())
        if not re.fullmatch(r"\d{1,12}", words) or not least <= int(words) <= MOST_PEOPLE:
            raise BadInput(f"{name} is a whole number from {least} up, not “{str(value)[:40]}”.")
        return int(words)

    return read


def _number(name: str) -> Callable[[Any], float | None]:
    def read(value: Any) -> float | None:
        if value is None or not str(value).strip():
            return None
        words = str(value).strip().replace("−", "-").replace("–", "-")
        if re.fullmatch(r"[-+]?\d+,\d{1,2}", words):  # a decimal comma
            words = words.replace(",", ".")
        if not re.fullmatch(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?", words):
            raise BadInput(f"{name} is a number, not “{str(value)[:40]}”.")
        return float(words)

    return read


def _rated(value: Any) -> str:
    from evidence.library.rating import certainty_of

    level = certainty_of(value)
    return level.value if level else ""


STUDY_READERS: dict[str, Callable[[Any], Any]] = {
    **{name: _words(name) for name in WORDS},
    "designs": _designs,
    "n": _count("The number of participants"),
}
EFFECT_READERS: dict[str, Callable[[Any], Any]] = {
    **{name: _words(name) for name in EFFECT_WORDS},
    **{name: _number(effects.LABELS[name]) for name in effects.NUMBERS},
    **{
        name: _count(effects.LABELS[name], least=0 if name.startswith("events") else 1)
        for name in effects.COUNTS
    },
    "certainty": _rated,
}


def _read(
    readers: Mapping[str, Callable[[Any], Any]], given: Mapping[str, Any], *, of: str
) -> tuple[dict[str, Any], list[Message]]:
    """What was given, read; and a message, with its field, for each that cannot be."""
    read, found = {}, []
    for name, value in given.items():
        if name not in readers:
            raise BadInput(f"{of} has no {name}.", hint=f"It has {', '.join(readers)}.")
        try:
            read[name] = readers[name](value)
        except BadInput as problem:
            found.append(
                Message(
                    level=Level.ERROR,
                    code="field",
                    text=problem.text,
                    field=name,
                    hint=problem.hint,
                )
            )
    return read, found


def check_study(given: Mapping[str, Any]) -> tuple[Message, ...]:
    """What is wrong with the fields of a study, each message with its `field`."""
    return tuple(_read(STUDY_READERS, given, of="A study")[1])


def check_measured(given: Mapping[str, Any]) -> tuple[Message, ...]:
    """What is wrong with an effect as it was typed, each message with its `field`."""
    read, found = _read(EFFECT_READERS, given, of="An effect")
    return (*found, *effects.check_effect(read)) if not found else tuple(found)


def tool_of(word: Any) -> RiskOfBiasTool:
    """Read a tool's name. Raises BadInput that lists them."""
    wanted = re.sub(r"[^a-z0-9]", "", str(word).lower())
    for tool in RiskOfBiasTool:
        if re.sub(r"[^a-z0-9]", "", tool.value.lower()) == wanted:
            return tool
    raise BadInput(
        f"“{word}” is not a tool for risk of bias.", hint=f"Tools are {', '.join(RiskOfBiasTool)}."
    )


def _refuse(found: list[Message] | tuple[Message, ...]) -> None:
    for message in found:
        if message.level is Level.ERROR:
            raise BadInput(message.text, hint=message.hint)


# Writing.


def describe(
    session: "Session", key: str, *, revision: int | None, fields: Mapping[str, Any]
) -> None:
    """Say what is known of the study that a reference reports; what is not given stays.

    `revision` is the study's that the editor saw, 0 for none. Raises NotFound, BadInput, StaleEdit.
    """
    read, found = _read(STUDY_READERS, fields, of="A study")
    _refuse(found)
    row = _study(session, key, revision=revision)
    for name, value in read.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    session.flush()


def _study(session: "Session", key: str, *, revision: int | None = None) -> "Study":
    """The study of a reference, a new one if it has none. Raises StaleEdit."""
    from evidence.library.linking import reference_row
    from evidence.store import tables as t
    from evidence.store.changes import check_revision

    reference = reference_row(session, key)
    row = session.get(t.Study, reference.study_id) if reference.study_id else None
    if row is not None:
        check_revision(row, revision, name="This study")
        return row
    if revision:
        raise StaleEdit(
            "This study was taken away by somebody else while you were editing it.",
            hint="Load the page again; what it is now is a study of its own.",
        )
    row = t.Study()
    session.add(row)
    reference.study_id = row.id
    session.flush()
    return row


def judge(
    session: "Session",
    key: str,
    *,
    tool: Any,
    overall: str,
    domains: Mapping[str, str],
    fields: Mapping[str, Any],
    outcome: str | None = None,
    judgement: str | None = None,
    revision: int | None = None,
    who: str,
) -> str:
    """Judge the risk of bias in a result of a study; returns the judgement's id.

    With `judgement` that one is changed, seen at `revision`. `fields` are `result`, `explanation`
    and `tool_version`. Raises NotFound, BadInput, StaleEdit.
    """
    from evidence.store import tables as t
    from evidence.store.changes import check_revision

    wanted = tool_of(tool)
    readers = {name: _words(name) for name in ("result", "explanation", "tool_version")}
    read, found = _read(readers, fields, of="A judgement")
    _refuse(found)
    clean = {name: word.strip().lower() for name, word in domains.items() if word and word.strip()}
    _refuse(risk_of_bias.check_bias(wanted, clean, overall.strip().lower()))
    row: RiskOfBias
    if judgement is None:
        study_row = _study(session, key)
        row = t.RiskOfBias(
            study_id=study_row.id,
            tool=wanted.value,
            tool_version=risk_of_bias.TOOLS[wanted].version,
            overall="",
        )
    else:
        row = _belonging(session, t.RiskOfBias, key, judgement, name="judgement")
        check_revision(row, revision, name="This judgement")
    row.tool, row.overall, row.domains = wanted.value, overall.strip().lower(), clean or None
    row.outcome_id = _outcome_id(session, outcome)
    for name, value in read.items():
        setattr(row, name, value)
    row.assessed_by = who
    session.add(row)
    session.flush()
    return row.id


def _outcome_id(session: "Session", outcome: str | None) -> str | None:
    from evidence.store.tables import ClaimOutcome

    if not outcome:
        return None
    row = session.get(ClaimOutcome, outcome)
    if row is None:
        raise NotFound("There is no such outcome.", hint="`evidence appraise CLAIM` lists them.")
    return row.id


def _belonging(session: "Session", table: Any, key: str, row_id: str, *, name: str) -> Any:
    """A row of the study that a reference reports. Raises NotFound."""
    from evidence.library.linking import reference_row

    reference = reference_row(session, key)
    row = session.get(table, row_id)
    if row is None or row.study_id != reference.study_id:
        raise NotFound(
            f"“{reference.citekey}” has no such {name}.", hint="Somebody may have removed it."
        )
    return row


def measure(
    session: "Session",
    key: str,
    *,
    fields: Mapping[str, Any],
    outcome: str | None = None,
    effect: str | None = None,
    revision: int | None = None,
) -> str:
    """Record an effect that a reference reports; returns its id.

    With `effect` that one is changed, seen at `revision`; what is not given stays. Raises NotFound,
    BadInput, StaleEdit.
    """
    from evidence.library.linking import reference_row
    from evidence.store import tables as t
    from evidence.store.changes import check_revision

    read, found = _read(EFFECT_READERS, fields, of="An effect")
    _refuse(found)
    row: Effect
    if effect is None:
        study_row = _study(session, key)
        reference: Reference = reference_row(session, key)
        row = t.Effect(
            study_id=study_row.id,
            reference_id=reference.id,
            position=_next_position(session),
            outcome="",
        )
    else:
        row = _belonging(session, t.Effect, key, effect, name="effect")
        check_revision(row, revision, name="This effect")
    now = {name: getattr(row, name) for name in COLUMNS} | read
    _refuse(effects.check_effect(now))
    for name, value in read.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    if outcome is not None:
        row.outcome_id = _outcome_id(session, outcome)
    session.add(row)
    session.flush()
    return row.id


def _next_position(session: "Session") -> int:
    last = session.connection().execute(text("SELECT max(position) FROM effect")).scalar()
    return 0 if last is None else last + 1


def remove(session: "Session", key: str, row_id: str, *, kind: str, revision: int | None) -> None:
    """Take an effect (`kind` "effect") or a judgement ("judgement") away. Raises NotFound,
    StaleEdit."""
    from evidence.store import tables as t
    from evidence.store.changes import check_revision

    table = {"effect": t.Effect, "judgement": t.RiskOfBias}[kind]
    row = _belonging(session, table, key, row_id, name=kind)
    check_revision(row, revision, name=f"This {kind}")
    session.delete(row)
    session.flush()
