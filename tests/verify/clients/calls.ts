/** Call every operation with openapi-fetch and the types that openapi-typescript makes: node calls.ts http://127.0.0.1:8000 */
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

const rest = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: process.argv[2] });

const input = [
  [
    [1, 2, 0],
    [0, 1, 2],
    [2, 0, 1],
  ],
];
/** One filter of one channel; its first window has the sum 1·1 − 2·1 + 0·2 + 1·0 = −1. */
const weight = [
  [
    [
      [1, -1],
      [2, 0],
    ],
  ],
];
const small: components["schemas"]["NetworkRequest"] = {
  input_shape: [1, 7, 7],
  layers: [
    { operation: "conv", out_channels: 1, kernel_size: 3, padding: 1 },
    { operation: "max_pool", kernel_size: 2 },
  ],
};

/** The answer; what was refused says why. */
async function answered<T>(call: Promise<{ data?: T; error?: { detail: string } }>): Promise<T> {
  const { data, error } = await call;
  if (data === undefined) throw new Error(error?.detail ?? "no answer");
  return data;
}

async function convolutions() {
  const example = await answered(rest.GET("/api/v1/presets/{name}", { params: { path: { name: "worked-example" } } }));
  assert(example.input !== null);
  const convolved = await answered(
    rest.POST("/api/v1/conv2d", {
      body: { input: example.input, weight: example.weight, bias: example.bias, padding: example.padding },
    }),
  );
  assert.deepEqual(convolved.geometry.output, [3, 7, 7]);
  assert.equal(convolved.cost.parameters, 84);

  const rectified = await answered(
    rest.POST("/api/v1/conv2d", { body: { input, weight, padding: "same", activation: "relu" } }),
  );
  assert(rectified.pre_activation !== null);
  assert(Math.min(...rectified.pre_activation.flat(2)) < 0);
  assert.equal(Math.min(...rectified.output.flat(2)), 0);

  const unit = await answered(rest.POST("/api/v1/conv2d/unit", { body: { input, weight, unit: [0, 0, 0] } }));
  assert.deepEqual(unit.products.flat(2), [1, -2, 0, 0]);
  assert.equal(unit.sum, -1);

  const row = await answered(rest.POST("/api/v1/conv2d/row", { body: { input, weight, row: [0, 0] } }));
  assert.deepEqual(row.sum, [-1, 4]);

  const windows = await answered(
    rest.POST("/api/v1/conv2d/windows", {
      body: { input_size: 7, kernel_size: 3, padding: 1, padding_mode: "reflect" },
    }),
  );
  const [height, width] = windows.output_size;
  assert.equal(height * width, 49);
  assert.deepEqual(windows.axes[0].sources.slice(0, 3), [1, 0, 1]);

  const gradient = await answered(rest.POST("/api/v1/conv2d/gradient", { body: { input, weight } }));
  assert.deepEqual(gradient.grad_bias, [4]);

  const lowered = await answered(rest.POST("/api/v1/conv2d/lowering", { body: { input, weight } }));
  assert.deepEqual(lowered.matrix, [[1, -1, 2, 0]]);

  const sparse = await answered(rest.POST("/api/v1/conv2d/toeplitz", { body: { input, weight } }));
  assert.deepEqual(sparse.toeplitz[0], [1, -1, 0, 2, 0, 0, 0, 0, 0]);
}

async function transposedConvolutions() {
  const grown = await answered(
    rest.POST("/api/v1/conv-transpose2d", {
      body: {
        input: [
          [
            [1, 2],
            [3, 4],
          ],
        ],
        weight,
        stride: 2,
      },
    }),
  );
  assert.deepEqual(grown.geometry.output, [1, 4, 4]);

  const row = await answered(rest.POST("/api/v1/conv-transpose2d/row", { body: { input, weight, row: [0, 0] } }));
  assert.deepEqual(row.values, [[1], [2], [0]]);

  const stamps = await answered(
    rest.POST("/api/v1/conv-transpose2d/stamps", { body: { input_size: 3, kernel_size: 3, stride: 2 } }),
  );
  assert.equal(stamps.overlap[2][2], 4);
}

async function poolingAndActivations() {
  const largest = await answered(
    rest.POST("/api/v1/max-pool2d", {
      // a tensor can be bytes in base64
      body: { input: { shape: [2, 2], dtype: "uint8", base64: "AAECAw==" }, kernel_size: 2 },
    }),
  );
  assert.deepEqual(largest.output, [[[3]]]);
  assert.deepEqual(largest.argmax, [[[[1, 1]]]]);

  const mean = await answered(rest.POST("/api/v1/avg-pool2d", { body: { input, kernel_size: 2, ceil_mode: true } }));
  assert.deepEqual(mean.divisor, [
    [4, 2],
    [2, 1],
  ]);

  const activated = await answered(rest.POST("/api/v1/activation", { body: { input: [[-1, 2]], activation: "relu" } }));
  assert.deepEqual(activated.output, [[[0, 2]]]);
}

