"""How a country plays: five choices, each a small family of short classes."""
