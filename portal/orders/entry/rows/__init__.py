"""The rows of a draft: what was typed, what the portal answers to each, and one page of them as it is shown."""
