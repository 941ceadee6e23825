"""The exercises: one module per lesson, with the probes, points and hints of its exercises."""
