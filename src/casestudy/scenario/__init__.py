"""What a scenario file says, whether it agrees with itself, and the case with its tables."""
