#include "core/learn/weights/pickled_state.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Tensors that share a storage get a copy each; no network shares one so often.
constexpr std::uint64_t kMostCopies = 16;

// The elements of a view, one after the other.
NamedTensor contiguous(const std::string& name, const PickledTensor& view,
                       const std::string& storage, const std::string& where) {
  NamedTensor tensor{{name, view.dtype, view.shape}, {}};
  const std::size_t width = dtype_bytes(view.dtype);
  const auto elements = static_cast<std::int64_t>(storage.size() / width);
  check(view.shape.size() == view.strides.size(), where, ": tensor '", name,
        "' has ", view.shape.size(), " lengths but ", view.strides.size(),
        " strides");
  std::int64_t count = 1;
  std::int64_t last = view.offset;
  bool outside = view.offset < 0;
  for (std::size_t i = 0; i < view.shape.size() && !outside; ++i) {
    const std::int64_t n = view.shape[i];
    const std::int64_t stride = view.strides[i];
    outside = n < 0 || stride < 0 || (n > 1 && stride > elements / (n - 1)) ||
              (n > 0 && count > (std::int64_t{1} << 40) / n);
    if (outside) break;
    count *= n;
    if (n > 1) last += (n - 1) * stride;
    outside = last >= elements && count > 0;
  }
  check(!outside && (count == 0 || last < elements) && count <= elements, where,
        ": tensor '", name, "' ", tensor.spec.text(),
        " reaches outside of its storage of ", elements, " elements");
  tensor.bytes.resize(count * width);
  std::vector<std::int64_t> index(view.shape.size(), 0);
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t from = view.offset;
    for (std::size_t axis = 0; axis < index.size(); ++axis) {
      from += index[axis] * view.strides[axis];
    }
    std::copy_n(storage.data() + from * width, width,
                tensor.bytes.data() + i * width);
    for (std::size_t axis = index.size(); axis-- > 0;) {
      if (++index[axis] < view.shape[axis]) break;
      index[axis] = 0;
    }
  }
  return tensor;
}

const Pickled& state_of(const Pickled& outer, std::string_view entry,
                        StateEntry presence, const std::string& where) {
  check(outer.kind == Pickled::Kind::dict, where,
        ": the checkpoint is not a dictionary");
  if (entry.empty()) return outer;
  std::string names;
  for (const auto& [name, value] : outer.container->pairs) {
    if (name.text == entry) {
      check(value.kind == Pickled::Kind::dict, where, ": entry '", entry,
            "' is not a dictionary");
      return value;
    }
    names += concat(names.empty() ? "" : ", ", name.text);
  }
  if (presence == StateEntry::where_there_is_one) return outer;
  fail(where, ": no entry '", entry, "'; there are: ", names);
}

}  // namespace

Weights pickled_state(const Pickled& outer, std::string_view entry,
                      StateEntry presence, const StorageFile& file) {
  const std::string& where = file.where;
  const Pickled& state = state_of(outer, entry, presence, where);

  Weights weights;
  std::set<std::string> seen;
  std::uint64_t bytes = 0;
  std::optional<std::pair<std::string, std::string>> held;  // name, bytes
  for (const auto& [key, value] : state.container->pairs) {
    check(key.kind == Pickled::Kind::text, where,
          ": a name in the state is not a text");
    check(seen.insert(key.text).second, where, ": tensor '", key.text,
          "' is there twice");
    check(value.kind == Pickled::Kind::tensor, where, ": '", key.text,
          "' is not a tensor; the state may be one of its entries");
    const PickledTensor& view = *value.tensor;
    if (!held || held->first != view.storage) {
      held = {view.storage, file.bytes(view.storage)};
    }
    check(held->second.size() / dtype_bytes(view.dtype) ==
              static_cast<std::uint64_t>(view.storage_count),
          where, ": ", file.called(view.storage), " has ", held->second.size(),
          " bytes, expected ", view.storage_count, " elements of ",
          dtype_name(view.dtype));
    weights.tensors.push_back(contiguous(key.text, view, held->second, where));
    bytes += weights.tensors.back().bytes.size();
    check(bytes / kMostCopies <= file.size_bytes, where, ": tensor '", key.text,
          "': the tensors as far as this one have ", bytes,
          " bytes, expected at most ", kMostCopies, " times the file's ",
          file.size_bytes, "; too many share one storage");
  }
  return weights;
}

}  // namespace moonstain
