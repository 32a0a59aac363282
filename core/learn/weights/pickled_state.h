#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/learn/weights/pickle.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

// What the two forms of torch.save's files have in common: an archive
// (torch_checkpoint.h) and one pickle behind another (legacy_checkpoint.h).

/// Whether a checkpoint must have the entry that is named.
enum class StateEntry {
  required,
  where_there_is_one,  ///< else the outer dictionary is the state
};

/// Bytes of a file in which values that were pickled lie elsewhere.
struct StorageFile {
  std::string where;             ///< as errors call it
  std::uint64_t size_bytes = 0;  ///< of all of it
  /// How errors call a storage, and its bytes. @throws Error if there is none
  std::function<std::string(const std::string& storage)> called;
  std::function<std::string(const std::string& storage)> bytes;
};

/// The state in an outer dictionary, its tensors made contiguous.
///
/// @param entry  of the outer dictionary that holds the state; empty when it is
///               the state itself
/// @throws Error "WHERE: ..." on what is no dictionary, no tensor, twice there,
///               outside of its storage, or made of one storage more than 16
///               times over
Weights pickled_state(const Pickled& outer, std::string_view entry,
                      StateEntry presence, const StorageFile& file);

}  // namespace moonstain
