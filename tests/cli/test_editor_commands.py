"""The commands of editors: full texts, proposals, wordings, flags (JSON and exit status)."""

from pathlib import Path
from typing import Any

import pytest
from running import Run, read, runner

QUOTE = "Relief was seen within 24 hours in most patients."


@pytest.fixture
def run(shipped_url: str, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys, "--db", shipped_url)


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


ONSET = "relief comes within hours of the first infusion"


def revised(run, tmp_path: Path, new: str) -> dict[str, Any]:
    file = tmp_path / "new.md"
    file.write_text(run("article", "show")[1].replace(ONSET, new), encoding="utf-8")
    done = read(run("article", "revise", str(file), "--json"))
    return {claim["slug"]: claim for claim in done["claims"]}


def test_a_reworded_claim_is_listed_until_somebody_has_looked_at_it(run, tmp_path: Path) -> None:
    outcome = revised(run, tmp_path, ONSET.replace("comes", "does not come"))["rapid-onset"]
    assert outcome["state"] == "reworded"
    assert outcome["differences"]
    [one] = read(run("article", "reworded", "--json"))
    assert (one["slug"], one["was"], one["since"]) == ("rapid-onset", ONSET, 2)
    assert "does not come" in run("article", "reworded")[1]
    assert run("check", "--fail-on", "reworded")[0] == 1
    done = read(run("article", "reviewed", "rapid-onset", "--json"))
    assert done["reviewed_by"]
    anchor = read(run("claim", "rapid-onset", "--json"))["anchors"][0]
    assert (anchor["reviewed_by"], anchor["reviewed_at"][:2]) == (done["reviewed_by"], "20")
    assert run("check", "--fail-on", "reworded")[0] == 0
    assert "does not ask" in run("article", "reviewed", "rapid-onset")[2]


def test_what_stayed_beside_a_rewritten_claim_is_not_taken_into_it(run, tmp_path: Path) -> None:
    words = "relief may begin within the hour"  # and lasts for several days or even weeks
    outcome = revised(run, tmp_path, words)["rapid-onset"]
    assert (outcome["state"], outcome["text"]) == ("reworded", words)


def test_an_orphan_is_placed_by_its_candidate_or_its_words_or_retired(run, tmp_path: Path) -> None:
    words = "some patients feel better the same day"
    assert revised(run, tmp_path, words)["rapid-onset"]["state"] == "orphaned"
    [fate] = read(run("article", "orphans", "--json"))
    assert words in [one["text"] for one in fate["candidates"]]
    assert f"1. {fate['candidates'][0]['text']}" in run("article", "orphans")[1]
    placed = read(run("article", "place", "rapid-onset", "--candidate", "1", "--json"))
    assert placed["text"] == fate["candidates"][0]["text"]
    assert read(run("article", "orphans", "--json")) == []
    change = read(run("history", "--json"))[0]["id"]
    run("undo", change)
    assert "is no orphan" in run("article", "place", "not-a-cure", "--candidate", "1")[2]
    assert "does not have" in run("article", "place", "rapid-onset", "--words", "no such words")[2]
    assert run("article", "place", "rapid-onset")[0] == 2
    read(run("article", "place", "rapid-onset", "--words", words.upper(), "--json"))
    assert read(run("article", "orphans", "--json")) == []
    run("undo", read(run("history", "--json"))[0]["id"])
    assert read(run("article", "retire", "rapid-onset", "--json"))["retired"]
    assert read(run("article", "orphans", "--json")) == []


def test_another_article_is_added_and_listed_and_substantiated(run, tmp_path: Path) -> None:
    file = tmp_path / "second.md"
    file.write_text(
        f"# A leaflet\n\nWith ketamine {ONSET}. Pain fell by 2 points in 40 adults.", "utf-8"
    )
    added = read(run("article", "add", str(file), "--json"))
    assert (added["article"], [m["slug"] for m in added["marks"]]) == ("a-leaflet", ["rapid-onset"])
    assert [one["slug"] for one in read(run("article", "list", "--json"))][1:] == ["a-leaflet"]
    assert "leaflet" in run("article", "list")[1]
    assert ONSET in run("article", "show", "--article", "a-leaflet")[1]
    far = read(run("article", "substantiation", "--article", "a-leaflet", "--json"))
    assert (far["claims"], far["uncited"], far["links"]["linked"] > 0) == (1, 1, True)
    assert "¶ 1" in run("article", "substantiation", "--article", "a-leaflet")[1]
    assert "no article" in run("article", "show", "--article", "none")[2]


def test_wordings_are_listed_removed_and_put_away(run) -> None:
    words = "Relief begins quickly, within hours"
    read(run("wording", "rapid-onset", words, "--json"))
    assert words in read(run("wording", "rapid-onset", "--json"))["wordings"]
    assert words in run("wording", "rapid-onset")[1]
    assert read(run("wording", "rapid-onset", words, "--remove", "--json"))["removed"]
    assert words not in read(run("wording", "rapid-onset", "--json"))["wordings"]
    assert read(run("wording", "rapid-onset", words, "--dismiss", "--json"))["dismissed"]
    assert run("wording", "rapid-onset", "--remove")[0] == 2
