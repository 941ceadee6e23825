"""Known mistakes of lesson 3, gradient descent: `steps` and `lines`."""
