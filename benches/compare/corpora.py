"""The corpora of the comparison: synthetic ones, two derived from them that favour other tools, and news."""

import csv
import json
import os
import subprocess

import markov


def corpus(kind, articles, wirecopy, folder, news=None):
    """Paths of the articles and of their labels; generates the corpus if it is missing. `news` is a file of real news:
    itself the corpus `news`, which has no labels, and what the chain of `markov` is trained on."""
    if kind == "news":
        return news, None
    directory = os.path.join(folder, f"{kind}-{articles}")
    paths = os.path.join(directory, "articles.jsonl"), os.path.join(directory, "labels.csv")
    if not os.path.exists(paths[1]):
        if kind in ("furniture", "plain"):
            share = {"furniture": [], "plain": ["--furniture", "0"]}[kind]
            size = ["-n", str(articles), "-m", "500"]
            subprocess.run([wirecopy, "synth", "-q", *size, "-s", "7", "-f", "jsonl", *share, directory], check=True)
        elif kind == "markov":
            markov.write(news, directory, articles, outlets=200, seed=1)
        else:
            os.makedirs(directory, exist_ok=True)
            rewrite(kind, corpus("plain", articles, wirecopy, folder), paths)
    return paths


def rewrite(kind, source, target):
    """`exact`: every copy equals its lead byte for byte. `tiny`: the same with the first eleven words only."""
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
