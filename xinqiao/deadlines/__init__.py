"""The city's calendar and its matrix of time limits: which limits a matter has, and the light it shows."""
