"""More of exercise 3.1: the formula of output_size, written from the students' text alone."""

import math

import keras
import numpy as np
from keras import layers

from tests.wrong_answers import right, unnamed, wrong


class E3_1:
    """output_size, continued."""

    @wrong("1 is added twice")
    def plus_one_twice(n, k, s, padding="valid"):
        """1 is added both inside the brackets, as in the example's range, and after the division."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k + 1) // s + 1

    @wrong("rounding up stands in place of the + 1")
    def ceiling_without_plus_one(n, k, s, padding="valid"):
        """Rounded up instead of adding 1, which is one short where the stride divides evenly."""
        if padding == "same":
            return math.ceil(n / s)
        p = 0 if padding == "valid" else padding
        return math.ceil((n + 2 * p - k) / s)

    @wrong("the size of a transposed convolution")
    def transposed_convolution(n, k, s, padding="valid"):
        """The formula of the transposed convolution, found on the web."""
        if padding == "same":
            return n * s
        p = 0 if padding == "valid" else padding
        return (n - 1) * s - 2 * p + k

    @wrong("it gives the place of the last position")
    def last_position(n, k, s, padding="valid"):
        """Returns where the last kernel sits, not how many there are."""
        if padding == "same":
            return (n - 1) // s * s
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s * s

    @wrong("is [0, 1, 2, 3, 4], Keras gives 5")
    def list_of_positions(n, k, s, padding="valid"):
        """The list of the positions is returned, its length is not taken."""
        if padding == "same":
            return list(range(0, n, s))
        p = 0 if padding == "valid" else padding
        return list(range(0, n + 2 * p - k + 1, s))

    @wrong("the remainder of the division is taken")
    def remainder_instead_of_quotient(n, k, s, padding="valid"):
        """% instead of //."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) % s + 1

    @wrong("a number of zeros is counted four times")
    def padded_twice(n, k, s, padding="valid"):
        """n already has the zeros added when the formula adds them again."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        n = n + 2 * p
        return (n + 2 * p - k) // s + 1

    @wrong("the result is limited to n")
    def never_larger_than_n(n, k, s, padding="valid"):
        """The result is limited to n, though much padding makes a map larger."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return min(n, (n + 2 * p - k) // s + 1)

    @wrong("with stride 1 the size is taken to stay")
    def stride_one_keeps_the_size(n, k, s, padding="valid"):
        """A special case for s = 1 returns n, whatever the kernel and the padding."""
        if s == 1:
            return n
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("a kernel of 1 is treated apart")
    def special_case_for_1x1(n, k, s, padding="valid"):
        """A special case for the 1x1 kernel: n // s, though position 0 counts."""
        if padding == "same":
            return -(-n // s)
        if k == 1:
            return n // s
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("'valid' is n over s, rounded down")
    def valid_is_n_over_s(n, k, s, padding="valid"):
        """ "valid" rounds n / s down and "same" rounds it up, as for a 2x2 pool; k is for numbers only."""
        if padding == "valid":
            return n // s
        if padding == "same":
            return -(-n // s)
        return (n + 2 * padding - k) // s + 1

    @wrong("a number stands there where the layer takes a word")
    def number_given_to_keras(n, k, s, padding="valid"):
        """Keras is asked, and given the number as padding, which it refuses."""
        return layers.Conv2D(1, k, strides=s, padding=padding)(keras.Input((n, n, 1))).shape[1]

    @unnamed
    def batch_axis(n, k, s, padding="valid"):
        """Keras is asked, and the size of the batch axis, None, is returned."""
        if padding not in ("valid", "same"):
            n, padding = n + 2 * padding, "valid"
        return layers.Conv2D(1, k, strides=s, padding=padding)(keras.Input((n, n, 1))).shape[0]

    @right
    def windows_of_a_row(n, k, s, padding="valid"):
        """A row of zeros is padded, and its windows are counted."""
        if padding == "same":
            return len(np.zeros(n)[::s])
        p = 0 if padding == "valid" else padding
        row = np.pad(np.zeros(n), p)
        return len(np.lib.stride_tricks.sliding_window_view(row, k)[::s])

    @right
    def same_as_total_padding(n, k, s, padding="valid"):
        """One formula for all three: zeros altogether, which are k - 1 for "same"."""
        zeros = {"valid": 0, "same": k - 1}[padding] if isinstance(padding, str) else padding + padding
        return (n + zeros - k + s) // s
