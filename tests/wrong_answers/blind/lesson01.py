"""Lesson 1's answers, written from the students' text alone; a class an exercise."""

import keras
import numpy as np
import tensorflow as tf

from tests.wrong_answers import right, wrong


def conv(X, filters, kernel=3, padding="same", use_bias=False, start="he_normal", **more):
    """Return a convolution as exercise 1.1 asks for it; the answers change one argument each."""
    return keras.layers.Conv2D(
        filters, kernel, padding=padding, use_bias=use_bias, kernel_initializer=start, **more
    )(X)


def norm(X, **more):
    """Return BN of X."""
    return keras.layers.BatchNormalization(**more)(X)


def relu(X):
    """Return ReLU of X as a layer."""
    return keras.layers.Activation("relu")(X)


class E1_1:
    """plain_stack."""

    @wrong("")
    def no_batch_norm(X, filters, layers):
        """BN is left out."""
        for _ in range(layers):
            X = relu(conv(X, filters))
        return X

    @wrong("")
    def no_relu(X, filters, layers):
        """ReLU is left out."""
        for _ in range(layers):
            X = norm(conv(X, filters))
        return X

    @wrong("")
    def relu_before_bn(X, filters, layers):
        """ReLU and BN stand in the wrong order."""
        for _ in range(layers):
            X = norm(relu(conv(X, filters)))
        return X

    @wrong("")
    def bn_before_convolution(X, filters, layers):
        """BN stands in front of the convolution."""
        for _ in range(layers):
            X = relu(conv(norm(X), filters))
        return X

    @wrong("")
    def no_padding(X, filters, layers):
        """The convolutions do not pad."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters, padding="valid")))
        return X

    @wrong("")
    def with_bias(X, filters, layers):
        """The convolutions have a bias."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters, use_bias=True)))
        return X

    @wrong("")
    def keras_default_start(X, filters, layers):
        """The initialiser is left out, so it is Glorot's."""
        for _ in range(layers):
            X = relu(norm(keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)))
        return X

    @wrong("")
    def he_uniform(X, filters, layers):
        """he_uniform instead of he_normal."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters, start="he_uniform")))
        return X

    @wrong("")
    def no_loop(X, filters, layers):
        """One layer only, ``layers`` is not used."""
        return relu(norm(conv(X, filters)))

    @wrong("")
    def reads_the_input_again(X, filters, layers):
        """Every round reads X and writes Y, so the layers do not follow each other."""
        for _ in range(layers):
            Y = relu(norm(conv(X, filters)))
        return Y

    @wrong("")
    def return_in_the_loop(X, filters, layers):
        """The return is indented too far, so the loop ends after one round."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters)))
            return X

    @wrong("")
    def one_too_few(X, filters, layers):
        """range(1, layers) makes one layer too few."""
        for _ in range(1, layers):
            X = relu(norm(conv(X, filters)))
        return X

    @wrong("")
    def one_too_many(X, filters, layers):
        """range(layers + 1) makes one layer too many."""
        for _ in range(layers + 1):
            X = relu(norm(conv(X, filters)))
        return X

    @wrong("")
    def one_convolution_for_all(X, filters, layers):
        """The convolution is made once, in front of the loop, and used again and again."""
        X = relu(norm(conv(X, filters)))
        again = keras.layers.Conv2D(
            filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal"
        )
        for _ in range(layers - 1):
            X = relu(norm(again(X)))
        return X

    @wrong("")
    def one_bn_for_all(X, filters, layers):
        """BN is made once and shared by all layers."""
        shared = keras.layers.BatchNormalization()
        for _ in range(layers):
            X = relu(shared(conv(X, filters)))
        return X

    @wrong("")
    def relu_at_the_end_only(X, filters, layers):
        """One ReLU after the loop instead of one in every round."""
        for _ in range(layers):
            X = norm(conv(X, filters))
        return relu(X)

    @wrong("")
    def relu_in_the_convolution_too(X, filters, layers):
        """activation="relu" in the convolution, and a ReLU after BN."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters, activation="relu")))
        return X

    @wrong("")
    def arguments_swapped(X, filters, layers):
        """Conv2D(3, filters): number of filters and kernel size change places."""
        for _ in range(layers):
            X = relu(norm(conv(X, 3, kernel=filters)))
        return X

    @wrong("")
    def kernel_of_one(X, filters, layers):
        """1x1 kernels, so no neighbour is read."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters, kernel=1)))
        return X

    @wrong("")
    def strided(X, filters, layers):
        """strides=2 copied from another example."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters, strides=2)))
        return X

    @wrong("")
    def channels_of_the_input(X, filters, layers):
        """As many filters as X has channels, ``filters`` is not used."""
        for _ in range(layers):
            X = relu(norm(conv(X, X.shape[-1])))
        return X

    @wrong("")
    def filters_double(X, filters, layers):
        """The filters double with every layer."""
        for number in range(layers):
            X = relu(norm(conv(X, filters * 2**number)))
        return X

    @wrong("")
    def two_written_out(X, filters, layers):
        """Two layers written out, right for layers=2 only."""
        X = relu(norm(conv(X, filters)))
        return relu(norm(conv(X, filters)))

    @wrong("")
    def with_a_shortcut(X, filters, layers):
        """A shortcut is added; the plain net has none."""
        X = relu(norm(conv(X, filters)))
        for _ in range(layers - 1):
            X = keras.layers.Add()([relu(norm(conv(X, filters))), X])
        return X

    @wrong("")
    def bn_over_rows(X, filters, layers):
        """BN(axis=1) takes the rows for the channels."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters), axis=1))
        return X

    @wrong("")
    def sigmoid(X, filters, layers):
        """A sigmoid instead of ReLU."""
        for _ in range(layers):
            X = keras.layers.Activation("sigmoid")(norm(conv(X, filters)))
        return X

    @wrong("")
    def bn_frozen(X, filters, layers):
        """BN is called with training=False for good."""
        for _ in range(layers):
            X = relu(keras.layers.BatchNormalization()(conv(X, filters), training=False))
        return X

    @wrong("")
    def layers_is_a_number(X, filters, layers):
        """``layers.Conv2D``, but layers is the number of layers here."""
        for _ in range(layers):
            X = layers.Conv2D(filters, 3, padding="same")(X)
        return X

    @wrong("")
    def no_return(X, filters, layers):
        """Nothing is returned."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters)))

    @wrong("")
    def gives_a_model(X, filters, layers):
        """A model is returned instead of the tensor."""
        Y = X
        for _ in range(layers):
            Y = relu(norm(conv(Y, filters)))
        return keras.Model(X, Y)

    @wrong("")
    def gives_all_tensors(X, filters, layers):
        """A list of every layer's tensor is returned."""
        found = []
        for _ in range(layers):
            X = relu(norm(conv(X, filters)))
            found.append(X)
        return found

    @right
    def with_relu_layers(X, filters, layers):
        """ReLU layers and initialiser objects instead of words."""
        for _ in range(layers):
            start = keras.initializers.HeNormal()
            X = keras.layers.Conv2D(
                filters, (3, 3), (1, 1), "same", use_bias=False, kernel_initializer=start
            )(X)
            X = keras.layers.BatchNormalization(axis=-1)(X)
            X = keras.layers.ReLU()(X)
        return X

    @right
    def recursive(X, filters, layers):
        """A recursion instead of a loop, and the function relu instead of a layer."""
        if layers == 0:
            return X
        before = E1_1.recursive(X, filters, layers - 1)
        return keras.ops.relu(norm(conv(before, filters)))

    @right
    def countdown(X, filters, layers):
        """A while loop that counts down."""
        while layers > 0:
            X = keras.activations.relu(norm(conv(X, filters)))
            layers -= 1
        return X


