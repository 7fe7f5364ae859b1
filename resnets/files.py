"""Files on disk: where data lands, checksums, and writing that is never half done."""

import contextlib
import hashlib
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

CHUNK = 1 << 20


def checkout_datasets() -> Path | None:
    """``datasets/`` of the checkout this library runs from, or None where it runs from elsewhere."""
    folder = Path(__file__).resolve().parent.parent / "datasets"
    # Its README is committed, so it tells a checkout from a site-packages folder.
    return folder if (folder / "README.md").is_file() else None


def user_cache() -> Path:
    """The folder in which this user's programs keep what they can make or fetch again."""
    import platformdirs  # at hand wherever Jupyter is

    return Path(platformdirs.user_cache_dir("resnets", appauthor=False))


def checksum(path: Path, algorithm: str = "sha256", prefix: bytes = b"") -> str:
    """Hex digest of ``prefix`` and a file's content, read piece by piece."""
    digest = hashlib.new(algorithm, prefix)
    with open(path, "rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def git_blob(path: Path) -> str:
    """Git's name for a file's content: the SHA-1 of ``blob <size>\\0`` and the content."""
    return checksum(path, "sha1", prefix=b"blob %d\0" % path.stat().st_size)


@contextlib.contextmanager
def written_whole(destination: str | os.PathLike) -> Iterator[Path]:
    """Give a temporary path in the destination's folder; move it to its name only if all went well.

    Whatever ends the block early (an error, Ctrl-C, ``sys.exit``) removes the temporary file; where
    even that cannot run (power cut, ``kill -9``) what stays behind has a name nobody loads.
    The folder is made if it is missing.
    """
    destination = Path(destination)
    destination.parent.mkdir(parents=True, exist_ok=True)
    # The process's own number and a random word: two notebooks may write the same file at once.
    temporary = destination.with_name(f".{destination.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        yield temporary
        with open(temporary, "rb+") as file:  # on disk before it gets its name
            os.fsync(file.fileno())
        os.replace(temporary, destination)
    finally:
        temporary.unlink(missing_ok=True)


def progress_bar(total: int | None, what: str, shown: bool = True):
    """A tqdm bar counting bytes, for work that takes longer than a second.

    In a notebook it writes to stdout, since stderr would be stored there as a red box; elsewhere to
    stderr, and only if that is a terminal. When it is done it clears its line.
    """
    from tqdm import tqdm

    notebook = "ipykernel" in sys.modules
    return tqdm(
        total=total,
        desc=what,
        unit="B",
        unit_scale=True,
        leave=False,
        delay=1,
        mininterval=0.5,
        disable=not shown or (False if notebook else None),  # None: off where there is no terminal
        file=sys.stdout if notebook else sys.stderr,
    )
