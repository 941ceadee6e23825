"""Known mistakes of lesson 5, a scalar engine: `operations`, and `passes` through the graph."""
