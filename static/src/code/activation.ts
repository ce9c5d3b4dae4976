/** An activation as code. */
import type { Result } from "../operations/figure";
import { curl } from "./curl";
import { KERAS_ACTIVATION } from "./keras";
import { NUMPY_ACTIVATION } from "./numpy";
import { inputArray, shape } from "./python";
import { TORCH_ACTIVATION } from "./pytorch";
import type { Writers } from "./writers";

function torch(result: Result): string[] {
  return [...inputArray(result), "", "y = torch.from_numpy(x)", `y = ${TORCH_ACTIVATION[result.setup.activation]}`, `print(y)  # ${shape(result)}`];
}

function keras(result: Result): string[] {
  return [...inputArray(result), "", `y = keras.ops.convert_to_numpy(keras.layers.Activation(${KERAS_ACTIVATION[result.setup.activation]})(x))`, `print(y)  # ${shape(result)}`];
}

function numpy(result: Result): string[] {
  return [...inputArray(result).map((line) => line.replace(/^x = /, "y = ")), ...NUMPY_ACTIVATION[result.setup.activation], `print(y)  # ${shape(result)}`];
}

function request({ setup }: Result): string[] {
  return curl("activation", setup, { activation: setup.activation });
}

export const activationCode: Writers = { PyTorch: torch, Keras: keras, NumPy: numpy, curl: request };
