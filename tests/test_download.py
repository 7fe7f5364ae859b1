"""fetch against a server on the loopback interface that answers well, badly, or not at all."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from resnets.download import DownloadError, fetch
from resnets.errors import DataError

BODY = bytes(range(256)) * 1200  # 300 kB: several pieces
SHA256 = hashlib.sha256(BODY).hexdigest()
GIT_BLOB = hashlib.sha1(b"blob %d\0" % len(BODY) + BODY).hexdigest()
QUICK = {"connect_timeout": 2.0, "stall_timeout": 0.4, "progress": False}


class Handler(BaseHTTPRequestHandler):
    """One path for each way to answer."""

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/good")
            self.end_headers()
            return
        if self.path == "/missing":
            self.send_error(404)
            return
        if self.path == "/silent":
            self.server.end.wait(20)
            return
        body = {"/wrong": BODY[::-1], "/longer": BODY + b"more", "/shorter": BODY[:-1]}.get(self.path, BODY)
        self.send_response(200)
        if self.path != "/unsized":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.path == "/truncated":
            body = body[: len(body) // 2]
        if self.path == "/stalled":
            self.wfile.write(body[:100_000])
            self.wfile.flush()
            self.server.end.wait(20)
            return
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.asked, server.end = [], threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.end.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def target(tmp_path):
    return tmp_path / "datasets" / "file.bin"


@pytest.fixture
def gone():
    """An address at which nobody listens any more."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def assert_nothing_left(target: Path):
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("path", ["/good", "/moved", "/unsized"])
@pytest.mark.parametrize("known", [{"sha256": SHA256}, {"git_blob": GIT_BLOB}, {"sha256": SHA256.upper()}])
def test_good_file_arrives(server, target, path, known):
    assert fetch(server.url + path, target, size=len(BODY), **known, **QUICK) == target
    assert target.read_bytes() == BODY
    assert list(target.parent.iterdir()) == [target]


BAD = {
    "/wrong": "wrong checksum (sha256)",
    "/longer": "more than the 307,200 bytes expected",
    "/shorter": "307,199 bytes where 307,200 were expected",
    "/truncated": "the connection broke before the end of the file",
    "/missing": "HTTP 404",
    "/stalled": "stalled: no byte for 0.4 s",
    "/silent": "no answer within 0.4 s",
}


@pytest.mark.parametrize("path", BAD)
def test_bad_answer_leaves_nothing_and_says_what_happened(server, target, path):
    with pytest.raises(DownloadError) as caught:
        fetch(server.url + path, target, sha256=SHA256, size=len(BODY), **QUICK)
    message = str(caught.value)
    assert f"{server.url}{path}: {BAD[path]}" in message
    assert str(target) in message and SHA256 in message and "307,200 bytes" in message
    assert isinstance(caught.value, DataError)
    assert_nothing_left(target)


@pytest.mark.parametrize("path", ["/wrong", "/shorter", "/truncated"])
def test_without_a_size_the_checksum_decides(server, target, path):
    with pytest.raises(DownloadError):
        fetch(server.url + path, target, sha256=SHA256, **QUICK)
    assert_nothing_left(target)


def test_wrong_git_blob(server, target):
    with pytest.raises(DownloadError, match="wrong checksum \\(git blob id\\)"):
        fetch(server.url + "/good", target, sha256=SHA256, git_blob="0" * 40, **QUICK)
    assert_nothing_left(target)


def test_server_gone(target, gone, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    start = time.monotonic()
    with pytest.raises(DownloadError) as caught:
        fetch([gone + "/a", gone + "/b"], target, sha256=SHA256, **QUICK)
    assert [what for _, what in caught.value.attempts] == [
        "no connection",
        "not asked, since its host did not answer",
    ]
    assert time.monotonic() - start < 5
    assert_nothing_left(target)


def test_no_connection_in_time(target, monkeypatch):
    def never(*args, timeout, **kwargs):
        raise requests.exceptions.ConnectTimeout

    monkeypatch.setattr(requests, "get", never)
    with pytest.raises(DownloadError, match="no connection within 10 s"):
        fetch("http://example.invalid/file", target, sha256=SHA256)
    assert_nothing_left(target)


def test_mirrors_are_tried_in_turn(server, target, gone):
    urls = [gone + "/x", *(server.url + path for path in ("/missing", "/wrong", "/good", "/moved"))]
    fetch(urls, target, sha256=SHA256, **QUICK)
    assert target.read_bytes() == BODY
    assert server.asked == ["/missing", "/wrong", "/good"]


def test_every_mirror_is_named(server, target, gone):
    urls = [gone + "/x", server.url + "/missing", server.url + "/wrong"]
    with pytest.raises(DownloadError) as caught:
        fetch(urls, target, sha256=SHA256, **QUICK)
    assert [url for url, _ in caught.value.attempts] == urls
    assert all(f"{url}: {what}" in str(caught.value) for url, what in caught.value.attempts)


def test_a_failed_download_keeps_the_file_that_is_there(server, target):
    target.parent.mkdir()
    target.write_bytes(b"older")
    with pytest.raises(DownloadError):
        fetch(server.url + "/wrong", target, sha256=SHA256, **QUICK)
    assert target.read_bytes() == b"older"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit, MemoryError])
@pytest.mark.parametrize("pieces", [0, 1, 3])
def test_interrupted_leaves_nothing(server, target, monkeypatch, end, pieces):
    real = requests.Response.iter_content

    def cut(self, chunk_size):
        for number, piece in enumerate(real(self, chunk_size)):
            if number == pieces:
                raise end
            yield piece

    monkeypatch.setattr(requests.Response, "iter_content", cut)
    with pytest.raises(end):
        fetch(server.url + "/good", target, sha256=SHA256, **QUICK)
    assert_nothing_left(target)


def test_interrupted_between_verifying_and_renaming(server, target, monkeypatch):
    def cut(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", cut)
    with pytest.raises(KeyboardInterrupt):
        fetch(server.url + "/good", target, sha256=SHA256, **QUICK)
    assert_nothing_left(target)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_killed_leaves_nothing_under_the_name(server, target):
    # A bare package in place of resnets, which would import keras.
    code = """
import sys, types
package = types.ModuleType("resnets"); package.__path__ = [sys.argv[1]]; sys.modules["resnets"] = package
from resnets.download import fetch
fetch(sys.argv[2], sys.argv[3], sha256=sys.argv[4], progress=False)
"""
    resnets = Path(__file__).parent.parent / "resnets"
    arguments = [str(resnets), server.url + "/stalled", str(target), SHA256]
    child = subprocess.Popen([sys.executable, "-c", code, *arguments])
    try:
        deadline = time.monotonic() + 60
        while not (target.parent.is_dir() and any(f.stat().st_size for f in target.parent.iterdir())):
            assert time.monotonic() < deadline and child.poll() is None
            time.sleep(0.05)
    finally:
        child.kill()
        child.wait()
    left = list(target.parent.iterdir())
    assert [file.suffix for file in left] == [".part"] and not target.exists()


def test_nothing_is_fetched_that_cannot_be_verified(target):
    with pytest.raises(ValueError, match="sha256= or git_blob="):
        fetch("http://example.invalid/file", target)
    with pytest.raises(ValueError, match="address"):
        fetch([], target, sha256=SHA256)


def test_permissions_are_those_of_an_ordinary_file(server, target):
    fetch(server.url + "/good", target, sha256=SHA256, **QUICK)
    plain = target.parent / "plain"
    plain.write_bytes(b"")
    assert target.stat().st_mode == plain.stat().st_mode
