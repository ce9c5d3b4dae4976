"""One spatial axis: windows, stamps, padding and the cells that they read, written once."""
