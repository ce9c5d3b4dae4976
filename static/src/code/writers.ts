/** Code that does exactly what is on screen, in the languages of the code card. */
import type { Result } from "../operations/figure";
import { writeCurl } from "./curl";
import { writeKeras } from "./keras";
import { writeNumpy } from "./numpy";
import { writePytorch } from "./pytorch";

export const WRITERS: readonly (readonly [string, (result: Result) => string])[] = [
  ["PyTorch", writePytorch],
  ["Keras", writeKeras],
  ["NumPy", writeNumpy],
  ["curl", writeCurl],
];
