"""Untrusted bytes become a clean notebook: the course's release with the student's cell sources."""
