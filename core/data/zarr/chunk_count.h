#pragma once

#include <string_view>

#include "core/base/path.h"
#include "core/data/zarr/metadata.h"

namespace moonstain::zarr {

/// Chunks of an array, and those of them that are not there.
ChunkCount count_chunks(const ArrayMetadata& metadata, const fs::path& folder);

/// @throws Error naming the file, where an absent chunk is no fill value but
///               lost
void check_may_lack(const ArrayMetadata& metadata, std::string_view where);

}  // namespace moonstain::zarr
