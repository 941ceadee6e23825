"""The operations: each is one block, its value and its derivative side by side."""
