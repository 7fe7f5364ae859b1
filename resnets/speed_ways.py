"""The training loops whose speed is compared: each a function (net, batch, steps) -> images/s."""

import time

WARM_UP = 3  # steps: the first one traces and compiles
CIFAR_IMAGES = 50_000  # so that memory is counted with the whole set at hand


class _Clock:
    """A Keras callback, in effect: images/s over the steps after the warm-up."""

    def __init__(self, batch: int, steps: int):
        self.batch, self.steps, self.count = batch, steps, 0

    def tick(self) -> bool:
        """Count one finished step; return whether all are done."""
        self.count += 1
        if self.count == WARM_UP:
            self.started = time.perf_counter()
        self.ended = time.perf_counter()
        return self.count >= WARM_UP + self.steps

    def images_per_second(self) -> float:
        return (self.count - WARM_UP) * self.batch / (self.ended - self.started)


def _build(net: str):
    """Return a net of ``resnets.nets``, or ResNet50 for 64x64 pictures and 6 classes."""
    from resnets.models import ResNet50
    from resnets.nets import build_net

    return ResNet50() if net == "resnet50" else build_net(net)


def _random_batch(model, batch: int):
    import numpy as np

    rng = np.random.default_rng(0)
    x = rng.random((batch, *model.input_shape[1:]), np.float32)
    return x, rng.integers(0, model.output_shape[-1], batch)


def _train_on(model, batch: int, steps: int, jit: bool | str, optimizer="adam") -> float:
    from resnets.training import crossentropy, ends_in_softmax

    model.compile(optimizer, crossentropy(from_logits=not ends_in_softmax(model)), jit_compile=jit)
    x, y = _random_batch(model, batch)
    clock = _Clock(batch, steps)
    while True:
        model.train_on_batch(x, y)
        if clock.tick():
            return clock.images_per_second()


def fixed_batch(net: str, batch: int, steps: int) -> float:
    """``train_on_batch`` on one batch again and again, with Keras's own batch normalisation."""
    from resnets.training import jit_compile

    return _train_on(_build(net), batch, steps, jit_compile(), _optimizer(net))


def fixed_batch_fused(net: str, batch: int, steps: int) -> float:
    """The same with the batch normalisation that ``fit`` uses: no pipeline of ours can be faster."""
    from resnets.fused import fused_batch_norm

    with fused_batch_norm():
        return fixed_batch(net, batch, steps)


def fixed_batch_xla(net: str, batch: int, steps: int) -> float:
    """The same, compiled by XLA."""
    return _train_on(_build(net), batch, steps, True, _optimizer(net))


def _optimizer(net: str):
    from resnets.cifar_runs import SHORT
    from resnets.recipe import make_optimizer

    return "adam" if net == "resnet50" else make_optimizer(SHORT, 1000)


def keras_applications(net: str, batch: int, steps: int) -> float:
    """Keras's own ResNet50 on one batch again and again."""
    import keras

    from resnets.training import jit_compile

    model = keras.applications.ResNet50(weights=None, input_shape=(64, 64, 3), classes=6)
    return _train_on(model, batch, steps, jit_compile())


def course_fit(
    net: str, batch: int, steps: int, on_device: bool | None = None, recipe: str = "short"
) -> float:
    """The course's ``fit`` with the recipe's augmentation, shuffling and progress lines.

    Where ``fit`` runs many steps in one call, whole epochs are timed, whatever ``steps`` is: the fastest
    one after the first, which compiles.
    """
    import keras
    import numpy as np

    from resnets.cifar_runs import RECIPES
    from resnets.device_loop import on_accelerator
    from resnets.training import fit

    clock = _Clock(batch, steps)

    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, step, logs=None):
            self.model.stop_training = clock.tick()

    rng = np.random.default_rng(0)
    x = rng.standard_normal((CIFAR_IMAGES, 32, 32, 3), np.float32)
    y = rng.integers(0, 10, CIFAR_IMAGES)
    told = RECIPES[recipe].but(epochs=3, warmup_epochs=1, batch_size=batch)
    if on_accelerator() if on_device is None else on_device:
        history = fit(_build(net), told, (x, y), on_device=True)
        return CIFAR_IMAGES / min(history["seconds"][1:])
    fit(_build(net), told, (x, y), callbacks=[Stop()], on_device=False)
    return clock.images_per_second()


