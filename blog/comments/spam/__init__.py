"""What spam looks like here, learned from the owner's decisions."""
