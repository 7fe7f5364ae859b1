"""``accuracy_of``, the mended evaluation, as learners write it, wrong and right."""

import keras
import numpy as np

from tests.wrong_answers import right, unnamed, wrong


def scaled(X):
    return X.astype("float32") / 255


def guesses_of(model, batch, training=False):
    return keras.ops.convert_to_numpy(model(batch, training=training)).argmax(axis=1)


@right
def hits_of_batches(model, X, Y):
    hits = 0
    for k in range(0, len(X), 32):
        hits += (guesses_of(model, scaled(X[k : k + 32])) == Y[0, k : k + 32]).sum()
    return hits / len(X)


@right
def by_predict(model, X, Y):
    return (model.predict(scaled(X), verbose=0).argmax(axis=1) == Y[0]).mean()


@right
def at_once(model, X, Y):
    return float(np.mean(np.argmax(model(scaled(X)), axis=-1) == np.squeeze(Y)))


@right
def weighted_means(model, X, Y):
    shares, sizes = [], []
    for start in range(0, len(X), 10):
        batch = scaled(X[start : start + 10])
        shares.append(np.mean(guesses_of(model, batch) == Y[0, start : start + 10]))
        sizes.append(len(batch))
    return np.average(shares, weights=sizes)


@right
def one_by_one(model, X, Y):
    found = [guesses_of(model, scaled(picture[None]))[0] == label for picture, label in zip(X, Y[0])]  # noqa: B905
    return sum(found) / len(found)


@wrong("both faults are still there")
def as_it_was(model, X, Y):
    accuracies = []
    for start in range(0, len(X), 32):
        guesses = guesses_of(model, scaled(X[start : start + 32]), training=True)
        accuracies.append(np.mean(guesses == Y[0, start : start + 32]))
    return float(np.mean(accuracies))


@wrong("in training mode: batch statistics")
def sum_mended_alone(model, X, Y):
    hits = 0
    for start in range(0, len(X), 32):
        guesses = guesses_of(model, scaled(X[start : start + 32]), training=True)
        hits += np.sum(guesses == Y[0, start : start + 32])
    return float(hits / len(X))


@wrong("in training mode: batch statistics")
def weights_put_back(model, X, Y):
    hits = 0
    for start in range(0, len(X), 32):
        kept = model.get_weights()
        guesses = guesses_of(model, scaled(X[start : start + 32]), training=True)
        model.set_weights(kept)
        hits += np.sum(guesses == Y[0, start : start + 32])
    return float(hits / len(X))


@wrong("in training mode, all pictures at once")
def one_large_batch(model, X, Y):
    return float(np.mean(guesses_of(model, scaled(X), training=True) == Y[0]))


@wrong("short last batch")
def mode_mended_alone(model, X, Y):
    accuracies = []
    for start in range(0, len(X), 32):
        guesses = guesses_of(model, scaled(X[start : start + 32]))
        accuracies.append(np.mean(guesses == Y[0, start : start + 32]))
    return float(np.mean(accuracies))


@wrong("not scaled: the net was trained on 0 to 1")
def unscaled(model, X, Y):
    return np.mean(guesses_of(model, X.astype("float32")) == Y[0])


@wrong("not scaled to 0 to 1, and")
def unscaled_means(model, X, Y):
    accuracies = []
    for start in range(0, len(X), 32):
        guesses = guesses_of(model, X[start : start + 32].astype("float32"))
        accuracies.append(np.mean(guesses == Y[0, start : start + 32]))
    return float(np.mean(accuracies))


@wrong("almost black: they are divided by 255 twice")
def scaled_twice(model, X, Y):
    X = X / 255
    hits = 0
    for start in range(0, len(X), 32):
        hits += np.sum(guesses_of(model, scaled(X[start : start + 32])) == Y[0, start : start + 32])
    return hits / len(X)


@wrong("or by `//`")
def divided_without_rest(model, X, Y):
    return np.mean(guesses_of(model, (X // 255).astype("float32")) == Y[0])


@wrong("last, smaller batch is left out")
def whole_batches(model, X, Y):
    n = len(X) // 32 * 32
    return hits_of_batches(model, X[:n], Y[:, :n])


@wrong("left out of the hits, and divided by")
def whole_batches_of_all(model, X, Y):
    hits = 0
    for k in range(len(X) // 32):
        batch = slice(32 * k, 32 * k + 32)
        hits += np.sum(guesses_of(model, scaled(X[batch])) == Y[0, batch])
    return hits / len(X)


@wrong("as if every batch held 32")
def full_batches_assumed(model, X, Y):
    hits = batches = 0
    for start in range(0, len(X), 32):
        hits += np.sum(guesses_of(model, scaled(X[start : start + 32])) == Y[0, start : start + 32])
        batches += 1
    return hits / (32 * batches)


@wrong("only the first batch counts")
def returns_in_the_loop(model, X, Y):
    hits = 0
    for start in range(0, len(X), 32):
        hits += np.sum(guesses_of(model, scaled(X[start : start + 32])) == Y[0, start : start + 32])
        return hits / len(X[start : start + 32])


@wrong("only the last batch counts")
def mean_of_the_last(model, X, Y):
    for start in range(0, len(X), 32):
        accuracy = np.mean(guesses_of(model, scaled(X[start : start + 32])) == Y[0, start : start + 32])
    return float(accuracy)


@wrong("number of hits, not their share")
def divided_by_rows(model, X, Y):
    return np.sum(guesses_of(model, scaled(X)) == Y[0]) / len(Y)


@wrong("in percent")
def percent(model, X, Y):
    return 100 * hits_of_batches(model, X, Y)


@wrong("share of mistakes")
def error_rate(model, X, Y):
    return np.mean(guesses_of(model, scaled(X)) != Y[0])


@wrong("every guess is compared with every label")
def broadcast(model, X, Y):
    return (model.predict(scaled(X), verbose=0).argmax(1)[:, None] == Y).mean()


@unnamed
def largest_probability(model, X, Y):
    return np.mean(model.predict(scaled(X), verbose=0).max(axis=1) == Y[0])


@wrong("moving averages moved")
def warmed_up(model, X, Y):
    share = hits_of_batches(model, X, Y)
    model(scaled(X), training=True)
    return share


@wrong("can no longer be trained")
def frozen(model, X, Y):
    model.trainable = False
    hits = 0
    for start in range(0, len(X), 32):
        guesses = guesses_of(model, scaled(X[start : start + 32]), training=True)
        hits += np.sum(guesses == Y[0, start : start + 32])
    return float(hits / len(X))


@wrong("stops with ValueError")
def labels_not_sliced(model, X, Y):
    hits = 0
    for start in range(0, len(X), 32):
        hits += np.sum(guesses_of(model, scaled(X[start : start + 32])) == Y[0])
    return hits / len(X)


@wrong("one number is expected")
def of_each_batch(model, X, Y):
    return [
        np.mean(guesses_of(model, scaled(X[k : k + 32])) == Y[0, k : k + 32]) for k in range(0, len(X), 32)
    ]


@wrong("one number is expected")
def in_words(model, X, Y):
    return f"{hits_of_batches(model, X, Y):.1%}"


@wrong("it gives 0.4000 whatever")
def guessed(model, X, Y):
    return 0.4
