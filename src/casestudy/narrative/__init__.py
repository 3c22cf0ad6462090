"""What the cockpit says: sentences that follow the levers while they move."""
