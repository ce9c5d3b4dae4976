"""Networks and code, read and written: each module gives a network or takes one."""
