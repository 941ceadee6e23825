"""How fast the engine is: the same workloads in other engines and by hand, in one run."""
