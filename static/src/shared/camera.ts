/** A camera's picture, live. */

/** @throws Error whose message says why there is none. */
export async function openCamera(): Promise<MediaStream> {
  // browsers hide cameras from pages that came without https, except on this very machine
  if (!navigator.mediaDevices)
    throw new Error("This page must be opened over https, or as localhost, to use a camera.");
  return navigator.mediaDevices.getUserMedia({ video: true });
}

export function closeCamera(stream: MediaStream | undefined): void {
  stream?.getTracks().forEach((track) => track.stop());
}
