"""Known mistakes of lesson 2, numerical differentiation: `formulas` and `gradients`."""
