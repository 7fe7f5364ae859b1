"""Fixtures that several test files use."""

import numpy as np
import pytest


@pytest.fixture
def made_pictures(monkeypatch):
    """Four hundred made pictures in place of CIFAR-10, as ``small_cifar`` loads it; returns x and y."""
    from resnets import small_cifar

    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (400, 32, 32, 3), np.uint8)
    y = (np.arange(400)[:, None] // 3 % 10).astype(np.uint8)

    def load(source):
        print("CIFAR-10: made by the test")
        return (x, y), (x[:20], y[:20])

    monkeypatch.setattr(small_cifar, "load_cifar10", load)
    monkeypatch.setattr(small_cifar, "cifar10_source", lambda source: "drawn")
    return x, y


@pytest.fixture
def few_pictures(monkeypatch):
    """Have the program that trains on CIFAR-10 find forty made pictures, and twenty to test on."""
    from resnets import cifar_runs

    rng = np.random.default_rng(0)

    def load(source):
        print("CIFAR-10: made by the test")
        make = lambda n: (rng.integers(0, 256, (n, 32, 32, 3), np.uint8), (np.arange(n)[:, None] % 10))  # noqa: E731
        return make(40), make(20)

    monkeypatch.setattr(cifar_runs, "load_cifar10", load)
    monkeypatch.setattr(cifar_runs, "cifar10_source", lambda source: "drawn")
