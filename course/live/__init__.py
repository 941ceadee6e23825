"""Live figures: dragged by mouse, touch or arrow keys, drawn in the browser, still in print."""

from course.live.choice import Choice
from course.live.figure import LiveFigure

__all__ = ["Choice", "LiveFigure"]
