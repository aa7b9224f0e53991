"""The version of relaysim, in one place."""

VERSION = "0.1.0"
