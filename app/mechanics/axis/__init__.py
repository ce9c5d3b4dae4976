"""One spatial axis: windows, stamps, padding and the cells that they read, in one place."""
