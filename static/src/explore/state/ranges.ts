/** How far the sliders go; REST goes further. */
export const MOST = {
  size: 32,
  channels: 16,
  filters: 16,
  kernel: 11,
  stride: 8,
  padding: 10,
  dilation: 6,
  groups: 16,
  outputPadding: 4,
};
