"""`python -m negotiation` and the console command."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from negotiation.cli import main as run

    run()


if __name__ == "__main__":
    main()
