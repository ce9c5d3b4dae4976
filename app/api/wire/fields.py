"""Field types shared by requests: their JSON type is checked here, their meaning in the core."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

#: The largest accepted size: that of a signed 32-bit integer.
LARGEST = 2**31 - 1


class Strict(BaseModel):
    """A request that allows no unknown fields, and does not read true as 1."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST


def _numbers(value: Any) -> int | list[int]:
    if _is_size(value) or (isinstance(value, list) and 1 <= len(value) <= 3 and all(map(_is_size, value))):
        checked: int | list[int] = value
        return checked
    _check_largest(value)
    raise PydanticCustomError("numbers", "must be a whole number, or a list with one for each axis")


def _check_largest(value: Any) -> None:
    """Refuse a whole number beyond the limit, and name that limit."""
    if isinstance(value, list):
        for entry in value:
            _check_largest(entry)
    elif isinstance(value, int) and not isinstance(value, bool) and not -LARGEST <= value <= LARGEST:
        raise PydanticCustomError("too_large", f"must be at most {LARGEST:,}, not {value:,}")


def _padding(value: Any) -> Any:
    if value in ("same", "valid") or _is_size(value):
        return value
    if isinstance(value, list) and 1 <= len(value) <= 3:
        entries = [entry if isinstance(entry, list) else [entry, entry] for entry in value]
        if all(len(sides) == 2 and all(map(_is_size, sides)) for sides in entries):
            return value
    _check_largest(value)
    raise PydanticCustomError(
        "padding", 'must be a whole number, one per axis, [before, after] per axis, "same" or "valid"'
    )


def _integer(least: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": LARGEST}


def _one_or_each(least: int, axes: tuple[int, int] = (2, 2)) -> dict[str, Any]:
    items = {"type": "array", "items": _integer(least), "minItems": axes[0], "maxItems": axes[1]}
    return {"anyOf": [_integer(least), items]}


def _padding_schema(axes: tuple[int, int] = (2, 2)) -> dict[str, Any]:
    side = {"type": "array", "items": _integer(0), "minItems": 2, "maxItems": 2}
    entries = {
        "type": "array",
        "items": {"anyOf": [_integer(0), side]},
        "minItems": axes[0],
        "maxItems": axes[1],
    }
    return {"anyOf": [_integer(0), entries, {"type": "string", "enum": ["same", "valid"]}]}


_checked = BeforeValidator(_numbers)
_checked_padding = BeforeValidator(_padding)
_any_axes = (1, 3)

#: One value for both axes, or [height, width].
Pair = Annotated[int | list[int], _checked, WithJsonSchema(_one_or_each(1))]
Padding = Annotated[Any, _checked_padding, WithJsonSchema(_padding_schema())]
PairFromZero = Annotated[int | list[int], _checked, WithJsonSchema(_one_or_each(0))]
#: The same for one to three axes.
PerAxis = Annotated[int | list[int], _checked, WithJsonSchema(_one_or_each(1, _any_axes))]
PerAxisFromZero = Annotated[int | list[int], _checked, WithJsonSchema(_one_or_each(0, _any_axes))]
PaddingPerAxis = Annotated[Any, _checked_padding, WithJsonSchema(_padding_schema(_any_axes))]
Count = Annotated[int, Field(ge=1, le=LARGEST)]
#: The position of a unit along an axis; the core checks whether it exists.
Index = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
