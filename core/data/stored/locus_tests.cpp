#include "core/data/stored/locus_tests.h"

#include <limits>
#include <span>

#include "core/base/error.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// A member of each of the items, as an array below `path`.
template <typename Item, typename Value>
void write_column(zarr::Writer& out, const std::string& path,
                  const std::vector<Item>& items, Value Item::*member) {
  if constexpr (std::is_same_v<Value, std::string>) {
    std::vector<std::string> texts;
    for (const Item& one : items) texts.push_back(one.*member);
    out.strings(path, texts);
  } else {
    using Stored =
        std::conditional_t<std::is_same_v<Value, double>, double, std::int64_t>;
    std::vector<Stored> values;
    for (const Item& one : items) {
      values.push_back(static_cast<Stored>(one.*member));
    }
    out.array<Stored>(path, values, {static_cast<std::int64_t>(values.size())});
  }
}

template <typename Item, typename Value>
void read_column(const zarr::Reader& in, const std::string& path,
                 std::vector<Item>& items, Value Item::*member) {
  const auto take = [&](const auto& values) {
    if (items.empty()) items.resize(values.size());
    check(items.size() == values.size(), in.folder().string(), ": ", path,
          " has ", values.size(), " values, expected ", items.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      items[i].*member = static_cast<Value>(values[i]);
    }
  };
  if constexpr (std::is_same_v<Value, std::string>) {
    take(in.strings(path));
  } else if constexpr (std::is_same_v<Value, double>) {
    take(in.numbers(path));
  } else {
    take(in.integers(path));
  }
}

// Places are used without another look.
template <typename Item>
void check_places(const std::string& where, std::string_view what,
                  const std::vector<Item>& items) {
  const std::size_t known = chromosomes(Assembly::hg38).size();
  for (std::size_t i = 0; i < items.size(); ++i) {
    check(items[i].chromosome < known, where, ": ", what, " ", i,
          " is on chromosome ", items[i].chromosome, ", expected 0 to ",
          known - 1);
  }
}

}  // namespace

std::vector<Eigen::Index> LocusTests::loci_in(
    const GenomeRegion& region) const {
  std::vector<Eigen::Index> rows;
  for (std::size_t i = 0; i < loci.size(); ++i) {
    if (region.holds(loci[i].chromosome, loci[i].start)) {
      rows.push_back(static_cast<Eigen::Index>(i));
    }
  }
  return rows;
}

void LocusTests::write(const fs::path& folder) const {
  const zarr::Shape shape{static_cast<std::int64_t>(loci.size()),
                          static_cast<std::int64_t>(features.size())};
  Json attributes{{"about", about},         {"matrix", matrix},
                  {"effect", effect_words}, {"assembly", word_of(assembly)},
                  {"patients", patients},   {"permutations", permutations},
                  {"bin_size", bin_size}};
  attributes["highest_chance"] =
      std::isnan(highest_chance) ? Json() : Json(highest_chance);
  zarr::Writer out(folder, stored_attributes(kType, kSchema, attributes));
  for (const char* group : {"loci", "skipped", "bins", "regions"}) {
    out.group(group);
  }
  write_column(out, "loci/name", loci, &Locus::name);
  write_column(out, "loci/chromosome", loci, &Locus::chromosome);
  write_column(out, "loci/start", loci, &Locus::start);
  write_column(out, "loci/lost", loci, &Locus::lost);
  write_column(out, "loci/gained", loci, &Locus::gained);
  write_column(out, "skipped/name", skipped, &SkippedLocus::name);
  write_column(out, "skipped/why", skipped, &SkippedLocus::why);
  write_column(out, "bins/chromosome", bins, &LocusBin::chromosome);
  write_column(out, "bins/start", bins, &LocusBin::start);
  write_column(out, "bins/loci", bins, &LocusBin::loci);
  write_column(out, "bins/value", bins, &LocusBin::value);
  write_column(out, "bins/chance", bins, &LocusBin::chance);
  write_column(out, "regions/name", regions, &GenomeRegion::name);
  write_column(out, "regions/chromosome", regions, &GenomeRegion::chromosome);
  write_column(out, "regions/first", regions, &GenomeRegion::first);
  write_column(out, "regions/last", regions, &GenomeRegion::last);
  out.strings("features", features);
  for (const auto& [name, values] :
       {std::pair{"effect", &effect}, std::pair{"p", &p}, std::pair{"q", &q}}) {
    check(values->rows() == shape[0] && values->cols() == shape[1],
          "LocusTests of ", about, ": ", name, " is [", values->rows(), ", ",
          values->cols(), "] for ", shape[0], " loci and ", shape[1],
          " features");
    out.array<double>(
        name,
        std::span(values->data(), static_cast<std::size_t>(values->size())),
        shape);
  }
}

LocusTests LocusTests::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  LocusTests out;
  out.about = text_member(attributes, "about", where);
  out.matrix = text_member(attributes, "matrix", where);
  out.effect_words = text_member(attributes, "effect", where);
  out.assembly = known_kind<Assembly>(
      text_member(attributes, "assembly", where), "assembly", where);
  out.patients = integer_member(attributes, "patients", where);
  out.permutations = integer_member(attributes, "permutations", where);
  out.bin_size = integer_member(attributes, "bin_size", where);
  out.highest_chance = member(attributes, "highest_chance", where).is_null()
                           ? kNone
                           : number_member(attributes, "highest_chance", where);
  read_column(in, "loci/name", out.loci, &Locus::name);
  read_column(in, "loci/chromosome", out.loci, &Locus::chromosome);
  read_column(in, "loci/start", out.loci, &Locus::start);
  read_column(in, "loci/lost", out.loci, &Locus::lost);
  read_column(in, "loci/gained", out.loci, &Locus::gained);
  read_column(in, "skipped/name", out.skipped, &SkippedLocus::name);
  read_column(in, "skipped/why", out.skipped, &SkippedLocus::why);
  read_column(in, "bins/chromosome", out.bins, &LocusBin::chromosome);
  read_column(in, "bins/start", out.bins, &LocusBin::start);
  read_column(in, "bins/loci", out.bins, &LocusBin::loci);
  read_column(in, "bins/value", out.bins, &LocusBin::value);
  read_column(in, "bins/chance", out.bins, &LocusBin::chance);
  read_column(in, "regions/name", out.regions, &GenomeRegion::name);
  read_column(in, "regions/chromosome", out.regions, &GenomeRegion::chromosome);
  read_column(in, "regions/first", out.regions, &GenomeRegion::first);
  read_column(in, "regions/last", out.regions, &GenomeRegion::last);
  check_places(where, "locus", out.loci);
  check_places(where, "bin", out.bins);
  check_places(where, "region", out.regions);
  out.features = in.strings("features");
  check_unique(where, "feature", out.features);
  const zarr::Shape shape{static_cast<std::int64_t>(out.loci.size()),
                          static_cast<std::int64_t>(out.features.size())};
  for (const auto& [name, values] :
       {std::pair{"effect", &out.effect}, std::pair{"p", &out.p},
        std::pair{"q", &out.q}}) {
    check_shape(where, name, in.info(name).shape, shape, "[loci, features]");
    values->resize(shape[0], shape[1]);
    in.array_into<double>(
        name,
        std::span(values->data(), static_cast<std::size_t>(values->size())));
  }
  return out;
}

}  // namespace moonstain
