"""Bytes to records and back, one file per format. Pure: no disk, database, network or clock."""
