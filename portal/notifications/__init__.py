"""The inbox, and the outbox of mails."""
