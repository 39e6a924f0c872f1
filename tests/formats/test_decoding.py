"""Bytes → text: what is assumed is told, and no letter is changed in silence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.errors import BadInput
from evidence.formats.decoding import ENCODINGS, decode

ENTRY = "@article{k, author = {Boudaïffa, Müller}, title = {é – “x”}}"


@pytest.mark.parametrize(
    ("data", "text", "encoding", "codes"),
    [
        (ENTRY.encode(), ENTRY, "utf-8", []),
        (b"\xef\xbb\xbf" + ENTRY.encode(), ENTRY, "utf-8", []),
        (ENTRY.encode("utf-16"), ENTRY, "utf-16-le", []),
        (ENTRY.encode("utf-32"), ENTRY, "utf-32-le", []),
        (ENTRY.encode("utf-16-le"), ENTRY, "utf-16-le", ["encoding-assumed"]),
        (ENTRY.encode("utf-16-be"), ENTRY, "utf-16-be", ["encoding-assumed"]),
        (ENTRY.encode("utf-32-be"), ENTRY, "utf-32-be", ["encoding-assumed"]),
        (ENTRY.encode("cp1252"), ENTRY, "cp1252", ["encoding-assumed"]),
        ("Müller".encode("latin-1"), "Müller", "cp1252", ["encoding-assumed"]),
        (
            "Łukasz\n".encode() + "Müller".encode("latin-1"),
            "Łukasz\nMüller",
            "utf-8 with cp1252",
            ["encoding-mixed"],
        ),
        (b"title={\xed\xa0\x80}", "title={\ufffd}", "utf-8", ["lone-surrogate"]),
        (b"\xed\xa0\xbd\xed\xb8\x80", "\ufffd\ufffd", "utf-8", ["lone-surrogate"]),
        (b"a\x00b", "a\x00b", "utf-8", []),
        (b"one\r\ntwo\rthree\n", "one\r\ntwo\rthree\n", "utf-8", []),
        (b"", "", "utf-8", []),
    ],
)
def test_the_ladder(data: bytes, text: str, encoding: str, codes: list[str]) -> None:
    got, name, messages = decode(data)
    assert (got, name, [message.code for message in messages]) == (text, encoding, codes)


def test_the_line_of_the_first_odd_byte_is_told() -> None:
    _, _, (message,) = decode("ä\n\n".encode() + b"\xf6")
    assert message.line == 3
    assert "1 byte is not" in message.text
    assert message.hint


@pytest.mark.parametrize("encoding", ["cp1250", "utf-8", "gb18030", "UTF-16", "latin-1"])
def test_the_editor_can_choose(encoding: str) -> None:
    text = "Kaňka" if encoding == "cp1250" else "plain"
    assert decode(text.encode(encoding), encoding=encoding)[0] == text


def test_a_choice_that_does_not_fit_is_told_and_loses_only_what_does_not_fit() -> None:
    text, name, (message,) = decode(b"ok\nB\xf6", encoding="utf-8")
    assert (text, name, message.code, message.line) == (
        "ok\nB\ufffd",
        "utf-8",
        "bytes-not-decoded",
        2,
    )


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "punycode", "unicode_escape", "hex", ""])
def test_what_is_no_encoding_of_files_cannot_be_chosen(encoding: str) -> None:
    with pytest.raises(BadInput, match="no encoding"):
        decode(b"x", encoding=encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_on_the_list_can_be_chosen(encoding: str) -> None:
    assert decode("plain".encode(encoding), encoding=encoding)[0] == "plain"


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_text_that_can_be_stored(data: bytes) -> None:
    text, _, _ = decode(data)
    text.encode("utf-8")


@settings(deadline=None)
@given(st.text(max_size=100).filter(lambda t: "\x00" not in t and not t.startswith("\ufeff")))
def test_utf8_comes_through_unchanged_and_without_a_word(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8", ())


def test_megabytes_of_odd_bytes_take_little_time() -> None:
    text, _, messages = decode(b"\xe9" * 1_000_000)
    assert text == "é" * 1_000_000
    assert len(messages) == 1
