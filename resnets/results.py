"""Results of runs: one JSON file a run, written whole or not at all."""

import datetime
import json
from pathlib import Path

from resnets.environment import describe_environment
from resnets.errors import DataError
from resnets.files import written_whole

RESULTS = Path(__file__).resolve().parent.parent / "results"


def run_record(recipe: dict, dataset: dict, history: dict[str, list[float]], seconds: float, **more) -> dict:
    """Return the record of one finished run, as plain data.

    Args:
        recipe: ``Recipe.to_dict()``; its seed is repeated at the top.
        dataset: name, source ("real", "own" or "drawn"), the line that the loader printed, fingerprint.
        history: one number an epoch for each key; ``test_accuracy_last`` is the last ``val_accuracy``.
        seconds: wall time of training and evaluation.
        more: further keys.
    """
    return {
        "recipe": recipe,
        "seed": recipe["seed"],
        "date": datetime.date.today().isoformat(),
        **describe_environment(),
        "dataset": dataset,
        "test_accuracy_last": history["val_accuracy"][-1] if "val_accuracy" in history else None,
        "seconds": round(seconds, 1),
        "history": {key: [round(v, 5) for v in values] for key, values in history.items()},
        **more,
    }


def write_result(path: Path, record: dict) -> Path:
    """Write ``record`` to ``path`` as JSON, through a temporary file that is renamed into place."""
    path = Path(path)
    with written_whole(path) as temporary:
        temporary.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return path


def read_results(folder: str | Path) -> list[dict]:
    """Return the records in a folder in the order of their file names; none if there is no such folder.

    Args:
        folder: a path, or a name below ``results/`` such as ``"signs"``.

    Raises:
        DataError: a file is no JSON; it is named.
    """
    folder = Path(folder)
    if not folder.is_absolute() and not folder.is_dir():
        folder = RESULTS / folder
    records = []
    for path in sorted(folder.glob("*.json")):
        try:
            records.append({"file": path.name, **json.loads(path.read_text(encoding="utf-8"))})
        except ValueError as error:
            raise DataError(f"{path.name} is no result file ({error}); delete it and run it again.") from None
    return records
