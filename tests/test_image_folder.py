"""Pictures from folders and archives, whole ones and ones made to do harm."""

import gzip
import io
import os
import struct
import tarfile
import time
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from resnets import archives, image_folder, pictures
from resnets.errors import DataError
from resnets.image_folder import load_image_folder, load_photo

GIVEN = os.environ.get("RESNETS_DATA", "")
CIFAR = Path(GIVEN).expanduser() / "cifar10_images.tar.gz" if GIVEN else None
needs_cifar = pytest.mark.skipif(
    CIFAR is None or not CIFAR.exists(), reason="RESNETS_DATA names no folder with cifar10_images.tar.gz"
)


def picture(value, shape=(8, 8, 3), kind="PNG", **options) -> bytes:
    """A picture of one colour, encoded."""
    out = io.BytesIO()
    pixels = np.broadcast_to(np.asarray(value, np.uint8), shape)
    Image.fromarray(np.ascontiguousarray(pixels)).save(out, kind, **options)
    return out.getvalue()


FLAT = {f"{name}/{i}.png": picture(value + i) for name, value in (("cat", 0), ("dog", 100)) for i in (2, 10)}
SPLIT = {f"{split}/{name}": data for split in ("test", "train") for name, data in FLAT.items()}


def in_folder(path: Path, files) -> Path:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def in_zip(path: Path, files) -> Path:
    path = path.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def in_tar(path: Path, files, mode="w") -> Path:
    path = path.with_suffix(".tar" if mode == "w" else ".tar.gz")
    with tarfile.open(path, mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def in_tar_gz(path: Path, files) -> Path:
    return in_tar(path, files, "w:gz")


KINDS = [in_folder, in_zip, in_tar, in_tar_gz]
ARCHIVES = KINDS[1:]
every_kind = pytest.mark.parametrize("put", KINDS)
every_archive = pytest.mark.parametrize("put", ARCHIVES)


def refused(path, message, **options):
    with pytest.raises(DataError, match=message) as caught:
        load_image_folder(path, progress=False, **options)
    assert str(path) in str(caught.value)


# What is read


@every_kind
def test_class_folders(tmp_path, put):
    x, y, names = load_image_folder(put(tmp_path / "data", FLAT))
    assert (x.shape, x.dtype, y.dtype, names) == ((4, 8, 8, 3), np.uint8, np.int64, ["cat", "dog"])
    # By file name with numbers as numbers, then by class.
    assert x[:, 0, 0, 0].tolist() == [2, 102, 10, 110] and y.tolist() == [0, 1, 0, 1]


@every_kind
@pytest.mark.parametrize("around", ["", "my pictures/", "./"])
def test_splits(tmp_path, put, around):
    files = {around + name: data for name, data in SPLIT.items()}
    files[f"{around}test/bird/1.png"] = picture(200)
    path = put(tmp_path / "data", files)
    x, y, names = load_image_folder(path, split="train")
    assert (len(x), y.tolist(), names) == (4, [1, 2, 1, 2], ["bird", "cat", "dog"])
    x, y, names = load_image_folder(path, split="test")
    assert x[:, 0, 0, 0].tolist() == [200, 2, 102, 10, 110] and y.tolist() == [0, 1, 2, 1, 2]
    x, y, _ = load_image_folder(path)  # all, train first
    assert x[:, 0, 0, 0].tolist() == [2, 102, 10, 110, 200, 2, 102, 10, 110]


@every_kind
def test_the_order_does_not_follow_the_archives(tmp_path, put):
    first = load_image_folder(put(tmp_path / "one", FLAT))
    second = load_image_folder(put(tmp_path / "two", dict(reversed(FLAT.items()))))
    assert np.array_equal(first[0], second[0]) and np.array_equal(first[1], second[1])


def test_names_that_count_give_the_original_order(tmp_path):
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 12, 40)
    files = {f"train/{label}/{i}.png": picture(i) for i, label in enumerate(labels)}
    x, y, names = load_image_folder(in_tar(tmp_path / "data", files), split="train")
    assert names == [str(i) for i in range(12)]  # 2 before 10
    assert x[:, 0, 0, 0].tolist() == list(range(40)) and np.array_equal(y, labels)


