"""Programs without PyTorch, which Python runs too: the interpreter comes to the same values."""

from pathlib import Path

import pytest

from app.formats.pytorch.program import run

PROGRAMS = (Path(__file__).parent / "programs.txt").read_text().split("\n##\n")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.splitlines()[-1])
def test_a_program_does_what_python_does(program):
    names = {"__name__": "__main__"}
    exec(compile(program, "program", "exec", dont_inherit=True), names)  # ours, from the file beside this one
    found = run(program).scope.names["out"]
    assert (type(found), repr(found)) == (type(names["out"]), repr(names["out"]))
