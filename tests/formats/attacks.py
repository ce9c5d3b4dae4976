"""Texts that try to get out of the interpreter, or to use up the server: test_attacks.py runs them in a process."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from app.formats.pytorch.reader import read_pytorch
from app.mechanics.errors import OptionError

NET = (
    "class N(nn.Module):\n  def __init__(self):\n    super().__init__()\n    self.a = nn.ReLU()\n"
    "  def forward(self, x):\n"
)
#: Each holds the one before twice.
NESTED = "v0 = (1, 1)\n" + "".join(f"v{i} = (v{i - 1}, v{i - 1})\n" for i in range(1, 60))
EIGHT = "".join(
    f"class B{i}(nn.Module):\n  def __init__(self):\n    super().__init__()\n"
    f"    self.parts = nn.ModuleList([B{i - 1}() for _ in range(8)])\n"
    "  def forward(self, x):\n    for part in self.parts:\n      x = part(x)\n    return x\n"
    for i in range(1, 20)
)
#: By name. What touches a file would leave /tmp/convscope-was-here.
ATTACKS = {
    "import os": "import os\nos.system('touch /tmp/convscope-was-here')",
    "from os import system": "from os import system\nsystem('touch /tmp/convscope-was-here')",
    "subprocess": "import subprocess\nsubprocess.run(['touch', '/tmp/convscope-was-here'])",
    "open": "open('/tmp/convscope-was-here', 'w')",
    "eval": "eval('1')",
    "exec": "exec('import os')",
    "compile": "compile('1', '', 'eval')",
    "__import__": "__import__('os').system('touch /tmp/convscope-was-here')",
    "globals": "globals()['__builtins__']",
    "builtins": "import builtins\nbuiltins.open('/tmp/convscope-was-here', 'w')",
    "getattr of a dunder": "getattr((), '__class__')",
    "subclasses": "().__class__.__bases__[0].__subclasses__()",
    "subclasses of a module": NET + "    return x\nN().__class__.__mro__[-1].__subclasses__()",
    "globals of a function": "def f(): pass\nf.__globals__",
    "code of a function": "def f(): pass\nf.__code__",
    "closure of a native": "len.__self__",
    "run of a native": "len.run",
    "signature of a native": "nn.Conv2d.forward.run('x')",
    "node of a function": "def f(): pass\nf.node",
    "scope of a function": "def f(): pass\nf.scope.parent",
    "dict of an instance": "nn.ReLU().__dict__",
    "reduce": "nn.ReLU().__reduce__()",
    "attrs of an instance": "nn.ReLU().attrs",
    "world of the machine": NET + "    return self.m.world",
    "format of attributes": "'{0.__class__}'.format(nn.ReLU())",
    "format of items": "'{0[0]}'.format([1])",
    "format of nested fields": "'{:{}}'.format(1, 10**9)",
    "f-string attributes": "f'{nn.ReLU().__class__.__init__.__globals__}'",
    "wide format": "f'{1:999999999d}'",
    "wide percent": "'%999999999d' % 1",
    "precise percent": "'%.999999999f' % 1.0",
    "setattr of a library": "setattr(nn, 'ReLU', 1)",
    "another function": "F.relu = nn.ReLU",
    "another class": "nn.Module.forward = 1",
    "metaclass": "class M(type): pass\nclass N(nn.Module, metaclass=M): pass",
    "type with three arguments": "type('N', (nn.Module,), {})()",
    "string bomb": "x = 'a' * 10**9",
    "string doubling": "x = 'a'\nfor _ in range(60):\n  x = x + x",
    "string replacing": "x = 'a' * 90000\ny = x.replace('a', x)",
    "string joining": "x = ('a' * 90000).join(['b'] * 90000)",
    "list bomb": "x = [0] * 10**9",
    "list doubling": "x = [0]\nwhile True:\n  x = x + x",
    "list extending": "x = [0]\nwhile True:\n  x.extend(x)",
    "list appending itself": "x = []\nfor i in x + [1]:\n  x.append(i)\nfor i in x:\n  x.append(i)",
    "many long lists": "x = [[0] * 90000 for _ in range(10**5)]",
    "tuples of tuples": NESTED + "v59 == v59[0]",
    "printing tuples of tuples": NESTED + "x = str(v59)",
    "comparing tuples of tuples": "a = b = (1, 1)\nfor _ in range(60):\n  a = (a, a)\n  b = (b, b)\n"
    "nn.ReLU() if a == b else 0",
    "keys of tuples": "a = (1, 1)\nfor _ in range(60):\n  a = (a, a)\nd = {a: 1}",
    "options of tuples": "a = (1, 1)\nfor _ in range(60):\n  a = (a, a)\nnn.Sequential(nn.Conv2d(3, 3, a))",
    "sets of tuples": "a = (1, 1)\nfor _ in range(60):\n  a = (a, a)\nd = {a}",
    "power": "x = 9**9**9",
    "power of a float": "x = 9.0**9**9",
    "pow": "x = pow(9, 10**9)",
    "shift": "x = 1 << 10**9",
    "shifts": "x = 1\nwhile True:\n  x <<= 62",
    "squares": "x = 3\nwhile True:\n  x *= x",
    "factorial": "import math\nx = math.factorial(10**6)",
    "digits": "x = int('9' * 90000)",
    "huge range": "x = list(range(10**12))",
    "loop over a huge range": "for i in range(10**18):\n  pass",
    "a float in a huge range": "x = 1.5 in range(10**15)",
    "sum of a huge range": "x = sum(range(10**12))",
    "nested ranges": "for i in range(10**5):\n  for j in range(10**5):\n    pass",
    "comprehension": "x = [i for i in range(10**5) for j in range(10**5)]",
    "product": "import itertools\nx = list(itertools.product(range(1000), repeat=9))",
    "endless loop": "while True:\n  pass",
    "endless generator": "def f():\n  while True:\n    yield 1\nx = list(f())",
    "endless count": "import itertools\nfor i in itertools.count():\n  pass\nx = [i for i in itertools.cycle([1])]",
    "endless iterator": "class I:\n  def __iter__(self):\n    return self\nx = list(I())",
    "deep recursion": "def f(n):\n  return f(n + 1)\nx = f(0)",
    "mutual recursion": "def f():\n  return g()\ndef g():\n  return f()\nx = f()",
    "recursive class": "class N(nn.Module):\n  def __init__(self):\n    self.n = N()\n"
    "  def forward(self, x):\n    return self.n(x)",
    "recursive lambda": "f = lambda g: g(g)\nx = f(f)",
    "recursive property": "class A:\n  @property\n  def x(self):\n    return self.x\ny = A().x",
    "recursive getattr": "class A:\n  def __getattr__(self, name):\n    return self.b\ny = A().x",
    "recursive equality": "class A:\n  def __eq__(self, other):\n    return self == other\ny = A() == 1",
    "recursive str": "class A:\n  def __str__(self):\n    return str(self)\ny = str(A())",
    "a list in itself": "a = []\na.append(a)\nx = str(a)",
    "lists in each other": "a = []\nb = [a]\na.append(b)\nx = a == b",
    "a module in itself": NET + "    return self.me(x)\nn = N()\nn.me = n",
    "deep expression": "x = " + "(" * 90 + "1" + ")" * 90 + "\n" + "y = " + "-" * 50_000 + "1",
    "long sum": "x = " + "+".join(["1"] * 40_000),
    "long chain": "x = a" + ".b" * 40_000,
    "deep indentation": "".join(" " * i + "if 1:\n" for i in range(99)) + " " * 99 + "x = 1",
    "many bases": "".join(f"class A{i}: pass\n" for i in range(2000))
    + f"class B({', '.join(f'A{i}' for i in range(2000))}): pass",
    "long inheritance": "class A0: pass\n" + "".join(f"class A{i}(A{i - 1}): pass\n" for i in range(1, 5000)),
    "many arguments": "def f(**k):\n  return f(**k)\nx = f(**{str(i): i for i in range(90000)})",
    "partials": "from functools import partial\nf = partial(max, *range(90000))\nwhile True:\n  f()",
    "sorting": "while True:\n  sorted(range(90000))",
    "copies": "import copy\na = [0] * 90000\nwhile True:\n  copy.deepcopy(a)",
    "500 calls 500 times": NET + "    for _ in range(500):\n      x = self.a(x)\n    return x\n"
    "class M(nn.Module):\n  def __init__(self):\n    super().__init__()\n    self.n = N()\n  def forward(self, x):\n"
    "    for _ in range(500):\n      x = self.n(x)\n    return x\n",
    "eight of the next, 19 deep": "class B0(nn.Module):\n  def forward(self, x):\n    return x\n" + EIGHT + "B19()",
    "sequences of sequences": "a = nn.ReLU()\n" + "a = nn.Sequential(a, a, a, a, a, a, a, a)\n" * 30,
    "each input of the batch": NET + "    for i in range(x.size(0)):\n      self.a(x)\n    return x",
    "many concatenations": NET + "    for _ in range(400):\n      x = torch.cat([x] * 400, 1)\n    return x",
    "chunks": NET + "    return torch.cat(x.view(x.size(0), -1).chunk(10**9, 1), 1)",
    "splits": NET + "    return torch.cat(x.split(1, 3), 1)[..., 5]",
    "linspace": "x = torch.linspace(0, 1, 10**12)",
    "arange": "import numpy as np\nx = np.arange(0, 1, 1e-18)",
    "many axes": NET + "    return x.view(*([1] * 90000))",
    "an exception in a loop": "while True:\n  try:\n    raise ValueError('x' * 1000)\n  except ValueError:\n    pass",
    "finally": "def f():\n  while True:\n    try:\n      return 1\n    finally:\n      continue\nf()",
    "a text of tuples": "x = (" + "1," * 400_000 + ")",
    "a text of calls": "x = " + "[" + "f()," * 200_000 + "]",
    "a text of names": "\n".join(f"a{i} = {i}" for i in range(60_000)),
    "walrus": "x = [y := 1, y ** (y := 99999)]",
    "async": "async def f():\n  pass",
    "await": "await f()",
    "match": "match 1:\n  case 1:\n    pass",
    "bytes": "x = b'a' * 10**9",
    "null": "x = '\\x00'\n\x00",
    "lone surrogate": "x = '\ud800'",
}  # fmt: skip


def peak() -> int:
    """Give the largest memory that the process has held since it was last asked, in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


def clear_peak() -> None:
    """Ask for the largest memory from now on."""
    Path("/proc/self/clear_refs").write_text("5")


def attempt(text: str) -> dict[str, Any]:
    """Read a text, and give what was said, how long it took, and the memory that it took."""
    clear_peak()
    before, start = peak(), time.process_time()
    try:
        read_pytorch(text)
        said = ""
    except OptionError as error:
        said = str(error)
    return {"said": said, "seconds": time.process_time() - start, "bytes": peak() - before}


if __name__ == "__main__":
    json.dump({name: attempt(text) for name, text in ATTACKS.items()}, sys.stdout)
