"""Where CIFAR-10 comes from, what is said of it, what is refused, and how it is kept."""

import hashlib
import importlib
import io
import os
import pickle
import tarfile
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from resnets import array_cache, cifar, cifar_files, places
from resnets.cifar import ARCHIVE, KERAS_ARCHIVE, cifar10_classes, cifar10_source, load_cifar10
from resnets.cifar_files import BATCHES, CIFAR10_CLASSES, Expected, read_batches, read_images
from resnets.errors import DataError

GIVEN = os.environ.get("RESNETS_DATA", "")
REAL = Path(GIVEN).expanduser() / "cifar10_images.tar.gz" if GIVEN else None

RNG = np.random.default_rng(0)
COUNTS = {"train": 20, "test": 10}
LABELS = {split: RNG.integers(0, 10, count).astype(np.uint8) for split, count in COUNTS.items()}
PIXELS = {
    # Flat pictures: JPEG keeps them to within a few levels.
    split: np.broadcast_to(RNG.integers(0, 256, (count, 1, 1, 3)), (count, 32, 32, 3)).astype(np.uint8)
    for split, count in COUNTS.items()
}
SMALL = Expected(
    train=20,
    test=10,
    archive_bytes=0,
    labels_sha256=hashlib.sha256(LABELS["train"].tobytes() + LABELS["test"].tobytes()).hexdigest(),
)


def jpeg(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=95)
    return out.getvalue()


def images() -> dict[str, bytes]:
    """The JPEG copy's files, the last pictures first."""
    return {
        f"{split}/{CIFAR10_CLASSES[LABELS[split][i]]}/{i:05}.jpg": jpeg(PIXELS[split][i])
        for split in COUNTS
        for i in reversed(range(COUNTS[split]))
    }


def string(text: bytes) -> bytes:
    return b"U" + bytes([len(text)]) + text


def python2_pickle(data: np.ndarray, labels: list[int]) -> bytes:
    """A batch as Python 2 and the NumPy of its day pickled it: strings are bytes, modules are old."""
    rows, columns = (b"J" + size.to_bytes(4, "little") for size in data.shape)
    dtype = b"cnumpy\ndtype\n" + string(b"u1") + b"K\x00K\x01\x87R(K\x03" + string(b"|") + b"NNN"
    dtype += b"J\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
    raw = data.tobytes()
    array = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85" + string(b"b") + b"\x87R"
    array += (
        b"(K\x01" + rows + columns + b"\x86" + dtype + b"\x89T" + len(raw).to_bytes(4, "little") + raw + b"tb"
    )
    numbers = b"](" + b"".join(b"K" + bytes([label]) for label in labels) + b"e"
    return b"\x80\x02}(" + string(b"data") + array + string(b"labels") + numbers + b"u."


def batches() -> dict[str, bytes]:
    files = {"batches.meta": b"not looked at", "readme.html": b""}
    for name in BATCHES:
        split, rows = cifar_files._rows(name, SMALL)
        data = PIXELS[split][rows].transpose(0, 3, 1, 2).reshape(-1, 3072)
        files[name] = python2_pickle(data, LABELS[split][rows].tolist())
    return files


