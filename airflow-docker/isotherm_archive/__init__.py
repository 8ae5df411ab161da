"""Moves closed partitions of hot ClickHouse tables to cold tables on the object store, without losing a change."""
