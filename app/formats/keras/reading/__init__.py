"""Keras layers as they are called, written down as ours: channels last on their side, first on ours."""
