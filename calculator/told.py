"""What the server tells the site of a request that it did not take whole."""

REFUSED = "deskfare.refused"  # of the environment: a status and a sentence
