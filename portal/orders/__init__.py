"""Orders: drafts, checks, holds, decisions, allocation of their lines."""
