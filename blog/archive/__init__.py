"""Finding articles by year, month and label."""
