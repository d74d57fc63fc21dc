"""Negotiation: trade and alliance bargaining between countries, simulated over many worlds."""