def loss_of(model, x, y, **more):
    """Return the mean cross-entropy of the model's logits."""
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True, **more)(y, model(x, training=True))


def kernels_of(model):
    """Return the kernels, from the input to the output."""
    return [layer.kernel.value for layer in model.layers if hasattr(layer, "kernel")]


def gradients_of(model, x, y):
    """Return the right gradients; the answers that use it err afterwards."""
    kernels = kernels_of(model)
    with tf.GradientTape() as tape:
        loss = loss_of(model, x, y)
    return tape.gradient(loss, kernels)


class E1_2:
    """gradient_norms."""

    @wrong("")
    def inference_mode(model, x, y):
        """training=False instead of True."""
        with tf.GradientTape() as tape:
            logits = model(x, training=False)
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, logits)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("")
    def mode_left_out(model, x, y):
        """model(x) without a mode, which is inference mode."""
        with tf.GradientTape() as tape:
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, model(x))
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("")
    def not_from_logits(model, x, y):
        """from_logits=True is forgotten."""
        with tf.GradientTape() as tape:
            loss = keras.losses.SparseCategoricalCrossentropy()(y, model(x, training=True))
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("")
    def softmax_twice(model, x, y):
        """A softmax on top, and from_logits=True as well."""
        with tf.GradientTape() as tape:
            answers = tf.nn.softmax(model(x, training=True))
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, answers)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("")
    def summed_loss(model, x, y):
        """The sum of the losses instead of their mean."""
        with tf.GradientTape() as tape:
            loss = loss_of(model, x, y, reduction="sum")
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("")
    def squared_error(model, x, y):
        """Mean squared error of the logits instead of cross-entropy."""
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = tf.reduce_mean((logits - tf.one_hot(y, logits.shape[-1])) ** 2)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("")
    def categorical_loss(model, x, y):
        """CategoricalCrossentropy with integer labels."""
        with tf.GradientTape() as tape:
            loss = keras.losses.CategoricalCrossentropy(from_logits=True)(y, model(x, training=True))
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("")
    def squared_norm(model, x, y):
        """The root is forgotten."""
        return np.array([float(tf.reduce_sum(g**2)) for g in gradients_of(model, x, y)])

    @wrong("")
    def root_of_the_mean(model, x, y):
        """The root of the mean of squares instead of their sum."""
        return np.array([float(tf.sqrt(tf.reduce_mean(g**2))) for g in gradients_of(model, x, y)])

    @wrong("")
    def l1_norm(model, x, y):
        """The sum of absolute values instead of the root of squares."""
        return np.array([float(tf.reduce_sum(tf.abs(g))) for g in gradients_of(model, x, y)])

    @wrong("")
    def largest_entry(model, x, y):
        """The largest entry instead of the L2 norm."""
        return np.array([float(tf.reduce_max(tf.abs(g))) for g in gradients_of(model, x, y)])

    @wrong("")
    def plain_mean(model, x, y):
        """The mean of the gradient, where signs cancel."""
        return np.array([float(tf.reduce_mean(g)) for g in gradients_of(model, x, y)])

    @wrong("")
    def from_the_end(model, x, y):
        """The order is turned round, from the output to the input."""
        return np.array([float(tf.norm(g)) for g in gradients_of(model, x, y)])[::-1]

    @wrong("")
    def by_size(model, x, y):
        """The numbers are sorted by size."""
        return np.sort([float(tf.norm(g)) for g in gradients_of(model, x, y)])

    @wrong("")
    def ratio_to_the_last(model, x, y):
        """Divided by the last one."""
        norms = np.array([float(tf.norm(g)) for g in gradients_of(model, x, y)])
        return norms / norms[-1]

    @wrong("")
    def relative_to_the_weights(model, x, y):
        """Divided by the norm of the kernel."""
        pairs = zip(gradients_of(model, x, y), kernels_of(model), strict=True)
        return np.array([float(tf.norm(g) / tf.norm(k)) for g, k in pairs])

    @wrong("")
    def norm_of_the_weights(model, x, y):
        """The norms of the kernels themselves, not of their gradients."""
        return np.array([float(tf.norm(k)) for k in kernels_of(model)])

    @wrong("")
    def all_variables(model, x, y):
        """All trainable variables, gammas, betas and biases included."""
        with tf.GradientTape() as tape:
            loss = loss_of(model, x, y)
        found = tape.gradient(loss, [v.value for v in model.trainable_variables])
        return np.array([float(tf.norm(g)) for g in found])

    @wrong("")
    def convolutions_only(model, x, y):
        """The dense layer, which has a kernel too, is left out."""
        kernels = [c.kernel.value for c in model.layers if isinstance(c, keras.layers.Conv2D)]
        with tf.GradientTape() as tape:
            loss = loss_of(model, x, y)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels)])

    @wrong("")
    def kernels_and_biases(model, x, y):
        """Kernel and bias of a layer in one norm."""
        with tf.GradientTape(persistent=True) as tape:
            loss = loss_of(model, x, y)
        norms = []
        for layer in model.layers:
            if hasattr(layer, "kernel"):
                found = tape.gradient(loss, [v.value for v in layer.trainable_variables])
                norms.append(float(tf.linalg.global_norm(found)))
        return np.array(norms)

    @wrong("")
    def one_norm_for_all(model, x, y):
        """One number for the whole net."""
        return float(tf.linalg.global_norm(gradients_of(model, x, y)))

    @wrong("")
    def first_picture_only(model, x, y):
        """The first picture instead of the batch."""
        return np.array([float(tf.norm(g)) for g in gradients_of(model, x[:1], y[:1])])

    @wrong("")
    def mean_of_single_norms(model, x, y):
        """Norms picture by picture, then their mean."""
        single = [
            [float(tf.norm(g)) for g in gradients_of(model, x[i : i + 1], y[i : i + 1])]
            for i in range(len(x))
        ]
        return np.mean(single, axis=0)

    @wrong("")
    def called_before_the_tape(model, x, y):
        """The model is called before the ``with``, so the tape has seen nothing of it."""
        logits = model(x, training=True)
        with tf.GradientTape() as tape:
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, logits)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("")
    def keras_variables(model, x, y):
        """Keras's variables instead of their values as the tape's sources."""
        kernels = [layer.kernel for layer in model.layers if hasattr(layer, "kernel")]
        with tf.GradientTape() as tape:
            loss = loss_of(model, x, y)
        return np.array([float(np.linalg.norm(g)) for g in tape.gradient(loss, kernels)]) * 1.0

    @wrong("")
    def gives_gradients(model, x, y):
        """The gradients themselves, without their norms."""
        return gradients_of(model, x, y)

    @wrong("")
    def takes_a_step(model, x, y):
        """A training step is taken as well, so the weights change."""
        found = gradients_of(model, x, y)
        for layer, g in zip([c for c in model.layers if hasattr(c, "kernel")], found, strict=True):
            layer.kernel.assign_sub(0.1 * g)
        return np.array([float(tf.norm(g)) for g in found])

    @wrong("")
    def ones(model, x, y):
        """A constant of the right shape."""
        return np.ones(len(kernels_of(model)))

    @wrong("")
    def prints_only(model, x, y):
        """The numbers are printed, nothing is returned."""
        print([float(tf.norm(g)) for g in gradients_of(model, x, y)])

    @wrong("")
    def gives_a_list(model, x, y):
        """A list instead of the NumPy array."""
        return [float(tf.norm(g)) for g in gradients_of(model, x, y)]

    @right
    def with_tensorflows_loss(model, x, y):
        """TensorFlow's own loss, NumPy's norm of the flat gradient."""
        with tf.GradientTape() as tape:
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=model(x, training=True))
            loss = tf.reduce_mean(losses)
        found = tape.gradient(loss, kernels_of(model))
        return np.array([np.linalg.norm(g.numpy().ravel()) for g in found])

    @right
    def by_name(model, x, y):
        """Kernels are known by the name of the variable."""
        kernels = [v.value for v in model.trainable_variables if v.name == "kernel"]
        with tf.GradientTape() as tape:
            loss = loss_of(model, x, y)
        return np.asarray(
            [tf.sqrt(tf.reduce_sum(tf.square(g))).numpy() for g in tape.gradient(loss, kernels)]
        )


