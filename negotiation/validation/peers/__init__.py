"""Games that another engine plays too: NegMAS, and what SciPy can work out on its own."""
