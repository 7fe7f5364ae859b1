"""Exercise 4.3, accuracy_of, written from the students' text alone."""

import keras
import numpy as np

from tests.wrong_answers import right, unnamed, wrong


def guesses_of(model, batch, **mode):
    """Return the labels that a model gives to a batch of scaled pictures."""
    return keras.ops.convert_to_numpy(model(batch, **mode)).argmax(axis=1)


class E4_3:
    """accuracy_of."""

    @wrong("both faults are still there")
    def unchanged(model, X, Y):
        """The colleague's function as it was."""
        accuracies = []
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=True)
            accuracies.append(np.mean(guesses == Y[0, start : start + 32]))
        return float(np.mean(accuracies))

    @wrong("a mean of batch means")
    def mode_only(model, X, Y):
        """The mode is mended, the mean of means has stayed."""
        accuracies = []
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            accuracies.append(np.mean(guesses == Y[0, start : start + 32]))
        return float(np.mean(accuracies))

    @wrong("the net runs in training mode")
    def mean_only(model, X, Y):
        """The mean is mended, training=True has stayed."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=True)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / len(X))

    @wrong("the pictures are not scaled")
    def not_scaled(model, X, Y):
        """The division by 255 is lost."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32"), training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / len(X))

    @wrong("divided by 255 twice, or by `//`")
    def whole_number_division(model, X, Y):
        """// 255 makes all pixels 0 or 1."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, (X[start : start + 32] // 255).astype("float32"), training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / len(X))

    @wrong("the pictures are scaled to -1 to 1")
    def scaled_around_zero(model, X, Y):
        """Pixels are scaled to -1 to 1."""
        right = 0
        for start in range(0, len(X), 32):
            batch = X[start : start + 32].astype("float32") / 127.5 - 1
            right += np.sum(guesses_of(model, batch, training=False) == Y[0, start : start + 32])
        return float(right / len(X))

    @right
    def all_at_once(model, X, Y):
        """All pictures in one batch: the number is right, and the card says that only it is judged."""
        guesses = guesses_of(model, X.astype("float32") / 255, training=False)
        return float(np.mean(guesses == Y[0]))

    @wrong("the last, smaller batch is left out.")
    def last_batch_dropped(model, X, Y):
        """Only whole batches are counted."""
        right, whole = 0, len(X) // 32 * 32
        for start in range(0, whole, 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / whole)

    @wrong("the last, smaller batch is left out of the hits, and divided")
    def last_batch_not_counted(model, X, Y):
        """The last, shorter batch is left out, and the sum divided by all pictures."""
        right = 0
        for start in range(0, len(X) - 31, 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / len(X))

    @wrong("it divides as if every batch held 32 pictures")
    def divided_by_full_batches(model, X, Y):
        """Divided by 32 times the number of batches, as if the last were full."""
        right, batches = 0, 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
            batches += 1
        return float(right / (32 * batches))

    @wrong("operands could not be broadcast")
    def labels_of_the_first_axis(model, X, Y):
        """Y[start : start + 32] cuts the axis of length 1."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[start : start + 32])
        return float(right / len(X))

    @wrong("every batch is compared with the labels of the first")
    def labels_of_the_first_batch(model, X, Y):
        """Every batch is compared with the first labels."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, : len(guesses)])
        return float(right / len(X))

    @unnamed
    def argmax_of_the_batch(model, X, Y):
        """argmax over axis 0, the pictures."""
        right = 0
        for start in range(0, len(X), 32):
            answers = keras.ops.convert_to_numpy(model(X[start : start + 32].astype("float32") / 255))
            right += np.sum(np.isin(answers.argmax(axis=0), Y[0, start : start + 32]))
        return float(right / len(X))

    @wrong("it returns the number of hits")
    def hits(model, X, Y):
        """The number of right answers, not divided."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right)

    @wrong("it returns the share in percent")
    def per_cent(model, X, Y):
        """Per cent instead of a share."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(100 * right / len(X))

    @wrong("it returns the share of mistakes")
    def share_of_mistakes(model, X, Y):
        """!= instead of ==: the error."""
        wrong_ones = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            wrong_ones += np.sum(guesses != Y[0, start : start + 32])
        return float(wrong_ones / len(X))

    @wrong("the share is rounded")
    def rounded(model, X, Y):
        """Rounded to two decimals."""
        guesses = model.predict(X.astype("float32") / 255, batch_size=32, verbose=0).argmax(axis=1)
        return round(float(np.mean(guesses == Y[0])), 2)

    @wrong("it divides by 120")
    def pictures_of_the_lesson(model, X, Y):
        """Divided by 120, the number of pictures in the lesson."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / 120)

    @wrong("only the first four batches are looked at")
    def four_batches(model, X, Y):
        """A loop over four batches, as many as the lesson's test set has."""
        right = 0
        for start in (0, 32, 64, 96):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / len(X))

    @wrong("the batches overlap")
    def batches_overlap(model, X, Y):
        """Steps of 31 with batches of 32: some pictures count twice."""
        right = 0
        for start in range(0, len(X), 31):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / len(X))

    @wrong("can no longer be trained")
    def frozen_for_good(model, X, Y):
        """model.trainable = False is set and stays, so the model is not left as it was."""
        model.trainable = False
        guesses = model.predict(X.astype("float32") / 255, batch_size=32, verbose=0).argmax(axis=1)
        return float(np.mean(guesses == Y[0]))

    @wrong("its moving averages moved")
    def statistics_measured_again(model, X, Y):
        """A pass in training mode first, "to warm up", which moves BN's averages."""
        model(X[:32].astype("float32") / 255, training=True)
        guesses = model.predict(X.astype("float32") / 255, batch_size=32, verbose=0).argmax(axis=1)
        return float(np.mean(guesses == Y[0]))

    @wrong("Cannot cast ufunc 'divide'")
    def pictures_scaled_in_place(model, X, Y):
        """X /= 255 on whole numbers, which NumPy refuses."""
        X /= 255
        guesses = model.predict(X, batch_size=32, verbose=0).argmax(axis=1)
        return float(np.mean(guesses == Y[0]))

    @wrong("it changes the pictures or labels that it is given")
    def pictures_overwritten(model, X, Y):
        """The caller's pictures are overwritten: X[:] = X / 255 makes nearly all of them 0."""
        X[:] = X / 255
        guesses = model.predict(X.astype("float32"), batch_size=32, verbose=0).argmax(axis=1)
        return float(np.mean(guesses == Y[0]))

    @wrong("only the first batch counts")
    def return_in_the_loop(model, X, Y):
        """The return is indented too far: the first batch only."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
            return float(right / len(guesses))

    @wrong("it returns nothing (None)")
    def printed(model, X, Y):
        """Printed instead of returned."""
        guesses = model.predict(X.astype("float32") / 255, batch_size=32, verbose=0).argmax(axis=1)
        print(float(np.mean(guesses == Y[0])))

    @wrong("it gives 0.9250 whatever the pictures are")
    def one_of_the_lesson(model, X, Y):
        """The number of the lesson, as a constant."""
        return 0.925

    @right
    def with_predict(model, X, Y):
        """predict in batches of 32, one mean over all."""
        guesses = model.predict(X.astype("float32") / 255, batch_size=32, verbose=0).argmax(axis=1)
        return float(np.mean(guesses == Y.ravel()))

    @right
    def answers_collected(model, X, Y):
        """All guesses are put in one array; a call without a mode is inference mode."""
        found = []
        for start in range(0, len(X), 32):
            found.append(guesses_of(model, np.float32(X[start : start + 32]) / 255.0))
        return np.mean(np.concatenate(found) == Y[0]).item()

    @right
    def weighted_means(model, X, Y):
        """A mean of means, each weighted by the size of its batch."""
        means, sizes = [], []
        for start in range(0, len(X), 32):
            batch = X[start : start + 32].astype("float32") / 255
            means.append(np.mean(guesses_of(model, batch, training=False) == Y[0, start : start + 32]))
            sizes.append(len(batch))
        return float(np.average(means, weights=sizes))
