"""What the interpreter knows of Keras and of TensorFlow's functions."""
