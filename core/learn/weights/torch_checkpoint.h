#pragma once

#include <string_view>

#include "core/base/path.h"
#include "core/learn/weights/pickled_state.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

/// Reads the tensors of a file that `torch.save` wrote (a zip archive since
/// PyTorch 1.6): a state dictionary, or a dictionary with one as an entry.
///
/// A pickle is a program; this one can only build dictionaries, lists, tuples,
/// texts, numbers and tensors. Allowed names are `collections.OrderedDict`,
/// `torch._utils._rebuild_tensor`, `_rebuild_tensor_v2`, `_rebuild_parameter`
/// and the typed storages of torch; anything else is refused by its name.
///
/// @param entry  entry of the outer dictionary that holds the state; empty
///               when the outer dictionary is the state
/// @return       tensors in the dictionary's order, made contiguous
/// @throws Error "PATH: ..." on another archive, a forbidden name or opcode, a
///               storage that is missing or too short, a value of the state
///               that is no tensor, tensors of more than 16 times the file's
///               bytes (one storage under many names)
Weights read_torch_checkpoint(const fs::path& path, std::string_view entry,
                              StateEntry presence = StateEntry::required);

/// Reads safetensors or a PyTorch checkpoint, of before 1.6 too
/// (legacy_checkpoint.h), whichever the file is.
///
/// @param entry  for a checkpoint: the entry of the outer dictionary that
///               holds the state ("model"); empty when the file is the state
Weights read_weights(const fs::path& path, std::string_view entry = "",
                     StateEntry presence = StateEntry::required);

}  // namespace moonstain
