"""`python -m relaysim`."""

from relaysim.cli.app import main

if __name__ == "__main__":
    main()