class E1_3:
    """unit_gradients."""

    @wrong("")
    def no_shortcut(x, w1, w2, g):
        """What comes along the shortcut is forgotten."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1, da * x, db * h

    @wrong("")
    def shortcut_of_one(x, w1, w2, g):
        """The shortcut adds 1 instead of g."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + 1, da * x, db * h

    @wrong("")
    def shortcut_times_x(x, w1, w2, g):
        """The shortcut adds g times x."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + g * x, da * x, db * h

    @wrong("")
    def g_is_one(x, w1, w2, g):
        """g is taken to be 1, as in the example."""
        h = max(w1 * x, 0)
        db = 1.0 if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + 1, da * x, db * h

    @wrong("")
    def g_overwritten(x, w1, w2, g):
        """g is overwritten on the way back, so the shortcut gets what is left in the branch."""
        a = w1 * x
        h = max(a, 0)
        g = g if w2 * h > 0 else 0.0
        dw2 = g * h
        g = g * w2 if a > 0 else 0.0
        return g * w1 + g, g * x, dw2

    @wrong("")
    def relus_always_open(x, w1, w2, g):
        """The ReLUs are forgotten on the way back."""
        h = max(w1 * x, 0)
        return g * w2 * w1 + g, g * w2 * x, g * h

    @wrong("")
    def no_relus_at_all(x, w1, w2, g):
        """The ReLUs are forgotten on both ways."""
        return g * w2 * w1 + g, g * w2 * x, g * w1 * x

    @wrong("")
    def outer_relu_forgotten(x, w1, w2, g):
        """Only the inner ReLU is respected."""
        a = w1 * x
        da = g * w2 if a > 0 else 0.0
        return da * w1 + g, da * x, g * max(a, 0)

    @wrong("")
    def inner_relu_forgotten(x, w1, w2, g):
        """The inner ReLU is left out on both ways."""
        a = w1 * x
        db = g if w2 * a > 0 else 0.0
        return db * w2 * w1 + g, db * w2 * x, db * a

    @wrong("")
    def open_at_zero(x, w1, w2, g):
        """A ReLU whose input is 0 is taken as open."""
        a = w1 * x
        h = max(a, 0)
        db = g if w2 * h >= 0 else 0.0
        da = db * w2 if a >= 0 else 0.0
        return da * w1 + g, da * x, db * h

    @wrong("")
    def relu_after_the_addition(x, w1, w2, g):
        """The outer ReLU is put after the addition, as in the formula above the picture."""
        a = w1 * x
        h = max(a, 0)
        db = g if w2 * h + x > 0 else 0.0
        da = db * w2 if a > 0 else 0.0
        return da * w1 + db, da * x, db * h

    @wrong("")
    def order_of_the_answer(x, w1, w2, g):
        """dw1, dw2, dx instead of dx, dw1, dw2."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * x, db * h, da * w1 + g

    @wrong("")
    def weights_swapped(x, w1, w2, g):
        """dw1 and dw2 have changed places."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + g, db * h, da * x

    @wrong("")
    def times_the_weight(x, w1, w2, g):
        """A weight's gradient is multiplied by the weight instead of by what it multiplies."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + g, da * w1, db * w2

    @wrong("")
    def dw2_with_x(x, w1, w2, g):
        """dw2 is multiplied by x instead of h."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + g, da * x, db * x

    @wrong("")
    def w2_skipped(x, w1, w2, g):
        """The way back to w1 and x passes over w2."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db if w1 * x > 0 else 0.0
        return da * w1 + g, da * x, db * h

    @wrong("")
    def relu_of_the_gradient(x, w1, w2, g):
        """ReLU is applied to the gradient instead of a gate from the forward pass."""
        h = max(w1 * x, 0)
        db = max(g, 0)
        da = max(db * w2, 0)
        return da * w1 + g, da * x, db * h

    @wrong("")
    def gate_by_x(x, w1, w2, g):
        """The inner ReLU is taken as open where x is positive."""
        h = max(w1 * x, 0)
        db = g if w2 > 0 else 0.0
        da = db * w2 if x > 0 else 0.0
        return da * w1 + g, da * x, db * h

    @wrong("")
    def by_differences(x, w1, w2, g, h=1e-5):
        """Differences instead of the way back; wrong where a ReLU's input is 0."""

        def y(x, w1, w2):
            return max(w2 * max(w1 * x, 0), 0) + x

        return (
            g * (y(x + h, w1, w2) - y(x - h, w1, w2)) / (2 * h),
            g * (y(x, w1 + h, w2) - y(x, w1 - h, w2)) / (2 * h),
            g * (y(x, w1, w2 + h) - y(x, w1, w2 - h)) / (2 * h),
        )

    @wrong("")
    def forward_only(x, w1, w2, g):
        """The forward pass is returned."""
        a = w1 * x
        return a, w2 * max(a, 0), max(w2 * max(a, 0), 0) + x

    @wrong("")
    def from_the_example(x, w1, w2, g):
        """The numbers of the worked example."""
        return 2.5, 6.0, 1.0

    @wrong("")
    def dx_only(x, w1, w2, g):
        """dL/dx alone is returned."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        return (db * w2 if w1 * x > 0 else 0.0) * w1 + g

    @wrong("")
    def no_return(x, w1, w2, g):
        """Everything is computed and nothing returned."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        dx, dw1, dw2 = da * w1 + g, da * x, db * h  # noqa: F841

    @wrong("")
    def undefined_name(x, w1, w2, g):
        """A name that was never set: dh."""
        a = w1 * x
        da = dh if a > 0 else 0.0  # noqa: F821
        return da * w1 + g, da * x, 0.0

    @right
    def with_gates(x, w1, w2, g):
        """Gates as numbers 0 and 1; a list is returned."""
        a = w1 * x
        open_a = float(a > 0)
        b = w2 * a * open_a
        open_b = float(b > 0)
        return [g * (1 + open_b * open_a * w2 * w1), g * open_b * open_a * w2 * x, g * open_b * open_a * a]

    @right
    def case_by_case(x, w1, w2, g):
        """Two cases: the branch is open, or nothing but the shortcut is left."""
        if w1 * x > 0 and w2 > 0:
            return g + g * w1 * w2, g * w2 * x, g * w1 * x
        return g, 0.0, 0.0

    @right
    def in_numpy(x, w1, w2, g):
        """np.where and an array of three."""
        a = w1 * x
        h = np.maximum(a, 0)
        db = np.where(w2 * h > 0, g, 0.0)
        da = np.where(a > 0, db * w2, 0.0)
        return np.array([da * w1 + g, da * x, db * h])


