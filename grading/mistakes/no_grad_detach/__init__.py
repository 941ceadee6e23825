"""Known mistakes of lesson 8: switching gradients off."""