@every_kind
def test_hidden_files_are_skipped(tmp_path, put):
    junk = (".DS_Store", "cat/.DS_Store", "cat/._2.png", "__MACOSX/cat/._2.png", "dog/Thumbs.db", ".git/x/y")
    x, _, names = load_image_folder(put(tmp_path / "data", FLAT | dict.fromkeys(junk, b"junk")))
    assert len(x) == 4 and names == ["cat", "dog"]


@every_kind
def test_a_size_brings_all_to_one_shape(tmp_path, put):
    files = FLAT | {"cat/3.jpg": picture(50, (300, 200, 3), "JPEG")}
    path = put(tmp_path / "data", files)
    assert load_image_folder(path, size=(6, 4))[0].shape == (5, 6, 4, 3)
    refused(path, r"3.jpg has 200x300 pixels, the pictures before it 8x8. Give a size|Give a size")


def test_nothing_is_unpacked(tmp_path, monkeypatch):
    path = in_zip(tmp_path / "data", FLAT)
    monkeypatch.chdir(tmp_path)
    load_image_folder(path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_to_the_whole_folder_is_fine(tmp_path):
    in_folder(tmp_path / "data", FLAT)
    (tmp_path / "link").symlink_to(tmp_path / "data")
    assert len(load_image_folder(tmp_path / "link")[0]) == 4


def test_entries_with_backslashes(tmp_path):
    path = in_zip(tmp_path / "data", {name.replace("/", "\\"): data for name, data in FLAT.items()})
    assert load_image_folder(path)[2] == ["cat", "dog"]


def test_folders_of_their_own_in_archives(tmp_path):
    path = tmp_path / "data.tar.gz"
    in_folder(tmp_path / "data", FLAT)
    with tarfile.open(path, "w:gz") as archive:
        archive.add(tmp_path / "data", ".")
    assert len(load_image_folder(path)[0]) == 4


# What is refused


def test_missing_or_empty(tmp_path):
    refused(tmp_path / "none", "does not exist")
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty", "holds no pictures")


@every_archive
def test_empty_archive(tmp_path, put):
    refused(put(tmp_path / "data", {}), "holds no pictures")


@every_kind
def test_unknown_split(tmp_path, put):
    refused(put(tmp_path / "data", SPLIT), "has no split 'val'; it has 'test', 'train'", split="val")
    refused(put(tmp_path / "flat", FLAT), "has no splits .*: leave split='train' out", split="train")


@every_kind
@pytest.mark.parametrize("stray", ["README.txt", "train/0.png", "a/b/c/d/e.png"])
def test_another_layout(tmp_path, put, stray):
    refused(put(tmp_path / "data", SPLIT | {stray: picture(0)}), "does not fit")
    refused(put(tmp_path / "other", {stray: picture(0)} | SPLIT), "does not fit")


def test_two_folders_around_the_splits(tmp_path):
    files = {f"{top}/train/cat/1.png": picture(0) for top in ("one", "two")}
    refused(in_tar(tmp_path / "data", files), "two/train/cat/1.png' lies too deep")


@every_kind
@pytest.mark.parametrize(
    "data",
    [b"", b"no picture at all", picture(0)[:45], picture(0, (99, 99, 3), "JPEG")[:-300]],
    ids=["empty", "text", "cut PNG", "cut JPEG"],
)
def test_a_file_that_is_no_image(tmp_path, put, data):
    refused(put(tmp_path / "data", FLAT | {"dog/5.png": data}), "dog/5.png (is no|is a damaged) picture")


@every_archive
@pytest.mark.parametrize(
    "name", ["../cat/1.png", "cat/../../1.png", "/cat/1.png", "C:/cat/1.png", "..\\cat\\1.png"]
)
def test_names_that_lead_elsewhere(tmp_path, put, name):
    refused(put(tmp_path / "data", FLAT | {name: picture(0)}), "leads out of|absolute")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_in_a_tar(tmp_path, kind):
    path = in_tar(tmp_path / "data", FLAT)
    with tarfile.open(path, "a") as archive:
        info = tarfile.TarInfo("cat/5.png")
        info.type, info.linkname = kind, "/etc/passwd"
        archive.addfile(info)
    refused(path, "'cat/5.png' is a (link|special file)")


def test_link_in_a_zip(tmp_path):
    path = in_zip(tmp_path / "data", FLAT)
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo("cat/5.png")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    refused(path, "'cat/5.png' is a link")


@pytest.mark.parametrize("to", ["cat/2.png", "dog"])
def test_links_in_a_folder(tmp_path, to):
    path = in_folder(tmp_path / "data", FLAT)
    (path / "cat" / "5.png").symlink_to(path / to)
    refused(path, "'cat/5.png' is a link")


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path):
    path = in_folder(tmp_path / "data", FLAT)
    os.mkfifo(path / "cat" / "5.png")
    refused(path, "'cat/5.png' is a special file")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("put", [in_zip, in_tar])
