"""What LaTeX's commands mean as Unicode: tables only, no parsing.

The symbol table is pylatexenc's public Unicode → LaTeX table turned round, under our own rows,
which win. Commands that stand in none of these tables are unknown: they stay visible.
"""

import re
from functools import cache

from pylatexenc.latexencode import get_builtin_uni2latex_dict

# Accent commands → the combining character that follows its letter (LaTeX2e, "Accents").
ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    '"': "\u0308",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
    "b": "\u0331",
    "d": "\u0323",
    "t": "\u0361",
    "h": "\u0309",
    "G": "\u030f",
    "U": "\u030e",
    "f": "\u0311",
    "textcommabelow": "\u0326",
    "textogonekcentered": "\u0328",
    "capitalcedilla": "\u0327",
    "capitalogonek": "\u0328",
}
MATH_ACCENTS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "bar": "\u0304",
    "overline": "\u0305",
    "underline": "\u0332",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
    "acute": "\u0301",
    "grave": "\u0300",
    "check": "\u030c",
    "breve": "\u0306",
    "mathring": "\u030a",
}

# Commands with one argument → CSL's rich-text tag around it.
TAGGED = {
    "emph": "i",
    "textit": "i",
    "textsl": "i",
    "mkbibemph": "i",
    "mkbibitalic": "i",
    "textbf": "b",
    "mkbibbold": "b",
    "textsubscript": "sub",
    "textsuperscript": "sup",
    "mkbibsuperscript": "sup",
    "mkbibsubscript": "sub",
}
# Commands whose argument is simply text.
TRANSPARENT = frozenset(
    str.split(
        "text textrm textsf texttt textsc textup textmd textnormal textlf mbox hbox fbox vbox "
        "makebox mathrm mathit mathsf mathtt mathbf mathnormal mathcal mathscr mathfrak "
        "boldsymbol bm pmb operatorname underline uline uuline sout acro mkbibacro bibstring "
        "nocase NoCaseChange textgreek textcyr textlatin MakeSentenceCase bibinfo bibnamefont "
        "citenamefont smash mathop mathord mathbin mathrel unit si SI lowercase MakeLowercase "
        "titlecap mathbb textlining textos textst textsmaller textlarger"
    )
)
UPPERCASED = frozenset({"uppercase", "MakeUppercase", "MakeTextUppercase"})
QUOTED = frozenset({"enquote", "mkbibquote", "textquote", "blockquote"})
VERBATIM = frozenset({"url", "nolinkurl", "path", "detokenize", "burl", "doi"})
# Commands whose argument is no part of the text: sort keys and layout.
DROPPED_ARGUMENT = frozenset(
    str.split(
        "noopsort SortNoop sortnoop switchargs hspace vspace label index selectlanguage "
        "fontsize hyphenation phantom vphantom hphantom hskip setlength printfirst"
    )
)
# Commands with two arguments of which the second is the text.
SECOND_ARGUMENT = frozenset({"href", "textcolor", "foreignlanguage", "colorbox", "texorpdfstring"})

# Declarations: the rest of the group is set so.
SWITCHES = {
    "it": "i",
    "itshape": "i",
    "em": "i",
    "sl": "i",
    "slshape": "i",
    "bf": "b",
    "bfseries": "b",
}
# Commands that say nothing in plain text.
SILENT = frozenset(
    str.split(
        "rm rmfamily tt ttfamily sf sffamily sc scshape up upshape md mdseries cal normalfont "
        "normalsize small footnotesize scriptsize tiny large Large LARGE huge Huge relax "
        "protect noindent left right big Big bigg Bigg bigl bigr Bigl Bigr limits nolimits "
        "displaystyle textstyle scriptstyle scriptscriptstyle allowbreak nobreak break "
        "frenchspacing sloppy bgroup egroup begingroup endgroup ignorespaces unskip unkern "
        "strut mathstrut boldmath unboldmath leavevmode null raggedright centering nocorr "
        "xspace cyr latintext greektext bibrangessep"
    )
)
SPACES = frozenset(
    str.split(
        "quad qquad newline par linebreak enspace thinspace space hfill hfil medspace "
        "thickspace smallskip medskip bigskip newblock addspace adddotspace enskip"
    )
)
SYMBOL_SPACES = frozenset(" \t\n\r,;:>\\")  # control symbols that make a space or a new line
SYMBOL_SILENT = frozenset("/-!@*<+")  # kerns, hyphenation points

