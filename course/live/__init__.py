"""Live figures: dragged by mouse, touch or arrow keys, drawn in the browser, still in print."""

from course.live.accumulation import accumulation_slider
from course.live.choice import Choice
from course.live.figure import LiveFigure
from course.live.gradient_descent import walk_downhill
from course.live.no_grad_detach import gradient_switches
from course.live.numerical_differentiation import step_slider
from course.live.order import choose_order
from course.live.paths import two_paths
from course.live.tangent import drag_tangent

__all__ = ["Choice", "LiveFigure", "accumulation_slider", "choose_order", "drag_tangent",
           "gradient_switches", "step_slider", "two_paths", "walk_downhill"]
