"""Could it be rigged: choices, framings and the bridge, as the page shows them."""
