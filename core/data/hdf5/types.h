#pragma once

// Part of reader.h: the library's types in the words of zarr/types.h.

#include <hdf5.h>

#include <optional>
#include <string>

#include "core/data/hdf5/handle.h"
#include "core/data/zarr/types.h"

namespace moonstain::hdf5 {

/// What the type of an element is for us; nothing where we have none.
std::optional<zarr::DataType> data_type(hid_t type);

/// "a reference", "long double", ...: of a type that we have none for.
std::string type_words(hid_t type);

/// How a value of this type, no string, lies in memory here.
hid_t native_type(zarr::DataType type);

}  // namespace moonstain::hdf5
