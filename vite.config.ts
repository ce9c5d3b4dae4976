import { compression, defineAlgorithm } from "vite-plugin-compression2";
import { defineConfig } from "vitest/config";

const page = (name: string) => `static/src/${name}/page.ts`;

export default defineConfig({
  base: "/static/",
  publicDir: false,
  build: {
    outDir: "static/dist",
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1600, // Swagger UI, on the reference page alone
    rollupOptions: {
      input: {
        explore: page("explore"),
        networks: page("networks"),
        "receptive-field": page("receptive-field"),
        "feature-maps": page("feature-maps"),
        docs: page("docs"),
        text: page("text"),
      },
    },
  },
  plugins: [
    compression({
      algorithms: [defineAlgorithm("brotliCompress"), defineAlgorithm("gzip")],
      include: /\.(js|css|svg)$/,
    }),
  ],
  test: { include: ["static/src/**/*.test.ts"] },
});