# Ours: what pylatexenc has not, or reads in another way than names and titles need.
OUR_SYMBOLS = {
    "ss": "ß",
    "SS": "ẞ",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
    "imath": "ı",
    "jmath": "ȷ",
    "dh": "ð",
    "DH": "Ð",
    "th": "þ",
    "TH": "Þ",
    "dj": "đ",
    "DJ": "Đ",
    "ng": "ŋ",
    "NG": "Ŋ",
    "ij": "ĳ",
    "IJ": "Ĳ",
    "textendash": "–",
    "textemdash": "—",
    "Dash": "—",
    "bibrangedash": "–",
    "hyphen": "-",
    "textquoteleft": "‘",
    "textquoteright": "’",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "textquotesingle": "'",
    "textquotedbl": '"',
    "quotedblbase": "„",
    "glqq": "„",
    "grqq": "“",
    "glq": "‚",
    "grq": "‘",
    "quotesinglbase": "‚",
    "flqq": "«",
    "frqq": "»",
    "flq": "‹",
    "frq": "›",
    "guillemotleft": "«",
    "guillemotright": "»",
    "guillemetleft": "«",
    "guillemetright": "»",
    "lq": "‘",
    "rq": "’",
    "ldots": "…",
    "dots": "…",
    "textellipsis": "…",
    "cdots": "⋯",
    "slash": "/",
    "textslash": "/",
    "textbackslash": "\\",
    "backslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "lbrace": "{",
    "rbrace": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textasciigrave": "`",
    "textunderscore": "_",
    "textdollar": "$",
    "textbar": "|",
    "vert": "|",
    "mid": "|",
    "Vert": "‖",
    "textless": "<",
    "textgreater": ">",
    "lt": "<",
    "gt": ">",
    "textperiodcentered": "·",
    "cdot": "·",
    "textbullet": "•",
    "bullet": "•",
    "textasteriskcentered": "*",
    "ast": "*",
    "star": "⋆",
    "textdegree": "°",
    "degree": "°",
    "celsius": "℃",
    "textcelsius": "℃",
    "circ": "°",
    "copyright": "©",
    "textcopyright": "©",
    "textregistered": "®",
    "texttrademark": "™",
    "pounds": "£",
    "textsterling": "£",
    "euro": "€",
    "texteuro": "€",
    "EUR": "€",
    "S": "§",
    "P": "¶",
    "textmu": "µ",
    "micro": "µ",
    "textohm": "Ω",
    "textordmasculine": "º",
    "textordfeminine": "ª",
    "textnumero": "№",
    "dag": "†",
    "ddag": "‡",
    "textdagger": "†",
    "textdaggerdbl": "‡",
    "TeX": "TeX",
    "LaTeX": "LaTeX",
    "LaTeXe": "LaTeX2ε",
    "BibTeX": "BibTeX",
    "XeTeX": "XeTeX",
    "XeLaTeX": "XeLaTeX",
    "LuaTeX": "LuaTeX",
    "LuaLaTeX": "LuaLaTeX",
    "pdfTeX": "pdfTeX",
    "MF": "METAFONT",
    "MP": "METAPOST",
    "AmS": "AMS",
    "to": "→",
    "rightarrow": "→",
    "leftarrow": "←",
    "textrightarrow": "→",
    "textleftarrow": "←",
    "leftrightarrow": "↔",
    "Rightarrow": "⇒",
    "uparrow": "↑",
    "downarrow": "↓",
    "le": "≤",
    "leq": "≤",
    "leqslant": "⩽",
    "ge": "≥",
    "geq": "≥",
    "geqslant": "⩾",
    "ne": "≠",
    "neq": "≠",
    "sim": "∼",
    "approx": "≈",
    "simeq": "≃",
    "cong": "≅",
    "equiv": "≡",
    "propto": "∝",
    "pm": "±",
    "mp": "∓",
    "textpm": "±",
    "times": "×",
    "texttimes": "×",
    "div": "÷",
    "infty": "∞",
    "partial": "∂",
    "nabla": "∇",
    "sum": "∑",
    "prod": "∏",
    "int": "∫",
    "sqrt": "√",
    "in": "∈",
    "notin": "∉",
    "subset": "⊂",
    "cup": "∪",
    "cap": "∩",
    "forall": "∀",
    "exists": "∃",
    "neg": "¬",
    "wedge": "∧",
    "vee": "∨",
    "oplus": "⊕",
    "otimes": "⊗",
    "prime": "′",
    "ell": "ℓ",
    "hbar": "ℏ",
    "Re": "ℜ",
    "Im": "ℑ",
    "aleph": "ℵ",
    "langle": "⟨",
    "rangle": "⟩",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ϵ",
    "varepsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "vartheta": "ϑ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "omicron": "ο",
    "pi": "π",
    "varpi": "ϖ",
    "rho": "ρ",
    "varrho": "ϱ",
    "sigma": "σ",
    "varsigma": "ς",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "ϕ",
    "varphi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Pi": "Π",
    "Sigma": "Σ",
    "Upsilon": "Υ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
    "colon": ":",
    "adddot": ".",
    "addcomma": ",",
    "addcolon": ":",
    "autocap": "",
}
# Operators that print their own name.
OPERATORS = frozenset(
    str.split(
        "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp min max sup "
        "inf lim limsup liminf det dim ker deg gcd hom arg Pr mod"
    )
)

SUPERSCRIPTS = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
SUBSCRIPTS = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
DOUBLE_STRUCK = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))

_NAMED = re.compile(r"\\ensuremath\{\\([A-Za-z]+)\}|\{?\\([A-Za-z]+)\}?")


@cache
def symbols() -> dict[str, str]:
    """Command name → its text, for commands without arguments (built once, on first use)."""
    table: dict[str, str] = {}
    for code, latex in get_builtin_uni2latex_dict().items():
        match = _NAMED.fullmatch(latex)
        if match:
            table.setdefault(match[1] or match[2], chr(code))
    table.update((name, name) for name in OPERATORS)
    table.update(OUR_SYMBOLS)
    return table
