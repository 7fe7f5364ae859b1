"""Exercise 3.1, output_size, written from the students' text alone."""

import math

import numpy as np
from keras import layers

from tests.wrong_answers import right, unnamed, wrong


class E3_1:
    """output_size."""

    @wrong("a map has whole pixels")
    def true_division(n, k, s, padding="valid"):
        """/ instead of //."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) / s + 1

    @wrong("the + 1 is missing")
    def no_plus_one(n, k, s, padding="valid"):
        """The + 1 is forgotten: position 0 is not counted."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s

    @wrong("the 1 is added before the division")
    def plus_one_before_the_division(n, k, s, padding="valid"):
        """1 is added before the division."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k + 1) // s

    @wrong("brackets are missing")
    def brackets_lost(n, k, s, padding="valid"):
        """Brackets forgotten, so only k is divided."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return n + 2 * p - k // s + 1

    @wrong("the division rounds up")
    def rounded_up(n, k, s, padding="valid"):
        """Rounded up instead of down."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return math.ceil((n + 2 * p - k) / s) + 1

    @wrong("the division rounds to the nearest whole number")
    def rounded_to_the_nearest(n, k, s, padding="valid"):
        """round() instead of rounding down."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return round((n + 2 * p - k) / s) + 1

    @wrong("a number of zeros is counted once")
    def padding_at_one_end(n, k, s, padding="valid"):
        """p zeros are counted once, at one end only."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + p - k) // s + 1

    @wrong("a number of zeros has no effect")
    def numbers_ignored(n, k, s, padding="valid"):
        """A number as padding is treated like "valid"."""
        if padding == "same":
            return -(-n // s)
        return (n - k) // s + 1

    @wrong("'same' is taken as 'the size stays'")
    def same_keeps_the_size(n, k, s, padding="valid"):
        """ "same" gives n, whatever the stride."""
        if padding == "same":
            return n
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("'same' is rounded down")
    def same_rounded_down(n, k, s, padding="valid"):
        """ "same" is rounded down."""
        if padding == "same":
            return n // s
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("'same' is taken as padding of half the kernel")
    def same_as_half_the_kernel(n, k, s, padding="valid"):
        """ "same" as p = (k - 1) // 2 at both ends, wrong for even kernels."""
        p = {"valid": 0, "same": (k - 1) // 2}.get(padding, padding)
        return (n + 2 * p - k) // s + 1

    @wrong("'same' is taken as padding of half the kernel")
    def same_as_k_over_two(n, k, s, padding="valid"):
        """ "same" as p = k // 2 at both ends, wrong for even kernels."""
        p = {"valid": 0, "same": k // 2}.get(padding, padding)
        return (n + 2 * p - k) // s + 1

    @wrong("'same' is taken as padding 1")
    def same_is_one_zero(n, k, s, padding="valid"):
        """ "same" as p = 1, right for 3x3 kernels only."""
        p = {"valid": 0, "same": 1}.get(padding, padding)
        return (n + 2 * p - k) // s + 1

    @wrong("'valid' and 'same' have changed places")
    def valid_and_same_swapped(n, k, s, padding="valid"):
        """The two words have changed places."""
        if padding == "valid":
            return -(-n // s)
        p = 0 if padding == "same" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("the kernel is not subtracted")
    def kernel_forgotten(n, k, s, padding="valid"):
        """The kernel does not appear."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p) // s

    @wrong("the stride has no effect")
    def stride_forgotten(n, k, s, padding="valid"):
        """The stride does not appear."""
        if padding == "same":
            return n
        p = 0 if padding == "valid" else padding
        return n + 2 * p - k + 1

    @wrong("kernel and stride have changed places")
    def stride_and_kernel_swapped(n, k, s, padding="valid"):
        """k and s have changed places."""
        if padding == "same":
            return -(-n // k)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - s) // k + 1

    @wrong("the last position that fits is not counted")
    def positions_one_short(n, k, s, padding="valid"):
        """Positions are counted with range, whose end is one too early."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return len(range(0, n + 2 * p - k, s))

    @wrong("is no integer")
    def numpy_floor(n, k, s, padding="valid"):
        """np.floor gives a float."""
        if padding == "same":
            return np.ceil(n / s)
        p = 0 if padding == "valid" else padding
        return np.floor((n + 2 * p - k) / s) + 1

    @wrong("unsupported operand type(s) for +: 'int' and 'str'")
    def valid_has_no_branch(n, k, s, padding="valid"):
        """ "valid" goes into the formula as a word."""
        if padding == "same":
            return -(-n // s)
        return (n + 2 * padding - k) // s + 1

    @wrong("is None, Keras gives")
    def numbers_give_nothing(n, k, s, padding="valid"):
        """Two ifs for the two words, and nothing is returned for a number."""
        if padding == "same":
            return -(-n // s)
        if padding == "valid":
            return (n - k) // s + 1

    @wrong("the number 0 is taken for 'same'")
    def zero_is_same(n, k, s, padding="valid"):
        """``if not padding`` takes the number 0 for "same"."""
        if padding == "same" or not padding:
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("is (5, 5), Keras gives 5")
    def both_axes(n, k, s, padding="valid"):
        """Height and width are returned."""
        if padding == "same":
            return -(-n // s), -(-n // s)
        p = 0 if padding == "valid" else padding
        size = (n + 2 * p - k) // s + 1
        return size, size

    @wrong("it returns nothing (None)")
    def printed(n, k, s, padding="valid"):
        """Printed instead of returned."""
        p = 0 if padding in ("valid", "same") else padding
        print((n + 2 * p - k) // s + 1)

    @unnamed
    def resnets_sizes(n, k, s, padding="valid"):
        """The sizes of the lesson's example, looked up."""
        return {64: 32, 32: 15, 15: 8, 8: 4, 4: 2}[n]

    @unnamed
    def halves(n, k, s, padding="valid"):
        """Half of n, rounded up, as in every example of the text."""
        return (n + 1) // 2

    @right
    def positions_counted(n, k, s, padding="valid"):
        """The positions are counted."""
        if padding == "same":
            return math.ceil(n / s)
        row = n if padding == "valid" else n + 2 * padding
        return len(range(0, row - k + 1, s))

    @right
    def rounded_up_after_adding(n, k, s, padding="valid"):
        """The same number as a ceiling: ceil((n + 2p - k + 1) / s)."""
        if padding == "same":
            return (n + s - 1) // s
        if padding == "valid":
            padding = 0
        return int(math.ceil((n + 2 * padding - k + 1) / s))

    @right
    def keras_itself(n, k, s, padding="valid"):
        """Keras is asked."""
        word = padding if isinstance(padding, str) else "valid"
        row = n if isinstance(padding, str) else n + 2 * padding
        return layers.Conv1D(1, k, strides=s, padding=word).compute_output_shape((1, row, 1))[1]
