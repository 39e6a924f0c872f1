"""The `evidence` command: arguments → library → words.

Exit status: 0 done; 1 done, but something was refused or failed; 2 wrong usage.
What is heavy is imported where it is used: `evidence claims` must answer at once.
"""

import io
import sys
from collections.abc import Sequence

import typer

from evidence.errors import EvidenceError

app = typer.Typer(
    name="evidence",
    help="Evidence: a claim-level evidence library and citation manager for medical writing.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

from evidence.cli import (  # noqa: E402
    accepting,  # noqa: F401
    appraising,  # noqa: F401
    articles,  # noqa: F401
    checking,  # noqa: F401
    claiming,  # noqa: F401
    describing,  # noqa: F401
    duplicates,  # noqa: F401
    flags,  # noqa: F401
    keeping,  # noqa: F401
    linking,  # noqa: F401
    proposing,  # noqa: F401
    publishing,  # noqa: F401
    reading,  # noqa: F401
    repairing,  # noqa: F401
    searching,  # noqa: F401
    serving,  # noqa: F401
    studies,  # noqa: F401
    texts,  # noqa: F401
)


@app.callback()
def options(
    context: typer.Context,
    db: str = typer.Option(
        "",
        "--db",
        metavar="URL",
        help="The library: a path, sqlite:///path or postgresql+psycopg://… "
        "(also EVIDENCE_DATABASE_URL).",
    ),
    debug: bool = typer.Option(False, "--debug", help="Show the whole of an unexpected error."),
) -> None:
    """Options before the command; --db may stand after it too."""
    from evidence.cli import terminal

    terminal.settings.database = db
    terminal.settings.debug = debug


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit status; no traceback without --debug."""
    from evidence.cli import terminal

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a sign that the terminal lacks is no failure
            stream.reconfigure(errors="backslashreplace")
    try:
        app(args=list(arguments) if arguments is not None else None)
    except EvidenceError as problem:
        terminal.say_problem(problem.text, problem.hint)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        terminal.say_problem("Stopped; the library is as it was.", None)
        sys.exit(130)
    except Exception as problem:
        if terminal.settings.debug or "--debug" in sys.argv:
            raise
        kind = type(problem).__name__
        terminal.say_problem(
            f"Something went wrong inside Evidence ({kind}: {str(problem)[:200]}).",
            "Run it again with --debug and report what it shows. Nothing was changed.",
        )
        sys.exit(1)
