"""Forecasts of past cases as of dates before their outcome, held against what came to pass."""
