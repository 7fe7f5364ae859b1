"""Fetch a file from the first mirror that gives the right bytes."""

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from resnets.errors import DataError
from resnets.files import checksum, git_blob, progress_bar, written_whole

CONNECT_TIMEOUT = 10.0  # seconds
STALL_TIMEOUT = 30.0  # seconds without a byte


class DownloadError(DataError):
    """No mirror gave the file. ``attempts`` holds (url, what happened) for each."""

    def __init__(self, message: str, attempts: list[tuple[str, str]]):
        super().__init__(message)
        self.attempts = attempts


class _Refused(Exception):
    """One mirror did not give the right file; ``host_is_gone`` if asking it again is no use."""

    def __init__(self, reason: str, host_is_gone: bool = False):
        super().__init__(reason)
        self.host_is_gone = host_is_gone


def fetch(
    urls: str | Sequence[str],
    destination: str | os.PathLike,
    *,
    sha256: str | None = None,
    git_blob: str | None = None,
    size: int | None = None,
    connect_timeout: float = CONNECT_TIMEOUT,
    stall_timeout: float = STALL_TIMEOUT,
    progress: bool = True,
) -> Path:
    """Download a file, verify it, and only then give it its name.

    The mirrors are tried in turn. What arrives is written under a temporary name in the
    destination's folder and renamed when every checksum given holds, so that a download that is
    interrupted at any byte leaves nothing that loads.

    Args:
        urls: one address or several mirrors of the same file, best first (http or https).
        destination: the file to write; its folder is made if need be. An existing file is
            replaced, and stays as it was if the download fails.
        sha256: expected SHA-256, in hex.
        git_blob: expected git blob id, in hex. At least one of the two must be given.
        size: expected size in bytes; a longer answer is cut off as soon as it exceeds it.
        connect_timeout: seconds to wait for a connection.
        stall_timeout: seconds to wait for the next byte.
        progress: show a bar.

    Returns:
        The destination as a Path.

    Raises:
        DownloadError: no mirror gave the file; says what happened at each, and where to put the
            file by hand.
        ValueError: no address or no checksum was given.
        OSError: the destination cannot be written (no space, no permission).
    """
    urls = [urls] if isinstance(urls, str) else list(urls)
    destination = Path(destination)
    if not urls:
        raise ValueError("fetch needs at least one address in urls.")
    if sha256 is None and git_blob is None:
        raise ValueError("fetch needs sha256= or git_blob=: it installs nothing it cannot verify.")
    attempts: list[tuple[str, str]] = []
    gone: set[str] = set()
    for url in urls:
        host = urlsplit(url).netloc
        if host in gone:
            attempts.append((url, "not asked, since its host did not answer"))
            continue
        try:
            with written_whole(destination) as temporary:
                with progress_bar(size, destination.name, progress) as bar:
                    _receive(url, temporary, size, (connect_timeout, stall_timeout), bar)
                _verify(temporary, sha256, git_blob, size)
            return destination
        except _Refused as refusal:
            attempts.append((url, str(refusal)))
            if refusal.host_is_gone:
                gone.add(host)
    raise DownloadError(_failure(destination, attempts, sha256, git_blob, size), attempts)


def _receive(url: str, path: Path, size: int | None, timeout: tuple[float, float], bar) -> None:
    """Write what the address answers to path; raise _Refused where it answers badly or not at all."""
    # requests rather than urllib: it brings its own root certificates (urllib has none on the
    # macOS installer's Python) and a connect timeout apart from the read timeout.
    import requests

    try:
        # "identity": the bytes as they are, so that they can be counted against the size.
        headers = {"Accept-Encoding": "identity", "User-Agent": "resnet-block-by-block"}
        with requests.get(url, stream=True, timeout=timeout, headers=headers) as answer:
            if answer.status_code != 200:
                raise _Refused(f"HTTP {answer.status_code} {answer.reason}".strip())
            _write(answer, path, size, bar)
    # A connect timeout is a kind of connection error, so it comes first.
    except requests.exceptions.ConnectTimeout:
        raise _Refused(f"no connection within {timeout[0]:g} s", host_is_gone=True) from None
    except requests.exceptions.ReadTimeout:
        raise _Refused(f"no answer within {timeout[1]:g} s") from None
    except requests.exceptions.ChunkedEncodingError:
        raise _Refused("the connection broke before the end of the file") from None
    except requests.exceptions.ConnectionError as error:
        # While the body is read, requests reports a read timeout as a connection error.
        if "timed out" in str(error).lower():
            raise _Refused(f"stalled: no byte for {timeout[1]:g} s") from None
        raise _Refused("no connection", host_is_gone=True) from None
    except requests.exceptions.RequestException as error:
        raise _Refused(f"not possible ({type(error).__name__})") from None


def _write(answer, path: Path, size: int | None, bar) -> None:
    """Write an answer's body to path, watching the size."""
    length = answer.headers.get("Content-Length", "")
    if bar.total is None and length.isdigit():
        bar.total = int(length)
    written = 0
    with open(path, "wb") as file:
        for piece in answer.iter_content(chunk_size=1 << 16):
            written += len(piece)
            if size is not None and written > size:
                raise _Refused(f"more than the {size:,} bytes expected")
            file.write(piece)
            bar.update(len(piece))


def _verify(path: Path, sha256: str | None, blob: str | None, size: int | None) -> None:
    """Raise _Refused unless the file has the size and the checksums."""
    found = path.stat().st_size
    if size is not None and found != size:
        raise _Refused(f"{found:,} bytes where {size:,} were expected")
    if sha256 is not None and checksum(path) != sha256.lower():
        raise _Refused("wrong checksum (sha256)")
    if blob is not None and git_blob(path) != blob.lower():
        raise _Refused("wrong checksum (git blob id)")


def _failure(destination: Path, attempts, sha256, blob, size) -> str:
    """The message of a DownloadError: each mirror with what happened, and the way by hand."""
    known = [f"{size:,} bytes"] if size is not None else []
    known += [f"sha256 {sha256}"] if sha256 else []
    known += [f"git blob {blob}"] if blob else []
    lines = [f"{destination.name} could not be downloaded:"]
    lines += [f"  {url}: {what}" for url, what in attempts]
    lines.append(f"To do it by hand, put the file ({', '.join(known)}) at {destination}")
    return "\n".join(lines)
