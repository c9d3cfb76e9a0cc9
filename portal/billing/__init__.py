"""What is charged and given back: invoices with their packing lists, credit notes, what is owed on each.

Every paper is made in one way: `queries_*` gather facts, a pure `rules_*` builds the snapshot from them, a
`service_*` asks `documents` to issue it and keeps what follows from it.
"""
