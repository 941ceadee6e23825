"""What runs in the sandbox. It imports the standard library, numpy and IPython; never grading."""
