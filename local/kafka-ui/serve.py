"""Serves the Kafka terminal application kaskade to browsers of this machine: serve.py PORT BROKER"""

import sys

from textual_serve.server import Server


def main() -> None:
    port, broker = sys.argv[1:]
    # One application process per browser tab; it ends with the tab.
    Server(f"kaskade admin -b {broker}", host="127.0.0.1", port=int(port), title="Kafka").serve()


if __name__ == "__main__":
    main()
