"""Import: processor time and memory beside bibtexparser's bare splitting of the same file.

    python tests/benchmarks/importing.py [FILE.bib …] [--entries 100000] [--library N]

Without FILE the entries are made: real titles and names recombined, each another work; with
`--corpus FOLDER` (default `../shared/corpus/bib` beside the checkout, where it is there) real
entries as they were found stand in a second file, each five times under fresh keys. Every figure is
from a process of its own: processor time, user and system, and the most memory that it had.
`--library N` makes a library of N references and matches 1,000 new ones against it, half of them
damaged copies.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "bib"
LARGEST_REAL = 3_000_000  # bytes of a real file that is taken in

MEASURE = """
import json, logging, resource, sys, time
logging.disable(logging.CRITICAL)
from pathlib import Path
path, what, database = sys.argv[1:4]
content = Path(path).read_bytes()
def split():
    from bibtexparser.splitter import Splitter
    text = content.decode()
    return lambda: Splitter(text).split()
def read():
    from evidence.formats.table import read_bytes
    from evidence.library.importing import many_objects
    def run():
        with many_objects():
            read_bytes(content, path=path)
    return run
def bring_in(dry_run=False):
    from evidence.library import Library
    library = Library.open(database, who="benchmark", create="empty")
    return lambda: library.import_files([(path, content)], dry_run=dry_run)
run = {"split": split, "read": read, "import": bring_in, "plan": lambda: bring_in(True)}[what]()
started = time.process_time()
run()
seconds = time.process_time() - started
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([seconds, most / 1024]))
"""

# What readers have died of, or taken minutes for: each at most 5 s and 500 MB.
PATHOLOGICAL = {
    "a field of 10 MB that is never closed": lambda: "@article{a, title = {" + "a" * 10_000_000,
    "20,000 entries, each unclosed": lambda: "@article{a, title = {b\n" * 20_000,
    "one unclosed entry before 20,000 good ones": lambda: (
        "@article{z, title = {b\n"
        + "".join(f"@misc{{k{n}, title = {{b}}}}\n" for n in range(20_000))
    ),
    "a million @": lambda: "@" * 1_000_000,
    "200,000 lines of @a{": lambda: "@a{\n" * 200_000,
    "200,000 @a{ on one line": lambda: "@a{" * 200_000,
    "a million open braces": lambda: "@article{k, title = " + "{" * 1_000_000,
    "braces nested 100,000 deep": lambda: (
        "@article{k, title = " + "{" * 100_000 + "}" * 100_000 + "}"
    ),
    "100,000 fields in one entry": lambda: (
        "@article{k, " + ", ".join(f"f{n} = {{v}}" for n in range(100_000)) + "}"
    ),
    "100,000 entries with one key": lambda: "@misc{k, title = {b}}\n" * 100_000,
    "100,000 parts joined by #": lambda: '@misc{k, title = "a"' + ' # "b"' * 100_000 + "}",
    "strings that double 25 times": lambda: (
        '@string{s0 = "aaaaaaaaaa"}\n'
        + "".join(f"@string{{s{n} = s{n - 1} # s{n - 1}}}\n" for n in range(1, 26))
        + "@misc{k, title = s25}"
    ),
}


def made(count: int, *, seed: int = 1) -> Iterator[str]:
    """Entries of articles that all differ, of the shipped library's words and names."""
    from evidence.formats.table import read_bytes

    path = ROOT / "data" / "references.bib"
    shipped = [one.csl for one in read_bytes(path.read_bytes(), path=path.name).records if one.csl]
    words = sorted({word for csl in shipped for word in str(csl["title"]).split()})
    names = sorted({str(n["family"]) for csl in shipped for n in csl["author"] if "family" in n})
    journals = sorted({str(csl.get("container-title", "Pain")) for csl in shipped})
    chance = random.Random(seed)
    letters = "bcdfghklmnprstvz"
    coined = [
        "".join(
            chance.choice(letters) + chance.choice("aeiou") for _ in range(chance.randint(2, 4))
        )
        for _ in range(20_000)
    ]
    for number in range(count):
        # A third of the words are rare, as in real titles: the vocabulary goes on growing.
        title = [
            chance.choice(words)
            if chance.random() < 0.67
            else coined[min(int(chance.paretovariate(0.7)), len(coined) - 1)]
            for _ in range(11)
        ]
        people = " and ".join(
            f"{chance.choice(names)}, {chance.choice('ABCDEFGHJKLM')}. {chance.choice('ABCDEFGH')}."
            for _ in range(chance.randint(1, 6))
        )
        first = chance.randint(1, 900)
        title_ = re.sub(r"[{}\\%&#_$~^]", "", " ".join(title))
        yield (
            f"@article{{made{seed}x{number},\n  author = {{{people}}},\n  title = {{{title_}}},\n"
            f"  journal = {{{chance.choice(journals)}}},\n"
            f"  year = {{{chance.randint(1970, 2026)}}},\n"
            f"  volume = {{{chance.randint(1, 90)}}},\n  number = {{{chance.randint(1, 12)}}},\n"
            f"  pages = {{{first}--{first + chance.randint(1, 20)}}},\n"
            f"  doi = {{10.5555/made.{seed}.{number}}}\n}}\n\n"
        )


