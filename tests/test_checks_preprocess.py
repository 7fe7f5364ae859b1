"""check_preprocess: right pipelines pass, wrong ones are told what is wrong."""

import numpy as np
import pytest

from resnets.checks import CheckFailed, ExerciseUnfinished, check_preprocess

tf = pytest.importorskip("tensorflow")

MEAN, STD = np.array([0.4914, 0.4822, 0.4465]), np.array([0.2470, 0.2435, 0.2616])


@pytest.fixture(autouse=True)
def unseeded():
    """Forget the global seed that other tests have set: with it TensorFlow draws alike in every epoch."""
    tf.random.set_seed(None)


def normalise(x, mean=MEAN, std=STD, scale=255.0):
    return (tf.cast(x, tf.float32) / scale - tf.constant(mean, tf.float32)) / tf.constant(std, tf.float32)


def by_map(x, y, training):
    data = tf.data.Dataset.from_tensor_slices((x, y))
    if training:
        data = data.shuffle(10_000)
    data = data.map(lambda x, y: (normalise(x), tf.one_hot(y[0], 10)))
    if training:
        data = data.map(lambda x, y: (tf.image.random_flip_left_right(x), y))
    return data.batch(256).prefetch(tf.data.AUTOTUNE)


def by_batches(x, y, training):
    data = tf.data.Dataset.from_tensor_slices((x, np.ravel(y)))
    data = data.shuffle(len(x)).batch(64) if training else data.batch(64)
    data = data.map(lambda x, y: (normalise(x), y))
    return data.map(lambda x, y: (tf.image.random_flip_left_right(x), y)) if training else data


def in_numpy(x, y, training):
    x = ((x / 255 - MEAN) / STD).astype("float32")
    data = tf.data.Dataset.from_tensor_slices((x, y))
    if not training:
        return data.batch(100)

    def flip(x, y):
        return tf.cond(tf.random.uniform(()) < 0.5, lambda: x[:, ::-1], lambda: x), y

    return data.shuffle(1000).map(flip).batch(100)


@pytest.mark.parametrize("function", [by_map, by_batches, in_numpy])
@pytest.mark.parametrize("given", [(), (MEAN, STD)], ids=["any", "given"])
def test_right_pipelines_pass(function, given, capsys):
    check_preprocess(function, *given)
    printed = capsys.readouterr().out
    assert "make_dataset is right. 320 pictures" in printed and "0.491 0.482 0.44" in printed


def pipeline(
    norm=normalise, flip="train", shuffle="train", buffer=1000, batch=32, after=None, steps=None, **s
):
    """Return a pipeline in which one thing is as a learner left it."""

    def function(x, y, training):
        def on(word):
            return word == "always" or (word == "train" and training)

        data = tf.data.Dataset.from_tensor_slices((x, np.ravel(y)))
        if on(shuffle):
            data = data.shuffle(buffer, **s)
        data = data.map(lambda x, y: (norm(x), y))
        if on(flip):
            data = data.map(steps or (lambda x, y: (tf.image.random_flip_left_right(x), y)))
        data = data.batch(batch)
        return after(data, training) if after else data

    return function


def in_training(change):
    return lambda data, training: change(data) if training else data


def labels_apart(x, y, training):
    pictures = tf.data.Dataset.from_tensor_slices(x).map(normalise)
    labels = tf.data.Dataset.from_tensor_slices(np.ravel(y))
    if training:
        pictures, labels = pictures.shuffle(1000), labels.shuffle(1000)
        pictures = pictures.map(tf.image.random_flip_left_right)
    return tf.data.Dataset.zip((pictures, labels)).batch(64)


def own_statistics(x, y, training):
    mean, std = (getattr(x, kind)(axis=(0, 1, 2)) / 255 for kind in ("mean", "std"))
    return pipeline(norm=lambda x: normalise(x, mean, std))(x, y, training)


def flip_batch(x, y):
    return tf.cond(tf.random.uniform(()) < 0.5, lambda: x[:, :, ::-1], lambda: x), y


