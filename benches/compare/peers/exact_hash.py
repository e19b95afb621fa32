"""No peer: articles whose text is the same byte for byte. The least that any tool must beat where copies are exact."""

import sys

from common import Groups, articles

ids, first = [], {}
pairs = []
for i, (article, text) in enumerate(articles(sys.argv[1])):
    ids.append(article)
    pairs.append((i, first.setdefault(hash(text), i)))
groups = Groups(len(ids))
for a, b in pairs:
    groups.join(a, b)
groups.write(ids)
