"""Makes recipes/lib/mobilenet_v1/imagenet_uint8.safetensors.

    python3 quantised_mobilenet.py ORIGINAL.tflite OUT.safetensors

Takes the weights out of Google's quantised MobileNetV1 as they stand in the
TFLite file (uint8, int32, scales, zero points), gives them names and PyTorch's
axis order, and changes no value. Standard library only: the few fields needed
are read from the flatbuffer here. recipes/lib/mobilenet_v1/README.md says what is in the
result; tests/models/encoders/mobilenet_v1_test.cpp compares it with the float32 file.
"""

import hashlib
import json
import struct
import sys

ORIGINAL = "f409ef4f73fcbb9667841965623c5c8524aac33d41b9bf5f3667161fb4a76319"
CONV_2D, DEPTHWISE_CONV_2D = 3, 4  # BuiltinOperator of the TFLite schema
FLOAT32, INT32, UINT8 = 0, 2, 3    # TensorType


class Table:
    """A table of a flatbuffer: fields by number, as schema.fbs counts them."""

    def __init__(self, data, at):
        self.data, self.at = data, at

    def _field(self, number):
        vtable = self.at - struct.unpack_from("<i", self.data, self.at)[0]
        size = struct.unpack_from("<H", self.data, vtable)[0]
        entry = 4 + 2 * number
        if entry >= size:
            return None
        offset = struct.unpack_from("<H", self.data, vtable + entry)[0]
        return self.at + offset if offset else None

    def _pointed(self, at):
        return at + struct.unpack_from("<I", self.data, at)[0]

    def scalar(self, number, form, default=0):
        at = self._field(number)
        return default if at is None else struct.unpack_from(form, self.data, at)[0]

    def table(self, number):
        at = self._field(number)
        return None if at is None else Table(self.data, self._pointed(at))

    def scalars(self, number, form):
        at = self._field(number)
        if at is None:
            return []
        at = self._pointed(at)
        count = struct.unpack_from("<I", self.data, at)[0]
        return list(struct.unpack_from(f"<{count}{form}", self.data, at + 4))

    def tables(self, number):
        at = self._field(number)
        at = self._pointed(at)
        count = struct.unpack_from("<I", self.data, at)[0]
        return [Table(self.data, self._pointed(at + 4 + 4 * i)) for i in range(count)]


class Tensor:
    """A tensor of the model: shape, type, bytes, scale and zero point."""

    def __init__(self, table, buffers):
        self.shape = table.scalars(0, "i")
        self.type = table.scalar(1, "<b")
        at = buffers[table.scalar(2, "<I")]._field(0)
        data = buffers[0].data
        if at is None:
            self.bytes = b""
        else:
            at += struct.unpack_from("<I", data, at)[0]
            count = struct.unpack_from("<I", data, at)[0]
            self.bytes = data[at + 4 : at + 4 + count]
        quantisation = table.table(4)
        self.scales = quantisation.scalars(2, "f") if quantisation else []
        self.zeros = quantisation.scalars(3, "q") if quantisation else []


def layers(data):
    """The convolutions in order: (is depthwise, input, weight, bias)."""
    model = Table(data, struct.unpack_from("<I", data, 0)[0])
    codes = [max(c.scalar(0, "<b"), c.scalar(3, "<i")) for c in model.tables(1)]
    graph = model.tables(2)[0]
    buffers = model.tables(4)
    tensors = [Tensor(t, buffers) for t in graph.tables(0)]
    for operator in graph.tables(3):
        code = codes[operator.scalar(0, "<I")]
        if code in (CONV_2D, DEPTHWISE_CONV_2D):
            yield code == DEPTHWISE_CONV_2D, *(
                tensors[i] for i in operator.scalars(1, "i"))


def transposed(weight, depthwise):
    """OHWI to OIHW, or 1HWC to C1HW, byte by byte."""
    a, height, width, d = weight.shape
    out, inner = (d, a) if depthwise else (a, d)
    values = bytearray(len(weight.bytes))
    to = 0
    for o in range(out):
        for i in range(inner):
            for y in range(height):
                for x in range(width):
                    at = (((i * height + y) * width + x) * out + o if depthwise
                          else ((o * height + y) * width + x) * inner + i)
                    values[to] = weight.bytes[at]
                    to += 1
    return bytes(values), [out, inner, height, width]


def names():
    yield "conv0"
    for block in range(1, 14):
        yield f"block{block}.depthwise"
        yield f"block{block}.pointwise"


def stored(data):
    """(name, dtype, shape, bytes) of everything that goes into the file."""
    found = list(layers(data))
    expected = list(names())
    assert len(found) == len(expected), (len(found), len(expected))
    for name, (depthwise, source, weight, bias) in zip(expected, found):
        assert depthwise == name.endswith("depthwise"), name
        assert weight.type == UINT8 and bias.type == INT32, name
        assert len(weight.scales) == len(source.scales) == 1, name
        assert bias.zeros == [0], name
        scale = struct.pack("<f", weight.scales[0])
        input_scale = struct.pack("<f", source.scales[0])
        product = struct.unpack("<f", struct.pack("<f", weight.scales[0] * source.scales[0]))[0]
        assert abs(bias.scales[0] - product) <= 1e-6 * product, name
        values, shape = transposed(weight, depthwise)
        yield f"{name}.weight", "U8", shape, values
        yield f"{name}.bias", "I32", bias.shape, bias.bytes
        yield f"{name}.weight_scale", "F32", [], scale
        yield f"{name}.weight_zero_point", "U8", [], bytes(weight.zeros)
        yield f"{name}.input_scale", "F32", [], input_scale


def write(path, tensors):
    """The bytes that core/learn/weights/safetensors.cpp would write."""
    width = {"I32": 4, "F32": 4, "U8": 1}
    tensors = sorted(tensors, key=lambda t: -width[t[1]])
    header = {"__metadata__": {
        "licence": "Apache-2.0",
        "origin": "github.com/google-coral/test_data, "
                  "mobilenet_v1_1.0_224_quant_embedding_extractor.tflite",
        "origin_sha256": ORIGINAL,
        "trained_on": "ImageNet (ILSVRC 2012)",
    }}
    at = 0
    for name, dtype, shape, values in tensors:
        header[name] = {"dtype": dtype, "shape": shape,
                        "data_offsets": [at, at + len(values)]}
        at += len(values)
    text = json.dumps(header, separators=(",", ":"), sort_keys=True).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors:
            file.write(tensor[3])


def main(original, out):
    data = open(original, "rb").read()
    digest = hashlib.sha256(data).hexdigest()
    if digest != ORIGINAL:
        sys.exit(f"{original}: sha256 is {digest}, expected {ORIGINAL}: not the original file")
    write(out, stored(data))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
