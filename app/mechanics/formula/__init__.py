"""The output-size formulas, in symbols, in numbers and step by step."""
