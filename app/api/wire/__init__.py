"""What all calls share: tensors, fields, budgets, problem documents."""
