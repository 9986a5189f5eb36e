"""What belongs to the blog as a whole: its files, its ads, its profiles."""
