#include "core/data/stored/patches.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

zarr::Writer start(const fs::path& folder, const PatchInfo& info) {
  return zarr::Writer(folder,
                      stored_attributes(Patches::kType, kSchema,
                                        {{"section", info.section},
                                         {"size_px", info.size_px},
                                         {"has_blank", info.has_blank}}));
}

zarr::RowWriter<std::uint8_t> pixels_of(zarr::Writer& out,
                                        const PatchInfo& info) {
  zarr::ArrayOptions names;
  names.dimension_names = {"spots"};
  out.strings("spots", info.spots, names);
  zarr::ArrayOptions options;
  options.codec = zarr::Codec::blosc;
  options.dimension_names = {"tiles", "height", "width", "channels"};
  return out.rows<std::uint8_t>(
      "pixels", {info.tiles(), info.size_px, info.size_px, 3}, options);
}

PatchInfo read_info(const zarr::Reader& in) {
  const Json attributes = checked_attributes(in, Patches::kType, kSchema);
  const std::string where = in.folder().string();
  PatchInfo out;
  out.section = text_member(attributes, "section", where);
  out.size_px = integer_member(attributes, "size_px", where);
  check(out.size_px > 0, where, ": size_px is ", out.size_px,
        ", expected above 0");
  const Json& has_blank = member(attributes, "has_blank", where);
  check(has_blank.is_boolean(), where, ": has_blank is a ",
        has_blank.type_name(), ", expected true or false");
  out.has_blank = has_blank.get<bool>();
  out.spots = in.strings("spots");
  check_unique(where, "spot", out.spots);
  check_shape(where, "pixels", in.info("pixels").shape,
              {out.tiles(), out.size_px, out.size_px, 3},
              "[tiles, height, width, 3]");
  return out;
}

std::optional<CropNotes> read_notes(const zarr::Reader& in,
                                    const PatchInfo& info) {
  if (!in.has("crops")) return {};
  const Json json = in.attributes("crops");
  const std::string where = (in.folder() / "crops").string();
  CropNotes out;
  out.crop_px = integer_member(json, "crop_px", where);
  out.width.pitches = number_member(json, "width_pitches", where);
  out.width.um = number_member(json, "width_um", where);
  check(out.width.pitches >= 0 && out.width.um >= 0, where, ": tiles are ",
        out.width.pitches, " pitches and ", out.width.um,
        " um wide, expected none below 0");
  out.geometry = text_member(json, "geometry", where);
  out.blank_tiles = integer_member(json, "blank_tiles", where);
  out.outside_tiles = integer_member(json, "outside_tiles", where);
  const auto spots = static_cast<std::int64_t>(info.spots.size());
  for (const std::int64_t tiles : {out.blank_tiles, out.outside_tiles}) {
    check(tiles >= 0 && tiles <= spots, where, ": counts ", tiles, " tiles of ",
          spots, " spots");
  }
  return out;
}

}  // namespace

PatchWriter::PatchWriter(const fs::path& folder, const PatchInfo& info)
    : out_(start(folder, info)), pixels_(pixels_of(out_, info)) {}

void PatchWriter::add(std::span<const std::uint8_t> pixels) {
  pixels_.write(pixels);
}

void PatchWriter::finish(const std::optional<CropNotes>& notes) {
  pixels_.finish();
  if (!notes) return;
  out_.group("crops", {{"crop_px", notes->crop_px},
                       {"width_pitches", notes->width.pitches},
                       {"width_um", notes->width.um},
                       {"geometry", notes->geometry},
                       {"blank_tiles", notes->blank_tiles},
                       {"outside_tiles", notes->outside_tiles}});
}

PatchReader::PatchReader(const fs::path& folder)
    : in_(folder),
      info_(read_info(in_)),
      notes_(read_notes(in_, info_)),
      chunk_tiles_(in_.info("pixels").chunks[0]) {}

std::span<const std::uint8_t> PatchReader::from_chunk(std::int64_t tile) {
  const std::int64_t begin = tile / chunk_tiles_ * chunk_tiles_;
  if (chunk_.empty() || begin != chunk_begin_) {
    chunk_.clear();
    chunk_ = in_.rows<std::uint8_t>(
        "pixels", begin, std::min(begin + chunk_tiles_, info_.tiles()));
    chunk_begin_ = begin;
  }
  return std::span<const std::uint8_t>(chunk_).subspan(
      static_cast<std::size_t>(tile - begin) * info_.tile_bytes());
}

std::span<const std::uint8_t> PatchReader::tiles(std::int64_t first,
                                                 std::int64_t last) {
  check(0 <= first && first < last && last <= info_.tiles(),
        in_.folder().string(), ": tiles ", first, " to ", last, " of ",
        info_.tiles());
  const std::size_t bytes =
      static_cast<std::size_t>(last - first) * info_.tile_bytes();
  const auto found = from_chunk(first);
  if (found.size() >= bytes) return found.first(bytes);
  range_.assign(found.begin(), found.end());
  while (range_.size() < bytes) {
    const auto more = from_chunk(
        first + static_cast<std::int64_t>(range_.size() / info_.tile_bytes()));
    const std::size_t left = std::min(more.size(), bytes - range_.size());
    range_.insert(range_.end(), more.begin(), more.begin() + left);
  }
  return range_;
}

void Patches::write(const fs::path& folder) const {
  check(pixels.size() == static_cast<std::size_t>(tiles()) * tile_bytes(),
        "Patches of section ", section, ": ", pixels.size(), " values for ",
        tiles(), " tiles of ", size_px, " px");
  PatchWriter out(folder, *this);
  out.add(pixels);
  out.finish();
}

Patches Patches::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  return {read_info(in), in.array<std::uint8_t>("pixels")};
}

}  // namespace moonstain
