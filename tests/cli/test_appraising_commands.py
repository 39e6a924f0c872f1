"""From a text to claims with evidence by commands alone; ratings, studies and acceptance, too."""

from pathlib import Path

import pytest
from running import Run, read, runner
from samples import COHEN, csl_file


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys, "--db", str(tmp_path / "own.db"))


@pytest.fixture
def begun(run, tmp_path: Path):
    """An empty library with a text, a reference and nothing else."""
    assert run("init", "--empty")[0] == 0
    assert "no claims yet" in run("claims")[1]
    text = tmp_path / "text.md"
    text.write_text("# A leaflet\n\nPain often falls within hours. It is not a cure.\n", "utf-8")
    read(run("article", "revise", str(text), "--json"))
    name, content = csl_file(COHEN)
    (tmp_path / name).write_bytes(content)
    read(run("import", str(tmp_path / name), "--json"))
    read(run("add-claim", "Pain often falls within hours.", "--type", "onset_duration",
             "--question", "treatment_benefit", "--slug", "fast", "--json"))  # fmt: skip
    return run


def test_a_text_becomes_claims_with_evidence_by_commands(begun) -> None:
    run = begun
    made = read(run("add-claim", "It cures nobody", "--type", "efficacy", "--words",
                    "It is not a cure", "--slug", "cure", "--json"))  # fmt: skip
    assert (made["slug"], made["state"], made["anchors"][0]["exact"]) == (
        "cure", "anchored", "It is not a cure",
    )  # fmt: skip
    lost = run("add-claim", "It is cheap", "--type", "cost_access")
    assert "the article does not say it" in lost[1]
    read(run("link", "fast", "cohen2018", "--stance", "supports", "--json"))
    listed = {claim["slug"]: claim for claim in read(run("claims", "--json"))}
    assert [(slug, one["state"]) for slug, one in listed.items()] == [
        ("fast", "anchored"), ("cure", "anchored"), ("cheap", "orphaned"),
    ]  # fmt: skip
    assert listed["fast"]["links"]["supports"] == 1


def test_a_claim_is_edited_ordered_and_related(begun) -> None:
    run = begun
    read(run("add-claim", "It is not a cure", "--type", "efficacy", "--slug", "cure", "--json"))
    done = read(run("edit-claim", "fast", "--verdict", "Mixed", "--gap", "In children",
                    "--gap", "Beyond a day", "--review-by", "2030-01-31", "--json"))  # fmt: skip
    assert (done["verdict"], done["gaps"], done["review_by"]) == (
        "Mixed", ["In children", "Beyond a day"], "2030-01-31",
    )  # fmt: skip
    assert run("edit-claim", "fast")[0] == 2
    assert "no date" in run("edit-claim", "fast", "--review-by", "soon")[2]
    assert read(run("order-claim", "cure", "--before", "fast", "--json"))["claims"] == [
        "cure", "fast",
    ]  # fmt: skip
    found = read(run("relate-claims", "cure", "depends_on", "fast", "--json"))["relations"]
    assert [(one["kind"], one["slug"]) for one in found] == [("depends_on", "fast")]
    assert read(run("claim", "fast", "--json"))["relations"][0]["forward"] is False
    assert read(run("unrelate-claims", "fast", "cure", "--json"))["removed"] == 1


def test_the_certainty_is_rated_and_its_arithmetic_told(begun) -> None:
    run = begun
    assert "No outcome" in run("appraise", "fast")[1]
    wide = "imprecision=-1: wide intervals"
    made = read(run("appraise", "fast", "Pain", "--start", "high", "--rate", wide,
                    "--population", "Adults", "--json"))  # fmt: skip
    assert (made["level"], made["domains"], made["population"]) == (
        "moderate", {"imprecision": -1}, "Adults",
    )  # fmt: skip
    status, out, err = run("appraise", "fast", "pain", "--rate", "risk of bias=-1")
    assert (status, out) == (1, "")
    assert "without an explanation" in err
    said = run("appraise", "fast", "pain", "--rate", "risk of bias = −1: open label")[1]
    assert said == "Pain: starts high, imprecision −1, risk of bias −1: Low ⊕⊕○○\n"
    assert "needs a reason" in run("appraise", "fast", "pain", "--level", "high")[2]
    over = run("appraise", "fast", "pain", "--level", "high", "--override", "A register")[1]
    assert "High ⊕⊕⊕⊕ (overridden: A register)" in over
    assert "overridden" in run("appraise", "fast", "pain", "--reasons", "In words")[1]
    assert read(run("claim", "fast", "--json"))["certainty"] == "high"
    assert run("appraise", "fast", "--start", "high")[0] == 2
    assert "no rating of a domain" in run("appraise", "fast", "pain", "--rate", "bad")[2]
    assert read(run("appraise", "fast", "pain", "--remove", "--json"))["removed"] == "Pain"


def test_a_study_is_described_judged_and_measured(begun) -> None:
    run = begun
    assert "Nothing is recorded" in run("describe", "cohen2018")[1]
    done = read(run("describe", "cohen2018", "--design", "randomised_trial", "--n", "1,204",
                    "--comparator", "Placebo", "--json"))  # fmt: skip
    assert (done["designs"], done["n"], done["comparator"]) == (
        ["randomised_trial"], 1204, "Placebo",
    )  # fmt: skip
    assert "whole number" in run("describe", "cohen2018", "--n", "many")[2]
    made = read(run("bias", "add", "cohen2018", "--tool", "RoB 2", "--overall", "high",
                    "--domain", "randomisation=high", "--json"))  # fmt: skip
    assert "at best" in run("bias", "edit", "cohen2018", made["id"], "--overall", "low")[2]
    assert [one["id"] for one in read(run("bias", "list", "cohen2018", "--json"))] == [made["id"]]
    assert read(run("bias", "remove", "cohen2018", made["id"], "--json"))["removed"] == made["id"]
    effect = read(run("effect", "add", "cohen2018", "pain", "--measure", "RR", "--estimate", "0.8",
                      "--low", "0.6", "--high", "1.1", "--events", "3/20", "--json"))  # fmt: skip
    assert (effect["values"]["events_t"], effect["values"]["total_t"]) == (3, 20)
    assert "above 0" in run("effect", "edit", "cohen2018", effect["id"], "--low=-1")[2]
    assert "RR 0.8 (0.6 to 1.1)" in run("effect", "list", "cohen2018")[1]
    assert run("effect", "remove", "cohen2018", effect["id"])[0] == 0
    assert read(run("effect", "list", "cohen2018", "--json")) == []


def test_a_link_is_submitted_and_accepted_by_somebody_else(
    begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun
    monkeypatch.setenv("EVIDENCE_USER", "ana")
    read(run("link", "fast", "cohen2018", "--stance", "supports", "--json"))
    assert "submitted" in run("submit", "fast", "cohen2018")[1]
    status, _, err = run("accept", "fast", "cohen2018")
    assert (status, err) == (
        1,
        "You made this link: somebody else accepts it. Submit it, and ask another editor to look "
        "at it.\n",
    )
    monkeypatch.setenv("EVIDENCE_USER", "ben")
    assert read(run("accept", "fast", "cohen2018", "--json"))["accepted_by"] == "ben"
    said = run("reject", "fast", "cohen2018", "--reason", "Which hour?")[1]
    assert said == "cohen2018 supports fast: rejected.\n"
    assert "not linked" in run("accept", "fast", "cohen2018", "--stance", "disputes")[2]
