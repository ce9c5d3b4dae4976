"""Field types shared by requests: their JSON type is checked here, their meaning in the core."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError
from typing_extensions import TypeAliasType

from ...mechanics import activation
from ...mechanics.axis import padding
from ...mechanics.errors import OptionError, did_you_mean

#: The largest accepted size: that of a signed 32-bit integer.
LARGEST = 2**31 - 1


class Strict(BaseModel):
    """A request that allows no unknown fields, and does not read true as 1."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)

    @model_validator(mode="wrap")
    @classmethod
    def _suggest(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Say of an unknown field which one may have been meant."""
        try:
            return handler(value)
        except ValidationError as refused:
            raise ValidationError.from_exception_data(
                cls.__name__,
                [
                    _unknown(error["loc"], [field.alias or name for name, field in cls.model_fields.items()])
                    if error["type"] == "extra_forbidden" and len(error["loc"]) == 1
                    else _same(error)
                    for error in refused.errors(include_url=False)
                ],
            ) from None


def _same(error: Any) -> InitErrorDetails:
    custom = PydanticCustomError(error["type"], "{message}", {"message": error["msg"]})
    return InitErrorDetails(type=custom, loc=error["loc"], input=error["input"])


def _unknown(location: tuple[int | str, ...], known: Iterable[str]) -> InitErrorDetails:
    message = f"not permitted{did_you_mean(str(location[0]), known)}"
    custom = PydanticCustomError("unknown", "{message}", {"message": message})
    return InitErrorDetails(type=custom, loc=location, input=None)


@contextmanager
def renamed(**fields: str) -> Iterator[None]:
    """Name the caller's own field in an error about a quantity that the core knows by another name.

    Examples
    --------
    >>> with renamed(kernel_size="weight"):
    ...     raise OptionError("kernel_size", "the effective kernel is too large")
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: the effective kernel is too large
    """
    try:
        yield
    except OptionError as error:
        if error.field not in fields:
            raise
        raise OptionError(fields[error.field], str(error)) from None


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
    # generated clients name a class after the title, otherwise after its place
    named = {"type": "string", "enum": ["same", "valid"], "title": "NamedPadding"}
    return {"anyOf": [_integer(0), entries, named]}


_checked = BeforeValidator(_numbers)
_checked_padding = BeforeValidator(_padding)
_any_axes = (1, 3)

#: One value for both axes, or [height, width].
Pair = TypeAliasType("Pair", Annotated[int | list[int], _checked, WithJsonSchema(
    _one_or_each(1) | {"description": "one number for both axes, or [height, width]"})])  # fmt: skip
PairFromZero = TypeAliasType("PairFromZero", Annotated[int | list[int], _checked, WithJsonSchema(
    _one_or_each(0) | {"description": "one number for both axes, or [height, width]; may be 0"})])  # fmt: skip
Padding = TypeAliasType("Padding", Annotated[Any, _checked_padding, WithJsonSchema(
    _padding_schema() | {"description": "one number, [height, width], [[top, bottom], [left, right]], "
    '"valid" (none), or "same": as much as makes the output ceil(input / stride)'})])  # fmt: skip
#: The same for one to three axes.
PerAxis = TypeAliasType("PerAxis", Annotated[int | list[int], _checked, WithJsonSchema(
    _one_or_each(1, _any_axes) | {"description": "one number for all axes, or one for each"})])  # fmt: skip
PerAxisFromZero = TypeAliasType("PerAxisFromZero", Annotated[int | list[int], _checked, WithJsonSchema(
    _one_or_each(0, _any_axes) | {"description": "one number for all axes, or one for each; may be 0"})])  # fmt: skip
PaddingPerAxis = TypeAliasType("PaddingPerAxis", Annotated[Any, _checked_padding, WithJsonSchema(
    _padding_schema(_any_axes) | {"description": "as Padding, for one to three axes"})])  # fmt: skip
Activation = TypeAliasType("Activation", Annotated[activation.Activation, Field(
    description="a function of each number; identity: none")])  # fmt: skip
PaddingMode = TypeAliasType("PaddingMode", Annotated[padding.PaddingMode, Field(
    description="what padding is filled with, as in PyTorch")])  # fmt: skip
DType = TypeAliasType("DType", Annotated[Literal["float32", "float64"], Field(
    description="a floating-point type")])  # fmt: skip
Count = Annotated[int, Field(ge=1, le=LARGEST)]
CountFromZero = Annotated[int, Field(ge=0, le=LARGEST)]
#: The position of a unit along an axis; the core checks whether it exists.
Index = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
