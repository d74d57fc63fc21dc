"""The world in play: calendar, countries, tables, and the one order of play."""
