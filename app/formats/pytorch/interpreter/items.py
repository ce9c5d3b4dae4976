"""Items: of lists, tuples, words and dictionaries, and of what a text makes."""

from typing import Any

from .errors import Raised
from .machine import Machine, kind_of
from .operators import key
from .values import Class, Instance, Native, Unknown, plain


def item(m: Machine, value: Any, place: Any) -> Any:
    """Give an item of a value.

    Raises
    ------
    Raised
        The text's own ``IndexError``, ``KeyError`` or ``TypeError``.
    """
    if isinstance(value, Unknown):
        return Unknown(f"{value.what}[…]", value.line)
    own = m.world.item(m, value, place)
    if own is not NotImplemented:
        return own
    return place if isinstance(place, Unknown) else _item_of_plain(m, value, place)


def _item_of_plain(m: Machine, value: Any, place: Any) -> Any:
    if (
        isinstance(value, tuple)
        and value
        and all(isinstance(cls, Class) for cls in value)
        and not isinstance(place, int)
    ):
        return value  # what stands for an abstract class, as in Sequence[int]
    if isinstance(value, list | tuple | str | range):
        return _of_sequence(m, value, place)
    if isinstance(value, dict):
        place = key(m, place)
        if place not in value:
            raise Raised("KeyError", f"the dictionary has no {place!r}" if isinstance(place, str) else "no such key")
        return value[place]
    if isinstance(value, Class | Native):  # a member of an enumeration, or an annotation
        return value.names.get(place, value) if isinstance(value, Class) and isinstance(place, str) else value
    if isinstance(value, Instance):
        return m.call(m.attribute(value, "__getitem__"), [place])
    raise Raised("TypeError", f"{kind_of(value)} has no items")


def _of_sequence(m: Machine, value: Any, place: Any) -> Any:
    if isinstance(place, slice):
        if place.step == 0:
            raise Raised("ValueError", "the step of a slice cannot be 0")
        m.budget.allocate(len(value[place]) if isinstance(value, range) else len(value))
        return value[place]
    place = plain(place)
    if not isinstance(place, int):
        raise Raised("TypeError", f"{kind_of(value)} has numbered items, and {kind_of(place)} is no number")
    if not -len(value) <= place < len(value):
        raise Raised("IndexError", f"there is no item {place} among {len(value)}")
    return value[place]


def set_item(m: Machine, owner: Any, place: Any, value: Any) -> None:
    """Set an item.

    Raises
    ------
    OptionError
        If the value has none that can be set.
    """
    if isinstance(owner, Unknown) or m.world.set_item(m, owner, place, value):
        return
    m.known(place, "this place")
    if isinstance(owner, dict):
        owner[key(m, place)] = value
        m.budget.allocate(1)
    elif isinstance(owner, list) and isinstance(place, int):
        if not -len(owner) <= place < len(owner):
            raise Raised("IndexError", f"there is no item {place} among {len(owner)}")
        owner[place] = value
    elif isinstance(owner, list) and isinstance(place, slice):
        try:
            owner[place] = m.listed(value)
        except ValueError as error:
            raise Raised("ValueError", str(error)) from None
        m.budget.allocate(len(owner))
    elif isinstance(owner, Instance):
        m.call(m.attribute(owner, "__setitem__"), [place, value])
    else:
        raise m.refusal(f"{kind_of(owner)} has no items that can be set here")
