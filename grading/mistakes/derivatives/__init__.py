"""Known mistakes of lesson 1, derivatives and tangents: `slopes` and `curves`."""
