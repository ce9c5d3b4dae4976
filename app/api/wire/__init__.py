"""Shared by all calls: tensors, fields, budgets, problem documents."""
