"""The course folder: nbgrader's configuration, limits, key, disk and lock, the students' package."""
