#pragma once

#include <string_view>

#include "core/base/path.h"
#include "core/learn/weights/pickled_state.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

/// What a file of torch.save begins with from PyTorch 0.1.12 to 1.5, and later
/// where it is asked for: a pickled number, and the version, 1001, pickled.
inline constexpr std::string_view kLegacyBeginning(
    "\x80\2\x8a\n\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."
    "\x80\2M\xe9\3.",
    21);

/// Reads the tensors of such a file, as torchvision's densenet121-a639ec97.pth
/// is one. Three pickles follow: what the machine was like, the value, the
/// names of its storages; then each storage in that order, its number of
/// elements in eight bytes and their bytes. Bounds and allowed names are those
/// of `read_torch_checkpoint`.
///
/// @throws Error "PATH: ..." as there, on another beginning, another order of
///               bytes, a storage that is not named, named twice, of another
///               length than the value says, or beyond the end of the file
Weights read_legacy_checkpoint(const fs::path& path, std::string_view entry,
                               StateEntry presence = StateEntry::required);

}  // namespace moonstain
