#!/usr/bin/env python3
"""Writes a corpus of news articles whose words follow a Markov chain over real news, with known copies.

    python3 benches/compare/markov.py docs.jsonl FOLDER -n 100000

`docs.jsonl` has an article a line, its words in `text`; reuters21578 is meant. The chain (of order 2: two words decide
the next) is trained when this runs, and nothing of the data is kept. Copies, cuts, edits and furniture come in the same
mix as in `wirecopy synth`, whose words are invented and drawn one by one: here phrases recur as they do in news.
"""

import argparse
import bisect
import csv
import json
import os
import random
from array import array

PAPERS = ["post", "echo", "herald", "courier", "times", "mail", "observer", "gazette", "ledger", "star"]
SECTIONS = ["Home", "News", "World", "Business", "Sport", "Weather", "Culture", "Opinion", "Obituaries", "Jobs"]
NOTICES = [
    "We use cookies on {}. By going on you agree to how we use them, unless you have switched them off.",
    "Sign up for the morning letter of {} and get the stories of the day before breakfast. You can leave at any time.",
    "Comments on {} are read before they appear. Keep to the subject and do not name people who cannot answer.",
    "Your subscription pays for the reporting of {}. If you have one already, log in to read without limits.",
    "Follow {} where you like to read, share this story with friends, or send us a photograph of your own.",
]
WIRES = ["Northwire", "Agence Littoral", "Meridian News Agency", "Interpress East"]
BODY_WORDS = 360
FURNITURE = 0.3
BLOCK = 4096
MAX_COPIES = 200
START = "\n"


class Chain:
    """A Markov chain of order 2 over words; a sentence begins after `START` twice and ends in a full stop."""

    def __init__(self, path):
        self.words, numbers, follow = [], {}, {}
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                before = (0, 0)
                for word in [START, START, *json.loads(line)["text"].split()]:
                    number = numbers.setdefault(word, len(numbers))
                    if number == len(self.words):
                        self.words.append(word)
                    if number:
                        follow.setdefault(before, array("I")).append(number)
                    before = (before[1], number) if number and word[-1] not in ".!?" else (0, 0)
        self.follow = follow

    def sentence(self, rng):
        """Between 6 and 45 words."""
        while True:
            before, said = (0, 0), []
            while len(said) < 45:
                following = self.follow.get(before)
                if following is None:
                    break
                number = following[int(rng.random() * len(following))]
                said.append(self.words[number])
                if said[-1][-1] in ".!?":
                    break
                before = (before[1], number)
            if len(said) >= 6:
                return " ".join(said)

    def word(self, rng):
        """Any word that is not rare."""
        return self.words[1 + int(rng.random() ** 2 * min(20_000, len(self.words) - 1))]

    def paragraphs(self, rng, count):
        """Lists of two to four sentences."""
        return [[self.sentence(rng) for _ in range(rng.randint(2, 4))] for _ in range(count)]


class Outlet:
    """An outlet and what it prints around each article."""

    def __init__(self, chain, number, seed):
        self.chain, self.seed = chain, seed
        self.name = f"the outlet{number} {PAPERS[number % len(PAPERS)]}"
        self.domain = f"outlet{number}-{PAPERS[number % len(PAPERS)]}.example"
        rng = random.Random(f"{seed} outlet {number}")
        self.above = [section for section in SECTIONS if rng.random() < 0.7]
        self.below = [notice.format(self.name) for notice in NOTICES if rng.random() < 0.7]
        self.fixed = [chain.sentence(rng) for _ in range(20)]
        self.order = [(rng.random() < 0.3, rng.random() < 0.3) for _ in range(60)]

    def print(self, day, body):
        """The page: three in ten of the lines around the article are of the day, the others are on every page."""
        daily = random.Random(f"{self.seed} {self.domain} {day}")
        above, below, fixed = list(self.above), list(self.below), iter(self.fixed)
        words = len(above) + sum(line.count(" ") + 1 for line in below)
        wanted = BODY_WORDS * FURNITURE / (1 - FURNITURE)
        for is_daily, is_above in self.order:
            if words >= wanted:
                break
            line = "Read more: " + self.chain.sentence(daily) if is_daily else next(fixed, "More")
            words += line.count(" ") + 1
            (above if is_above else below).append(line)
        return "\n".join([*above, body, *below, f"© {self.name}. All rights reserved.", ""])


def edited(chain, text, rng):
    """Drops some sentences, and replaces a word in two of five."""
    out = []
    for paragraph in text:
        kept = [sentence.split(" ") for sentence in paragraph if rng.random() >= 0.06]
        for words in kept:
            if rng.random() < 0.4:
                words[rng.randrange(len(words))] = chain.word(rng)
        if kept:
            out.append([" ".join(words) for words in kept])
    return out


def cut(text, rng):
    """The first quarter to three quarters."""
    return text[: max(min(2, len(text)), round(len(text) * (0.25 + 0.5 * rng.random())))]


def extended(chain, text, rng):
    """A fifth to three fifths of own paragraphs between the others."""
    text = list(text)
    for _ in range(max(1, round(len(text) * (0.2 + 0.4 * rng.random())))):
        text.insert(rng.randint(0, len(text)), chain.paragraphs(rng, 1)[0])
    return text


