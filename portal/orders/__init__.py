"""Orders: drafts, checks, holds, decisions, and how far their lines have come."""
