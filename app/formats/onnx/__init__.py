"""ONNX files: the graph as a network, its initializers as weights."""
