"""What every page needs: frame, language, errors, security, looks."""
