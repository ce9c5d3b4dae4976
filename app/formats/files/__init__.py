"""Files that people drop: told apart by what is in them, and read in a process of their own."""
