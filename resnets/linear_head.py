"""A linear head on features that do not change: the best one, found without a learning rate."""

import numpy as np


def fit_linear_head(
    features: np.ndarray, labels: np.ndarray, classes: int, decay: float | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return kernel (d, classes) and bias (classes,), float32, of multinomial logistic regression.

    They minimise the mean cross-entropy plus ``decay`` / 2 times the sum of the squared kernel; that is
    convex, so L-BFGS (Liu, Nocedal 1989) finds the one minimum from any start.

    Args:
        features: (n, d), each about mean 0 and deviation 1.
        labels: (n,) integers from 0 to classes - 1.
        decay: strength of the decay; 1 / n if None, as common libraries have it.

    Raises:
        ValueError: labels that are none of these, or another number of them than features.
    """
    labels = np.asarray(labels)
    if len(labels) != len(features) or labels.ndim != 1:
        raise ValueError(f"fit_linear_head: {len(features)} features but labels of shape {labels.shape}.")
    if not len(labels) or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"fit_linear_head: labels must lie between 0 and {classes - 1}.")
    from scipy import optimize  # here, as everywhere: the library does without scipy

    x, basis = _in_span(np.asarray(features, np.float64))
    n, d = x.shape
    decay = 1 / n if decay is None else decay
    right = np.eye(classes)[labels]

    def loss_and_slope(flat):
        kernel, bias = flat[:-classes].reshape(d, classes), flat[-classes:]
        scores = x @ kernel + bias
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        error = (np.exp(logs) - right) / n
        slope = np.concatenate([(x.T @ error + decay * kernel).ravel(), error.sum(axis=0)])
        return -(right * logs).sum() / n + decay / 2 * (kernel**2).sum(), slope

    start = np.zeros((d + 1) * classes)
    found = optimize.minimize(loss_and_slope, start, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    kernel, bias = found.x[:-classes].reshape(d, classes), found.x[-classes:]
    return (basis @ kernel).astype(np.float32), bias.astype(np.float32)


def _in_span(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return coordinates (n, r) of the rows of x (n, d) and a basis (d, r): r is at most n.

    The best kernel is a sum of rows of x (the representer theorem), and in an orthonormal basis its length
    stays what it is: with fewer pictures than pixels, the same head in a fraction of the time.
    """
    n, d = x.shape
    if n >= d:
        return x, np.eye(d)
    squares, left = np.linalg.eigh(x @ x.T)
    kept = squares > 1e-10 * max(squares[-1], 1e-300)
    lengths = np.sqrt(squares[kept])
    return left[:, kept] * lengths, x.T @ left[:, kept] / lengths


def on_raw_features(kernel, bias, mean, deviation) -> tuple[np.ndarray, np.ndarray]:
    """Return the head that gives on features what (kernel, bias) gives on (features - mean) / deviation."""
    kernel = kernel / deviation[:, None]
    return kernel, bias - mean @ kernel
