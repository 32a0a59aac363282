#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/learn/weights/weights.h"

namespace moonstain {

/// A tensor as a checkpoint describes it: a view into a stored file.
struct PickledTensor {
  std::string storage;  ///< name of its file below data/
  Dtype dtype = Dtype::F32;
  std::int64_t storage_count = 0;  ///< elements in the storage
  std::int64_t offset = 0;         ///< elements
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;  ///< elements
};

struct PickledContainer;

/// A value of the restricted pickle.
struct Pickled {
  enum class Kind {
    none,
    flag,
    integer,
    number,
    text,
    list,
    tuple,
    dict,
    tensor,
    name,     ///< an allowed global
    storage,  ///< a persistent id, before a tensor is made from it
    mark,     ///< stack marker, never in a result
  };
  Kind kind = Kind::none;
  std::int64_t integer = 0;  ///< flag and integer
  double number = 0;
  std::string text{};  ///< text, and the name of a global
  std::shared_ptr<PickledContainer> container{};  ///< list, tuple, dict
  std::shared_ptr<PickledTensor> tensor{};        ///< tensor, storage
};

/// What a list, a tuple or a dictionary holds; one object for all values that
/// stand for it.
struct PickledContainer {
  std::vector<Pickled> items;                      ///< list, tuple
  std::vector<std::pair<Pickled, Pickled>> pairs;  ///< dict
  int depth = 1;        ///< containers one inside the other, with this one
  bool inside = false;  ///< another one holds it: it stays as it is
};

/// Runs a pickle (protocol 2 to 5) that builds a state dictionary.
///
/// What a few bytes of program can make is bounded. Containers lie at most 1000
/// deep, as they are destroyed by recursion. One that lies in another takes no
/// more of them, so that none holds itself; Python fills it before. A tensor
/// has at most 64 axes. Copies of texts come to at most 64 MiB.
///
/// @param where  named in errors: "ctranspath.pth"
/// @throws Error on a truncated program, an opcode or a name that is not
///               allowed, and beyond these bounds
Pickled read_pickle(std::string_view program, std::string_view where);

/// One of several pickles that follow one another, as PyTorch wrote them until
/// 1.5.
struct PickledPart {
  Pickled value;
  std::size_t bytes = 0;  ///< of the program, as far as its end
  /// All storages that it names, by their names.
  std::map<std::string, PickledTensor> storages;
};

/// The first pickle of `programs`. @throws Error as `read_pickle`, and on one
/// storage that is named with two types or lengths
PickledPart read_first_pickle(std::string_view programs,
                              std::string_view where);

}  // namespace moonstain
