"""The pages, for what all of them have to do alike."""

#: Each page with something of its own that is drawn, and a control that changes it.
PAGES = [
    ("/", ("region", "Input R"), ("form", "Controls")),
    ("/networks?network=lenet5", ("table", "Layers"), ("button", "Change a copy")),
    ("/receptive-field", ("group", "Layers"), ("button", "Change the layers")),
    ("/feature-maps", ("list", "The network, layer by layer"), ("combobox", "Picture")),
]
