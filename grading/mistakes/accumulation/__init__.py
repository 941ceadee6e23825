"""Known mistakes of lesson 6: backward(), accumulation and zero_grad."""
