"""Where the hand signs come from, what is said of it, and what is refused."""

import hashlib
import os
import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest

from resnets import data, places, signs_files
from resnets.data import (
    convert_to_one_hot,
    dataset_fingerprint,
    load_dataset,
    load_signs,
    signs_source,
)
from resnets.download import DownloadError
from resnets.errors import DataError
from resnets.signs_files import PARTS, TEST, TRAIN, read_part, write_part

GIVEN = os.environ.get("RESNETS_DATA", "")
REAL = Path(GIVEN).expanduser() if GIVEN else None
needs_real = pytest.mark.skipif(
    REAL is None or not all((REAL / part.name).exists() for part in PARTS),
    reason="RESNETS_DATA names no folder with the photographs",
)


def draw(seed: int = 0):
    """A quick double for the drawing code: noise of the right shape."""
    rng = np.random.default_rng(seed)
    made = []
    for part in PARTS:
        made += [
            rng.integers(0, 256, (part.count, 64, 64, 3), dtype=np.uint8),
            np.arange(part.count, dtype=np.int64) % 6,
        ]
    return tuple(made)


@pytest.fixture(scope="session")
def arrays():
    return draw(seed=5)


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A checkout of its own, without network, whose drawing code is the double."""
    (tmp_path / "datasets").mkdir()
    monkeypatch.setattr(places, "checkout_datasets", lambda: tmp_path / "datasets")
    monkeypatch.setattr(places, "user_cache", lambda: tmp_path / "cache")
    monkeypatch.setattr(data, "_failed_downloads", {})
    monkeypatch.setenv("RESNETS_DOWNLOAD", "0")
    monkeypatch.delenv("RESNETS_DATA", raising=False)
    monkeypatch.setattr(data, "_drawing", lambda: (7, draw))
    return tmp_path


def put(folder: Path, arrays) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    write_part(folder / TRAIN.name, TRAIN, *arrays[:2])
    write_part(folder / TEST.name, TEST, *arrays[2:])
    return folder


def said(capsys) -> str:
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def assert_tuple(loaded):
    x_train, y_train, x_test, y_test, classes = loaded
    assert (x_train.shape, x_train.dtype) == ((1080, 64, 64, 3), np.uint8)
    assert (x_test.shape, x_test.dtype) == ((120, 64, 64, 3), np.uint8)
    assert (y_train.shape, y_train.dtype) == ((1, 1080), np.int64)
    assert (y_test.shape, y_test.dtype) == ((1, 120), np.int64)
    assert (classes.dtype, classes.tolist()) == (np.int64, [0, 1, 2, 3, 4, 5])


# Where it looks


def test_the_tutorials_name():
    assert load_dataset is load_signs


def test_resnets_data_comes_first(house, arrays, monkeypatch, capsys):
    put(house / "datasets", draw(1))
    monkeypatch.setenv("RESNETS_DATA", str(put(house / "mine", arrays)))
    loaded = load_signs()
    assert_tuple(loaded)
    assert np.array_equal(loaded[0], arrays[0]) and np.array_equal(loaded[3][0], arrays[3])
    line = said(capsys)
    assert line == "SIGNS: files of your own in $RESNETS_DATA (their checksums are not known)"
    assert signs_source() == "own"


def test_a_relative_resnets_data_is_found_from_a_notebooks_folder(house, arrays, monkeypatch, capsys):
    put(house / "mine", arrays)
    (house / "notebooks").mkdir()
    monkeypatch.chdir(house / "notebooks")
    monkeypatch.setenv("RESNETS_DATA", "mine")
    load_signs()
    assert said(capsys).startswith("SIGNS: files of your own in $RESNETS_DATA")


def test_then_datasets(house, arrays, capsys):
    put(house / "datasets", arrays)
    assert_tuple(load_signs("real"))
    assert said(capsys) == "SIGNS: files of your own in datasets/ (their checksums are not known)"


@pytest.mark.parametrize("original", [True, False])
def test_known_files_are_said_to_be_photographs(house, arrays, capsys, monkeypatch, original):
    put(house / "datasets", arrays)
    known = {"train_signs.h5": "original" if original else "rebuilt from JPEG copies"}
    monkeypatch.setattr(data, "identity", lambda path: known.get(path.name, "original"))
    load_signs()
    note = "the original files" if original else "training photographs rebuilt from JPEG copies"
    assert said(capsys) == f"SIGNS: photographs from datasets/ ({note})"
    assert signs_source() == "real"


REASONS = {
    None: "$RESNETS_DATA is not set, no files in datasets/ or the user's cache folder",
    "empty": "no files in $RESNETS_DATA, datasets/ or the user's cache folder",
    "nowhere": "$RESNETS_DATA is no folder, no files in datasets/ or the user's cache folder",
    "half": "no test_signs.h5 in $RESNETS_DATA, no files in datasets/ or the user's cache folder",
}


@pytest.mark.parametrize("given", REASONS)
def test_else_the_drawn_stand_in_and_why(house, arrays, monkeypatch, capsys, given):
    (house / "empty").mkdir()
    (house / "half").mkdir()
    write_part(house / "half" / TRAIN.name, TRAIN, *arrays[:2])
    if given:
        monkeypatch.setenv("RESNETS_DATA", str(house / given))
    loaded = load_signs()
    assert_tuple(loaded)
    assert np.array_equal(loaded[0], draw(0)[0])
    line = said(capsys)
    assert line == f"SIGNS: drawn stand-in ({REASONS[given]}, downloads are off (RESNETS_DOWNLOAD))"
    assert str(house) not in line
    assert signs_source() == "drawn"
    with pytest.raises(DataError, match="datasets/README.md") as caught:
        load_signs("real")
    assert REASONS[given] in str(caught.value)
    assert all(str(house / place) in str(caught.value) for place in ("datasets", "cache", given or ""))


def test_drawn_when_asked_for_though_there_are_files(house, arrays, capsys):
    put(house / "datasets", arrays)
    assert np.array_equal(load_signs("drawn")[0], draw(0)[0])
    assert said(capsys) == "SIGNS: drawn stand-in (as asked for)"
    assert signs_source("drawn") == "drawn"


def test_signs_source_prints_nothing(house, capsys):
    signs_source()
    assert capsys.readouterr() == ("", "")


def test_unknown_source(house):
    with pytest.raises(ValueError, match='"auto", "real" or "drawn"'):
        load_signs("photos")


def test_a_file_that_is_found_but_bad_is_an_error_not_a_stand_in(house, arrays):
    put(house / "datasets", arrays)
    (house / "datasets" / TEST.name).write_bytes(b"")
    with pytest.raises(DataError, match="test_signs.h5 cannot be read"):
        load_signs()


# Downloading


@pytest.fixture
def fetched(house, arrays, monkeypatch):
    """Downloads on; a fetch that writes the arrays, and the list of what it was asked for."""
    asked = []

    def fetch(urls, destination, *, sha256, git_blob, size):
        asked.append((urls, sha256, git_blob, size))
        part = TRAIN if destination.name == TRAIN.name else TEST
        write_part(destination, part, *(arrays[:2] if part is TRAIN else arrays[2:]))

    monkeypatch.setenv("RESNETS_DOWNLOAD", "1")
    monkeypatch.setattr(data, "fetch", fetch)
    return asked


def test_downloads_into_datasets(house, arrays, fetched, capsys):
    assert np.array_equal(load_signs()[2], arrays[2])
    assert "datasets/" in said(capsys)
    assert sorted(file.name for file in (house / "datasets").iterdir()) == [TEST.name, TRAIN.name]
    for (urls, *known), part in zip(fetched, PARTS, strict=True):
        assert known == [part.sha256, part.git_blob, part.size]
        assert len(urls) == 3 and all(url.endswith("/" + part.name) for url in urls)
    load_signs()
    assert len(fetched) == 2  # nothing is fetched again


def test_downloads_only_what_is_missing(house, arrays, fetched):
    write_part(house / "datasets" / TRAIN.name, TRAIN, *arrays[:2])
    load_signs()
    assert [size for *_, size in fetched] == [TEST.size]


def test_downloads_into_the_cache_where_there_is_no_checkout(house, fetched, monkeypatch, capsys):
    monkeypatch.setattr(places, "checkout_datasets", lambda: None)
    monkeypatch.chdir(house / "datasets")
    load_signs()
    assert "the user's cache folder" in said(capsys)
    assert sorted(f.name for f in (house / "cache").iterdir()) == [TEST.name, TRAIN.name]


def test_a_failed_download_draws_and_is_not_tried_again(house, monkeypatch, capsys):
    asked = []

    def fetch(urls, destination, **known):
        asked.append(destination)
        raise DownloadError("all mirrors failed", [(url, "no connection") for url in urls])

    monkeypatch.setenv("RESNETS_DOWNLOAD", "1")
    monkeypatch.setattr(data, "fetch", fetch)
    load_signs()
    assert said(capsys).endswith("download failed: no connection)")
    load_signs()
    assert len(asked) == 1
    with pytest.raises(DataError, match="download failed: no connection") as caught:
        load_signs("real")  # whoever insists gets another try
    assert isinstance(caught.value.__cause__, DownloadError)
    assert len(asked) == 2


def test_no_folder_that_can_be_written(house, monkeypatch, capsys):
    def refuse(*args, **kwargs):
        raise PermissionError("read-only")

    monkeypatch.setenv("RESNETS_DOWNLOAD", "1")
    monkeypatch.setattr(data, "fetch", refuse)
    monkeypatch.setattr(data, "write_part", refuse)
    assert_tuple(load_signs())
    assert said(capsys).endswith("download failed: no folder can be written)")


def test_the_mirrors_are_pinned():
    for part in PARTS:
        assert len(part.sha256) == 64 and len(part.git_blob) == 40
        for url in part.mirrors:
            host, owner, repository, commit, *path = url.removeprefix("https://").split("/")
            assert host == "raw.githubusercontent.com" and len(commit) == 40 and path[-1] == part.name


# The cache of the stand-in


def test_the_drawing_is_cached_by_version(house, monkeypatch):
    calls = []

    def counted(version, seed):
        def drawing(seed=seed):
            calls.append(version)
            return draw(seed)

        return lambda: (version, drawing)

    monkeypatch.setattr(data, "_drawing", counted(1, 0))
    first = load_signs("drawn")
    again = load_signs("drawn")
    assert calls == [1] and dataset_fingerprint(*first) == dataset_fingerprint(*again)
    names = sorted(file.name for file in (house / "datasets").iterdir())
    assert names == ["drawn_signs_v1_test.h5", "drawn_signs_v1_train.h5"]
    monkeypatch.setattr(data, "_drawing", counted(2, 0))
    load_signs("drawn")
    assert calls == [1, 2]


def test_a_damaged_cache_is_drawn_anew(house, capsys):
    whole = load_signs("drawn")
    cached = house / "datasets" / "drawn_signs_v7_train.h5"
    cached.write_bytes(cached.read_bytes()[:1000])
    assert dataset_fingerprint(*load_signs("drawn")) == dataset_fingerprint(*whole)
    assert cached.stat().st_size > 1000


def test_interrupted_while_caching_leaves_nothing(house, monkeypatch):
    real = h5py.Group.create_dataset

    def cut(self, name, **kwargs):
        if name == "train_set_y":
            raise KeyboardInterrupt
        return real(self, name, **kwargs)

    monkeypatch.setattr(h5py.Group, "create_dataset", cut)
    with pytest.raises(KeyboardInterrupt):
        load_signs("drawn")
    assert list((house / "datasets").iterdir()) == []


# Bad files

EDITS = {
    "a key is missing": (lambda f: f.__delitem__("train_set_y"), "lacks train_set_y"),
    "the other part": (
        lambda f: (f.move("train_set_x", "test_set_x"), f.move("train_set_y", "test_set_y")),
        "train and test are mixed up",
    ),
    "a group for an array": (
        lambda f: (f.__delitem__("train_set_x"), f.create_group("train_set_x")),
        "lacks train_set_x",
    ),
    "the test set's number": (
        lambda f: replace(f, "train_set_x", np.zeros((120, 64, 64, 3), np.uint8)),
        "120 images, as many as the test set: train and test are mixed up",
    ),
    "another number": (
        lambda f: replace(f, "train_set_x", np.zeros((100, 64, 64, 3), np.uint8)),
        r"must be \(1080, 64, 64, 3\) uint8, but is \(100, 64, 64, 3\) uint8.*load_image_folder",
    ),
    "another size": (lambda f: replace(f, "train_set_x", np.zeros((1080, 32, 32, 3), np.uint8)), "32, 32, 3"),
    "floats": (
        lambda f: replace(f, "train_set_x", np.zeros((1080, 64, 64, 3), np.float32)),
        "but is .* float32",
    ),
    "too few labels": (lambda f: replace(f, "train_set_y", np.zeros(1079, np.int64)), r"but is \(1079,\)"),
    "float labels": (lambda f: replace(f, "train_set_y", np.zeros(1080)), "integers, but is .* float64"),
    "a label too high": (lambda f: poke(f, 17, 6), r"train_set_y\[17\] is 6 \(1 such"),
    "a label below 0": (lambda f: poke(f, 3, -1), r"train_set_y\[3\] is -1"),
}


def replace(file, key, value):
    del file[key]
    file[key] = value


def poke(file, place, value):
    file["train_set_y"][place] = value


@pytest.mark.parametrize("edit", EDITS)
def test_bad_train_file(tmp_path, arrays, edit):
    change, message = EDITS[edit]
    path = tmp_path / TRAIN.name
    write_part(path, TRAIN, *arrays[:2])
    with h5py.File(path, "r+") as file:
        change(file)
    with pytest.raises(DataError, match=message) as caught:
        read_part(path, TRAIN)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("classes", [None, np.arange(1, 7), np.arange(5), np.zeros((6, 1))])
def test_bad_list_classes(tmp_path, arrays, classes):
    path = tmp_path / TEST.name
    write_part(path, TEST, *arrays[2:])
    with h5py.File(path, "r+") as file:
        del file["list_classes"]
        if classes is not None:
            file["list_classes"] = classes
    with pytest.raises(DataError, match="list_classes"):
        read_part(path, TEST)


def test_exchanged_files(tmp_path, arrays):
    put(tmp_path, arrays)
    for path, part, other in ((TRAIN.name, TEST, "train"), (TEST.name, TRAIN, "test")):
        with pytest.raises(DataError, match=f"holds {other}_set_x: train and test are mixed up"):
            read_part(tmp_path / path, part)


@pytest.mark.parametrize("kept", [0, 1, 100, 4000, -1])
def test_truncated_file(tmp_path, arrays, kept):
    path = tmp_path / TEST.name
    write_part(path, TEST, *arrays[2:])
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(DataError, match="cannot be read as an HDF5 file.*1,477,712 bytes"):
        read_part(path, TEST)


def test_missing_file(tmp_path):
    with pytest.raises(DataError, match="test_signs.h5 is missing"):
        read_part(tmp_path / TEST.name, TEST)


def test_identity_follows_the_files_content(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(b"one")
    monkeypatch.setitem(signs_files._KNOWN, hashlib.sha256(b"one").hexdigest(), "original")
    assert signs_files.identity(path) == "original"
    path.write_bytes(b"other")
    assert signs_files.identity(path) == "unknown"


# One-hot and fingerprint


@pytest.mark.parametrize("shape", [(4,), (1, 4), (4, 1)])
@pytest.mark.parametrize("dtype", [np.int64, np.uint8, np.float32])
def test_one_hot(shape, dtype):
    got = convert_to_one_hot(np.array([0, 2, 1, 2], dtype).reshape(shape), 3)
    assert got.dtype == np.float64
    assert np.array_equal(got, [[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 1]])


def test_one_hot_of_nothing():
    assert convert_to_one_hot(np.zeros((1, 0), np.int64), 6).shape == (6, 0)


@pytest.mark.parametrize(
    ("labels", "classes", "message"),
    [
        ([0, 6], 6, "label 1 of 2 is 6, outside 0 to 5"),
        ([-1, 0], 6, "label 0 of 2 is -1, outside"),
        ([0.5], 6, "0.5, no whole number"),
        ([np.nan], 6, "nan, no whole number"),
        ([np.inf], 6, "inf, outside"),
        (np.eye(3, dtype=int), 3, r"\(1, m\), \(m, 1\) or \(m,\), but has \(3, 3\)"),
        (3, 6, r"but has \(\)"),
        (["1"], 6, "dtype is <U1"),
        ([True], 6, "dtype is bool"),
        ([0], 0, "C must be"),
        ([0], 2.5, "C must be"),
        ([0], True, "C must be"),
    ],
)
def test_one_hot_refuses(labels, classes, message):
    with pytest.raises(ValueError, match=message):
        convert_to_one_hot(labels, classes)


def test_fingerprint_sees_value_dtype_shape_and_order():
    a, b = np.arange(6, dtype=np.uint8), np.arange(6, dtype=np.int16)
    changed = a.copy()
    changed[5] = 0
    prints = [dataset_fingerprint(*x) for x in ((a,), (b,), (a.reshape(2, 3),), (a, b), (b, a), (changed,))]
    assert len(set(prints)) == 6 and all(len(p) == 16 for p in prints)
    assert dataset_fingerprint(b) == dataset_fingerprint(b.astype(">i2"))
    assert dataset_fingerprint(a.reshape(2, 3)) == dataset_fingerprint(np.asfortranarray(a.reshape(2, 3)))
    assert dataset_fingerprint(a) == hashlib.sha256(b"|u1(6,)" + bytes(range(6))).hexdigest()[:16]


# The real thing


@needs_real
def test_the_photographs(monkeypatch, capsys):
    monkeypatch.setenv("RESNETS_DATA", str(REAL))
    loaded = load_signs("real")
    assert_tuple(loaded)
    assert np.bincount(loaded[1][0]).tolist() == [180] * 6
    assert np.bincount(loaded[3][0]).tolist() == [20] * 6
    assert signs_source() in ("real", "own")
    line = said(capsys)
    assert str(REAL) not in line and "$RESNETS_DATA" in line


@needs_real
def test_the_photographs_exchanged_or_cut(tmp_path):
    shutil.copy(REAL / TRAIN.name, tmp_path / TEST.name)
    with pytest.raises(DataError, match="mixed up"):
        read_part(tmp_path / TEST.name, TEST)
    whole = (REAL / TRAIN.name).read_bytes()
    (tmp_path / TRAIN.name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="cut short"):
        read_part(tmp_path / TRAIN.name, TRAIN)