async function sizes() {
  const size = await answered(
    rest.POST("/api/v1/output-size", {
      body: { operation: "max_pool", input_size: 112, kernel_size: 3, stride: 2, ceil_mode: true },
    }),
  );
  assert.deepEqual(size.output_size, [56]);
  assert.match(size.formula[0].steps.at(-1)?.text ?? "", /56$/);

  const counted = await answered(
    rest.POST("/api/v1/parameters", {
      body: { in_channels: 3, out_channels: 3, kernel_size: 3, input_size: [7, 7], padding: 1 },
    }),
  );
  assert.equal(counted.total, 84);
  assert.equal(counted.macs, 3969);
}

async function receptiveFields() {
  const seen = await answered(
    rest.POST("/api/v1/receptive-field", {
      body: { layers: [{ kernel_size: 3 }, { kernel_size: 3, dilation: 2 }], unit: [0, 0] },
    }),
  );
  assert.deepEqual(seen.layers.at(-1)?.size, [7, 7]);
  assert.deepEqual(seen.input.rows, [0, 6]);

  const effective = await answered(
    rest.POST("/api/v1/receptive-field/effective", {
      body: { layers: [{ kernel_size: 3 }, { kernel_size: 3 }], input_size: 5 },
    }),
  );
  assert.deepEqual(effective.unit, [0, 0]);
  assert.equal(Math.max(...effective.weights.flat()), 1);

  const { stacks } = await answered(rest.POST("/api/v1/receptive-field/stacks", { body: { size: 7 } }));
  assert.deepEqual(
    stacks.map((stack) => stack.per_square),
    [49, 27],
  );
}

