"""The schema's history, applied on opening."""

# The newest migration; a database that says something else is upgraded, or refused if newer.
HEAD = "0003"
