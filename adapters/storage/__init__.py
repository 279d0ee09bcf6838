"""
Storage: durable conversations, inbox and effects, over SQLite and PostgreSQL.

`tables` says what is kept; `receiving`, `turning`, `performing` and `reading` are the plain
functions over a SQLAlchemy Connection that both databases share, with what they need of
`people` (whose is it, and who is the same as whom), `messages` and `projections`; `sql` fits
them to the Store port; `sqlite` and `postgres` only differ in how a function gets its
transaction; `heap` is the in-process alarm clock.
"""
