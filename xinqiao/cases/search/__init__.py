"""Finding cases by a number, a phone, a name or some words, as far as whoever asks may read them (adr/0016)."""
