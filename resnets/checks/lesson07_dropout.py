"""What dropout does to the features of a transfer model, read off its scores."""

from collections.abc import Callable

import numpy as np

from resnets.checks.lesson07_base import as_numpy, maps_of, pictures

COPIES = 2000  # of one picture, to count what is left out
FEW = 100  # to see whether anything is


def check_dropout(model, base, head, case, wrong: Callable) -> None:
    """Read the features off the scores in training mode: what is left out, and what the rest became.

    Args:
        head: kernel (channels, classes) and bias, NumPy, as they stand in the model.
        case: with ``shape`` and ``dropout``; there are as many classes as channels or more.
        wrong: function of (what is wrong, where to look) that returns the error to raise.
    """
    kernel, bias = head
    x = np.repeat(pictures(1, case.shape, seed=5), COPIES, axis=0)
    features = maps_of(base, x[:1]).mean(axis=(1, 2))[0]
    found = as_numpy(model(x, training=True))
    look = "the dropout layer: where it stands, and what it is told."
    if (found == 0).mean() > 0.05:
        raise wrong("dropout stands behind the dense layer: it leaves out scores, not features.", look)
    read = (found - bias) @ np.linalg.pinv(kernel)
    seen = np.abs(features) > 1e-2 * np.abs(features).max()
    share = read[:, seen] / features[seen]
    left_out, rest = np.abs(share) < 1e-2, share[np.abs(share) >= 1e-2]
    rate = float(left_out.mean())
    if np.abs(share - 1).max() < 1e-2:
        if case.dropout:
            raise wrong("in training nothing is left out: there is no dropout.", look)
        return
    if np.ptp(rest) > 0.02 * np.abs(rest).max() and abs(rate - case.dropout) <= 0.06:
        raise wrong(
            "in training the features change otherwise than by dropout: something changes the pictures, or "
            "their map, by chance.",
            "the layers before the pool: which of them do something in training alone.",
        )
    if np.ptp(rest) > 0.02 * np.abs(rest).max():
        raise wrong(
            "in training the features change by all sorts of factors: what is left out are places of the "
            "map, not features.",
            "where the dropout stands: behind the pool.",
        )
    if abs(rate - case.dropout) > 0.06:
        raise wrong(_rate_words(rate, case.dropout), look)
    called = (as_numpy(model(x[:FEW])) - bias) @ np.linalg.pinv(kernel)
    if (np.abs(called[:, seen] / features[seen]) < 1e-2).any():
        raise wrong(
            "features are left out even when the model is simply called, not only when it is trained.",
            "the call of the dropout layer: what it is told about the mode.",
        )


def _rate_words(rate: float, wanted: float) -> str:
    if abs(rate - (1 - wanted)) < 0.06 and wanted:
        return f"dropout={wanted} is the share that is left out; here it is the share that is kept."
    if abs(rate - wanted / 100) < 0.004:
        return (
            f"in training about {100 * rate:.1f} % of the features are left out, expected "
            f"{100 * wanted:.0f} %: dropout={wanted} is a share, not per cent."
        )
    return (
        f"in training about {5 * round(20 * rate)} % of the features are left out, expected "
        f"{100 * wanted:.0f} %: is a number typed in?"
    )
