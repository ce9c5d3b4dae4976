/** Code that does exactly what is on screen, in the languages of the code card. */
import type { Result } from "../operations/figure";

const HEADS = {
  PyTorch: ["import torch", "import torch.nn.functional as F"],
  Keras: ["import keras"],
  NumPy: [],
  curl: [],
};

export type Language = keyof typeof HEADS;
export const LANGUAGES = Object.keys(HEADS) as Language[];

/** What each operation writes, line by line. */
export type Writers = Record<Language, (result: Result) => string[]>;

export function write(writers: Writers, language: Language, result: Result): string {
  return [...HEADS[language], ...writers[language](result)].join("\n");
}
