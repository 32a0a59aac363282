#include "core/learn/weights/safetensors.h"

#include <algorithm>
#include <limits>
#include <map>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/learn/weights/little_endian.h"

namespace moonstain {
namespace {

// The reference implementation refuses longer headers too.
constexpr std::uint64_t kMostHeaderBytes = 100'000'000;

std::int64_t unsigned_number(const Json& value, std::string_view what,
                             std::string_view where) {
  check(value.is_number_integer() && value >= 0 &&
            value <= std::numeric_limits<std::int64_t>::max(),
        where, ": ", what, " is ", value.dump(), ", not a count");
  return value.get<std::int64_t>();
}

struct Placed {
  TensorSpec spec;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

Placed placed_tensor(const std::string& name, const Json& value,
                     const std::string& file) {
  const std::string where = concat(file, ": tensor '", name, "'");
  check(value.is_object() && value.size() == 3, where,
        ": its entry is not {dtype, shape, data_offsets}");
  const std::string type = text_member(value, "dtype", where);
  const auto dtype = find_dtype(type);
  check(dtype.has_value(), where, ": unknown dtype '", type, "'");

  Placed placed;
  placed.spec = {name, *dtype, {}};
  const Json& shape = member(value, "shape", where);
  check(shape.is_array(), where, ": shape is not a list");
  std::uint64_t bytes = dtype_bytes(*dtype);
  for (const Json& length : shape) {
    const std::int64_t n = unsigned_number(length, "a length in shape", where);
    check(n == 0 || bytes <= (std::uint64_t{1} << 62) / n, where,
          ": shape overflows");
    bytes *= static_cast<std::uint64_t>(n);
    placed.spec.shape.push_back(n);
  }
  const Json& offsets = member(value, "data_offsets", where);
  check(offsets.is_array() && offsets.size() == 2, where,
        ": data_offsets is not [begin, end]");
  placed.begin = unsigned_number(offsets[0], "data_offsets[0]", where);
  placed.end = unsigned_number(offsets[1], "data_offsets[1]", where);
  check(placed.begin <= placed.end && placed.end - placed.begin == bytes, where,
        ": data_offsets [", placed.begin, ", ", placed.end, "] do not hold ",
        placed.spec.text(), ", which takes ", bytes, " bytes");
  return placed;
}

std::map<std::string, std::string> metadata_of(const Json& value,
                                               const std::string& file) {
  check(value.is_object(), file, ": __metadata__ is not an object");
  std::map<std::string, std::string> metadata;
  for (const auto& [name, text] : value.items()) {
    check(text.is_string(), file, ": __metadata__ '", name, "' is not a text");
    metadata[name] = text.get<std::string>();
  }
  return metadata;
}

}  // namespace

Weights read_safetensors(const fs::path& path) {
  const std::string file = path.string();
  FileReader reader(path);
  const std::uint64_t size = reader.size_bytes();
  check(size >= 8, file, ": ", size,
        " bytes are too few for a safetensors file");
  char length[8];
  reader.read_at(length, 8, 0);
  const std::uint64_t header_bytes = little_endian({length, 8}, 0, 8);
  check(header_bytes <= kMostHeaderBytes && header_bytes <= size - 8, file,
        ": not a safetensors file, or cut off: its header would take ",
        header_bytes, " of ", size, " bytes");
  std::string text(header_bytes, '\0');
  reader.read_at(text.data(), text.size(), 8);
  check(!text.empty() && text.front() == '{', file,
        ": not a safetensors file: its header does not begin with {");

  const Json header = parse_json(text, file);
  Weights weights;
  std::vector<Placed> placed;
  for (const auto& [name, value] : header.items()) {
    if (name == "__metadata__") {
      weights.metadata = metadata_of(value, file);
    } else {
      placed.push_back(placed_tensor(name, value, file));
    }
  }
  std::stable_sort(
      placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
      });
  std::uint64_t at = 0;
  for (const Placed& tensor : placed) {
    check(tensor.begin == at, file, ": tensor '", tensor.spec.name,
          "' begins at byte ", tensor.begin, " of the data, expected ", at);
    at = tensor.end;
  }
  check(at == size - 8 - header_bytes, file, ": the tensors end at byte ", at,
        " of ", size - 8 - header_bytes, " bytes of data");

  for (Placed& tensor : placed) {
    std::string bytes(tensor.end - tensor.begin, '\0');
    reader.read_at(bytes.data(), bytes.size(), 8 + header_bytes + tensor.begin);
    weights.tensors.push_back({std::move(tensor.spec), std::move(bytes)});
  }
  return weights;
}

void write_safetensors(const fs::path& path, const Weights& weights) {
  std::vector<const NamedTensor*> ordered;
  for (const NamedTensor& tensor : weights.tensors) ordered.push_back(&tensor);
  std::stable_sort(ordered.begin(), ordered.end(), [](auto* a, auto* b) {
    return dtype_bytes(a->spec.dtype) > dtype_bytes(b->spec.dtype);
  });

  Json header = Json::object();
  if (!weights.metadata.empty()) header["__metadata__"] = weights.metadata;
  std::uint64_t at = 0;
  for (const NamedTensor* tensor : ordered) {
    const TensorSpec& spec = tensor->spec;
    const std::uint64_t bytes = tensor->bytes.size();
    check(bytes == spec.count() * dtype_bytes(spec.dtype), path.string(),
          ": tensor '", spec.name, "' is ", spec.text(), " but has ", bytes,
          " bytes");
    check(!header.contains(spec.name), path.string(), ": tensor '", spec.name,
          "' is there twice");
    header[spec.name] = {{"dtype", std::string(dtype_name(spec.dtype))},
                         {"shape", spec.shape},
                         {"data_offsets", {at, at + bytes}}};
    at += bytes;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  std::string length(8, '\0');
  for (int i = 0; i < 8; ++i) {
    length[i] = static_cast<char>(text.size() >> (8 * i) & 0xFF);
  }
  FileWriter writer(path);
  writer.write(length);
  writer.write(text);
  for (const NamedTensor* tensor : ordered) writer.write(tensor->bytes);
  writer.finish();
}

}  // namespace moonstain
