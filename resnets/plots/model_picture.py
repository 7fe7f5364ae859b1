"""The picture of a Keras model as a graph of layers, in the course's colours.

Three ways, each taken when the one before is not to be had: pygraphviz (whose wheels bring Graphviz
along), the ``dot`` program, and a printed table of the layers. The table is the picture's text
plain-text form too, so that the same words stand in the notebook on every machine; the picture's own
alternative text names the kinds of layers, path by path.
"""

import io
import re
import shutil
import subprocess
import warnings
from collections import Counter
from html import escape

import keras
from matplotlib.colors import to_hex, to_rgb
from PIL import Image

from resnets import style
from resnets.plots.base import DENSITY
from resnets.plots.png import few_colours
from resnets.quiet import stderr_held

_COLOURS = {
    "Conv2D": style.BLUE,
    "BatchNormalization": style.SKY,
    "Activation": style.GREEN,
    "ReLU": style.GREEN,
    "Add": style.ORANGE,
    "MaxPooling2D": style.PURPLE,
    "AveragePooling2D": style.PURPLE,
    "GlobalAveragePooling2D": style.PURPLE,
}
_DPI = 72  # at which a point of the drawing is a pixel of the page
_MOST_IN_WORDS = 40  # layers; of a larger net the kinds are counted


def model_picture(model: keras.Model, direction: str = "TB") -> None:
    """Display the layers of a functional or sequential model as a graph; never raises for want of a tool.

    Args:
        model: built model.
        direction: ``"TB"``, from top to bottom, or ``"LR"``, from left to right.

    Raises:
        ValueError: ``direction`` is neither.
    """
    from IPython.display import display

    if direction not in ("TB", "LR"):
        raise ValueError(
            f"model_picture: direction is {direction!r}; give 'TB' (downwards) or 'LR' (to the right)."
        )
    table = layer_table(model)
    source = dot_source(model, direction)
    png = (_draw_with_pygraphviz(source) or _draw_with_dot(source)) if source else None
    if png is None:
        print(table)
        return
    picture = Image.open(io.BytesIO(png))
    about = {"alt": graph_in_words(model), "width": round(picture.width / DENSITY)}
    # Flat boxes lose nothing by 64 colours.
    small = few_colours(picture, 64)
    display({"image/png": small, "text/plain": table}, raw=True, metadata={"image/png": about})


def graph_in_words(model: keras.Model) -> str:
    """Return the graph of layers in words: each path between a fork and a meeting, and what it comes after.

    Of a model of more than ``_MOST_IN_WORDS`` layers the kinds are counted instead.
    """
    many = len(model.layers)
    begun = f"Graph of the {many} layers of the model" if many > 1 else "Graph of the model's one layer"
    if many > _MOST_IN_WORDS:
        counts = Counter(type(layer).__name__ for layer in model.layers)
        return f"{begun}: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()) + "."
    paths = _paths(model)
    place = {layer.name: number for number, path in enumerate(paths, 1) for layer in path}
    said = []
    for number, path in enumerate(paths, 1):
        after = sorted({place[name] for name in _inputs(path[0]) if name in place})
        where = f", after {' and '.join(map(str, after))}" if after else ""
        kinds = ", ".join(type(layer).__name__ + _details(layer) for layer in path)
        said.append(kinds if len(paths) == 1 else f"Path {number}{where}: {kinds}")
    return f"{begun}. " + ". ".join(said) + "."


def _paths(model: keras.Model) -> list[list]:
    """Return the layers in paths without a fork or a meeting inside, each from first to last."""
    names = {layer.name for layer in model.layers}
    sources = {layer.name: [name for name in _inputs(layer) if name in names] for layer in model.layers}
    readers = Counter(name for own in sources.values() for name in own)
    ends = {}  # name of a path's last layer so far -> the path
    for layer in model.layers:
        own = sources[layer.name]
        alone = len(own) == 1 and readers[own[0]] == 1
        path = ends.pop(own[0]) if alone else []
        path.append(layer)
        ends[layer.name] = path
    # In the order of the first layers.
    order = {layer.name: k for k, layer in enumerate(model.layers)}
    return sorted(ends.values(), key=lambda path: order[path[0].name])


