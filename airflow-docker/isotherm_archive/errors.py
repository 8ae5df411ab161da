"""What can go wrong, told to the operator with its remedy."""

# Of a server that refuses the password.
OTHER_SECRETS = (
    "the folder secrets below ISOTHERM_HOME is not the one this server was set up with: set ISOTHERM_HOME as it was"
    " then, or put the folder back"
)


class ArchiveError(Exception):
    """The archive of a table or partition failed; running it again is always safe."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class CannotRun(ArchiveError):
    """Nothing was done, because something that is needed is missing or wrong."""
