"""The desk, behind the lock: one child module a task."""
