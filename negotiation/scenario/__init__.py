"""What the world is: the shape of scenario, experiment and preset files, and how to read them."""