def course_fit_muon(net: str, batch: int, steps: int) -> float:
    """The same with the recipe ``fast``: Muon in place of SGD."""
    return course_fit(net, batch, steps, recipe="fast")


def signs_fit(net: str, batch: int, steps: int) -> float:
    """The course's ``fit`` on pictures of lesson 4's size: five whole epochs of ``steps`` batches."""
    import numpy as np

    from resnets.recipe import HAND_SIGNS
    from resnets.training import fit

    rng, n = np.random.default_rng(0), steps * batch
    x, y = rng.random((n, 64, 64, 3), np.float32), rng.integers(0, 6, n)
    recipe = HAND_SIGNS.but(epochs=6, warmup_epochs=1, batch_size=batch, augmentation=None)
    history = fit(_build(net), recipe, (x, y), (x[:batch], y[:batch]))
    return 5 * n / sum(history["seconds"][1:])  # the first epoch traces


def signs_fit_tf_data(net: str, batch: int, steps: int) -> float:
    """The same, its batches made by tf.data: what Keras does with one worker."""
    from resnets import training

    training.CPU_WORKERS = 1  # this process does nothing else
    return signs_fit(net, batch, steps)


def course_fit_by_batches(net: str, batch: int, steps: int) -> float:
    """The same, a call for each step, also where ``fit`` would run many in one."""
    return course_fit(net, batch, steps, on_device=False)


def course_fit_xla(net: str, batch: int, steps: int) -> float:
    """The same, compiled by XLA."""
    from resnets import training

    training.jit_compile = lambda: True  # this process does nothing else
    return course_fit(net, batch, steps)


def tutorial_loop(net: str, batch: int, steps: int) -> float:
    """The benchmark tutorial's loop: ImageDataGenerator, Adam, its own ResNet20 v1. TensorFlow only.

    As published, but for what has been removed since: ``fit`` for ``fit_generator``, ``learning_rate``
    for ``lr``, and ``jit_compile=False`` on a CPU, as for the course's nets.
    """
    import keras
    import numpy as np
    import tensorflow as tf

    from resnets.nets import build_net
    from resnets.training import jit_compile

    logits = build_net("resnet20v1-tutorial", l2=1e-4)
    model = keras.Model(logits.input, keras.layers.Softmax()(logits.output))
    model.compile(
        keras.optimizers.Adam(learning_rate=1e-3),
        "categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=jit_compile(),
    )
    rng = np.random.default_rng(0)
    x = rng.random((CIFAR_IMAGES, 32, 32, 3), np.float32) - 0.5
    y = np.eye(10)[rng.integers(0, 10, CIFAR_IMAGES)]
    generator = tf.keras.preprocessing.image.ImageDataGenerator(
        width_shift_range=0.1, height_shift_range=0.1, horizontal_flip=True
    )
    generator.fit(x[:1000])
    clock = _Clock(batch, steps)

    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, step, logs=None):
            self.model.stop_training = clock.tick()

    model.fit(generator.flow(x, y, batch_size=batch), epochs=3, verbose=0, callbacks=[Stop()])
    return clock.images_per_second()


def pytorch_loop(net: str, batch: int, steps: int) -> float:
    """The same net in PyTorch on one batch again and again, with its SGD."""
    import torch

    from resnets.torch_twins import torch_net

    torch.manual_seed(0)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = torch_net(net).to(device).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9, nesterov=True, weight_decay=5e-4)
    x = torch.randn(batch, 3, 32, 32, device=device).to(memory_format=torch.channels_last)
    y = torch.randint(0, 10, (batch,), device=device)
    clock = _Clock(batch, steps)
    while True:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        loss.item()  # waits for the device
        if clock.tick():
            return clock.images_per_second()