def layer_table(model: keras.Model) -> str:
    """Return a table of the model in plain text: layer, kind, shape without the batch, parameters, inputs."""
    rows = [("layer", "kind", "output", "parameters", "takes its input from")]
    numbers = {layer.name: _short_name(layer, i) for i, layer in enumerate(model.layers)}
    for layer in model.layers:
        sources = ", ".join(numbers[name] for name in _inputs(layer) if name in numbers)
        count = f"{layer.count_params():,}" if layer.weights else ""
        rows.append((numbers[layer.name], type(layer).__name__, _shape(layer), count, sources))
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def dot_source(model: keras.Model, direction: str = "TB") -> str | None:
    """Return the graph in Graphviz's language, or None where Keras cannot make it (no pydot)."""
    try:
        graph = keras.utils.model_to_dot(model, rankdir=direction, dpi=DENSITY * _DPI)
        for layer in model.layers:
            for node in graph.get_node(str(id(layer))):
                _restyle(node, layer)
    except Exception:  # pydot absent or of another generation: the table says the same
        return None
    graph.set("splines", "spline")
    graph.set("concentrate", "false")
    graph.set("nodesep", "0.35")
    graph.set("ranksep", "0.22")
    graph.set("bgcolor", "white")
    return graph.to_string()


def _restyle(node, layer) -> None:
    """Give a node of Keras's graph the course's look: one tinted box, name and shape."""
    edge = _COLOURS.get(type(layer).__name__, style.GREY)
    fill = to_hex([0.2 * a + 0.8 for a in to_rgb(edge)])
    own = "" if _automatic(layer) else f"<b>{escape(layer.name)}</b>  "
    text = f"{own}{type(layer).__name__}{_details(layer)}<br/>{escape(_shape(layer))}"
    look = {"shape": "box", "style": '"rounded,filled"', "color": f'"{edge}"', "fillcolor": f'"{fill}"'}
    for name, value in {**look, "fontname": "Helvetica", "fontsize": "12", "margin": '"0.12,0.05"'}.items():
        node.set(name, value)
    node.set("label", f"<{text}>")


def _details(layer) -> str:
    """Return what tells layers of one kind apart: kernel and stride, or the function."""
    if hasattr(layer, "kernel_size"):
        stride = f" / {layer.strides[0]}" if layer.strides[0] > 1 else ""
        return " " + "×".join(map(str, layer.kernel_size)) + stride
    name = getattr(getattr(layer, "activation", None), "__name__", "linear")
    return f" {name}" if name != "linear" else ""


def _shape(layer) -> str:
    shape = tuple(getattr(layer.output, "shape", ()))[1:]
    return "×".join("?" if size is None else str(size) for size in shape)


def _automatic(layer) -> bool:
    """Whether Keras made up the name (``activation_12``), which depends on what was built before."""
    words = re.sub(r"[^a-z0-9]", "", type(layer).__name__.lower())
    return re.sub(r"(_\d+)?$", "", layer.name).replace("_", "") == words


def _short_name(layer, place: int) -> str:
    return f"#{place}" if _automatic(layer) else layer.name


def _inputs(layer) -> list[str]:
    nodes = getattr(layer, "_inbound_nodes", [])
    return [h.operation.name for h in (t._keras_history for t in nodes[-1].input_tensors)] if nodes else []


def _draw_with_pygraphviz(source: str) -> bytes | None:
    # Fontconfig writes to file descriptor 2 from C what it thinks of the machine's fonts.
    with stderr_held(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import pygraphviz

            return pygraphviz.AGraph(string=source).draw(format="png", prog="dot") or None
        except Exception:  # no wheel for this machine, or its Graphviz has no PNG: the next way
            return None


def _draw_with_dot(source: str) -> bytes | None:
    program = shutil.which("dot")
    if program is None:
        return None
    try:
        done = subprocess.run([program, "-Tpng"], input=source.encode(), capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None