def in_folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def in_tar(path: Path, files: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def in_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def official(path: Path) -> Path:
    return in_tar(path, {f"cifar-10-batches-py/{name}": data for name, data in batches().items()})


def draw():
    """A quick double for the drawing code."""
    return tuple((np.full((n, 32, 32, 3), 7, np.uint8), np.zeros((n, 1), np.uint8)) for n in (20, 10))


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A checkout of its own, with a Keras cache of its own and without network; 20 + 10 pictures are all."""
    (tmp_path / "datasets").mkdir()
    monkeypatch.setattr(places, "checkout_datasets", lambda: tmp_path / "datasets")
    monkeypatch.setattr(places, "user_cache", lambda: tmp_path / "cache")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("RESNETS_DOWNLOAD", "0")
    monkeypatch.delenv("RESNETS_DATA", raising=False)
    monkeypatch.setattr(cifar, "_failed_download", [])
    monkeypatch.setattr(cifar, "_drawing", lambda: (9, draw))
    monkeypatch.setattr(cifar, "_EXPECTED", SMALL)
    return tmp_path


def said(capsys) -> str:
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def assert_parts(parts, exact: bool = True):
    for split, (x, y) in zip(COUNTS, parts, strict=True):
        assert (x.shape, x.dtype) == (PIXELS[split].shape, np.uint8)
        assert (y.shape, y.dtype) == ((COUNTS[split], 1), np.uint8)
        assert np.array_equal(y[:, 0], LABELS[split])
        assert np.abs(x.astype(int) - PIXELS[split]).max() <= (0 if exact else 4)


def parts(arrays):
    return [(arrays[f"x_{split}"], arrays[f"y_{split}"]) for split in COUNTS]


# Where it looks


def jpeg_tar(folder):
    return in_tar(folder / "cifar10_images.tar.gz", images())


def jpeg_zip(folder):
    return in_zip(folder / "cifar10_images.zip", images())


def jpeg_zip_of_a_folder(folder):
    return in_zip(folder / "cifar10_images.zip", {f"cifar10_images/{n}": d for n, d in images().items()})


def jpeg_folder(folder):
    return in_folder(folder / "cifar10_images", images())


def batch_tar(folder):
    return official(folder / ARCHIVE)


def batch_folder(folder):
    return in_folder(folder / "cifar-10-batches-py", batches())


@pytest.mark.parametrize("put", [jpeg_tar, jpeg_zip, jpeg_zip_of_a_folder, jpeg_folder])
def test_the_jpeg_copy(house, monkeypatch, capsys, put):
    (house / "mine").mkdir()
    put(house / "mine")
    monkeypatch.setenv("RESNETS_DATA", str(house / "mine"))
    assert_parts(load_cifar10(), exact=False)
    assert said(capsys) == (
        "CIFAR-10: photographs from $RESNETS_DATA (JPEG copy, so pixels differ slightly from the originals)"
    )
    assert (cifar10_source(), cifar10_classes()) == ("jpeg", CIFAR10_CLASSES)


@pytest.mark.parametrize("put", [batch_tar, batch_folder])
def test_the_original(house, capsys, put):
    put(house / "datasets")
    assert_parts(load_cifar10("real"))
    assert said(capsys) == "CIFAR-10: photographs from datasets/ (the original files)"
    assert cifar10_source() == "real"


KERAS = {
    "the archive": lambda folder: official(folder / KERAS_ARCHIVE),
    "the folder": lambda folder: batch_folder(folder / "cifar-10-batches-py-target"),
    "the archive of older ones": lambda folder: official(folder / "cifar-10-batches-py.tar.gz"),
    "the folder of older ones": batch_folder,
}


@pytest.mark.parametrize("put", KERAS)
def test_the_keras_cache(house, capsys, monkeypatch, put):
    path = KERAS[put](house / "keras" / "datasets")
    if path.is_file():
        monkeypatch.setattr(
            cifar, "_EXPECTED", Expected(20, 10, path.stat().st_size, None, SMALL.labels_sha256)
        )
    assert_parts(load_cifar10())
    assert said(capsys) == "CIFAR-10: photographs from the Keras cache (the original files)"


def test_the_names_are_those_that_keras_uses(house, monkeypatch):
    """Keras's own loader, stopped where it would fetch, asks for what we leave there."""
    import keras

    asked = {}

    def get_file(fname, origin, file_hash, **options):
        asked.update(fname=fname, origin=origin, file_hash=file_hash, **options)
        raise KeyboardInterrupt

    module = importlib.import_module(keras.datasets.cifar10.load_data.__module__)
    monkeypatch.setattr(module, "get_file", get_file)
    with pytest.raises(KeyboardInterrupt):
        keras.datasets.cifar10.load_data()
    assert asked == {
        "fname": KERAS_ARCHIVE.removesuffix("_archive"),
        "origin": cifar.URL,
        "file_hash": cifar.SHA256,
        "extract": True,
    }


def test_resnets_data_comes_first_then_datasets(house, monkeypatch):
    batch_tar(house / "datasets")
    jpeg_tar(house / "mine")
    assert cifar10_source() == "real"
    monkeypatch.setenv("RESNETS_DATA", str(house / "mine"))
    assert cifar10_source() == "jpeg"


NOWHERE = "datasets/, the user's cache folder or the Keras cache"
REASONS = {
    None: f"$RESNETS_DATA is not set, no CIFAR-10 in {NOWHERE}",
    "empty": f"no CIFAR-10 in $RESNETS_DATA, {NOWHERE}",
    "nowhere": f"$RESNETS_DATA is no folder, no CIFAR-10 in {NOWHERE}",
}


@pytest.mark.parametrize("given", REASONS)
def test_else_the_drawn_stand_in_and_why(house, monkeypatch, capsys, given):
    (house / "empty").mkdir()
    if given:
        monkeypatch.setenv("RESNETS_DATA", str(house / given))
    (x, _), _ = load_cifar10()
    assert x.shape == (20, 32, 32, 3) and (x == 7).all()
    line = said(capsys)
    assert line == f"CIFAR-10: drawn stand-in ({REASONS[given]}, downloads are off (RESNETS_DOWNLOAD))"
    assert cifar10_source() == "drawn"
    with pytest.raises(DataError, match="datasets/README.md") as caught:
        load_cifar10("real")
    assert REASONS[given] in str(caught.value)
    assert all(str(house / place) in str(caught.value) for place in ("datasets", "cache", "keras"))


def test_what_keras_left_half_done_is_not_taken(house, capsys):
    folder = house / "keras" / "datasets"
    in_folder(folder, {KERAS_ARCHIVE: b"cut short"})
    in_folder(folder / "cifar-10-batches-py", {"data_batch_1": b""})
    load_cifar10()
    assert "the Keras cache holds it only in part" in said(capsys)


def test_drawn_when_asked_for_though_there_are_files(house, capsys):
    batch_tar(house / "datasets")
    load_cifar10("drawn")
    assert said(capsys) == "CIFAR-10: drawn stand-in (as asked for)"
    assert cifar10_source("drawn") == "drawn"
    names = cifar10_classes("drawn")
    assert len(names) == 10 and not set(names) & set(CIFAR10_CLASSES)


def test_cifar10_source_prints_nothing(house, capsys):
    cifar10_source()
    assert capsys.readouterr() == ("", "")


def test_unknown_source(house):
    with pytest.raises(ValueError, match='"auto", "real" or "drawn"'):
        load_cifar10("jpeg")


def test_a_file_that_is_found_but_bad_is_an_error_not_a_stand_in(house):
    in_folder(house / "datasets", {"cifar10_images.tar.gz": b"\x1f\x8bno"})
    with pytest.raises(DataError, match="cifar10_images.tar.gz cannot be read to its end"):
        load_cifar10()


# Downloading


@pytest.fixture
def server(house, monkeypatch):
    """A server on the loopback interface that gives the archive, or whatever ``answer`` is set to."""
    body = official(house / "served").read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", str(len(self.server.answer)))
            self.end_headers()
            self.wfile.write(self.server.answer)

        def log_message(self, *args):
            pass

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("RESNETS_DOWNLOAD", "1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.answer = [], body
    monkeypatch.setattr(cifar, "URL", f"http://127.0.0.1:{server.server_port}/{ARCHIVE}")
    monkeypatch.setattr(cifar, "SHA256", hashlib.sha256(body).hexdigest())
    monkeypatch.setattr(cifar, "_EXPECTED", Expected(20, 10, len(body), None, SMALL.labels_sha256))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_downloads_to_where_keras_looks(house, server, capsys):
    assert_parts(load_cifar10())
    assert said(capsys) == "CIFAR-10: photographs from the Keras cache (the original files)"
    assert [file.name for file in (house / "keras" / "datasets").iterdir()] == [KERAS_ARCHIVE]
    load_cifar10()
    assert len(server.asked) == 1


def test_downloads_into_datasets_where_the_keras_cache_cannot_be_written(house, server, capsys, monkeypatch):
    (house / "file").write_bytes(b"")
    monkeypatch.setenv("KERAS_HOME", str(house / "file"))
    assert_parts(load_cifar10())
    assert said(capsys) == "CIFAR-10: photographs from datasets/ (the original files)"
    assert (house / "datasets" / ARCHIVE).exists()


def test_replaces_what_keras_left_half_done(house, server):
    in_folder(house / "keras" / "datasets", {KERAS_ARCHIVE: b"cut short"})
    assert_parts(load_cifar10())


def test_a_failed_download_draws_and_is_not_tried_again(house, server, capsys):
    server.answer = server.answer[::-1]
    load_cifar10()
    assert said(capsys).endswith("download failed: wrong checksum (sha256))")
    load_cifar10()
    assert len(server.asked) == 1 and not (house / "keras" / "datasets" / KERAS_ARCHIVE).exists()
    with pytest.raises(DataError, match="download failed: wrong checksum"):
        load_cifar10("real")  # whoever insists gets another try
    assert len(server.asked) == 2


# The decoded arrays are kept


@pytest.fixture
def kept(house, monkeypatch, capsys):
    """The JPEG copy loaded once; how often it was decoded, and the file that keeps the arrays."""
    decoded = []

    def counted(path, expected):
        decoded.append(path)
        return read_images(path, expected)

    monkeypatch.setattr(cifar_files, "read_images", counted)
    jpeg_folder(house / "datasets")
    load_cifar10()
    return decoded, house / "datasets" / "cifar10_jpeg.npz"


def test_the_second_load_decodes_nothing(kept):
    decoded, file = kept
    (x, y), _ = again = load_cifar10()
    assert_parts(again, exact=False)
    assert len(decoded) == 1 and x.flags.writeable and y.flags.writeable
    assert [path.name for path in file.parent.glob("*.npz")] == [file.name]


def test_a_changed_source_is_decoded_anew(kept, house):
    decoded, _ = kept
    name, data = next(iter(images().items()))
    path = house / "datasets" / "cifar10_images" / name
    path.write_bytes(data)
    os.utime(path, ns=(0, time.time_ns() + 10**9))
    load_cifar10()
    assert len(decoded) == 2


@pytest.mark.parametrize("place", [0.0, 0.001, 0.3, 0.7, 0.9, 0.99])
def test_a_flipped_byte_is_noticed(kept, place):
    decoded, file = kept
    data = bytearray(file.read_bytes())
    data[int(place * len(data))] ^= 0xFF
    file.write_bytes(data)
    assert_parts(load_cifar10(), exact=False)
    assert len(decoded) == 2
    load_cifar10()
    assert len(decoded) == 2


@pytest.mark.parametrize("size", [0, 100, 50_000, -1])
def test_a_cut_file_is_noticed(kept, size):
    decoded, file = kept
    file.write_bytes(file.read_bytes()[:size])
    assert_parts(load_cifar10(), exact=False)
    assert len(decoded) == 2


def test_interrupted_while_keeping_leaves_nothing(house, monkeypatch):
    def cut(file, **arrays):
        file.write(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(array_cache.np, "savez", cut)
    with pytest.raises(KeyboardInterrupt):
        load_cifar10("drawn")
    assert list((house / "datasets").iterdir()) == []


def test_no_folder_that_can_be_written(house, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError("read-only")

    monkeypatch.setattr(array_cache, "written_whole", refuse)
    batch_tar(house / "datasets")
    assert_parts(load_cifar10())


def test_the_drawing_is_kept_by_version(house, monkeypatch):
    calls = []
    for version in (1, 1, 2):
        monkeypatch.setattr(cifar, "_drawing", lambda v=version: (v, lambda: calls.append(v) or draw()))
        load_cifar10("drawn")
    assert calls == [1, 2]


# Bad pictures


def without(files, *names):
    return {name: data for name, data in files.items() if name not in names}


def first(split: str) -> str:
    return f"{split}/{CIFAR10_CLASSES[LABELS[split][0]]}/00000.jpg"


OTHER = CIFAR10_CLASSES[(int(LABELS["train"][0]) + 1) % 10]
PNG = io.BytesIO()
Image.fromarray(PIXELS["train"][0]).save(PNG, "PNG")
BAD_IMAGES = {
    "one is missing": (lambda f: without(f, first("test")), "lacks 1 of the 10 pictures of test: 00000"),
    "many are missing": (
        lambda f: {name: data for name, data in f.items() if name.startswith("test")},
        "lacks 20 of the 20 pictures of train: 00000, .*00004 and 15 more",
    ),
    "none": (lambda f: {}, "lacks 20 of the 20"),
    "twice": (lambda f: f | {f"train/{OTHER}/00000.jpg": f[first("train")]}, "two files give picture 00000"),
    "index too high": (lambda f: f | {"train/cat/00020.jpg": b""}, "index 20, but train has 20"),
    "class unknown": (lambda f: f | {"train/lion/00000.jpg": b""}, "'lion', which is no class"),
    "split unknown": (lambda f: f | {"valid/cat/00000.jpg": b""}, "does not fit the layout"),
    "no split": (lambda f: f | {"cat/00000.jpg": b""}, "does not fit the layout"),
    "too deep": (lambda f: f | {"a/b/train/cat/00000.jpg": b""}, "does not fit the layout"),
    "four digits": (lambda f: f | {"train/cat/0001.jpg": b""}, "five digits"),
    "no JPEG": (lambda f: f | {"train/cat/00001.png": PNG.getvalue()}, "does not fit the layout"),
    "another size": (
        lambda f: f | {first("train"): jpeg(np.zeros((28, 30, 3), np.uint8))},
        "has 30x28 pixels, but CIFAR-10's pictures have 32x32",
    ),
    "cut short": (lambda f: f | {first("train"): f[first("train")][:300]}, "00000.jpg is a damaged picture"),
    "another class": (
        lambda f: without(f, first("train")) | {f"train/{OTHER}/00000.jpg": f[first("train")]},
        "labels are not those of CIFAR-10",
    ),
}


@pytest.mark.parametrize("edit", BAD_IMAGES)
def test_bad_images(tmp_path, edit):
    change, message = BAD_IMAGES[edit]
    path = in_tar(tmp_path / "images.tar.gz", change(images()))
    with pytest.raises(DataError, match=message) as caught:
        read_images(path, SMALL, progress=False)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("kept", [10, 1000, -20])
def test_a_truncated_archive(tmp_path, kept):
    path = jpeg_tar(tmp_path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(DataError, match="cannot be read to its end"):
        read_images(path, SMALL, progress=False)


# Bad batches


def rebuilt(data=None, labels=None) -> bytes:
    """Batch 2 with something else in it."""
    rows = slice(4, 8)
    data = PIXELS["train"][rows].transpose(0, 3, 1, 2).reshape(-1, 3072) if data is None else data
    return pickle.dumps(
        {b"data": data, b"labels": LABELS["train"][rows].tolist() if labels is None else labels}, 3
    )


class Harm:
    def __reduce__(self):
        return os.mkdir, ("harmed",)


BAD_BATCHES = {
    "missing": (None, "lacks data_batch_2 of CIFAR-10's six"),
    "empty": (b"", "cannot be read as a batch"),
    "cut": (rebuilt()[:-100], "cannot be read as a batch"),
    "no dictionary": (pickle.dumps([1]), "cannot be read as a batch"),
    "no labels": (pickle.dumps({b"data": np.zeros((4, 3072), np.uint8)}, 3), "cannot be read as a batch"),
    "too few": (
        rebuilt(np.zeros((3, 3072), np.uint8)),
        r"data must be \(4, 3072\) uint8, but is \(3, 3072\)",
    ),
    "floats": (rebuilt(np.zeros((4, 3072), np.float32)), "but is .* float32"),
    "a list": (rebuilt([1, 2]), "but is list"),
    "label too high": (rebuilt(labels=[1, 2, 3, 10]), "labels must be 4 integers from 0 to 9"),
    "label below 0": (rebuilt(labels=[1, 2, 3, -1]), "labels must be 4 integers"),
    "too few labels": (rebuilt(labels=[1, 2, 3]), "labels must be 4 integers"),
    "other labels": (
        rebuilt(labels=[(label + 1) % 10 for label in LABELS["train"][4:8].tolist()]),
        "labels are not those of CIFAR-10",
    ),
}


def test_todays_pickles_are_read_too(tmp_path):
    path = in_folder(tmp_path / "batches", batches() | {"data_batch_2": rebuilt()})
    assert_parts(parts(read_batches(path, SMALL, progress=False)))


@pytest.mark.parametrize("edit", BAD_BATCHES)
def test_bad_batches(tmp_path, edit):
    data, message = BAD_BATCHES[edit]
    files = batches() | {"data_batch_2": data} if data is not None else without(batches(), "data_batch_2")
    path = in_folder(tmp_path / "batches", files)
    with pytest.raises(DataError, match=message) as caught:
        read_batches(path, SMALL, progress=False)
    assert str(path) in str(caught.value)


def test_a_pickle_cannot_call_anything(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = in_folder(tmp_path / "batches", batches() | {"data_batch_2": pickle.dumps(Harm())})
    with pytest.raises(DataError, match="it asks for .*mkdir"):
        read_batches(path, SMALL, progress=False)
    assert not (tmp_path / "harmed").exists()


def test_a_batch_twice(tmp_path):
    path = in_folder(tmp_path / "batches", batches() | {"copy/test_batch": b""})
    with pytest.raises(DataError, match="a second time"):
        read_batches(path, SMALL, progress=False)


def test_checksums_are_compared_before_anything_is_unpickled(tmp_path):
    files = batches()
    sums = tuple(hashlib.md5(files[name]).hexdigest() for name in BATCHES)
    known = Expected(20, 10, 0, sums, SMALL.labels_sha256)
    path = in_folder(tmp_path / "batches", files)
    assert_parts(parts(read_batches(path, known, progress=False)))
    (path / "data_batch_3").write_bytes(pickle.dumps(Harm()))
    with pytest.raises(DataError, match="data_batch_3 is not the original file.*MD5"):
        read_batches(path, known, progress=False)


def test_what_is_known_of_the_original():
    known = cifar_files.CIFAR10
    assert known.counts == {"train": 50_000, "test": 10_000}
    assert len(known.batch_md5) == len(BATCHES) == 6 and all(len(md5) == 32 for md5 in known.batch_md5)
    assert len(cifar.SHA256) == 64 == len(known.labels_sha256)


# The real thing


@pytest.mark.skipif(
    REAL is None or not REAL.exists(), reason="RESNETS_DATA names no folder with cifar10_images.tar.gz"
)
def test_the_photographs(monkeypatch, capsys):
    """It decodes 60,000 pictures where that has not been done before, and keeps them."""
    monkeypatch.setenv("RESNETS_DATA", str(REAL.parent.resolve()))
    load_cifar10("real")
    capsys.readouterr()
    start = time.process_time()
    (x_train, y_train), (x_test, y_test) = load_cifar10("real")
    assert time.process_time() - start < 2.0  # one, with some room for a busy machine
    assert said(capsys).startswith("CIFAR-10: photographs from $RESNETS_DATA")
    for (x, y), count in (((x_train, y_train), 50_000), ((x_test, y_test), 10_000)):
        assert (x.shape, x.dtype) == ((count, 32, 32, 3), np.uint8)
        assert (y.shape, y.dtype) == ((count, 1), np.uint8)
        assert np.bincount(y[:, 0]).tolist() == [count // 10] * 10
    assert [CIFAR10_CLASSES[label] for label in y_train[:3, 0]] == ["frog", "truck", "truck"]
    assert [CIFAR10_CLASSES[label] for label in y_test[:3, 0]] == ["cat", "ship", "ship"]
    # The published channel means of the training set, which the JPEG copy keeps to within half a level.
    assert np.allclose(x_train.mean(axis=(0, 1, 2)), [125.3, 123.0, 113.9], atol=0.5)
