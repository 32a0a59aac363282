#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/data/image/box.h"
#include "core/data/image/picture.h"

namespace moonstain {

/// How large a level of a slide's pyramid is.
struct LevelSize {
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
};

/// A picture on disk, read by region without being held whole: JPEG and PNG
/// are decoded as a stream from the top, whole-slide files (SVS, NDPI, tiled
/// TIFF, ...) through OpenSlide at level 0. Transparent parts are composited on
/// white, of a slide on its background colour where it names one.
///
/// Positions count from the top left corner of the picture. Where a slide's
/// scan is a part of its plane (.scn, .mrxs: openslide.bounds-x, -y) that is
/// the corner of the plane, and what was not scanned is background.
///
/// @throws Error (all members) naming the picture
class Image {
 public:
  /// The kind is told from the first bytes, not from the name.
  /// @param name  for errors: as the manifest calls the file; empty: the path
  static std::unique_ptr<Image> open(const fs::path& path,
                                     std::string name = "");
  virtual ~Image() = default;

  virtual std::int64_t width_px() const = 0;
  virtual std::int64_t height_px() const = 0;
  /// As the file's tags say, whatever they say, else as OME's description does
  /// (ome_scale.h); 0 when neither does, or says another for each side.
  virtual double um_per_px() const { return 0; }

  /// Parts may be transparent; they are laid on a background.
  virtual bool has_alpha() const { return false; }

  /// Called once a box with its index and pixels [height, width, 3].
  using Sink = std::function<void(std::size_t, std::span<const std::uint8_t>)>;

  /// Reads many boxes, in any order, in one pass over the picture. The sink is
  /// called in the order in which boxes end, topmost first, ties by index;
  /// memory holds the boxes that a row of the picture crosses, no more.
  /// @param outside  colour of pixels beyond the border
  virtual void read_boxes(std::span<const Box> boxes, Rgb outside,
                          const Sink& sink) const = 0;

  /// One region. To read many use `read_boxes`.
  Picture read_region(const Box& box, Rgb outside) const;

  /// The whole picture, no side longer than `longest_px`. What is larger is not
  /// held: of a slide without a smaller level, whatever its size, memory holds
  /// tens of megabytes beside the result.
  virtual Picture overview(std::int64_t longest_px) const = 0;

  /// Of a slide's pyramid, full resolution first; one of all other pictures.
  virtual std::vector<LevelSize> levels() const {
    return {{width_px(), height_px()}};
  }

  /// A level of `levels`, whole. Transparent parts of a slide are black, as
  /// where the alpha channel is left out.
  virtual Picture level(std::size_t number) const;

  /// What a report should say of the picture, by the step that made it (a PNG
  /// of png_writer.h); else empty.
  virtual std::string remark() const { return ""; }
};

}  // namespace moonstain
