"""What leaves the package for readers: tables for papers, and a report of one file."""
