"""`evidence serve`: opens the app."""

from typing import Annotated

import typer

from evidence.cli import app
from evidence.cli.terminal import Db, settings


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8501,
    host: Annotated[str, typer.Option(help="Other than 127.0.0.1 needs sign-in.")] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser.")] = True,
    db: Db = "",
) -> None:
    """Open the app in the browser."""
    from evidence.ui.serving import serve as run

    run(db or settings.database or None, host=host, port=port, open_browser=browser)
