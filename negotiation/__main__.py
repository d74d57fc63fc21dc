"""`python -m negotiation` and the console command."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line; Ctrl-C ends it with 130, also while it is still being imported."""
    try:
        from negotiation.cli import main as run

        run()
    except KeyboardInterrupt:
        print("Error: stopped before the end", file=sys.stderr)
        sys.exit(130)
    finally:
        gc.freeze()  # the process ends: what is left goes with it, and need not be looked through


if __name__ == "__main__":
    main()
