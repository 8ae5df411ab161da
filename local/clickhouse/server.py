"""Runs the ClickHouse server that is inside libchdb: server.py LIBRARY CONFIG

The library offers ClickHouse's command line. Its local mode with a configuration file is a whole server whose
listeners wait for a command; one endless query then keeps the process alive. SIGTERM ends it.
"""

import ctypes
import signal
import sys

# One row of it lasts an hour; the query ends after more than a century.
HOUR_MICROSECONDS = 3_600_000_000
SERVE = (
    "SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; "
    "SELECT sleepEachRow(3600) FROM numbers(1000000) "
    f"SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = {HOUR_MICROSECONDS} FORMAT Null"
)

# What users.d takes from everybody else who signs in as the user of this query.
LIMITS = ["--max_query_size=262144", "--max_ast_elements=50000"]


def main() -> int:
    library_path, config_path = sys.argv[1:]
    # The library runs in this thread for good, so Python could never call a handler of its own.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    library = ctypes.CDLL(library_path)
    library.chdb_query_cmdline.restype = ctypes.c_void_p
    library.chdb_query_cmdline.argtypes = [ctypes.c_int, ctypes.POINTER(ctypes.c_char_p)]
    library.chdb_result_error.restype = ctypes.c_char_p
    library.chdb_result_error.argtypes = [ctypes.c_void_p]

    arguments = ["clickhouse", f"--config-file={config_path}", "--log-level=warning", *LIMITS, f"--query={SERVE}"]
    argv = (ctypes.c_char_p * len(arguments))(*(argument.encode() for argument in arguments))
    result = library.chdb_query_cmdline(len(arguments), argv)
    error = library.chdb_result_error(result)
    print(f"clickhouse: the server ended: {error.decode() if error else 'no reason given'}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
