"""Walk the files of a folder, a .zip, a .tar or a .tar.gz without unpacking anything to disk.

What an archive says of itself is not believed: names that lead elsewhere, links, sizes beyond
reason and missing ends are errors that name the archive and the entry.
"""

import gzip
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from resnets.errors import DataError

MAX_FILE_BYTES = 256 << 20
MAX_TOTAL_BYTES = 8 << 30
MAX_FILES = 1_000_000

_BLOCK = 512  # a tar archive's unit
_SYSTEM_FILES = {"__macosx", "thumbs.db", "desktop.ini"}
# What the standard library raises for archives that are cut short, damaged, encrypted or none.
_UNREADABLE = (OSError, EOFError, RuntimeError, NotImplementedError, ValueError, zlib.error,
               zipfile.BadZipFile, tarfile.TarError)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One file: its parts below the root, a function that reads it, and how far the walk has come."""

    parts: tuple[str, ...]
    read: Callable[[], bytes]
    done: int  # bytes of the source consumed once this entry is read, for a progress bar

    @property
    def name(self) -> str:
        return "/".join(self.parts)


def walk(path: str | os.PathLike) -> tuple[int, Iterator[Entry]]:
    """The files of a folder or an archive, hidden ones and those of the system left out.

    Returns:
        the number that the last entry's ``done`` comes near to, and the entries. In a tar archive
        an entry must be read before the next is asked for.

    Raises:
        DataError: at once or while the entries are walked; see the module's first lines.
    """
    path = Path(path)
    if path.is_dir():
        return _walk_folder(path)
    if not path.is_file():
        raise DataError(f"{path} does not exist: expected a folder, a .zip, a .tar or a .tar.gz.")
    with open(path, "rb") as file:
        start = file.read(4)
    entries = _zip_entries(path) if start[:2] == b"PK" else _tar_entries(path, start[:2] == b"\x1f\x8b")
    return path.stat().st_size, _with_clear_errors(path, entries)


def counted(entries: Iterator[Entry], bar) -> Iterator[Entry]:
    """The same entries; a progress bar follows what is done with them."""
    for entry in entries:
        yield entry
        bar.update(entry.done - bar.n)


def content(entry: Entry, name: str) -> bytes:
    """Read an entry; a DataError that names it where it cannot be read."""
    try:
        return entry.read()
    except OSError as error:
        raise DataError(f"{name} cannot be read ({error.strerror}).") from error


def _with_clear_errors(path: Path, entries: Iterator[Entry]) -> Iterator[Entry]:
    """Turn what the standard library raises between two entries into a DataError."""
    try:
        yield from entries
    except DataError:
        raise
    except _UNREADABLE as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: BaseException) -> DataError:
    detail = f" ({error})" if str(error) else ""
    return DataError(
        f"{path} cannot be read to its end{detail}: it is cut short, damaged, encrypted, or no .zip, "
        ".tar or .tar.gz. Compare its size with the original's and fetch it anew."
    )


class _Gate:
    """Lets entries through one by one: safe names, no links, sizes within the limits, no name twice."""

    def __init__(self, path: Path):
        self.path = path
        self.total = 0
        self.seen: set[tuple[str, ...]] = set()

    def parts(self, name: str, size: int, kind: str) -> tuple[str, ...] | None:
        """An entry's parts, or None for one to be left out; kind is "file", "folder" or what else."""
        pieces = name.split("/")
        if name.startswith("/") or "\0" in name or (len(name) > 1 and name[1] == ":"):
            raise self._error(name, "is an absolute or impossible name")
        if ".." in pieces:
            raise self._error(name, "leads out of the archive with '..'")
        self.total += size
        if size > MAX_FILE_BYTES or self.total > MAX_TOTAL_BYTES:
            claim = f"{size:,} bytes" if size > MAX_FILE_BYTES else f"{self.total:,} bytes with those before"
            limit = MAX_FILE_BYTES if size > MAX_FILE_BYTES else MAX_TOTAL_BYTES
            raise self._error(name, f"claims an absurd size: {claim}, where {limit:,} is the limit")
        parts = tuple(piece for piece in pieces if piece not in ("", "."))
        if kind == "folder" or any(_hidden(part) for part in parts):
            return None
        if kind != "file":
            raise self._error(name, f"is a {kind}, and only plain files are read: put a copy in its place")
        if parts in self.seen:
            raise self._error(name, "stands in it twice")
        self.seen.add(parts)
        if len(self.seen) > MAX_FILES:
            raise self._error(name, f"is one file too many: {MAX_FILES:,} is the limit")
        return parts

    def _error(self, name: str, what: str) -> DataError:
        return DataError(f"{self.path}: {name[:200]!r} {what}.")


