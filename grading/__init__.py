"""The instructor's side: nbgrader's pipeline with our execution step, the judge, the reports."""
