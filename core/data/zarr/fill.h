#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/data/zarr/types.h"

namespace moonstain::zarr {

/// One element of a fill value as its bytes, little-endian; text for strings.
/// Numbers, "NaN", "Infinity", and bits as "0x7fc00000"; integers of 64 bits
/// exactly.
/// @throws Error "WHERE: ..." on a value that is not one of the type
std::string fill_bytes(DataType type, std::int64_t width_bytes,
                       const Json& value, std::string_view where);

/// The fill value of an array of bytes of format 2, base64 (RFC 4648) there:
/// its text, without the zeros that pad it.
/// @throws Error "WHERE: ..." on what is no base64, more than `width_bytes`,
///               or not UTF-8
std::string base64_text(const std::string& value, std::int64_t width_bytes,
                        std::string_view where);

/// The fill value of arrays that we write: 0, false or "".
Json zero_json(DataType type);

}  // namespace moonstain::zarr