def _hidden(part: str) -> bool:
    return part.startswith(".") or part.lower() in _SYSTEM_FILES


def _walk_folder(folder: Path) -> tuple[int, Iterator[Entry]]:
    gate = _Gate(folder)
    found, total = [], 0

    def unreadable(error: OSError):
        raise DataError(f"{error.filename} cannot be listed: {error.strerror}.") from error

    for here, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not _hidden(name))
        # os.walk lists a link to a folder among the folders and does not follow it.
        links = [name for name in folders if (Path(here) / name).is_symlink()]
        for name in sorted(names) + links:
            file = Path(here, name)
            state = file.lstat()
            kind = "file" if stat.S_ISREG(state.st_mode) else "link" if file.is_symlink() else "special file"
            parts = gate.parts(file.relative_to(folder).as_posix(), state.st_size, kind)
            if parts is not None:
                total += state.st_size
                found.append(Entry(parts, file.read_bytes, total))
    return total, iter(found)


def _zip_entries(path: Path) -> Iterator[Entry]:
    gate = _Gate(path)
    with zipfile.ZipFile(path) as archive:
        entries, done = [], 0
        for info in archive.infolist():  # all are looked at before any is read
            mode = info.external_attr >> 16
            kind = "folder" if info.is_dir() else "link" if stat.S_ISLNK(mode) else "file"
            parts = gate.parts(info.filename.replace("\\", "/"), info.file_size, kind)
            done += info.compress_size
            if parts is not None:
                entries.append(Entry(parts, _reader(path, lambda info=info: archive.read(info)), done))
        yield from entries


def _reader(path: Path, read: Callable[[], bytes]) -> Callable[[], bytes]:
    """The same function, but with a DataError for what the standard library raises."""

    def read_clearly() -> bytes:
        try:
            return read()
        except _UNREADABLE as error:
            raise _unreadable(path, error) from error

    return read_clearly


class _Watched:
    """A stream for tarfile that refuses absurd reads and remembers the last one."""

    def __init__(self, stream):
        self.stream = stream
        self.last = b""
        self.seek, self.tell = stream.seek, stream.tell

    def read(self, size: int) -> bytes:
        # tarfile reads long names and extended headers whole, whatever size they claim.
        if size > MAX_FILE_BYTES:
            raise tarfile.ReadError("a header claims an absurd size")
        self.last = self.stream.read(size)
        return self.last


def _tar_entries(path: Path, gzipped: bool) -> Iterator[Entry]:
    gate = _Gate(path)
    with open(path, "rb") as raw, gzip.open(raw) if gzipped else raw as stream:
        watched = _Watched(stream)
        with tarfile.open(fileobj=watched, mode="r:") as archive:
            while (info := archive.next()) is not None:
                kind = "file" if info.isreg() else "folder" if info.isdir() else _tar_kind(info)
                parts = gate.parts(info.name.replace("\\", "/"), info.size, kind)
                if parts is not None:
                    read = _reader(path, lambda info=info: archive.extractfile(info).read())
                    yield Entry(parts, read, raw.tell())
                archive.members.clear()  # it would keep every header it has seen
            # tarfile takes an archive that stops between two entries for a whole one.
            if watched.last != bytes(_BLOCK):
                raise tarfile.ReadError("its end mark is missing")
            _read_rest(stream)


def _tar_kind(info: tarfile.TarInfo) -> str:
    return "link" if info.islnk() or info.issym() else "special file"


def _read_rest(stream) -> None:
    """Read the padding behind the end mark, so that gzip compares its checksum of the whole."""
    for _ in range(64):
        if not stream.read(1 << 20):
            return
