"""Two common ways to find a label among many, to measure the reader against: BM25 and character n-grams."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from math import log, sqrt

from core.spelling import key

Label = tuple[str, str]  # the words, and the occupation


class Bm25:
    """Okapi BM25 over labels, each a document of words, with the usual k1 of 1.2 and b of 0.75."""

    def __init__(self, labels: Iterable[Label]) -> None:
        known = [(key(words).split(), code) for words, code in labels]
        self.codes = [code for _words, code in known]
        mean = sum(len(words) for words, _ in known) / len(known)
        holders = Counter(word for words, _ in known for word in set(words))
        self.rarity = {word: log(1 + (len(known) - count + 0.5) / (count + 0.5)) for word, count in holders.items()}
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, (words, _code) in enumerate(known):
            for word, count in Counter(words).items():
                weight = count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(words) / mean))
                self.postings[word].append((number, weight * self.rarity[word]))

    def first(self, text: str) -> str | None:
        """The occupation of the best label."""
        points: dict[int, float] = defaultdict(float)
        for word in set(key(text).split()):
            for number, weight in self.postings.get(word, ()):
                points[number] += weight
        return self.codes[max(points, key=points.__getitem__)] if points else None


class Ngrams:
    """The nearest label by the cosine of its character n-grams, of three to five letters within words, by tf-idf."""

    def __init__(self, labels: Iterable[Label]) -> None:
        known = [(Counter(ngrams(words)), code) for words, code in labels]
        self.codes = [code for _grams, code in known]
        holders = Counter(gram for grams, _ in known for gram in grams)
        self.rarity = {gram: 1 + log((1 + len(known)) / (1 + count)) for gram, count in holders.items()}
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, (grams, _code) in enumerate(known):
            for gram, weight in self._weighed(grams).items():
                self.postings[gram].append((number, weight))

    def first(self, text: str) -> str | None:
        """The occupation of the nearest label."""
        points: dict[int, float] = defaultdict(float)
        for gram, weight in self._weighed(Counter(ngrams(text))).items():
            for number, theirs in self.postings.get(gram, ()):
                points[number] += weight * theirs
        return self.codes[max(points, key=points.__getitem__)] if points else None

    def _weighed(self, grams: Counter[str]) -> dict[str, float]:
        weights = {gram: (1 + log(count)) * self.rarity.get(gram, 0.0) for gram, count in grams.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / length for gram, weight in weights.items()}


def ngrams(text: str) -> Iterator[str]:
    """The runs of three to five letters of each word, its ends marked by spaces."""
    for word in key(text).split():
        padded = f" {word} "
        for length in (3, 4, 5):
            if len(padded) < length:
                yield padded
                break
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]
