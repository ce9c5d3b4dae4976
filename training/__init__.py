"""How the trained networks were made: run by hand, tested with everything else, and no part of the product."""
