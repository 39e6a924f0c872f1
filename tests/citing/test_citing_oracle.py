"""What we print against citeproc-js, the processor that Zotero uses: 30 references, 20 styles.

For development: it runs where EVIDENCE_TEST_CITEPROC names a folder that holds the npm package
(`node_modules/citeproc`) and CSL's locale files (`locales/locales-en-US.xml` …).
"""

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from evidence.citing import format_references, resolve_style
from evidence.citing.styles import folder, style_file

HERE = Path(__file__).parent
ORACLE = os.environ.get("EVIDENCE_TEST_CITEPROC", "")
ITEMS: list[dict[str, Any]] = json.loads((HERE / "references.json").read_text(encoding="utf-8"))
STYLES = (
    "american-medical-association",
    "nlm-citation-sequence",
    "apa",
    "the-new-england-journal-of-medicine",
    "bmj",
    "the-lancet",
    "jama",
    "chicago-author-date",
    "chicago-notes-bibliography",
    "harvard-cite-them-right",
    "ieee",
    "nature",
    "science",
    "elsevier-harvard",
    "springer-vancouver-brackets",
    "american-chemical-society",
    "modern-language-association",
    "american-political-science-association",
    "pain",
    "british-journal-of-anaesthesia",
)
# What the processors are known to see differently: scripts without initials, and "Jr.".
APART = frozenset(["chinese", "arabic", "junior"])
AGREEING = 0.98
GLUED = re.compile(r", (eds?|trans)\.\w")


def normalised(text: str) -> str:
    """The text with one space where it has white space, and none around punctuation."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    numbered = re.sub(r"^([(\[]?\d+[)\].]?)\s*", r"\1 ", words)
    return re.sub(r"\s*([^\w\s])\s*", r"\1", numbered)


def rules(style: str) -> str:
    """The style as it is shipped; of a dependent style, that of its parent."""
    path = style_file(style)
    assert path is not None
    text = path.read_text(encoding="utf-8")
    parent = re.search(r'href="[^"]*/styles/([a-z0-9-]+)" rel="independent-parent"', text)
    return (folder() / f"{parent[1]}.csl").read_text(encoding="utf-8") if parent else text


def expected() -> dict[str, dict[str, str]]:
    """Every entry of every style as citeproc-js prints it."""
    task = {
        "citeproc": str(Path(ORACLE) / "node_modules" / "citeproc"),
        "locales": {
            path.stem.removeprefix("locales-"): path.read_text(encoding="utf-8")
            for path in (Path(ORACLE) / "locales").glob("locales-*.xml")
        },
        "items": ITEMS,
        "styles": [
            {
                "id": style,
                "csl": rules(style),
                "locale": resolve_style(style).locale_for(None, "en-US"),
            }
            for style in STYLES
        ],
    }
    done = subprocess.run(
        ["node", str(HERE / "citeproc.cjs")],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_the_references_are_of_every_kind() -> None:
    assert len(ITEMS) == len({item["id"] for item in ITEMS}) == 30
    assert len(set(STYLES)) == 20
    assert {item["type"] for item in ITEMS} >= {
        "article-journal", "chapter", "book", "report", "webpage", "thesis", "article",
        "dataset", "paper-conference", "article-newspaper", "software",
    }  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_every_style_prints_every_reference_whole(style: str) -> None:
    printed = format_references(ITEMS, style=style)
    assert list(printed) == [item["id"] for item in ITEMS]
    for key, entry in printed.items():
        assert not GLUED.search(entry.text), key
        assert not re.search(r"\s[,;]|,,|undefined|\?\?", entry.text), entry.text


@pytest.mark.oracle
@pytest.mark.skipif(
    not ORACLE or shutil.which("node") is None, reason="citeproc-js or node is not here"
)
def test_the_entries_agree_with_citeproc_js() -> None:
    compared, differing = 0, []
    theirs = expected()
    for style in STYLES:
        ours = format_references(ITEMS, style=style)
        for key, entry in ours.items():
            want, have = normalised(theirs[style][key]), normalised(entry.text)
            if want != have:
                differing.append((style, key, want, have))
            compared += 1
    counted = [row for row in differing if row[1] not in APART]
    said = [
        f"{style} · {key}\n  citeproc-js: {want}\n  ours:        {have}"
        for style, key, want, have in differing
    ]
    total = compared - len(STYLES) * len(APART)
    share = 1 - len(counted) / total
    said.append(f"{share:.1%} of {total} entries agree ({len(differing)} of all {compared} differ)")
    sys.stdout.write("\n".join(said) + "\n")
    assert share >= AGREEING
