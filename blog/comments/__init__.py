"""What visitors say, and what they are told of it."""
