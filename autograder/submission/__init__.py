"""Ingest: a clean notebook from the course's release and the student's cell sources."""
