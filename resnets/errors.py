"""Errors that name the thing, what was expected, and what to do."""


class DataError(ValueError):
    """Data that cannot be used: a file, an archive or an array that is not what it should be."""
