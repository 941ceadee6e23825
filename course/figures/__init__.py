"""The static figures of the lessons: one module each, `draw_*` functions and their data."""
