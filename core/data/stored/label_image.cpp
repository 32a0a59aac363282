#include "core/data/stored/label_image.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;
/// Of a chunk, [height, width]: a window of some 200 px crosses two rows.
const zarr::Shape kChunk = {128, 1024};

zarr::Writer start(const fs::path& folder, const LabelImageInfo& info) {
  return zarr::Writer(folder, stored_attributes(LabelImage::kType, kSchema,
                                                {{"section", info.section},
                                                 {"rule", info.rule}}));
}

zarr::RowWriter<std::int32_t> values_of(zarr::Writer& out,
                                        const LabelImageInfo& info) {
  check(info.width_px > 0 && info.height_px > 0, "LabelImage of section ",
        info.section, ": ", info.width_px, " x ", info.height_px,
        " px, expected sides of at least 1");
  zarr::ArrayOptions options;
  options.codec = zarr::Codec::blosc;
  options.chunks = {std::min(kChunk[0], info.height_px),
                    std::min(kChunk[1], info.width_px)};
  options.dimension_names = {"height", "width"};
  return out.rows<std::int32_t>("labels", {info.height_px, info.width_px},
                                options);
}

LabelImageInfo read_info(const zarr::Reader& in) {
  const Json attributes = checked_attributes(in, LabelImage::kType, kSchema);
  const std::string where = in.folder().string();
  LabelImageInfo out;
  out.section = text_member(attributes, "section", where);
  out.rule = text_member(attributes, "rule", where);
  const zarr::Shape shape = in.info("labels").shape;
  check(shape.size() == 2 && shape[0] > 0 && shape[1] > 0, where,
        ": labels has ", shape.size(),
        " axes or none of a length, expected [height, width]");
  out.height_px = shape[0];
  out.width_px = shape[1];
  return out;
}

std::int64_t read_labels(const zarr::Reader& in) {
  const std::string where = (in.folder() / "objects").string();
  const std::int64_t labels =
      integer_member(in.attributes("objects"), "labels", where);
  check(labels >= 0, where, ": has ", labels, " labels");
  return labels;
}

}  // namespace

LabelWriter::LabelWriter(const fs::path& folder, const LabelImageInfo& info)
    : out_(start(folder, info)), values_(values_of(out_, info)) {}

void LabelWriter::add(std::span<const std::int32_t> values) {
  values_.write(values);
}

void LabelWriter::finish(std::int64_t labels) {
  values_.finish();
  out_.group("objects", {{"labels", labels}});
}

LabelReader::LabelReader(const fs::path& folder)
    : in_(folder),
      info_(read_info(in_)),
      labels_(read_labels(in_)),
      chunk_rows_(in_.info("labels").chunks[0]) {}

const LabelReader::ChunkRow& LabelReader::chunk_row(std::int64_t number) {
  const auto found =
      std::find_if(held_.begin(), held_.end(),
                   [&](const ChunkRow& row) { return row.number == number; });
  if (found != held_.end()) return *found;
  const std::int64_t begin = number * chunk_rows_;
  ChunkRow row{number, in_.rows<std::int32_t>(
                           "labels", begin,
                           std::min(begin + chunk_rows_, info_.height_px))};
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    if (row.values[i] >= 0) continue;
    const auto at = static_cast<std::int64_t>(i);
    fail(in_.folder().string(), ": labels has ", row.values[i], " in row ",
         begin + at / info_.width_px, ", column ", at % info_.width_px,
         ", expected 0 or more");
  }
  held_.push_back(std::move(row));
  return held_.back();
}

std::vector<std::int32_t> LabelReader::window(std::int64_t x_px,
                                              std::int64_t y_px,
                                              std::int64_t width_px,
                                              std::int64_t height_px) {
  check(x_px >= 0 && y_px >= 0 && width_px > 0 && height_px > 0 &&
            x_px + width_px <= info_.width_px &&
            y_px + height_px <= info_.height_px,
        in_.folder().string(), ": a window of ", width_px, " x ", height_px,
        " px at (", x_px, ", ", y_px, ") of ", info_.width_px, " x ",
        info_.height_px, " px");
  const std::int64_t first = y_px / chunk_rows_;
  const std::int64_t last = (y_px + height_px - 1) / chunk_rows_;
  std::erase_if(held_, [&](const ChunkRow& row) {
    return row.number < first || row.number > last;
  });
  std::vector<std::int32_t> out;
  out.reserve(static_cast<std::size_t>(width_px * height_px));
  for (std::int64_t number = first; number <= last; ++number) {
    const ChunkRow& row = chunk_row(number);
    const std::int64_t top = number * chunk_rows_;
    const std::int64_t begin = std::max(y_px, top);
    const std::int64_t end = std::min(y_px + height_px, top + chunk_rows_);
    for (std::int64_t y = begin; y < end; ++y) {
      const auto from = row.values.begin() + (y - top) * info_.width_px + x_px;
      out.insert(out.end(), from, from + width_px);
    }
  }
  return out;
}

void LabelImage::write(const fs::path& folder) const {
  check(static_cast<std::int64_t>(values.size()) == width_px * height_px,
        "LabelImage of section ", section, ": ", values.size(), " values for ",
        width_px, " x ", height_px, " px");
  LabelWriter out(folder, *this);
  out.add(values);
  out.finish(labels);
}

LabelImage LabelImage::read(const fs::path& folder) {
  LabelReader in(folder);
  LabelImage out;
  static_cast<LabelImageInfo&>(out) = in.info();
  out.labels = in.labels();
  out.values = in.window(0, 0, out.width_px, out.height_px);
  return out;
}

}  // namespace moonstain
