"""Which part of a picture a class is due to: gradient, Grad-CAM, occlusion."""
