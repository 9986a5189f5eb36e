"""The command line: ``python3 app.py …``, or ``flask --app app …``."""
