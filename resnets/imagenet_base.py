"""Bases with ImageNet weights from ``keras.applications``, their preprocessing built in.

The weights are not the course's to hand out: Keras fetches them, or they are placed in its cache by hand.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import keras

from resnets.cifar import keras_datasets
from resnets.errors import DataError
from resnets.files import checksum
from resnets.one_piece import behind
from resnets.places import downloads_are_off


class ImageNetBase(NamedTuple):
    """A net of ``keras.applications``."""

    build: Callable
    mode: str  # of keras.applications.imagenet_utils.preprocess_input
    file: str  # in the Keras cache, without top
    md5: str


# File names and checksums as in Keras's own source (keras/src/applications).
BASES = {
    "ResNet50": ImageNetBase(
        keras.applications.ResNet50, "caffe",
        "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5", "4d473c1dd8becc155b73f8504c6f6626",
    ),
    "ResNet50V2": ImageNetBase(
        keras.applications.ResNet50V2, "tf",
        "resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5", "fac2f116257151a9d068a22e544a4917",
    ),
    "VGG16": ImageNetBase(
        keras.applications.VGG16, "caffe",
        "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5", "6d6bbae143d832006294945121d1f1fc",
    ),
}  # fmt: skip


class WeightsMissing(DataError):
    """ImageNet weights that cannot be had here; the text is one line, with the file and its place."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@keras.saving.register_keras_serializable(package="resnets")
class ImageNetPreprocessing(keras.layers.Layer):
    """What ``preprocess_input`` of ``keras.applications`` does, as a layer: it cannot be forgotten.

    Input (batch, height, width, 3), red, green, blue, 0 to 255; output of the same shape. ``"caffe"``: blue,
    green, red, less ImageNet's mean colour; ``"tf"``: from -1 to 1.
    """

    def __init__(self, mode: str, **kwargs):
        super().__init__(**kwargs)
        self.mode = mode

    def call(self, pictures):
        return keras.applications.imagenet_utils.preprocess_input(
            pictures, data_format="channels_last", mode=self.mode
        )

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return super().get_config() | {"mode": self.mode}


def pretrained_base(
    name: str, input_shape=(224, 224, 3), *, weights: str | Path | None = "imagenet", upsample: int = 1
) -> keras.Model:
    """Return a net of ``keras.applications`` without its top, behind its own preprocessing.

    Args:
        name: ``"ResNet50"``, ``"ResNet50V2"`` or ``"VGG16"``.
        input_shape: (height, width, 3) of the pictures.
        weights: ``"imagenet"``; the path of a weights file of this net without top; or None for fresh ones.
        upsample: how many times as high and wide the net sees the pictures (bilinear). These nets halve
            height and width five times: of 32x32 pixels one is left.

    Returns:
        Model from pictures (batch, height, width, 3), 0 to 255, to a map (batch, rows, columns, channels);
        its layers lie side by side, as those of ``load_pretrained``.

    Raises:
        WeightsMissing: the ImageNet weights are not in the Keras cache, and cannot be downloaded.
        DataError: a weights file that cannot be read, or is not of this net.
        ValueError: another name, pictures too small for the net, or no three channels.
    """
    if name not in BASES:
        raise ValueError(f"pretrained_base: name is {name!r}; it can be {', '.join(BASES)}.")
    height, width, channels = input_shape
    if channels != 3 or upsample < 1 or min(height, width) * upsample < 32:
        raise ValueError(
            f"pretrained_base: {name} takes three channels and 32 pixels or more each way; input_shape is "
            f"{tuple(input_shape)} and upsample {upsample}."
        )
    known = BASES[name]
    path = _found(name) if weights == "imagenet" else weights
    net = known.build(
        include_top=False, weights=None, input_shape=(height * upsample, width * upsample, channels)
    )
    if path is not None:
        _load(net, Path(path), name)
    pictures = keras.Input((height, width, channels), name="pictures")
    x = pictures
    if upsample > 1:
        x = keras.layers.UpSampling2D(upsample, interpolation="bilinear", name="upsample")(x)
    return behind(net, pictures, ImageNetPreprocessing(known.mode, name="preprocessing")(x), f"{name}_base")


def cached_file(name: str) -> Path:
    """Return where Keras keeps the weights of ``name`` without top, whether they are there or not."""
    return keras_datasets().parent / "models" / BASES[name].file


def _found(name: str) -> Path:
    """Return the path of the ImageNet weights, downloaded if need be and allowed."""
    path, known = cached_file(name), BASES[name]
    if path.exists():
        if checksum(path, "md5") != known.md5:
            raise DataError(
                f"{path.name} in the Keras cache is damaged: its MD5 is not {known.md5}. Delete it: {path}"
            )
        return path
    why = "RESNETS_DOWNLOAD=0 forbids the download"
    if not downloads_are_off():
        try:
            # Keras's own constructor knows the address; it downloads into its cache and verifies.
            known.build(include_top=False, weights="imagenet", input_shape=(224, 224, 3))
            return path
        except Exception as error:  # urllib's, socket's, or Keras's own plain Exception
            why = f"the download failed ({type(error).__name__})"
    raise WeightsMissing(
        f"No ImageNet weights for {name}: {why}, and the Keras cache does not hold {known.file}; to use "
        f"it, place it in {_spoken(path.parent)} (MD5 {known.md5})."
    )


def _load(net: keras.Model, path: Path, name: str) -> None:
    if not path.exists():
        raise DataError(f"{path.name} is not there: give the path of a weights file of {name} without top.")
    try:
        net.load_weights(path)
    except (ValueError, OSError, KeyError) as error:
        raise DataError(
            f"{path.name} holds no weights of {name} without top ({str(error).splitlines()[0][:120]}). Write "
            "such a file with save_weights of the same net, or take Keras's own."
        ) from error


def _spoken(folder: Path) -> str:
    """Return a folder as it is spoken of: with ~ for the user's own."""
    try:
        return f"~/{folder.relative_to(Path.home()).as_posix()}/"
    except ValueError:
        return f"{folder}/"
