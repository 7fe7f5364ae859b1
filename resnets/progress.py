"""Progress of a training run: a bar that moves while it runs, one clean line an epoch when it is over.

Keras's own ``verbose=1`` leaves hundreds of control characters in a stored notebook. Here the
notebook has one display that is rewritten in place; what is stored in the end is one line an epoch.
"""

import sys
import time

import keras
from tqdm import tqdm

_WIDTH = 24


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and hasattr(shell, "kernel")


class _NotebookScreen:
    """One output of the cell, rewritten in place."""

    def __init__(self):
        from IPython.display import display

        self.lines, self.drawn = [], 0.0
        self.handle = display({"text/plain": "starting …"}, raw=True, display_id=True)

    def bar(self, epoch: str, step: int, steps: int, seconds: float) -> None:
        if time.monotonic() - self.drawn < 0.25:  # a browser needs no more than four pictures a second
            return
        self.drawn = time.monotonic()
        full = _WIDTH * step // steps
        left = seconds / step * (steps - step)
        now = f"{epoch}  {'█' * full}{'·' * (_WIDTH - full)}  {step}/{steps}  {left:.0f} s left in this epoch"
        self._show([*self.lines, now])

    def line(self, text: str) -> None:
        self.lines.append(text)
        self._show(self.lines)

    def _show(self, lines) -> None:
        self.handle.update({"text/plain": "\n".join(lines)}, raw=True)

    def close(self) -> None:
        self._show(self.lines or ["stopped before the end of the first epoch"])


class _TerminalScreen:
    """A tqdm bar where there is a terminal, lines alone where output goes to a file."""

    def __init__(self):
        self.tqdm = None

    def bar(self, epoch: str, step: int, steps: int, seconds: float) -> None:
        if self.tqdm is None:
            self.tqdm = tqdm(total=steps, desc=epoch, leave=False, disable=not sys.stderr.isatty())
        self.tqdm.update(step - self.tqdm.n)

    def line(self, text: str) -> None:
        self.close()
        print(text, flush=True)

    def close(self) -> None:
        if self.tqdm is not None:
            self.tqdm.close()
            self.tqdm = None


class LiveProgress(keras.callbacks.Callback):
    """Keras callback: shows where training is. Use it with ``fit(..., verbose=0)``.

    Args:
        label: short text in front of each line, for cells that train several nets.
    """

    def __init__(self, label: str = ""):
        super().__init__()
        self.label = f"{label}  " if label else ""

    def on_train_begin(self, logs=None):
        self.screen = _NotebookScreen() if _in_notebook() else _TerminalScreen()

    def on_epoch_begin(self, epoch, logs=None):
        epochs = self.params["epochs"]
        self.name = f"{self.label}epoch {epoch + 1:{len(str(epochs))}d}/{epochs}"
        self.started = time.monotonic()

    def on_train_batch_end(self, batch, logs=None):
        steps = self.params.get("steps")
        if steps:
            self.screen.bar(self.name, batch + 1, steps, time.monotonic() - self.started)

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        parts = [f"loss {logs['loss']:.3f}"] if "loss" in logs else []
        for key, name in (("accuracy", "train"), ("val_accuracy", "test")):
            if key in logs:
                parts.append(f"{name} accuracy {logs[key]:.3f}")
        parts.append(f"{time.monotonic() - self.started:.1f} s")
        self.screen.line("  ".join([self.name, *parts]))

    def on_train_end(self, logs=None):
        self.screen.close()
