"""What can go wrong, told to the operator with its remedy."""


class ArchiveError(Exception):
    """The archive of a table or partition failed; running it again is always safe."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class CannotRun(ArchiveError):
    """Nothing was done, because something that is needed is missing or wrong."""
