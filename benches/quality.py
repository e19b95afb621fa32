#!/usr/bin/env python3
"""Prints how well a build does on the labelled corpora, so that two builds can be compared by `diff`.

    python3 benches/quality.py target/release/wirecopy --data DIR [--only NAME]

`--data` is the folder of the labelled corpora, which are other people's texts and no part of the project. A corpus
that is absent is named and skipped. The synthetic corpora need nothing but the binary.
"""

import argparse
import collections
import csv
import datetime
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

SWEEP = ".25-.45:.05"


def say(name, **figures):
    """Prints the figures of one corpus."""
    shown = (f"{key}={value:.4f}" if isinstance(value, float) else f"{key}={value}" for key, value in figures.items())
    print(f"{name:<18}", *shown, flush=True)


class Build:
    """A wirecopy binary, the data, and a folder for what it writes."""

    def __init__(self, binary, data, folder):
        self.binary, self.data, self.folder = str(pathlib.Path(binary).resolve()), data, pathlib.Path(folder)

    def run(self, *arguments):
        command = [self.binary, *map(str, arguments)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout

    def evaluate(self, *arguments):
        return json.loads(self.run("evaluate", "-q", "--json", *arguments))

    def scan(self, corpus, *options):
        """The rows of the table of articles, by article id."""
        out = self.folder / "out"
        self.run("scan", "-q", *options, "--out", out, corpus)
        with open(out / "articles.csv", newline="", encoding="utf-8") as file:
            return {row["article_id"]: row for row in csv.DictReader(file)}


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def documents(build, path):
    """The records of a corpus, read through `zstd` when it is packed."""
    packed = path.suffix == ".zst"
    lines = (
        subprocess.run(["zstdcat", str(path)], check=True, stdout=subprocess.PIPE).stdout
        if packed
        else path.read_bytes()
    )
    return [json.loads(line) for line in lines.splitlines() if line.strip()]


def joined(articles, a, b):
    """Whether two articles stand in one cluster."""
    first, second = articles.get(a), articles.get(b)
    return bool(first and second and first["cluster_id"] and first["cluster_id"] == second["cluster_id"])


def members(articles):
    """The article ids of each cluster."""
    clusters = collections.defaultdict(list)
    for name, row in articles.items():
        if row["cluster_id"]:
            clusters[row["cluster_id"]].append(name)
    return clusters


def sweep(build, name, corpus, labels):
    for row in build.evaluate("--labels", labels, corpus, f"--sweep={SWEEP}"):
        figures = {key: row[key] for key in ("precision", "recall", "f1", "bcubed_f1", "false_pairs", "missed_pairs")}
        say(f"{name} {row['threshold']:.2f}", **figures)


def helsinki(build, folder):
    corpus, labels = folder / "docs.jsonl", folder / "gold.csv"
    sweep(build, "helsinki-dev", corpus, labels)
    found = build.evaluate("--pairs", folder / "gold_pairs.csv", "--pairs-complete", corpus)["pairs"]
    say("helsinki-dev pairs", f1=found["f1"], false_pairs=found["false_pairs"], missed_pairs=found["missed_pairs"])
    without = build.folder / "helsinki-without-outlets.jsonl"
    with open(without, "w", encoding="utf-8") as file:
        for record in documents(build, corpus):
            file.write(
                json.dumps({key: record[key] for key in ("id", "text", "title", "date") if key in record}) + "\n"
            )
    clusters = build.evaluate("--labels", labels, without)["clusters"]
    say(
        "helsinki no outlet",
        f1=clusters["f1"],
        bcubed_f1=clusters["bcubed_f1"],
        false_pairs=clusters["false_pairs"],
        missed_pairs=clusters["missed_pairs"],
    )
    articles = build.scan(corpus)
    credits(articles, labels)
    versions(folder, articles)


def versions(folder, articles):
    """How many version pairs are one story, and how many pairs that only quote each other are called one."""
    linked = [
        one_story(articles, row["id_a"], row["id_b"])
        for row in rows(folder / "gold_pairs.csv")
        if not row["label"] and row["kind"] == "chain"
    ]
    quoting = [
        one_story(articles, row["doc_a"], row["doc_b"])
        for row in rows(folder / "gold_partial.csv")
        if row["relation"] in ("background", "quotes")
    ]
    say(
        "helsinki versions",
        linked=f"{sum(linked)}/{len(linked)}",
        quoting_linked=f"{sum(quoting)}/{len(quoting)}",
    )


def one_story(articles, a, b):
    """Whether two articles stand in one story."""
    first, second = articles.get(a), articles.get(b)
    return bool(first and second and first["story_id"] and first["story_id"] == second["story_id"])


def credits(articles, labels):
    """Of the credits in the labels, how many are found, and of those found, how many are right.

    Pages that the labels call pages without an article are not scored, as the labels' description asks.
    """
    count = collections.Counter()
    for label in rows(labels):
        row = articles.get(label["doc_id"])
        if not row or not label["credited"] or label["form"] == "none":
            continue
        said, true = row["credited"] in ("yes", "generic"), label["credited"] == "yes"
        count["right"] += said and true
        count["wrong"] += said and not true
        count["missed"] += true and not said
        count["accused"] += row["credited"] == "no" and true
    found, there = count["right"] + count["wrong"], count["right"] + count["missed"]
    if found and there:
        say(
            "helsinki credits",
            precision=count["right"] / found,
            recall=count["right"] / there,
            wrong=count["wrong"],
            missed=count["missed"],
            accused_wrongly=count["accused"],
        )


def l3s(build, folder):
    for name, corpus in (("l3s html", folder / "html"), ("l3s text", folder / "docs.jsonl")):
        articles = {
            pathlib.Path(key).stem if name == "l3s html" else key: row for key, row in build.scan(corpus).items()
        }
        kinds = collections.Counter(
            row["kind"] for row in rows(folder / "pairs.csv") if joined(articles, row["id_a"], row["id_b"])
        )
        say(
            name,
            copies=f"{kinds['copy']}/10",
            furniture=f"{kinds['boilerplate_only']}/343",
            partial=f"{kinds['partial']}/13",
        )


def oneday(build, folder):
    articles, kinds, pages = build.scan(folder / "docs.jsonl"), collections.Counter(), set()
    for row in rows(folder / "pairs_silver.csv"):
        kinds[row["kind"], joined(articles, row["id_a"], row["id_b"])] += 1
        if row["kind"] == "boilerplate_page":
            pages.update((row["id_a"], row["id_b"]))
    classed = sum(1 for page in pages if articles[page].get("no_article") == "true")
    say(
        "oneday",
        copies=f"{kinds['copy', True]}/{kinds['copy', True] + kinds['copy', False]}",
        joined_boilerplate=kinds["boilerplate_page", True],
        no_article=f"{classed}/{len(pages)}",
        no_article_all=sum(r.get("no_article") == "true" for r in articles.values()),
    )


def basil(build, folder):
    clusters = members(build.scan(folder / "docs.jsonl"))
    say("basil", joined=sum(len(ids) * (len(ids) - 1) // 2 for ids in clusters.values()))


def newscluster(build, folder):
    path = folder / "docs.jsonl.zst"
    event = {record["id"]: record["ev"] for record in documents(build, path)}
    clusters = members(build.scan(path))
    mixed = [ids for ids in clusters.values() if len({event[name] for name in ids}) > 1]
    say("newscluster", clusters=len(clusters), joined_articles=sum(map(len, clusters.values())), mixed=len(mixed))


def senate(build, folder):
    path = folder / "docs.jsonl.zst"
    record = {entry["id"]: entry for entry in documents(build, path)}
    articles = build.scan(path)
    clusters = members(articles)
    kept = {"right": [0, 0], "wrong": [0, 0]}
    for row in rows(folder / "read_clusters.csv"):
        names = row["doc_ids"].split()
        pairs = list(itertools.combinations(names, 2))
        kept[row["judgment"]][0] += sum(joined(articles, a, b) for a, b in pairs)
        kept[row["judgment"]][1] += len(pairs)
    one_senator = far = across = 0
    for ids in clusters.values():
        for a, b in itertools.combinations(ids, 2):
            if record[a].get("outlet") != record[b].get("outlet"):
                across += 1
                continue
            one_senator += 1
            days = [record[name].get("date") or "" for name in (a, b)]
            far += abs(day_number(days[0]) - day_number(days[1])) > 3 if all(days) else 0
    say(
        "senate",
        clusters=len(clusters),
        largest=max(map(len, clusters.values())),
        across=across,
        one_senator=one_senator,
        far=far,
        right=f"{kept['right'][0]}/{kept['right'][1]}",
        wrong=f"{kept['wrong'][0]}/{kept['wrong'][1]}",
    )


def day_number(text):
    return datetime.date.fromisoformat(text[:10]).toordinal()


def impresso(build, folder):
    path = folder / "docs.jsonl.zst"
    outlet = {entry["id"]: entry.get("outlet") for entry in documents(build, path)}
    theirs = collections.defaultdict(list)
    for row in rows(folder / "passim.csv"):
        theirs[row["cluster_id"]].append(row["doc_id"])
    for profile in ("news", "ocr"):
        articles = build.scan(path, "--profile", profile)
        found = there = 0
        for ids in theirs.values():
            for a, b in itertools.combinations(ids, 2):
                if outlet[a] != outlet[b]:
                    there += 1
                    found += joined(articles, a, b)
        passim = {name: cluster for cluster, ids in theirs.items() for name in ids}
        clusters = members(articles)
        extra = sum(1 for ids in clusters.values() for a, b in itertools.combinations(ids, 2) if passim[a] != passim[b])
        say(
            f"impresso {profile}",
            across=f"{found}/{there}",
            share=found / there,
            extra_pairs=extra,
            clusters=len(clusters),
            largest=max(map(len, clusters.values()), default=0),
        )


def reuters(build, folder):
    articles = build.scan(folder / "docs.jsonl")
    clusters = members(articles)
    listed = rows(folder / "found_pairs.csv")
    high = [row for row in listed if float(row["jaccard5"]) >= 0.7]
    kept = sum(joined(articles, row["id_a"], row["id_b"]) for row in high)
    say(
        "reuters21578",
        clusters=len(clusters),
        joined_articles=sum(map(len, clusters.values())),
        pairs=sum(len(ids) * (len(ids) - 1) // 2 for ids in clusters.values()),
        largest=max(map(len, clusters.values())),
        jaccard_7=f"{kept}/{len(high)}",
    )


def synth(build, name, *arguments):
    corpus = build.folder / name
    build.run("synth", "-q", corpus, *arguments)
    labels = corpus / "labels.csv"
    score = build.evaluate("--labels", labels, corpus)["clusters"]
    articles = build.scan(corpus)
    stories = collections.defaultdict(list)
    for row in rows(labels):
        if row["cluster_id"]:
            stories[row["cluster_id"]].append(row.get("article_id") or row.get("doc_id"))
    torn = sum(
        1
        for ids in stories.values()
        if len(ids) >= 50 and len({articles[i]["cluster_id"] for i in ids if articles.get(i, {}).get("cluster_id")}) > 1
    )
    say(
        name,
        f1=score["f1"],
        bcubed_f1=score["bcubed_f1"],
        false_pairs=score["false_pairs"],
        missed_pairs=score["missed_pairs"],
        torn_stories=torn,
    )


CORPORA = {
    "helsinki-dev": helsinki,
    "l3s-gn1": l3s,
    "oneday": oneday,
    "basil": basil,
    "newscluster": newscluster,
    "senate": senate,
    "impresso": impresso,
    "reuters21578": reuters,
}
SYNTHETIC = {
    "synth-50k": ["-n", "50000", "-m", "200", "-s", "5"],
    "synth-furniture": ["-n", "100000", "--furniture", ".5"],
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder of the labelled corpora")
    parser.add_argument("--only", action="append", help=f"one of: {', '.join([*CORPORA, *SYNTHETIC])}; can be repeated")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build = Build(args.binary, args.data, folder)
        for name, measure in CORPORA.items():
            if args.only and name not in args.only:
                continue
            if (args.data / name).exists():
                measure(build, args.data / name)
            else:
                print(f"{name}: not at hand, skipped", file=sys.stderr)
        for name, arguments in SYNTHETIC.items():
            if not args.only or name in args.only:
                synth(build, name, *arguments)


if __name__ == "__main__":
    main()