def version(chain, text, updates, seed):
    """The text after some updates, each of which replaces a fifth of the paragraphs and adds one at the top."""
    for update in range(updates):
        rng = random.Random(f"{seed} update {update}")
        text = [chain.paragraphs(rng, 1)[0] if rng.random() < 0.2 else paragraph for paragraph in text]
        text.insert(0, chain.paragraphs(rng, 1)[0])
    return text


def groups(articles, rng):
    """Kinds and sizes: sizes of stories follow a power law, and about half of all articles are single."""
    left, kinds = articles, [240, 900, 925, 945, 960, 985]
    names = ["story", "single", "follow_up", "template", "roundup", "quote", "furniture_page"]
    while left:
        kind = names[bisect.bisect_right(kinds, rng.randrange(1000))]
        size = {"template": 4, "quote": 3}.get(kind, 1)
        if kind == "story":
            size = min(MAX_COPIES, int(1.6 / (1 - rng.random()) ** 0.8) + 1)
        size = min(size, left)
        left -= size
        yield kind, size


def group_articles(chain, kind, size, seed, stories):
    """The texts of a group with their kinds."""
    rng = random.Random(seed)
    own = lambda: chain.paragraphs(rng, rng.randint(5, 12))
    if kind == "story" and size > 1:
        story = own()
        stories.append(story)
        versions = 3 if size > 3 and rng.random() < 0.125 else 1
        for copy in range(size):
            updates = copy * versions // size
            text, chance = version(chain, story, updates, seed), rng.randrange(100)
            if copy == 0:
                name = "lead"
            elif chance < 35:
                name = "version" if updates else "verbatim"
            elif chance < 60:
                name, text = "edited", edited(chain, text, rng)
            elif chance < 80:
                name, text = "cut", cut(text, rng)
            else:
                name, text = "extended", extended(chain, text, rng)
            yield name, text, "story"
        return
    known = stories[-97:] or [own()]
    if kind == "template":
        form = [[chain.sentence(rng) for _ in range(14)]]
    if kind == "quote":
        quote = chain.paragraphs(rng, 2)
    for _ in range(size):
        text = own()
        if kind == "follow_up":
            text.append(rng.choice(known)[0])
        elif kind == "roundup":
            text = text[:2] + [rng.choice(known)[0][:3] for _ in range(5)]
        elif kind == "quote":
            text[1:1] = quote
        elif kind == "template":
            text = [[f"{sentence[:-1]} {rng.randrange(10, 9999)}."] for sentence in form[0]]
        elif kind == "furniture_page":
            text = [["Enter your name and password to go on."]]
        yield kind if kind != "story" else "single", text, kind


def main():
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("data", help="a JSON Lines file of news; the chain is trained on its field text")
    flags.add_argument("folder", help="where articles.jsonl and labels.csv are written")
    flags.add_argument("-n", "--articles", type=int, default=100_000)
    flags.add_argument("-m", "--outlets", type=int, default=200)
    flags.add_argument("-s", "--seed", type=int, default=1)
    flags = flags.parse_args()
    write(flags.data, flags.folder, flags.articles, flags.outlets, flags.seed)


def write(data, folder, articles, outlets, seed):
    """Writes the corpus, block by block: the copies of a story are near each other, in a mixed order."""
    chain = Chain(data)
    outlets = [Outlet(chain, number, seed) for number in range(outlets)]
    os.makedirs(folder, exist_ok=True)
    written = 0
    with (
        open(os.path.join(folder, "articles.jsonl"), "w", encoding="utf-8") as out,
        open(os.path.join(folder, "labels.csv"), "w", newline="", encoding="utf-8") as labels,
    ):
        labels = csv.writer(labels)
        labels.writerow(["article_id", "cluster_id", "kind"])
        while written < articles:
            block = written // BLOCK
            for article, cluster, kind in block_articles(chain, outlets, block, min(BLOCK, articles - written), seed):
                out.write(json.dumps(article, ensure_ascii=False) + "\n")
                labels.writerow([article["id"], cluster, kind])
            written += min(BLOCK, articles - written)


def block_articles(chain, outlets, block, count, seed):
    """The articles of a block, each with its cluster and its kind."""
    rng, stories, found = random.Random(f"{seed} block {block}"), [], []
    for nth, (kind, size) in enumerate(groups(count, rng)):
        name, day = f"s{block}-{nth}", block % 28
        first, step = rng.randrange(len(outlets)), 0 if kind == "template" else 1 + 2 * rng.randrange(5)
        texts = group_articles(chain, kind, size, f"{seed} {name}", stories)
        for copy, (label, text, of_kind) in enumerate(texts):
            outlet = outlets[(first + copy * step) % len(outlets)]
            body = "\n\n".join(" ".join(paragraph) for paragraph in text)
            if of_kind == "story" and rng.random() < 0.7:
                body = f"HOLM ({WIRES[nth % len(WIRES)]}) - {body}"
            minute = (nth * 7 + copy * 11) % 1440
            article = {
                "id": f"{outlet.domain}/{block}-{nth}-{copy}",
                "outlet": outlet.domain,
                "title": " ".join(chain.sentence(rng).split()[:9]),
                "published": f"2031-01-{day + 1:02}T{minute // 60:02}:{minute % 60:02}Z",
                "text": outlet.print(day, body),
            }
            cluster = name if of_kind == "story" else f"{name}-{copy}"
            found.append((article, cluster, label))
    rng.shuffle(found)
    return found


if __name__ == "__main__":
    main()
