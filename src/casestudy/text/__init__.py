"""Words as content: templates, and the files that hold them."""
