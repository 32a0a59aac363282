#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace moonstain {

/// Whole numbers as a file holds them.
struct IntegerKind {
  std::size_t width_bytes = 4;  ///< 1, 2, 4 or 8
  bool is_signed = true;
  bool big_endian = false;

  std::string name() const;  ///< "uint16"
};

/// A mask of labels as programs save it, read by rows without being held whole:
/// a NumPy array (npy_labels.h) or a TIFF, OME-TIFF among them (tiff_labels.h);
/// `open_label_file` (label_mask.h) tells which.
///
/// @throws Error (all members) "mask NAME: ...": what was found, what to do
class LabelFile {
 public:
  virtual ~LabelFile() = default;

  std::int64_t width_px() const { return width_px_; }
  std::int64_t height_px() const { return height_px_; }
  const IntegerKind& kind() const { return kind_; }
  virtual std::string format() const = 0;  ///< ".npy"

  /// Rows [begin, end) as [end - begin, width]; those that rise read each part
  /// of the file about once.
  /// @throws Error also on a value that is no label: below 0 or above 2^31 - 1
  std::vector<std::int32_t> rows(std::int64_t begin, std::int64_t end);

 protected:
  explicit LabelFile(std::string where) : where_(std::move(where)) {}

  /// The same as bytes of `kind_`, C order.
  virtual std::string raw_rows(std::int64_t begin, std::int64_t end) = 0;

  std::string where_;  ///< "mask NAME"
  std::int64_t width_px_ = 0;
  std::int64_t height_px_ = 0;
  IntegerKind kind_;
};

}  // namespace moonstain
