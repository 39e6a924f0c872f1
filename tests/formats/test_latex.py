"""LaTeX → text and back."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.formats.latex import TOO_DEEP, Style, decode, encode
from evidence.formats.latex_verbatim import balanced, unescape_verbatim

NOCASE = '<span class="nocase">{}</span>'

PLAIN = [
    (r"M{\"u}ller", "Müller"),
    (r"M\"uller", "Müller"),
    (r"M\"{u}ller", "Müller"),
    (r"{\'{\i}} {\'i} \'{\i} \'\i", "í í í í"),
    (r"\c{c}a \c ca {\c c}a", "ça ça ça"),
    (
        r"\v{s} \v s \u{g} \H{o} \k{a} \r{a} \d{a} \b{o} \=a \.I \~n \^o \`e",
        "š š ğ ő ą å ạ o̱ ā İ ñ ô è",
    ),
    (r"\O{}rsted \o \l \L{} \ss{} \ae \OE{} \aa \th \dj \i \j", "Ørsted øłŁ ß æŒ åþđıȷ"),
    (r"a -- b --- c", "a – b — c"),
    (r"-{}- x", "-- x"),
    ("``so'' !`no? ?`si", "“so” ¡no? ¿si"),
    (r"\& \% \$ \# \_ \{x\}", "& % $ # _ {x}"),
    (r"J.~A.", "J.\u00a0A."),
    ("http://x.org/~joe", "http://x.org/~joe"),
    (r"10\,mg\ daily\\twice", "10 mg daily twice"),
    (r"Core\textendash{}Shell", "Core–Shell"),
    (r"\TeX{} and \LaTeX", "TeX and LaTeX"),
    (r"\emph{a} \textbf{b} \mbox{c} \texttt{d} \textsc{e}", "a b c d e"),
    (r"{\it a} {\em b} {\bf c} {\sc d}", "a b c d"),
    (r"\enquote{x} \mkbibquote{y}", "“x” “y”"),
    (r"\url{http://x.org/a_b%20c} \href{http://y}{z}", "http://x.org/a_b%20c z"),
    (r"\noopsort{ab}Smith", "Smith"),
    (r"\MakeUppercase{nato}", "NATO"),
    (r"\char" + '"E9 ' + r"\symbol{233}", "é é"),
    (r"$\beta$-blocker $\alpha_2$ $\mu$g", "β-blocker α₂ μg"),
    (r"H$_2$O 10$^{-3}$ x$_{max}$ $x^{a+b}$", "H₂O 10⁻³ x_max x^(a+b)"),
    (r"$p \leq 0.05$, 37$^\circ$C, $\pm$", "p ≤ 0.05, 37°C, ±"),
    (r"$\frac{1}{2}$ $\hat{x}$ $f'$ $\mathbb{R}$ $\log x$", "1/2 x̂ f′ ℝ log x"),
    (r"\(a_1\) \ensuremath{\gamma}", "a₁ γ"),
    ("from $5 to $10", "from $5 to $10"),
    ("only $5", "only $5"),
    ("a\n   b\tc", "a b c"),
    (r"50% of a_b", "50% of a_b"),
    ("un{bal{anced", "unbalanced"),
    ("un}balanced", "unbalanced"),
]


@pytest.mark.parametrize(("source", "text"), PLAIN)
def test_latex_becomes_the_text_that_it_prints(source, text):
    assert decode(source) == unicodedata.normalize("NFC", text)


TITLES = [
    ("{{Whole Title}}", "Whole Title"),
    ("{Whole {NMDA} Title}", f"Whole {NOCASE.format('NMDA')} Title"),
    ("The {NMDA} and {magnesium}", f"The {NOCASE.format('NMDA')} and magnesium"),
    ("{A}merican {{N}MDA}", f"{NOCASE.format('A')}merican {NOCASE.format('NMDA')}"),
    (r"{\'E}tude {\em E. coli}", "Étude <i>E. coli</i>"),
    (r"\emph{E. coli} \textbf{x} H\textsubscript{2}O", "<i>E. coli</i> <b>x</b> H<sub>2</sub>O"),
    (r"H$_2$O, 10$^{-3}$", "H<sub>2</sub>O, 10<sup>-3</sup>"),
    (r"\textit{the {NMDA}}", f"<i>the {NOCASE.format('NMDA')}</i>"),
    ("H<sub>2</sub>O & p < 0.05", "H<sub>2</sub>O & p < 0.05"),
    ("<script>alert(1)</script> {x<i>}", "<script>alert(1)</script> x<i>"),
    ("{A}{B}", NOCASE.format("A") + NOCASE.format("B")),
    (r"\emph{}", ""),
]


@pytest.mark.parametrize(("source", "text"), TITLES)
def test_titles_keep_what_csl_can_show(source, text):
    assert decode(source, Style.TITLE) == text


def test_journals_keep_emphasis_but_no_protected_case():
    assert decode(r"{NMDA} \emph{Review}", Style.RICH) == "NMDA <i>Review</i>"


def test_paragraphs_are_kept_where_they_are_asked_for():
    assert decode("One\ntwo.\n\n  Three \\& four.", Style.LONG) == "One two.\n\nThree & four."


def test_an_unknown_command_stays_visible_and_is_named():
    told: list[str] = []
    source = r"\input{/etc/passwd} \write18{id} \foo bar \cmr{\'e}"
    assert decode(source, problems=told) == r"\input{/etc/passwd} \write18{id} \foo bar \cmr{é}"
    assert told == ["\\input", "\\write", "\\foo", "\\cmr"]


@pytest.mark.parametrize("command", [r"\textbf{", r"\'{", "{", r"\foo{", "$x_{"])
def test_what_is_nested_too_deep_stays_as_it_is(command):
    source = "a" + command * 5000 + "x" + "}" * 5000
    told: list[str] = []
    assert decode(source, problems=told) == source
    assert told == [TOO_DEEP]


def test_decoding_grows_with_its_input():
    started = time.process_time()
    decode("\\'e$x_1$ \\foo{a} " * 20_000)
    assert time.process_time() - started < 5


def test_half_a_character_cannot_be_made():
    decode('\\char"D800 \\symbol{55296} \\char"FFFFFFF').encode("utf-8")


BACK = [
    ("a & b_c 50% {x} $1 #2 ~ ^ \\", Style.PLAIN),
    ("a -- b --- c - d", Style.PLAIN),
    ("`` '' ' ` ?` !`", Style.PLAIN),
    ("x\u00a0y /\u00a0z /~", Style.PLAIN),
    ("one\n\ntwo", Style.LONG),
    ('<i>a <b>b</b></i> <sub>2</sub> <span class="nocase">NMDA</span> x', Style.TITLE),
    ('<span class="nocase">A</span>', Style.TITLE),
    ('<span class="nocase"><i>E</i></span> x', Style.TITLE),
    ('<span class="nocase">&A</span> x', Style.TITLE),
    ("<i>open </b> & <script>x</script>", Style.TITLE),
    ("<i>a<b>b</i>c</b>", Style.TITLE),
    ("p < 0.05 > 0.01", Style.TITLE),
]


@pytest.mark.parametrize(("text", "style"), BACK)
def test_text_comes_back_from_latex_as_it_went_in(text, style):
    written = encode(text, style)
    assert decode(written, style) == text
    assert balanced(written) == written


PIECES = st.sampled_from(
    [
        *("<i>", "</i>", "<b>", "</sub>", "<sub>", '<span class="nocase">', "</span>"),
        *("\n\n", " ", "1", "\\emph{", "\\foo", "\\alpha", "\\textit{x}", "{NMDA}", "--"),
        *("\\'", "é", "A", "b", "\n", *"{}\\$^_~-`'\"&%#?<>\u0301"),
    ]
)
SOURCES = st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=30)


@given(SOURCES, st.sampled_from(list(Style)))
def test_whatever_can_be_read_can_be_written_and_read_again(source, style):
    source = source.replace("\0", "")
    text = decode(source, style)
    written = encode(text, style)
    assert balanced(written) == written
    assert decode(written, style) == text


@given(SOURCES)
def test_decoded_text_is_nfc_and_has_no_space_to_spare(source):
    text = decode(source.replace("\0", ""))
    assert unicodedata.is_normalized("NFC", text)
    assert text == text.strip()
    assert "  " not in text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"https://x.org/a\_b\%20c\&d\#e", "https://x.org/a_b%20c&d#e"),
        ("https://x.org/{\\_}a{_}b", "https://x.org/_a_b"),
        (r"https://x.org/\~{}joe \textunderscore{}", "https://x.org/~joe _"),
        (r"C\:\\Users\\x", r"C\:\\Users\\x"),
        ("a{b", "ab"),
    ],
)
def test_addresses_and_paths_lose_only_their_escapes(source, text):
    assert unescape_verbatim(source) == text
    assert unescape_verbatim(text) == text
