"""The benchmark program: ``python -m resnets.benchmark speed``, ``… signs``, ``… train``, ``… table``.

``speed`` prints images/s and peak memory of the course's ResNet50 beside Keras's own. ``signs`` trains
ResNet50 on the hand signs, several seeds, and writes one JSON file a run to results/signs/. ``train``
does the same with any of the CIFAR-10 nets, to results/cifar10/; a run that was cut short goes on.
``table`` prints what is recorded beside what was published, as Markdown and as a picture.
``degradation`` trains lesson 1's small nets, to results/degradation/; ``schedules`` compares learning-rate
schedules for lesson 5, to results/schedules/; ``versions`` trains lesson 6's v1 and v2, to
results/versions/. ``lesions`` and ``landscape`` measure what lesson 1's nets are without one block, and the
loss around them, to results/lesions/ and results/landscape/. ``pretrain`` makes the course's own checkpoints,
in checkpoints/; ``transfer`` carries them to new classes, to results/transfer/; ``heads`` puts the transfer
tutorial's two heads on a frozen base, all of CIFAR-10, to results/heads/.
"""

import argparse

from resnets import (
    cifar_runs,
    cifar_table,
    degradation_runs,
    head_runs,
    landscape_runs,
    lesion_runs,
    pretrain_runs,
    schedule_runs,
    sign_runs,
    speed,
    transfer_runs,
    version_runs,
)

COMMANDS = {
    "speed": (speed, "images/s and peak memory of ResNet50, beside keras.applications"),
    "signs": (sign_runs, "ResNet50 on the hand signs, several seeds, into results/signs/"),
    "train": (cifar_runs, "one of the nets on CIFAR-10, into results/cifar10/, resumable"),
    "table": (cifar_table, "the recorded CIFAR-10 runs beside the tutorial's and the papers' figures"),
    "degradation": (degradation_runs, "lesson 1's plain and residual nets, into results/degradation/"),
    "schedules": (schedule_runs, "lesson 5's learning-rate schedules, one net, into results/schedules/"),
    "versions": (version_runs, "v1 and v2 with 20 layers on small pictures, into results/versions/"),
    "lesions": (lesion_runs, "lesson 1's nets without one block at a time, into results/lesions/"),
    "landscape": (landscape_runs, "the loss around lesson 1's nets, into results/landscape/"),
    "pretrain": (pretrain_runs, "the course's own trained nets, into checkpoints/, resumable"),
    "transfer": (transfer_runs, "ways to learn new classes from few pictures, into results/transfer/"),
    "heads": (head_runs, "the transfer tutorial's two heads on a frozen base, into results/heads/"),
}


def main(argv: list[str] | None = None) -> None:
    """Run the program with these arguments (those of the command line if None)."""
    parser = argparse.ArgumentParser(prog="python -m resnets.benchmark", description=__doc__.split("\n\n")[1])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (module, help_text) in COMMANDS.items():
        module.add_arguments(commands.add_parser(name, help=help_text))
    arguments = parser.parse_args(argv)
    COMMANDS[arguments.command][0].main(arguments)


if __name__ == "__main__":
    main()
