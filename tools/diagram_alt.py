"""The alternative text of each diagram: what a reader who cannot see it should know."""

ALT: dict[str, str] = {
    "there_and_back": (
        "A residual unit forwards and backwards, built up in eight steps. Forwards: x forks; the layers give "
        "F(x); the shortcut carries x; the two are added to F(x) + x. Backwards: the gradient ∂L/∂y comes "
        "to the addition and is copied; one copy goes through the layers and is multiplied by ∂F/∂x; the "
        "other goes along the shortcut, times 1; where x forked the two are added: ∂L/∂x is ∂L/∂y times "
        "1 plus ∂F/∂x."
    ),
    "residual_unit": (
        "A residual unit. The input x goes two ways: through 3×3 convolution, BN, ReLU, 3×3 convolution "
        "and BN, which give F(x), and unchanged along the shortcut. The two are added to F(x) + x, and a "
        "ReLU follows."
    ),
    "plain_and_residual": (
        "Two chains of the same six layers. In the plain one the input x must pass through all six. In "
        "the residual one a shortcut goes round layers 1–2, 3–4 and 5–6 and is added after each pair, so "
        "that one way through meets no layer at all."
    ),
    "bottleneck": (
        "Two units, drawn as wide as they have channels. The two-layer unit keeps 64 channels through two "
        "3×3 convolutions: 73,728 weights. The bottleneck goes from 256 channels to 64 by a 1×1 "
        "convolution, through a 3×3 at 64, and back to 256 by another 1×1: 69,632 weights. The shortcut "
        "goes round each."
    ),
    "identity_block": (
        "The identity block from top to bottom. Input X of shape (h, w, F3); 1×1 convolution with F1 "
        "filters, BN, ReLU; f×f convolution with F2 filters and same padding, BN, ReLU; 1×1 convolution "
        "with F3 filters, BN; then X itself, carried unchanged by the shortcut, is added; then ReLU. "
        "Height and width stay h and w. Layers are named res{stage}{block}_branch2a, 2b, 2c and "
        "bn{stage}{block}_branch2a, 2b, 2c."
    ),
    "convolutional_block": (
        "The convolutional block from top to bottom. Input X of shape (h, w, C); the main path is that of "
        "the identity block, but its first 1×1 convolution has stride s. On the shortcut stand a 1×1 "
        "convolution with F3 filters and stride s, named res{stage}{block}_branch1, and a BN, named "
        "bn{stage}{block}_branch1. Both paths end in (h/s, w/s, F3), rounded up; they are added, then "
        "ReLU."
    ),
    "resnet50_map": (
        "ResNet50 for a 64×64 picture, line by line. Zero-padding by 3 gives 70×70×3; 7×7 convolution "
        "with stride 2, BN and ReLU 32×32×64; 3×3 max pool with stride 2 15×15×64; stage 2, blocks a to "
        "c, 15×15×256; stage 3, a to d, 8×8×512; stage 4, a to f, 4×4×1024; stage 5, a to c, 2×2×2048; "
        "2×2 average pool 1×1×2048; flatten 2048; dense softmax 6. Block a of each stage is a "
        "convolutional block, the others are identity blocks."
    ),
    "stride_on_1x1": (
        "Two 8×8 grids of pixels, each reduced to 4×4. A 1×1 convolution with stride 2 reads every second "
        "pixel of every second row, 16 of 64, each once. A 3×3 convolution with stride 2 reads all 64, "
        "some of them two or four times."
    ),
    "gradient_paths": (
        "The gradient's way back through a residual unit. It comes from the right, ∂L/∂y, and is copied "
        "at the addition. One copy goes back through BN, convolution, ReLU, BN and convolution, which "
        "multiply it by ∂F/∂x; the other goes along the shortcut unchanged. At the input they are summed: "
        "∂L/∂x = ∂L/∂y + ∂L/∂y · ∂F/∂x."
    ),
    "pre_activation": (
        "Two residual units. Version 1: x goes through 3×3 convolution, BN, ReLU, 3×3 convolution and BN to "
        "F(x), the shortcut brings x, both are added, and a ReLU after the addition cuts off what is "
        "negative. Version 2: BN, ReLU, 1×1 convolution, BN, ReLU, 3×3 convolution, BN, ReLU, 1×1 "
        "convolution give F(x); x comes along the shortcut unchanged, and after the addition there is "
        "nothing."
    ),
    "course_banner": (
        "ResNet, block by block. Seven lessons in a row, each with a shortcut around it and an addition "
        "after it: degradation problem, identity block, convolutional block, ResNet50 on hand signs, "
        "ResNet18 on CIFAR-10, v1 and v2 compared, transfer learning."
    ),
}
