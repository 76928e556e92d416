"""Days are written as they are read, by fields and by the calendar of the admin alike."""

DATE_INPUT_FORMATS = ["%Y-%m-%d"]
