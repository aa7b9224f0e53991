"""The command line: parse, call, print. Only this package turns errors into words and exit codes.

Everything heavy is imported inside the commands, so that --help and --version answer at once.
"""
