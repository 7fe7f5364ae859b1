"""One seed, the same weights; and no TensorFlow where it is not the backend."""

import importlib.util
import os
import subprocess
import sys

import keras
import pytest

from resnets.nets import build_net
from resnets.seeding import set_random_seed

# What `benchmark train` does, on 64 pictures: the import of every part and a short run.
PROGRAM = """
import sys, tempfile
from pathlib import Path
import numpy as np
from resnets.cifar_runs import SHORT, run
rng = np.random.default_rng(0)
x, y = rng.random((64, 32, 32, 3), np.float32), rng.integers(0, 10, 64)
with tempfile.TemporaryDirectory() as folder:
    record = run("resnet8v1", SHORT.but(epochs=2, batch_size=32, warmup_epochs=1), ((x, y), (x, y), {}),
                 Path(folder) / "run.npz", Path(folder) / "run.weights.h5")
assert len(record["history"]["loss"]) == 2
print("tensorflow" in sys.modules)
"""


def test_the_same_seed_gives_the_same_net():
    nets = []
    for seed in (1, 1, 2):
        set_random_seed(seed)
        nets.append(keras.ops.convert_to_numpy(build_net("resnet8v1").trainable_weights[0].value))
    assert (nets[0] == nets[1]).all() and not (nets[0] == nets[2]).all()


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_a_run_on_another_backend_imports_no_tensorflow(backend):
    if not importlib.util.find_spec(backend):
        pytest.skip(f"{backend} is not installed")
    environment = os.environ | {"KERAS_BACKEND": backend, "JAX_PLATFORMS": "cpu"}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines()[-1] == "False"
