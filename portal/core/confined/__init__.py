"""Work on strangers' bytes in a short-lived process with little memory, little time and no secrets; few at a time."""