def plain_conv(X, filters, kernel=3, padding="same", use_bias=False):
    """Return a convolution as the colleague of exercise 1.4 writes it."""
    return keras.layers.Conv2D(filters, kernel, padding=padding, use_bias=use_bias)(X)


def branch(X, filters):
    """Return F(X): convolution, BN, ReLU, convolution, BN."""
    return norm(plain_conv(relu(norm(plain_conv(X, filters))), filters))


class E1_4:
    """mended_unit."""

    @wrong("")
    def unchanged(X, filters):
        """The colleague's unit as it was."""
        X = branch(X, filters)
        shortcut = X
        return relu(keras.layers.Add()([X, shortcut]))

    @wrong("")
    def after_the_first_convolution(X, filters):
        """The shortcut begins after the first convolution."""
        X = plain_conv(X, filters)
        shortcut = X
        X = norm(plain_conv(relu(norm(X)), filters))
        return relu(keras.layers.Add()([X, shortcut]))

    @wrong("")
    def after_the_first_bn(X, filters):
        """The shortcut begins after the first BN."""
        X = norm(plain_conv(X, filters))
        shortcut = X
        X = norm(plain_conv(relu(X), filters))
        return relu(keras.layers.Add()([X, shortcut]))

    @wrong("")
    def after_the_first_relu(X, filters):
        """The shortcut begins after the first ReLU."""
        X = relu(norm(plain_conv(X, filters)))
        shortcut = X
        X = norm(plain_conv(X, filters))
        return relu(keras.layers.Add()([X, shortcut]))

    @wrong("")
    def add_left_out(X, filters):
        """The Add is taken out, so it is a plain unit."""
        return relu(branch(X, filters))

    @wrong("")
    def last_relu_lost(X, filters):
        """The ReLU after the addition is lost."""
        return keras.layers.Add()([branch(X, filters), X])

    @wrong("")
    def relu_before_the_addition(X, filters):
        """A ReLU in front of the addition, so F cannot be negative."""
        return relu(keras.layers.Add()([relu(branch(X, filters)), X]))

    @wrong("")
    def inner_relu_lost(X, filters):
        """The ReLU between the convolutions is lost."""
        F = norm(plain_conv(norm(plain_conv(X, filters)), filters))
        return relu(keras.layers.Add()([F, X]))

    @wrong("")
    def last_bn_lost(X, filters):
        """The second BN is lost."""
        F = plain_conv(relu(norm(plain_conv(X, filters))), filters)
        return relu(keras.layers.Add()([F, X]))

    @wrong("")
    def concatenated(X, filters):
        """Concatenate instead of Add."""
        return relu(keras.layers.Concatenate()([branch(X, filters), X]))

    @wrong("")
    def subtracted(X, filters):
        """F(X) - X."""
        return relu(keras.layers.Subtract()([branch(X, filters), X]))

    @wrong("")
    def averaged(X, filters):
        """Average instead of Add."""
        return relu(keras.layers.Average()([branch(X, filters), X]))

    @wrong("")
    def added_twice(X, filters):
        """X is added twice, once for the colleague's line and once more."""
        return relu(keras.layers.Add()([branch(X, filters), X, X]))

    @wrong("")
    def branch_not_used(X, filters):
        """Both sides of the addition are the shortcut."""
        shortcut = X
        X = branch(X, filters)
        return relu(keras.layers.Add()([shortcut, shortcut]))

    @wrong("")
    def shortcut_with_relu(X, filters):
        """The shortcut goes through a ReLU."""
        return relu(keras.layers.Add()([branch(X, filters), relu(X)]))

    @wrong("")
    def shortcut_with_bn(X, filters):
        """The shortcut goes through a BN."""
        return relu(keras.layers.Add()([branch(X, filters), norm(X)]))

    @wrong("")
    def shortcut_with_convolution(X, filters):
        """The shortcut gets a 1x1 convolution."""
        return relu(keras.layers.Add()([branch(X, filters), plain_conv(X, filters, kernel=1)]))

    @wrong("")
    def x_added_to_the_colleagues(X, filters):
        """X is added to the result of the colleague's unit."""
        F = branch(X, filters)
        return keras.layers.Add()([relu(keras.layers.Add()([F, F])), X])

    @wrong("")
    def with_bias(X, filters):
        """Written anew with biases, which the colleague's unit has not."""
        F = relu(norm(plain_conv(X, filters, use_bias=True)))
        F = norm(plain_conv(F, filters, use_bias=True))
        return relu(keras.layers.Add()([F, X]))

    @wrong("")
    def second_kernel_of_one(X, filters):
        """The second convolution has a 1x1 kernel."""
        F = norm(plain_conv(relu(norm(plain_conv(X, filters))), filters, kernel=1))
        return relu(keras.layers.Add()([F, X]))

    @wrong("")
    def no_padding(X, filters):
        """padding="same" is lost."""
        F = relu(norm(plain_conv(X, filters, padding="valid")))
        F = norm(plain_conv(F, filters, padding="valid"))
        return relu(keras.layers.Add()([F, X]))

    @wrong("")
    def sixteen_filters(X, filters):
        """16 filters as in the lesson's example, whatever ``filters`` says."""
        return relu(keras.layers.Add()([branch(X, 16), X]))

    @wrong("")
    def one_convolution_twice(X, filters):
        """One convolution, used twice."""
        shared = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)
        F = norm(shared(relu(norm(shared(X)))))
        return relu(keras.layers.Add()([F, X]))

    @wrong("")
    def no_return(X, filters):
        """Nothing is returned."""
        relu(keras.layers.Add()([branch(X, filters), X]))

    @wrong("")
    def gives_a_model(X, filters):
        """A model is returned instead of the tensor."""
        return keras.Model(X, relu(keras.layers.Add()([branch(X, filters), X])))

    @right
    def with_a_plus_sign(X, filters):
        """A plus sign instead of the layer Add."""
        return keras.ops.relu(X + branch(X, filters))

    @right
    def written_out(X, filters):
        """Every line of its own, ReLU layers, and He's start."""
        shortcut = X
        for last in (False, True):
            X = keras.layers.Conv2D(
                filters, (3, 3), padding="same", use_bias=False, kernel_initializer="he_normal"
            )(X)
            X = keras.layers.BatchNormalization()(X)
            if not last:
                X = keras.layers.ReLU()(X)
        return keras.layers.ReLU()(keras.layers.add([shortcut, X]))