WRONG = {
    "with training=False": pipeline(flip="always"),
    "shuffled; predictions": pipeline(shuffle="always"),
    "no picture is mirrored": pipeline(flip="never"),
    "every picture is mirrored": pipeline(steps=lambda x, y: (x[:, ::-1], y)),
    "mirrored top and bottom": pipeline(steps=lambda x, y: (tf.image.random_flip_up_down(x), y)),
    "whole batches are mirrored": pipeline(
        flip="never", after=in_training(lambda data: data.map(flip_batch))
    ),
    "every epoch mirrors the same pictures": pipeline(after=in_training(lambda data: data.cache())),
    "in their old order": pipeline(shuffle="never"),
    "whole batches change places": pipeline(
        shuffle="never", after=in_training(lambda data: data.shuffle(99))
    ),
    "every epoch has the same order": pipeline(reshuffle_each_iteration=False, seed=1),
    "size of the shuffle's buffer": pipeline(buffer=8),
    "repeats without an end": pipeline(after=in_training(lambda data: data.repeat())),
    "of 320 pictures 300 come out": pipeline(
        after=lambda data, _: data.unbatch().batch(60, drop_remainder=True)
    ),
    "single pictures, not batches": pipeline(after=lambda data, _: data.unbatch()),
    "labels belong to other pictures": labels_apart,
    "not by a mirror alone": pipeline(steps=lambda x, y: (tf.roll(x, 1, axis=0), y)),
    "equal pixels come out as different": pipeline(
        steps=lambda x, y: (tf.image.random_brightness(x, 0.5), y)
    ),
    "the pixels stay between 0 and 255": pipeline(norm=lambda x: tf.cast(x, tf.float32)),
    "scaled to 0 to 1 and no further": pipeline(norm=lambda x: tf.cast(x, tf.float32) / 255),
    "scaled to -1 to 1": pipeline(norm=lambda x: normalise(x, [0.5] * 3, [0.5] * 3)),
    "ImageNet's": pipeline(norm=lambda x: normalise(x, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])),
    "by the pictures it is given": own_statistics,
    "each picture is normalised by itself": pipeline(
        norm=lambda x: tf.image.per_image_standardization(tf.cast(x, tf.float32))
    ),
    "the mean is not subtracted": pipeline(norm=lambda x: normalise(x, [0] * 3)),
    "the standard deviation does not divide": pipeline(norm=lambda x: normalise(x, std=[1] * 3)),
    "the variance, not by its root": pipeline(norm=lambda x: normalise(x, std=STD**2)),
    "red's numbers go to blue": pipeline(norm=lambda x: normalise(x, MEAN[::-1], STD[::-1])),
    "are not divided by 255": pipeline(norm=lambda x: normalise(x, scale=1)),
    "the copied one": pipeline(norm=lambda x: normalise(x, std=[0.2023, 0.1994, 0.2010])),
    "the six numbers": pipeline(norm=lambda x: normalise(x, [0.3] * 3, [0.2] * 3)),
    "float64, expected float32": pipeline(norm=lambda x: tf.cast(normalise(x), tf.float64)),
    "an object of type tuple": lambda x, y, training: (x, y),
    "nothing (None)": lambda x, y, training: None,
    "no pairs": pipeline(after=lambda data, _: data.map(lambda x, y: x)),
}


@pytest.mark.parametrize("phrase", WRONG)
def test_wrong_pipelines_are_named(phrase, capsys):
    with pytest.raises(CheckFailed) as caught:
        check_preprocess(WRONG[phrase], MEAN, STD)
    assert phrase in str(caught.value)
    assert str(caught.value).startswith("make_dataset is not right yet: ")
    assert not any(other in str(caught.value) for other in WRONG if other != phrase and "=" not in other)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("phrase", ["in their old order", "whole batches change places"])
def test_a_seed_set_before_changes_no_verdict(phrase):
    tf.random.set_seed(1)
    try:
        with pytest.raises(CheckFailed, match=phrase):
            check_preprocess(WRONG[phrase], MEAN, STD)
        check_preprocess(by_map, MEAN, STD)
    finally:
        tf.random.set_seed(None)


def test_a_stub_is_unfinished():
    def stub(x, y, training):
        raise ExerciseUnfinished("5.3")

    with pytest.raises(ExerciseUnfinished, match=r"Exercise 5\.3"):
        check_preprocess(stub)
