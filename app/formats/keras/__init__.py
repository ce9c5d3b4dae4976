"""Keras: networks as code of its functional interface, channels last."""
