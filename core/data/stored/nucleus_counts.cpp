#include "core/data/stored/nucleus_counts.h"

#include <span>

#include "core/base/error.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

}  // namespace

void NucleusCounts::write(const fs::path& folder) const {
  check(distinct.size() == spots.size() &&
            static_cast<std::size_t>(factor.size()) == spots.size(),
        "NucleusCounts of section ", section, ": ", spots.size(), " spots, ",
        distinct.size(), " counts and ", factor.size(), " factors");
  zarr::Writer out(folder, stored_attributes(kType, kSchema,
                                             {{"section", section},
                                              {"rule", rule},
                                              {"side_px", side_px}}));
  const zarr::Shape shape{static_cast<std::int64_t>(spots.size())};
  zarr::ArrayOptions options;
  options.dimension_names = {"spots"};
  out.strings("spots", spots, options);
  out.array<std::int32_t>("distinct", distinct, shape, options);
  out.array<double>("factor", std::span(factor.data(), spots.size()), shape,
                    options);
}

NucleusCounts NucleusCounts::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  NucleusCounts out;
  out.section = text_member(attributes, "section", where);
  out.rule = text_member(attributes, "rule", where);
  out.side_px = integer_member(attributes, "side_px", where);
  out.spots = in.strings("spots");
  check_unique(where, "spot", out.spots);
  const zarr::Shape shape{static_cast<std::int64_t>(out.spots.size())};
  check_shape(where, "distinct", in.info("distinct").shape, shape, "[spots]");
  check_shape(where, "factor", in.info("factor").shape, shape, "[spots]");
  out.distinct = in.array<std::int32_t>("distinct");
  out.factor.resize(shape[0]);
  in.array_into<double>("factor",
                        std::span(out.factor.data(), out.spots.size()));
  for (std::size_t i = 0; i < out.spots.size(); ++i) {
    check(out.distinct[i] >= 0, where, ": spot '", out.spots[i], "' has ",
          out.distinct[i], " labels, expected 0 or more");
    const double factor = out.factor[static_cast<Eigen::Index>(i)];
    check(factor > 1 && factor <= 2, where, ": spot '", out.spots[i],
          "' has the factor ", factor, ", expected above 1, at most 2");
  }
  return out;
}

}  // namespace moonstain
