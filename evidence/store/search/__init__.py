"""Search and suggestions: a full-text index in the library's own database.

`schema` creates it, `index` writes documents, `query` searches, `suggest` finds what may bear on a
text. Nothing is kept in memory: a second process finds at once what the first has committed.
"""