async function networks() {
  const known = await answered(rest.GET("/api/v1/networks"));
  assert.equal(known.networks[0].parameters, 61_706);

  const { operations } = await answered(rest.GET("/api/v1/networks/operations"));
  assert.equal(operations[0].options[0].name, "out_channels");

  const digits = await answered(
    rest.GET("/api/v1/networks/{name}", { params: { path: { name: "lenet5" }, query: { num_classes: 10 } } }),
  );
  const letters = await answered(rest.POST("/api/v1/networks/analyze", { body: { name: "lenet5", num_classes: 26 } }));
  assert.equal(letters.totals.parameters.total - digits.totals.parameters.total, 16 * 85);

  const compared = await answered(
    rest.POST("/api/v1/networks/compare", {
      body: { left: { name: "lenet5" }, right: { name: "lenet5", num_classes: 26 } },
    }),
  );
  assert.equal(compared.rows.at(-1)?.change, "changed");

  const imported = await answered(
    rest.POST("/api/v1/networks/import", {
      body: { text: "nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU())", input_shape: [1, 28, 28] },
    }),
  );
  assert.equal(imported.analysis.totals.parameters.total, 80);

  // bytes go out as they are: a file of safetensors with one tensor, [1, 1, 1, 3]
  const header = new TextEncoder().encode(
    '{"edges.weight":{"dtype":"F32","shape":[1,1,1,3],"data_offsets":[0,12]}}'.padEnd(80),
  );
  const file = new Blob([new BigUint64Array([80n]), header, new Float32Array([1, 0, -1])]);
  const bytes = { "Content-Type": "application/octet-stream" };
  const kept = await answered(rest.PUT("/api/v1/weights", { body: "", bodySerializer: () => file, headers: bytes }));
  assert.deepEqual(kept.tensors, [{ name: "edges.weight", shape: [1, 1, 1, 3], dtype: "float32" }]);
  const opened = await answered(
    rest.POST("/api/v1/networks/open", { body: "", bodySerializer: () => file, headers: bytes }),
  );
  assert.equal(opened.weights?.id, kept.id);

  const exported = await answered(
    rest.POST("/api/v1/networks/export", { body: { network: imported.network, format: "keras" } }),
  );
  assert.match(exported.code, /layers\.Conv2D\(8, 3/);

  const seen = await answered(
    rest.POST("/api/v1/networks/receptive-field", {
      body: { network: small, node: "max_pool2", unit: [0, 2], effective: "paths" },
    }),
  );
  assert.equal(seen.nodes[0].cells, 12);

  const connected = await answered(rest.POST("/api/v1/networks/connections", { body: { network: small } }));
  assert.deepEqual(connected.nodes[0].cells[1], [0, 1, 2]);
}

async function networksWithWeights() {
  const subject: components["schemas"]["MapsRequest"] = {
    network: {
      input_shape: [1, 3, 3],
      layers: [
        { operation: "conv", name: "edges", out_channels: 1, kernel_size: 2 },
        { operation: "flatten" },
        { operation: "linear", name: "classes", out_features: 2 },
      ],
    },
    weights: {
      tensors: {
        edges: { weight, bias: [0] },
        classes: {
          weight: [
            [1, 0, 0, 0],
            [0, 1, 0, 0],
          ],
          bias: [0, 0],
        },
      },
    },
    input,
  };
  const maps = await answered(rest.POST("/api/v1/networks/maps", { body: { ...subject, nodes: ["edges"] } }));
  assert.deepEqual(maps.maps.edges.shape, [1, 2, 2]);
  assert.equal(maps.classes?.[0].index, 1);

  const silent = await answered(rest.POST("/api/v1/networks/maps", { body: { ...subject, off: { edges: [0] } } }));
  assert.equal(silent.nodes[0].zeros, 1);

  const unit = await answered(
    rest.POST("/api/v1/networks/unit", { body: { ...subject, node: "edges", unit: [0, 0, 0] } }),
  );
  assert.deepEqual(unit.products?.flat(2), [1, -2, 0, 0]);
  assert.equal(unit.sum, -1);

  const held = await answered(rest.POST("/api/v1/networks/weights", { body: { ...subject, nodes: ["edges"] } }));
  assert.deepEqual(held.tensors["edges.weight"].shape, [1, 1, 2, 2]);

  const due = await answered(
    rest.POST("/api/v1/networks/attribution", { body: { ...subject, class: 0, method: "gradient" } }),
  );
  assert.deepEqual(due.map[1], [2, 0, 0]);
}

async function models() {
  const { models } = await answered(rest.GET("/api/v1/models"));
  assert(models.some((model) => model.name === "digits"));
  const params = { path: { name: "digits" } };
  const digits = await answered(rest.GET("/api/v1/models/{name}", { params }));
  assert.equal(digits.classes[3], "3");

  const blank: components["schemas"]["EncodedTensor"] = {
    shape: [1, 28, 28],
    dtype: "uint8",
    base64: Buffer.alloc(784).toString("base64"),
  };
  const maps = await answered(rest.POST("/api/v1/models/{name}/maps", { params, body: { input: blank, top: 10 } }));
  assert.equal(maps.classes?.length, 10);

  const unit = await answered(
    rest.POST("/api/v1/models/{name}/unit", { params, body: { input: blank, node: "linear1", unit: [3] } }),
  );
  assert.equal(unit.contributions?.[0].node, "max_pool2");

  const held = await answered(
    rest.GET("/api/v1/models/{name}/weights", { params: { ...params, query: { nodes: ["conv1"] } } }),
  );
  assert.deepEqual(held.tensors["conv1.weight"].shape, [8, 1, 5, 5]);

  const due = await answered(
    rest.POST("/api/v1/models/{name}/attribution", { params, body: { input: blank, class: 3, method: "gradient" } }),
  );
  assert.equal(due.map.length, 28);
}

async function residuals() {
  const kernel = [
    [
      [
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 0],
      ],
    ],
  ];
  const block = await answered(
    rest.POST("/api/v1/networks/residual-block", { body: { input, first: kernel, second: kernel } }),
  );
  assert.deepEqual(block.total[0][0], [2, 4, 0]);

  const lab = await answered(rest.POST("/api/v1/networks/residual-lab", { body: { blocks: 6 } }));
  assert.equal(lab.residual.scales.length, 7);
}

async function theRest() {
  const { code } = await answered(
    rest.POST("/api/v1/code", { body: { operation: "conv2d", format: "pytorch", request: { input, weight } } }),
  );
  assert.match(code, /import torch/);

  const { presets } = await answered(rest.GET("/api/v1/presets"));
  assert(presets.some((preset) => preset.name === "worked-example"));

  assert.equal((await answered(rest.GET("/healthz"))).status, "ok");
}

async function refusals() {
  const { error } = await rest.POST("/api/v1/conv2d", { body: { input, weight, stride: 0 } });
  assert.equal(error?.status, 422);
  assert.equal(error?.errors?.[0].field, "stride");
}

await convolutions();
await transposedConvolutions();
await poolingAndActivations();
await sizes();
await receptiveFields();
await networks();
await networksWithWeights();
await models();
await residuals();
await theRest();
await refusals();
