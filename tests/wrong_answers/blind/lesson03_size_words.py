"""More of exercise 3.1: the words and the arguments of output_size, written from the students' text alone."""

import math

from tests.wrong_answers import wrong


class E3_1:
    """output_size, continued."""

    @wrong("'same' comes out negative")
    def outer_minus_lost(n, k, s, padding="valid"):
        """The hint's rounding up is copied without the outer minus, so "same" is negative."""
        if padding == "same":
            return -n // s
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("and then the formula is applied to what comes out")
    def same_falls_through(n, k, s, padding="valid"):
        """ "same" is computed but not returned, and the formula is applied to it once more."""
        p = 0
        if padding == "same":
            n = -(-n // s)
        elif padding != "valid":
            p = padding
        return (n + 2 * p - k) // s + 1

    @wrong("quotient and remainder added up")
    def same_plus_remainder(n, k, s, padding="valid"):
        """ "same" as quotient plus remainder, right for strides 1 and 2 only."""
        if padding == "same":
            return n // s + n % s
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("k - 1 zeros at each end")
    def same_as_full_padding(n, k, s, padding="valid"):
        """ "same" as k - 1 zeros at *each* end instead of altogether."""
        p = {"valid": 0, "same": k - 1}.get(padding, padding)
        return (n + 2 * p - k) // s + 1

    @wrong("taken as k - s zeros")
    def same_pads_kernel_minus_stride(n, k, s, padding="valid"):
        """ "same" adds k - s zeros altogether, which is enough only where s divides n."""
        if padding == "same":
            return (n + max(k - s, 0) - k) // s + 1
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("'same' is treated like 'valid' where the stride is not 1")
    def same_for_stride_one_only(n, k, s, padding="valid"):
        """ "same" is treated for stride 1 only, and is like "valid" for all others."""
        if padding == "same" and s == 1:
            return n
        p = padding if isinstance(padding, int) else 0
        return (n + 2 * p - k) // s + 1

    @wrong("'valid' is treated like 'same'")
    def every_word_is_same(n, k, s, padding="valid"):
        """Every string counts as "same", "valid" included."""
        if isinstance(padding, str):
            return math.ceil(n / s)
        return (n + 2 * padding - k) // s + 1

    @wrong("a number of zeros is treated like 'same'")
    def numbers_as_same(n, k, s, padding="valid"):
        """Whatever is not "valid" is rounded up like "same", numbers too."""
        if padding == "valid":
            return (n - k) // s + 1
        return -(-n // s)

    @wrong("ValueError: unknown padding: 0")
    def numbers_refused(n, k, s, padding="valid"):
        """An error is raised for everything but the two words."""
        if padding == "same":
            return -(-n // s)
        if padding == "valid":
            return (n - k) // s + 1
        raise ValueError(f"unknown padding: {padding}")

    @wrong("every padding is treated like 'same'")
    def or_is_always_true(n, k, s, padding="valid"):
        """``padding == "same" or "SAME"`` is always true, so everything is treated as "same"."""
        if padding == "same" or "SAME":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("unsupported operand type(s) for +: 'int' and 'str'")
    def capital_letters(n, k, s, padding="valid"):
        """The words are compared in capitals, as TensorFlow writes them."""
        if padding == "SAME":
            return -(-n // s)
        p = 0 if padding == "VALID" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("'int' object has no attribute 'lower'")
    def lower_case_of_a_number(n, k, s, padding="valid"):
        """padding.lower() to be safe, which numbers do not have."""
        if padding.lower() == "same":
            return -(-n // s)
        p = 0 if padding.lower() == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("cannot access local variable 'p'")
    def compared_with_the_type(n, k, s, padding="valid"):
        """``padding is int`` is never true, so for a number p is never set."""
        if padding == "same":
            return -(-n // s)
        if padding == "valid":
            p = 0
        elif padding is int:
            p = padding
        return (n + 2 * p - k) // s + 1

    @wrong("a kernel may be larger than n where zeros are added")
    def large_kernels_refused(n, k, s, padding="valid"):
        """A kernel larger than n is refused for every padding, not for "valid" only."""
        if k > n:
            raise ValueError("the kernel does not fit")
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("where padding is not given, it is to be 'valid'")
    def default_is_same(n, k, s, padding="same"):
        """The default of padding is "same" instead of "valid"."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("its arguments come as n, k, padding, s")
    def padding_before_stride(n, k, padding="valid", s=1):
        """The order of the arguments is changed: padding third, the stride last."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1
