"""Every preset, in the order of the list."""

from .kernels import KERNELS
from .operations import OTHER_OPERATIONS
from .preset import Preset
from .signals import SIGNALS
from .single_options import SINGLE_OPTIONS
from .trained import TRAINED, TrainedPreset
from .views import OTHER_VIEWS
from .worked_example import WORKED_EXAMPLE


def presets() -> dict[str, Preset | TrainedPreset]:
    """Return every preset whose weights are there.

    Examples
    --------
    >>> list(presets())[:2]
    ['worked-example', 'sobel']
    >>> presets()["trained-digits"].read().options
    {'padding': ((2, 2), (2, 2))}
    """
    trained = [preset for preset in TRAINED if preset.available]
    others = (*SINGLE_OPTIONS, *OTHER_OPERATIONS, *OTHER_VIEWS, *SIGNALS)
    listed: list[Preset | TrainedPreset] = [WORKED_EXAMPLE, *KERNELS, *trained, *others]
    return {preset.name: preset for preset in listed}
