"""Leaving and coming back: copies of the blog."""
