"""The corpora of the comparison: synthetic ones of wirecopy, and two made from them that suit others better."""

import csv
import json
import os
import subprocess


def corpus(kind, articles, wirecopy, folder):
    """Paths of the articles and of their labels; made when they are not there."""
    place = os.path.join(folder, f"{kind}-{articles}")
    paths = os.path.join(place, "articles.jsonl"), os.path.join(place, "labels.csv")
    if not os.path.exists(paths[1]):
        if kind in ("furniture", "plain"):
            share = {"furniture": [], "plain": ["--furniture", "0"]}[kind]
            command = [wirecopy, "synth", "-q", "-n", str(articles), "-m", "500", "-s", "7", "-f", "jsonl", *share, place]
            subprocess.run(command, check=True)
        else:
            os.makedirs(place, exist_ok=True)
            rewrite(kind, corpus("plain", articles, wirecopy, folder), paths)
    return paths


def rewrite(kind, source, target):
    """`exact`: every copy is its lead byte for byte. `tiny`: and its first eleven words are all there is."""
    with open(source[1], newline="", encoding="utf-8") as file:
        labels = {row["article_id"]: row["cluster_id"] for row in csv.DictReader(file)}
    leads = {}
    with open(source[0], encoding="utf-8") as lines, open(target[0], "w", encoding="utf-8") as out:
        for line in lines:
            article = json.loads(line)
            text = article["text"] if kind == "exact" else " ".join(article["text"].split()[:11])
            article["text"] = leads.setdefault(labels[article["id"]], text)
            out.write(json.dumps(article, ensure_ascii=False) + "\n")
    with open(target[1], "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["article_id", "cluster_id"])
        out.writerows(labels.items())
