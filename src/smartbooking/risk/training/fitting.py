"""Fitting of scorecards with scikit-learn, an extra: `pip install smartbooking[risk]`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from smartbooking.risk.domain import Scorecard

Rows = Sequence[Mapping[str, float]]
# Features by name and labels in; the intercept and the weight of each feature out.
Fit = Callable[[Rows, Sequence[int], Sequence[str]], tuple[float, list[float]]]


class ExtraMissing(RuntimeError):
    """Training needs scikit-learn, which is not installed."""


def logistic(rows: Rows, labels: Sequence[int], names: Sequence[str]) -> tuple[float, list[float]]:
    """Logistic regression with a mild L2 penalty (C = 1). Raises ExtraMissing."""
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise ExtraMissing("Training needs scikit-learn: install smartbooking[risk].") from error
    fitted = LogisticRegression(C=1.0, max_iter=2000).fit([[row[name] for name in names] for row in rows], labels)
    return float(fitted.intercept_[0]), [float(weight) for weight in fitted.coef_[0]]


def boosted(rows: Rows, labels: Sequence[int], names: Sequence[str], judged: Rows, *, seed: int) -> list[float]:
    """Chances of `judged` by gradient boosted trees, to compare with; they are not shipped. Raises ExtraMissing."""
    try:
        from sklearn.ensemble import GradientBoostingClassifier
    except ImportError as error:
        raise ExtraMissing("Training needs scikit-learn: install smartbooking[risk].") from error
    trees = GradientBoostingClassifier(
        n_estimators=60, max_depth=2, learning_rate=0.08, subsample=0.7, random_state=seed
    )
    trees.fit([[row[name] for name in names] for row in rows], labels)
    chances = trees.predict_proba([[row[name] for name in names] for row in judged])
    return [float(pair[1]) for pair in chances]


def scorecard(
    name: str, version: int, rows: Rows, labels: Sequence[int], names: Sequence[str], *, fit: Fit, trained_on: str,
    rising: bool = False,
) -> Scorecard:  # fmt: skip
    """A scorecard of rounded weights. With `rising`, features whose weight came out negative are left out in turn.

    A fraud score must not fall because a signal got worse, whatever the sample happens to say.
    """
    left = list(names)
    while True:
        intercept, weights = fit(rows, labels, left)
        wrong = [(weight, feature) for weight, feature in zip(weights, left, strict=True) if weight < 0]
        if not rising or not wrong:
            break
        left.remove(min(wrong)[1])
    return Scorecard(
        name=name, version=version, intercept=round(intercept, 4),
        weights={feature: round(weight, 4) for feature, weight in zip(left, weights, strict=True)},
        trained_on=trained_on,
    )  # fmt: skip
