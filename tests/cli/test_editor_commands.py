"""The commands of editors: full texts, proposals, wordings, flags (JSON and exit status)."""

import json
from pathlib import Path
from typing import Any

import pytest

from evidence.cli import main

QUOTE = "Relief was seen within 24 hours in most patients."


@pytest.fixture
def run(shipped_url: str, capsys: pytest.CaptureFixture[str]):
    def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            main([*arguments, "--db", shipped_url])
            status = 0
        except SystemExit as left:
            status = int(left.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return ran


def read(answer: tuple[int, str, str]) -> Any:
    status, out, err = answer
    assert status == 0, err
    return json.loads(out)


def test_a_full_text_is_added_listed_and_removed(run, tmp_path: Path) -> None:
    file = tmp_path / "cohen.txt"
    file.write_text(f"{QUOTE} Adverse events were mild throughout.", encoding="utf-8")
    read(
        run(
            "link", "rapid-onset", "cohen2018", "--stance", "background", "--quote", QUOTE, "--json"
        )
    )
    added = read(run("text", "add", "cohen2018", str(file), "--json"))
    assert [one["verification"] for one in added["passages"]] == ["exact"]
    assert read(run("text", "list", "cohen2018", "--json")) == [added]
    assert read(run("text", "remove", added["id"], "--json"))["name"] == "cohen.txt"
    assert read(run("text", "list", "cohen2018", "--json")) == []
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    status, out, err = run("text", "add", "cohen2018", str(empty))
    assert (status, out) == (1, "")
    assert "is empty" in err


def test_another_text_is_read_against_the_claims(run, tmp_path: Path) -> None:
    file = tmp_path / "second.md"
    file.write_text(
        "# Another\n\nIn some patients, relief comes within hours of the first ketamine infusion. "
        "Pain fell by 2.1 points more than with placebo.\n",
        encoding="utf-8",
    )
    found = read(run("article", "propose", str(file), "--json"))
    assert set(found) == {"title", "claims", "uncited"}
    said = {claim["slug"]: claim["sentences"] for claim in found["claims"]}
    assert len(said) == 12
    assert [slug for slug, sentences in said.items() if sentences] == ["rapid-onset"]
    assert found["uncited"][0]["text"].startswith("Pain fell")
    status, out, _ = run("article", "propose", str(file))
    assert (status, out.splitlines()[0]) == (0, "1 of 12 claims are made in this text.")


def test_a_wording_is_accepted_once(run) -> None:
    words = "Relief may come on the very day of a ketamine infusion"
    added = read(run("wording", "rapid-onset", words, "--json"))
    assert (added["text"], added["places"]) == (words, 0)
    assert run("wording", "rapid-onset", words)[0] == 1


def test_a_flag_is_raised_listed_and_resolved(run) -> None:
    made = read(run("flag", "add", "rapid-onset", "dubious", "--reason", "Hours?", "--json"))
    assert [one["id"] for one in read(run("flag", "list", "--json"))] == [made["id"]]
    problems = read(run("check", "--json"))["problems"]
    assert [p["subject"] for p in problems if p["kind"] == "flagged"] == ["rapid-onset"]
    assert read(run("flag", "resolve", made["id"], "Yes.", "--json"))["resolution"] == "Yes."
    assert read(run("flag", "list", "--json")) == []
    assert "resolved by" in run("flag", "list", "--all")[1]
    assert run("flag", "add", "rapid-onset", "funny", "--reason", "x")[0] == 1
