"""Every limit in one table, with its reason. Imports nothing."""

KB = 1024
MB = 1024 * KB

# Files that come in.
IMPORT_BYTES = 64 * MB  # a PubMed export of 10,000 records with abstracts is about 40 MB
UPLOAD_MB = 64  # the same through the browser
FIELDS_PER_ENTRY = 256  # real entries have at most about 60
FIELD_CHARS = 64 * KB  # a long abstract has 5,000; decoding cost grows with length
ENTRY_CHARS = 1_000_000  # after macros are expanded ("billion laughs" by @string)
EXPANDED_CHARS = 64 * MB  # all expanded values of one file together
AUTHORS_PER_ENTRY = 10_000  # the largest author list in the literature has about 5,200
LATEX_DEPTH = 100  # nested commands; deeper is kept as it stands
XML_DEPTH = 256
JSON_DEPTH = 64
CITEKEY_CHARS = 200

# Full texts of studies.
TEXT_CHARS = 2_000_000  # the longest reports and books have about as many
TEXT_PAGES = 3_000  # of a PDF; the longest reports have about 1,500
TEXT_SECONDS = 30  # what a PDF may take to be read: an article takes one or two

# What people type.
QUERY_CHARS = 1_000
QUERY_WORDS = 32
NOTE_CHARS = 100_000
TITLE_CHARS = 1_000  # of an article; the longest titles in the literature have about 500
ARTICLE_CHARS = 1_000_000  # 150,000 words, a long book: every claim is sought in all of them
URL_CHARS = 2_048

# What runs.
PANDOC_SECONDS = 30
PANDOC_MEMORY_MB = 1_024
BUSY_SECONDS = 5  # how long a writer waits for another
STYLE_BYTES = 1 * MB
