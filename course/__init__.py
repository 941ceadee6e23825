"""What a student's machine runs: checks, hints, predictions and figures of the course."""

from course.check import CheckFailed, check, hint
from course.predict import predict, reveal

__all__ = ["CheckFailed", "check", "hint", "predict", "reveal"]
