"""The catalogue's files: what ships with the project, and how any such folder is read."""
