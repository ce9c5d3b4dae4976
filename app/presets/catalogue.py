"""Every preset, in the order of the list."""

from app.presets.kernels import KERNELS
from app.presets.operations import OTHER_OPERATIONS
from app.presets.preset import Preset
from app.presets.signals import SIGNALS
from app.presets.single_options import SINGLE_OPTIONS
from app.presets.views import OTHER_VIEWS
from app.presets.worked_example import WORKED_EXAMPLE

PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (WORKED_EXAMPLE, *KERNELS, *SINGLE_OPTIONS, *OTHER_OPERATIONS, *OTHER_VIEWS, *SIGNALS)
}
