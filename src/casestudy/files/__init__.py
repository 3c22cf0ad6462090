"""Files: those that people write are read with one clear error, ours are written whole."""
