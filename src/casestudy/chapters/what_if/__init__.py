"""Chapter 9: what if."""
