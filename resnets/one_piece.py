"""A net and what stands before it as one model whose layers lie side by side."""

import keras


def behind(net: keras.Model, pictures, prepared, name: str, include_top: bool = True) -> keras.Model:
    """Return a model from ``pictures`` that goes through the layers of ``net``, the very same ones.

    Called on a tensor, a net would become one layer of the new model, and its own layers would be out of
    sight; here ``model.layers[-1]`` is the net's last layer.

    Args:
        net: functional.
        pictures: the new input, of ``keras.Input``.
        prepared: Keras tensor made of ``pictures``, of the shape that ``net`` takes.
        include_top: False ends the model in what the last global pool of ``net`` reads.
    """
    ends = {}

    def call(layer, *args, **kwargs):
        if isinstance(layer, keras.layers.GlobalAveragePooling2D):
            ends["map"] = args[0]
        ends["last"] = layer(*args, **kwargs)
        return ends["last"]

    keras.models.clone_model(net, prepared, clone_function=lambda layer: layer, call_function=call)
    return keras.Model(pictures, ends["last" if include_top else "map"], name=name)
