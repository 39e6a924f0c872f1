"""Archives (.docx, .odt are zip files): what reading a damaged, cut or encrypted one raises."""

import lzma
import struct
import zipfile
import zlib

# RuntimeError: encrypted; NotImplementedError: a compression that nobody reads here.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
)