def test_a_name_twice(tmp_path, put):
    refused(put(tmp_path / "data", {"cat/1.png": picture(0), "./cat/1.png": picture(1)}), "twice")


def cuts(data: bytes) -> list[int]:
    return sorted(
        {*range(0, len(data), max(1, len(data) // 40)), len(data) - 1, len(data) - 4, len(data) - 9}
    )


@pytest.mark.parametrize("put", [in_zip, in_tar_gz])
def test_an_archive_cut_short_anywhere(tmp_path, put):
    path = put(tmp_path / "data", FLAT)
    whole = path.read_bytes()
    for end in cuts(whole):
        path.write_bytes(whole[:end])
        refused(path, "cut short")


def test_a_tar_cut_short_at_every_block(tmp_path):
    path = in_tar(tmp_path / "data", FLAT)
    whole = path.read_bytes()
    content = len(whole.rstrip(b"\0"))
    content += -content % 512
    for end in [*range(0, content + 1, 256), *range(511, content, 512)]:  # between entries, too
        path.write_bytes(whole[:end])
        refused(path, "cut short")
    path.write_bytes(whole[: content + 512])  # one block of the end mark is enough
    assert len(load_image_folder(path)[0]) == 4


@pytest.mark.parametrize("place", [30, 0.3, 0.5, 0.7])
def test_a_damaged_gzip(tmp_path, place):
    path = in_tar_gz(tmp_path / "data", FLAT)
    data = bytearray(path.read_bytes())
    at = place if place > 1 else int(place * len(data))
    data[at] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(DataError, match="data.tar.gz"):
        load_image_folder(path)


def test_a_damaged_zip(tmp_path):
    path = in_zip(tmp_path / "data", FLAT)
    data = bytearray(path.read_bytes())
    data[data.index(b"IDAT") + 6] ^= 0xFF
    path.write_bytes(data)
    refused(path, "Bad CRC-32")


@pytest.mark.parametrize("name", ["data.zip", "data.tar", "data.tar.gz"])
@pytest.mark.parametrize("content", [b"", b"PK", b"PK\3\4" + b"x" * 99, b"\x1f\x8b\x08", b"text " * 999])
def test_no_archive_at_all(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    refused(tmp_path / name, "no .zip, .tar or .tar.gz")


def gzipped_header(path: Path, **fields) -> Path:
    """A .tar.gz of one header that claims what its fields say, and nothing behind it."""
    info = tarfile.TarInfo("cat/1.png")
    for key, value in fields.items():
        setattr(info, key, value)
    path.write_bytes(gzip.compress(info.tobuf(tarfile.GNU_FORMAT)))
    return path


def test_absurd_claims_of_a_tar(tmp_path):
    refused(
        gzipped_header(tmp_path / "one.tar.gz", size=1 << 40),
        "claims an absurd size: 1,099,511,627,776 bytes",
    )
    # A long name's own size: tarfile would read it whole.
    long = gzipped_header(tmp_path / "two.tar.gz", size=1 << 40, type=tarfile.GNUTYPE_LONGNAME)
    refused(long, "absurd size")


def test_absurd_claim_of_a_zip(tmp_path):
    path = in_zip(tmp_path / "data", FLAT)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\1\2") + 24  # the uncompressed size in the central directory
    data[at : at + 4] = struct.pack("<I", 0xFFFFFFF0)
    path.write_bytes(data)
    refused(path, "claims an absurd size: 4,294,967,280 bytes")


@every_kind
def test_absurd_totals(tmp_path, put, monkeypatch):
    path = put(tmp_path / "data", FLAT)
    monkeypatch.setattr(archives, "MAX_TOTAL_BYTES", 3 * len(FLAT["cat/2.png"]))
    refused(path, "claims an absurd size: .* with those before")
    monkeypatch.undo()
    monkeypatch.setattr(archives, "MAX_FILES", 3)
    refused(path, "one file too many")
    monkeypatch.undo()
    monkeypatch.setattr(image_folder, "MAX_ARRAY_BYTES", 3 * 8 * 8 * 3)
    refused(path, "smaller size=")


def png_claiming(width: int, height: int) -> bytes:
    """A PNG header that claims a size, with no pixels behind it."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.filterwarnings("ignore:Image size")
@pytest.mark.parametrize("side", [9_000, 10_000, 60_000])
def test_a_decompression_bomb(tmp_path, side):
    path = in_zip(tmp_path / "data", FLAT | {"cat/5.png": png_claiming(side, side)})
    refused(path, "cat/5.png (claims 9000x9000|claims 10000x10000|has too many) pixels")


@pytest.mark.parametrize("size", [5, (5,), (5, 0), (5, 5, 3), (5.0, 5.0), "55", (5, 9999)])
def test_bad_size(tmp_path, size):
    with pytest.raises(ValueError, match=r"size must be \(height, width\)"):
        load_image_folder(in_folder(tmp_path / "data", FLAT), size=size)
    with pytest.raises(ValueError, match=r"size must be \(height, width\)"):
        load_photo(tmp_path / "photo.png", size=size)


# One's own photograph


def saved(path: Path, image: Image.Image, **options) -> Path:
    image.save(path, **options)
    return path


def test_a_photo(tmp_path):
    pixels = np.zeros((90, 150, 3), np.uint8)
    pixels[:, 30:120] = (255, 128, 0)  # the centred square, and black bars that are cut off
    x = load_photo(saved(tmp_path / "photo.png", Image.fromarray(pixels)))
    assert (x.shape, x.dtype) == ((1, 64, 64, 3), np.float32)
    inside = x[0, :, 3:-3]  # the filter looks a little beyond the cut
    assert np.allclose(inside, np.array([255, 128, 0]) / 255, atol=1e-6)
    assert load_photo(tmp_path / "photo.png", size=(20, 30)).shape == (1, 20, 30, 3)


def test_scale_is_that_of_the_training_data(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    x = load_photo(saved(tmp_path / "photo.png", Image.fromarray(pixels)))
    assert np.array_equal(x[0], pixels.astype(np.float32) / np.float32(255))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png", "tiff"])
def test_exif_rotation(tmp_path, orientation, suffix):
    upright = np.zeros((64, 64, 3), np.uint8)
    upright[:32, :32], upright[:32, 32:], upright[32:, :32] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    stored = {1: upright, 2: upright[:, ::-1], 3: upright[::-1, ::-1], 4: upright[::-1]}
    stored |= {k: stored[j].swapaxes(0, 1) for k, j in ((5, 1), (6, 2), (7, 3), (8, 4))}
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = Image.fromarray(np.ascontiguousarray(stored[orientation]))
    options = {"quality": 95, "subsampling": 0} if suffix == "jpg" else {}
    x = load_photo(saved(tmp_path / f"photo.{suffix}", image, exif=exif, **options))
    assert np.abs(x[0, 4:28, 4:28] - [1, 0, 0]).max() < 0.05
    assert np.abs(x[0, 4:28, 36:60] - [0, 1, 0]).max() < 0.05
    assert np.abs(x[0, 36:60, 4:28] - [0, 0, 1]).max() < 0.05


def test_transparency_is_laid_on_white(tmp_path):
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[..., 3] = np.repeat([0, 51, 255], [20, 20, 24])
    x = load_photo(saved(tmp_path / "photo.png", Image.fromarray(pixels)))
    assert np.allclose(x[0, 0, :, 0], np.repeat([1.0, 0.8, 0.0], [20, 20, 24]), atol=0.005)


def test_one_transparent_colour(tmp_path):
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:, 32:] = (10, 20, 30)
    x = load_photo(saved(tmp_path / "photo.png", Image.fromarray(pixels), transparency=(10, 20, 30)))
    assert np.all(x[0, :, :32] == 0) and np.all(x[0, :, 32:] == 1)


def kinds() -> dict:
    grey = np.full((80, 80), 200, np.uint8)
    image = Image.fromarray(grey)
    palette = image.convert("RGB").quantize(4)
    clear = palette.copy()
    clear.info["transparency"] = clear.getpixel((0, 0))
    return {
        "grey": (image, "png", 200),
        "grey jpeg": (image, "jpg", 200),
        "grey and alpha": (Image.merge("LA", (image, image.point(lambda v: 255))), "png", 200),
        "palette": (palette, "png", 200),
        "palette, clear": (clear, "png", 255),
        "16 bit": (Image.fromarray(grey.astype(np.uint16) * 257), "png", 200),
        "16 bit tiff": (Image.fromarray(grey.astype(np.uint16) * 257), "tiff", 200),
        "32 bit": (Image.fromarray(grey.astype(np.int32) * 257), "tiff", 200),
        "float to 1": (Image.fromarray(grey.astype(np.float32) / 255), "tiff", 200),
        "float to 255": (Image.fromarray(grey.astype(np.float32)), "tiff", 200),
        "one bit": (image.convert("1", dither=Image.Dither.NONE), "png", 255),
        "cmyk": (image.convert("RGB").convert("CMYK"), "jpg", 200),
        "gif": (palette, "gif", 200),
        "webp": (image.convert("RGB"), "webp", 200),
    }


@pytest.mark.parametrize("kind", list(kinds()))
def test_every_kind_of_picture(tmp_path, kind):
    image, suffix, value = kinds()[kind]
    x = load_photo(saved(tmp_path / f"photo.{suffix}", image))
    assert x.shape == (1, 64, 64, 3)
    assert np.abs(x - value / 255).max() < 0.02


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_shrinking_is_antialiased(tmp_path, kind):
    stripes = np.zeros((2048, 2048, 3), np.uint8)
    stripes[:, ::2] = 255
    x = load_photo(saved(tmp_path / "photo", Image.fromarray(stripes), format=kind))
    assert np.abs(x - 0.5).max() < 0.02  # single pixels picked out would be 0 or 1


def test_a_large_jpeg_is_as_good_as_decoded_whole(tmp_path):
    coarse = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    image = Image.fromarray(coarse).resize((1024, 1024), Image.Resampling.BICUBIC)
    x = load_photo(saved(tmp_path / "photo.jpg", image, quality=95))
    with Image.open(tmp_path / "photo.jpg") as whole:
        expected = np.asarray(whole.resize((64, 64), Image.Resampling.LANCZOS)) / 255
    assert np.abs(x[0] - expected).mean() < 0.004  # one grey level


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (3000, 2)])
def test_odd_shapes(tmp_path, shape):
    image = Image.fromarray(np.full((*shape, 3), 77, np.uint8))
    assert np.allclose(load_photo(saved(tmp_path / "photo.png", image)), 77 / 255)


def test_no_photo(tmp_path):
    with pytest.raises(DataError, match="photo.png cannot be read"):
        load_photo(tmp_path / "photo.png")
    with pytest.raises(DataError, match="cannot be read"):
        load_photo(tmp_path)
    (tmp_path / "hand.heic").write_bytes(b"\0\0\0\x24ftypheic" + b"\0" * 99)
    with pytest.raises(DataError, match="hand.heic is no picture .* HEIC .* JPEG"):
        load_photo(tmp_path / "hand.heic")
    (tmp_path / "cut.jpg").write_bytes(picture(9, (99, 99, 3), "JPEG")[:-300])
    with pytest.raises(DataError, match="cut.jpg is a damaged picture"):
        load_photo(tmp_path / "cut.jpg")


def test_pixels_are_counted_before_they_are_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 99)
    with pytest.raises(DataError, match="claims 10x10 pixels"):
        load_photo(saved(tmp_path / "photo.png", Image.new("RGB", (10, 10))))


# CIFAR-10


@needs_cifar
def test_cifar_test_split():
    start = time.process_time()
    x, y, names = load_image_folder(CIFAR, split="test")
    print(f"10,000 pictures of 60,000 in {time.process_time() - start:.1f} s of CPU time")
    assert (x.shape, y.shape, len(names)) == ((10_000, 32, 32, 3), (10_000,), 10)
    assert np.bincount(y).tolist() == [1000] * 10
    # The original order, of which the first ten labels are well known.
    assert [names[label] for label in y[:5]] == ["cat", "ship", "ship", "airplane", "frog"]
