"""Every preset, in the order of the list."""

from .kernels import KERNELS
from .operations import OTHER_OPERATIONS
from .preset import Preset
from .signals import SIGNALS
from .single_options import SINGLE_OPTIONS
from .views import OTHER_VIEWS
from .worked_example import WORKED_EXAMPLE

PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (WORKED_EXAMPLE, *KERNELS, *SINGLE_OPTIONS, *OTHER_OPERATIONS, *OTHER_VIEWS, *SIGNALS)
}
