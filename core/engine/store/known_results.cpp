#include "core/engine/store/known_results.h"

namespace moonstain {

void KnownResults::reserve(std::size_t rows) {
  objects_.reserve(rows);
  size_bytes_.reserve(rows);
  unpacked_bytes_.reserve(rows);
  keys_.reserve(rows);
  object_of_.reserve(rows);
}

void KnownResults::add_object(const KnownResult& object) {
  objects_.add(object.object);
  size_bytes_.push_back(object.size_bytes);
  unpacked_bytes_.push_back(object.unpacked_bytes);
  present_.push_back(object.present);
}

void KnownResults::finish_objects() { objects_.finish(); }

void KnownResults::add(const Digest& key, const Digest& object) {
  keys_.add(key);
  object_of_.push_back(objects_.find(object));
}

void KnownResults::finish() { keys_.finish(); }

std::optional<KnownResult> KnownResults::find(const Digest& key) const {
  const std::uint32_t number = keys_.find(key);
  if (number == DigestTable::kNone) return std::nullopt;
  const std::uint32_t object = object_of_[number];
  if (object == DigestTable::kNone) return std::nullopt;
  return KnownResult{objects_[object], size_bytes_[object], present_[object],
                     unpacked_bytes_[object]};
}

}  // namespace moonstain
