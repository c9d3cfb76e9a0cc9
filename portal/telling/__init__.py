"""Who is told what: from an event to notices in inboxes and mails, each in its receiver's language.

A distributor's people hear of what was decided or done for them; headquarters' people hear of what waits for them.
Facts are read here, words are made by the notifications room when they are read.
"""
