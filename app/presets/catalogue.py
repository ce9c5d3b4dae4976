"""Every preset, in the order of the list."""

from app.presets.kernels import KERNELS
from app.presets.preset import Preset
from app.presets.single_options import SINGLE_OPTIONS
from app.presets.worked_example import WORKED_EXAMPLE

PRESETS: dict[str, Preset] = {preset.name: preset for preset in (WORKED_EXAMPLE, *KERNELS, *SINGLE_OPTIONS)}
