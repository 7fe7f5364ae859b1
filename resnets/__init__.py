"""The library behind *ResNet, block by block*: data, blocks, models, checks and experiments."""

from resnets.colab import add_missing
from resnets.quiet import import_keras

__version__ = "0.1.0"

add_missing()
import_keras()
