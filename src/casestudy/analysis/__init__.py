"""What is done with the model: calibration, bridges, and later search and uncertainty."""
