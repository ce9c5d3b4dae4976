"""docs/settings.md lists every setting of ``app/settings.py``, with its unit, its default and its meaning."""

from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from app.settings import ROOT, Settings

PREFIX = Settings.model_config["env_prefix"]


def row_of(name: str, field: FieldInfo) -> str:
    """Write a setting as the row that the table must have for it."""
    extra = field.json_schema_extra
    unit = extra["unit"] if isinstance(extra, dict) else "–"
    default = field.default.relative_to(ROOT) if isinstance(field.default, Path) else field.default
    shown = f"{default:,}".replace(",", " ") if type(default) is int and default >= 10_000 else default
    return f"| `{field.validation_alias or (PREFIX + name).upper()}` | {unit} | {shown} | {field.description} |"


def rows() -> list[str]:
    """Give the rows of the table, without its head."""
    table = [line for line in (ROOT / "docs" / "settings.md").read_text().splitlines() if line.startswith("|")]
    return table[2:]


@pytest.mark.parametrize(("name", "field"), Settings.model_fields.items())
def test_every_setting_has_its_row(name, field):
    assert row_of(name, field) in rows()


def test_every_row_is_a_setting():
    assert set(rows()) == {row_of(name, field) for name, field in Settings.model_fields.items()}
    assert len(rows()) == len(Settings.model_fields)


def test_an_environment_variable_sets_what_its_row_says(monkeypatch):
    monkeypatch.setenv("CONVSCOPE_MAX_SECONDS", "7")
    monkeypatch.setenv("PORT", "9")
    assert (Settings().max_seconds, Settings().port) == (7, 9)