def damaged(entry: str, number: int) -> str:
    """A copy as another database would give it: no DOI, another key, initials run together."""
    entry = re.sub(r"\{made\w+,", f"{{copy{number},", entry, count=1)
    entry = re.sub(r",\n  doi = \{[^}]*\}", "", entry)
    return re.sub(r"(\w)\. (\w)\.", r"\1\2", entry)


def real(folder: Path, count: int) -> Iterator[str]:
    """Entries as they stand in real files, under fresh keys, each about five times."""
    from bibtexparser.splitter import Splitter

    entries: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.stat().st_size < LARGEST_REAL and len(entries) * 5 < count:
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            entries += [block.raw for block in Splitter(text).split().entries]
    for number, entry in enumerate(islice(cycle(entries), min(count, 5 * len(entries)))):
        yield (
            re.sub(
                r"^(@\s*[\w.-]+\s*[{(]\s*)[^,\s]*",
                lambda found, number=number: f"{found[1]}real{number}",
                entry,
                count=1,
            )
            + "\n\n"
        )


def measure(path: Path, what: str, database: str) -> tuple[float, float]:
    """Processor seconds and megabytes of one thing done in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path), what, database],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, most = json.loads(done.stdout.splitlines()[-1])
    return seconds, most


def compare(path: Path, folder: Path) -> None:
    """One file: bare splitting, reading, and the whole import."""
    database = folder / "import.db"
    entries = path.read_text(encoding="utf-8").count("\n@") + 1
    print(f"{path.name}: about {entries:,} entries, {path.stat().st_size / 1e6:.1f} MB")
    bare, bare_most = measure(path, "split", str(database))
    print(f"  bibtexparser splits it     {bare:7.2f} s {bare_most:6.0f} MB")
    for what, words in (("read", "read to references"), ("import", "imported, all included")):
        seconds, most = measure(path, what, str(database))
        print(f"  {words:<26} {seconds:7.2f} s {most:6.0f} MB  {seconds / bare:5.2f} times")
    database.unlink()


def against_a_library(size: int, folder: Path) -> None:
    """1,000 new references, half of them damaged copies, against a library of `size`."""
    database = str(folder / "library.db")
    part = 50_000
    kept = list(islice(made(min(part, size)), 0, None, max(1, min(part, size) // 500)))[:500]
    for start in range(0, size, part):
        path = folder / "part.bib"
        path.write_text("".join(made(min(part, size - start), seed=1 + start)), encoding="utf-8")
        measure(path, "import", database)
    path = folder / "new.bib"
    new = [damaged(entry, number) for number, entry in enumerate(kept)]
    path.write_text("".join([*new, *made(1_000 - len(new), seed=10**9)]), encoding="utf-8")
    reading, _ = measure(path, "read", database)
    seconds, most = measure(path, "plan", database)
    print(
        f"1,000 references against {size:,}: {seconds - reading:.2f} s beyond reading them "
        f"({reading:.2f} s), {most:.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--library", type=int, default=0)
    parser.add_argument("--pathological", action="store_true", help="only these")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not chosen.pathological:
            files = list(chosen.files)
            if not files:
                path = folder / "made.bib"
                path.write_text("".join(made(chosen.entries)), encoding="utf-8")
                files.append(path)
                if chosen.corpus.is_dir():
                    path = folder / "real.bib"
                    path.write_text("".join(real(chosen.corpus, chosen.entries)), encoding="utf-8")
                    files.append(path)
            for path in files:
                compare(path, folder)
        for words, text in PATHOLOGICAL.items():
            path = folder / "hostile.bib"
            path.write_text(text(), encoding="utf-8")
            seconds, most = measure(path, "plan", str(folder / "hostile.db"))
            print(f"{words:<45} {seconds:6.2f} s {most:6.0f} MB")
        if chosen.library:
            against_a_library(chosen.library, folder)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
