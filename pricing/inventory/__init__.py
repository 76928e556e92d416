"""From an inventory of machines to groups of desktops: read, recognised, sorted out, counted."""
