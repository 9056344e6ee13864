"""What an operator's monitoring reads at /metrics; the names are listed in docs/operate.md."""
