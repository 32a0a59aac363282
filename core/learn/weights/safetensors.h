#pragma once

#include "core/base/path.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

/// Reads a safetensors file. Nothing in it is believed: the header must be
/// JSON of the known form, the tensors must fill the rest of the file without
/// hole or overlap, and every size must be the product of its shape.
///
/// @return       tensors in the order of their bytes in the file
/// @throws Error "PATH: ..." on anything else
///
/// Source: https://github.com/huggingface/safetensors, section Format.
Weights read_safetensors(const fs::path& path);

/// Writes a safetensors file: the same weights give the same bytes. Tensors of
/// wide elements come first, so that each is aligned; else the order is kept.
void write_safetensors(const fs::path& path, const Weights& weights);

}  // namespace moonstain
