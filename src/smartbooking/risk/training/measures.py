"""How good a score is, computed plainly so that the product's tests can check it without any library."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass


def auc(labels: Sequence[int], scores: Sequence[float]) -> float:
    """The chance that a positive case scores above a negative one; ties count half (Mann-Whitney)."""
    order = sorted(range(len(scores)), key=lambda place: scores[place])
    positives = sum(labels)
    negatives = len(labels) - positives
    if not positives or not negatives:
        raise ValueError("both kinds of cases are needed")
    rank_sum, start = 0.0, 0
    while start < len(order):
        end = start
        while end < len(order) and scores[order[end]] == scores[order[start]]:
            end += 1
        middle = (start + 1 + end) / 2
        rank_sum += middle * sum(labels[place] for place in order[start:end])
        start = end
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def brier(labels: Sequence[int], scores: Sequence[float]) -> float:
    """Mean squared distance between chance and outcome; less is better."""
    return sum((score - label) ** 2 for label, score in zip(labels, scores, strict=True)) / len(labels)


def brier_and_error(labels: Sequence[int], scores: Sequence[float]) -> tuple[float, float]:
    """The Brier score and its standard error over the cases."""
    squares = [(score - label) ** 2 for label, score in zip(labels, scores, strict=True)]
    middle = sum(squares) / len(squares)
    variance = sum((square - middle) ** 2 for square in squares) / (len(squares) - 1)
    return middle, math.sqrt(variance / len(squares))


def auc_interval(
    labels: Sequence[int], scores: Sequence[float], *, seed: int, rounds: int = 400
) -> tuple[float, float]:
    """The middle 95 of 100 of AUC over samples drawn again with replacement."""
    draw = random.Random(seed)
    found = []
    for _ in range(rounds):
        places = [draw.randrange(len(labels)) for _ in labels]
        drawn = [labels[place] for place in places]
        if 0 < sum(drawn) < len(drawn):
            found.append(auc(drawn, [scores[place] for place in places]))
    found.sort()
    return found[int(len(found) * 0.025)], found[int(len(found) * 0.975)]


@dataclass(frozen=True, slots=True)
class Band:
    """Cases of similar score: what was said, and what happened."""

    cases: int
    said: float
    happened: float


def calibration(labels: Sequence[int], scores: Sequence[float], *, bands: int = 5) -> list[Band]:
    """Bands of equal size from the lowest score to the highest."""
    order = sorted(range(len(scores)), key=lambda place: scores[place])
    found = []
    for number in range(bands):
        part = order[number * len(order) // bands : (number + 1) * len(order) // bands]
        if part:
            found.append(
                Band(
                    len(part),
                    sum(scores[place] for place in part) / len(part),
                    sum(labels[place] for place in part) / len(part),
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class Caught:
    """What a threshold catches: `precision` of what it marks is bad, `recall` of what is bad is marked."""

    marked: int
    precision: float
    recall: float


def caught(labels: Sequence[int], marks: Sequence[bool]) -> Caught:
    """Precision and recall; both 0 when nothing is marked."""
    marked = sum(marks)
    right = sum(1 for label, mark in zip(labels, marks, strict=True) if mark and label)
    return Caught(marked, right / marked if marked else 0.0, right / sum(labels) if sum(labels) else 0.0)
