"""What `xinqiao doctor` looks at: everything that is asked at three in the morning. Never a word about a citizen."""
