"""Documents to a new generation: analyse, write, verify, publish, roll back."""
