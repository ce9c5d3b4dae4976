"""Calls: how arguments find their parameters, and what a call of each kind of value does."""

import ast
import inspect
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ....mechanics.errors import OptionError
from .attributes import found_in
from .errors import Raised
from .machine import Machine
from .values import Bound, Class, Function, Instance, Iterator, Native, Partial, Scope, Unknown


@lru_cache(maxsize=4096)
def _signature(run: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(run)


def _native(m: Machine, function: Native, args: list[Any], kwargs: dict[str, Any]) -> Any:
    if not function.takes_unknown:
        unknown = next((value for value in (*args, *kwargs.values()) if isinstance(value, Unknown)), None)
        if unknown is not None:
            return unknown
    try:
        _signature(function.run).bind(m, *args, **kwargs)
    except TypeError as error:
        raise Raised("TypeError", f"{function.name}: {error}") from None
    try:
        return function.run(m, *args, **kwargs)
    except OptionError:
        raise
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as error:
        # arguments of another kind than the function is written for: what it says of them is in Python's own words
        raise Raised("TypeError", f"{function.name} cannot be called with these arguments: {error}") from None


def _bound_arguments(m: Machine, function: Function, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Give the values of a function's parameters.

    Raises
    ------
    Raised
        The text's own ``TypeError`` if there are too few or too many.
    """
    parameters = function.node.args
    positional = [argument.arg for argument in (*parameters.posonlyargs, *parameters.args)]
    names = dict(zip(positional, args, strict=False))
    if len(args) > len(positional) and parameters.vararg is None:
        raise Raised("TypeError", f"{function.name} takes {len(positional)} arguments, but {len(args)} are given")
    if parameters.vararg is not None:
        names[parameters.vararg.arg] = tuple(args[len(positional) :])
    allowed = {*positional, *(argument.arg for argument in parameters.kwonlyargs)}
    more = {}
    for name, value in kwargs.items():
        if name in allowed:
            if name in names:
                raise Raised("TypeError", f"{function.name} is given {name} twice")
            names[name] = value
        elif parameters.kwarg is not None:
            more[name] = value
        else:
            raise Raised("TypeError", f"{function.name} has no argument {name}")
    if parameters.kwarg is not None:
        names[parameters.kwarg.arg] = more
    m.budget.allocate(len(function.defaults) + len(kwargs))
    names = function.defaults | names
    missing = [name for name in (*positional, *(a.arg for a in parameters.kwonlyargs)) if name not in names]
    if missing:
        raise Raised("TypeError", f"{function.name} needs {', '.join(missing)}")
    return names


def _function(m: Machine, function: Function, args: list[Any], kwargs: dict[str, Any]) -> Any:
    names = _bound_arguments(m, function, args, kwargs)
    scope = Scope(names, function.scope, function.owner, args[0] if args else None)
    if isinstance(function.node, ast.Lambda):
        return m.evaluate(function.node.body, scope)
    if function.generates:
        scope.yielded = []
    left = m.execute(function.node.body, scope)
    if scope.yielded is not None:
        return Iterator(scope.yielded)
    return left.value if left is not None else None


def _class(m: Machine, cls: Class, args: list[Any], kwargs: dict[str, Any]) -> Any:
    made = found_in(cls.order, "__new__")
    if isinstance(made, Native):
        return _native(m, made, [cls, *args], kwargs)
    instance = Instance(cls, {}, m.line)
    m.world.making(m, instance)
    start = found_in(cls.order, "__init__")
    if start is not NotImplemented:
        try:
            m.call(start, [instance, *args], kwargs)
        except BaseException:
            m.world.unmade(instance)
            raise
    elif (args or kwargs) and cls.base_unknown is None:
        raise Raised("TypeError", f"{cls.name} takes no arguments")
    return instance


def _instance(m: Machine, instance: Instance, args: list[Any], kwargs: dict[str, Any]) -> Any:
    own = m.world.called(m, instance, args, kwargs)
    if own is not NotImplemented:
        return own
    method = found_in(instance.cls.order, "__call__")
    if method is NotImplemented:
        if instance.cls.base_unknown is not None:
            return instance.cls.base_unknown
        raise Raised("TypeError", f"{instance.cls.name} cannot be called")
    return m.call(method, [instance, *args], kwargs)


def _partial(m: Machine, partial: Partial, args: list[Any], kwargs: dict[str, Any]) -> Any:
    m.budget.allocate(len(partial.args) + len(partial.kwargs))
    return m.call(partial.function, [*partial.args, *args], partial.kwargs | kwargs)


#: How a value is called, by its type.
CALLERS: dict[type, Callable[[Machine, Any, list[Any], dict[str, Any]], Any]] = {
    Native: _native,
    Function: _function,
    Class: _class,
    Instance: _instance,
    Bound: lambda m, bound, args, kwargs: m.call(bound.function, [bound.first, *args], kwargs),
    Partial: _partial,
    Unknown: lambda m, unknown, args, kwargs: m.world.unknown_called(m, unknown, args, kwargs),
}
