#include "core/learn/examples/spot_rows.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <map>
#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

at::Tensor gathered(const SpotRows& rows, Matrix SpotSection::*member) {
  const Eigen::Index columns = (rows.section_of(0).*member).cols();
  at::Tensor out = at::empty({rows.size(), columns}, at::kFloat);
  float* to = out.data_ptr<float>();
  for (std::size_t i = 0; i < rows.places.size(); ++i) {
    const float* from =
        (rows.section_of(i).*member).data() + rows.places[i].row * columns;
    to = std::copy(from, from + columns, to);
  }
  return out;
}

// By section, the place among the rows of each of its spots or parts; -1 of
// others.
using Numbers = std::map<std::size_t, std::vector<std::int64_t>>;

Numbers numbers_of(const SpotRows& rows) {
  Numbers numbers;
  for (std::size_t i = 0; i < rows.places.size(); ++i) {
    const SpotPlace& place = rows.places[i];
    std::vector<std::int64_t>& its = numbers[place.section];
    its.resize(rows.section_of(i).spots.size(), -1);
    its[static_cast<std::size_t>(place.row)] = static_cast<std::int64_t>(i);
  }
  return numbers;
}

// The edges of these sections whose ends both have a number, by it.
template <typename EdgesOf>
at::Tensor edges_among(const Numbers& numbers, const EdgesOf& edges_of) {
  std::vector<std::int64_t> from;
  std::vector<std::int64_t> to;
  for (const auto& [section, number] : numbers) {
    const auto& edges = edges_of(section);
    for (Eigen::Index edge = 0; edge < edges.cols(); ++edge) {
      const std::int64_t a = number[static_cast<std::size_t>(edges(0, edge))];
      const std::int64_t b = number[static_cast<std::size_t>(edges(1, edge))];
      if (a < 0 || b < 0) continue;
      from.push_back(a);
      to.push_back(b);
    }
  }
  at::Tensor made = at::empty({2, std::ssize(from)}, at::kLong);
  std::int64_t* at = made.data_ptr<std::int64_t>();
  std::copy(to.begin(), to.end(), std::copy(from.begin(), from.end(), at));
  return made;
}

Examples examples_of(const std::vector<SpotSection>& sections,
                     std::vector<SpotRows> examples,
                     std::function<Batch(const SpotRows&)> batch) {
  Examples made;
  made.count = examples.size();
  for (const SpotRows& one : examples) {
    made.units.push_back(one.section_of(0).section);
  }
  made.batch = [&sections, examples = std::move(examples),
                batch = std::move(batch)](const auto& which) {
    SpotRows rows{sections, {}};
    for (const std::size_t i : which) {
      const auto& more = examples.at(i).places;
      rows.places.insert(rows.places.end(), more.begin(), more.end());
    }
    return batch(rows);
  };
  return made;
}

}  // namespace

SpotRows rows_of_section(std::span<const SpotSection> sections,
                         std::size_t section) {
  return rows_of_section(
      sections, section, 0,
      static_cast<Eigen::Index>(sections[section].spots.size()));
}

SpotRows rows_of_section(std::span<const SpotSection> sections,
                         std::size_t section, Eigen::Index first,
                         Eigen::Index last) {
  SpotRows rows{sections, {}};
  for (Eigen::Index row = first; row < last; ++row) {
    rows.places.push_back({section, row});
  }
  return rows;
}

at::Tensor spot_features(const SpotRows& rows) {
  return gathered(rows, &SpotSection::features);
}

at::Tensor spot_targets(const SpotRows& rows) {
  return gathered(rows, &SpotSection::targets);
}

at::Tensor spot_counts(const SpotRows& rows) {
  return gathered(rows, &SpotSection::counts);
}

at::Tensor spot_size_factors(const SpotRows& rows) {
  at::Tensor out = at::empty({rows.size(), 1}, at::kFloat);
  float* to = out.data_ptr<float>();
  for (std::size_t i = 0; i < rows.places.size(); ++i) {
    to[i] = rows.section_of(i).size_factors[rows.places[i].row];
  }
  return out;
}

at::Tensor spot_pictures(const SpotRows& rows) {
  const std::int64_t px = rows.section_of(0).picture_px;
  at::Tensor out = at::empty({rows.size(), px, px, 3}, at::kByte);
  std::uint8_t* to = out.data_ptr<std::uint8_t>();
  const std::int64_t bytes = px * px * 3;
  for (std::size_t i = 0; i < rows.places.size(); ++i) {
    const std::uint8_t* from =
        rows.section_of(i).pictures.data() + rows.places[i].row * bytes;
    to = std::copy(from, from + bytes, to);
  }
  return out;
}

at::Tensor spot_positions(const SpotRows& rows, std::int64_t places) {
  at::Tensor out = at::empty({rows.size(), 2}, at::kLong);
  std::int64_t* to = out.data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < rows.places.size(); ++i) {
    const SpotSection& section = rows.section_of(i);
    const auto at = section.array_xy.row(rows.places[i].row);
    for (const Eigen::Index axis : {0, 1}) {
      check(0 <= at[axis] && at[axis] < places, "section ", section.section,
            ": spot '",
            section.spots[static_cast<std::size_t>(rows.places[i].row)],
            "' stands at (", at[0], ", ", at[1],
            ") of the array; there are places 0 to ", places - 1,
            " along each side");
      *to++ = at[axis];
    }
  }
  return out;
}

at::Tensor target_mean(std::span<const SpotSection> sections) {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(sections.front().targets.cols());
  double spots = 0;
  for (const SpotSection& section : sections) {
    sum += section.targets.cast<double>().colwise().sum().transpose();
    spots += static_cast<double>(section.targets.rows());
  }
  at::Tensor mean = at::empty({sum.size()}, at::kFloat);
  for (Eigen::Index gene = 0; gene < sum.size(); ++gene) {
    mean.data_ptr<float>()[gene] = static_cast<float>(sum[gene] / spots);
  }
  return mean;
}

at::Tensor spot_edges(const SpotRows& rows) {
  return edges_among(numbers_of(rows), [&](std::size_t section) -> const auto& {
    return rows.sections[section].edges;
  });
}

PartRows spot_parts(const SpotRows& rows) {
  const Eigen::Index columns = rows.section_of(0).parts.values.cols();
  std::int64_t count = 0;
  for (std::size_t i = 0; i < rows.places.size(); ++i) {
    const SpotParts& parts = rows.section_of(i).parts;
    const auto row = static_cast<std::size_t>(rows.places[i].row);
    count += parts.starts[row + 1] - parts.starts[row];
  }
  PartRows out{at::empty({count, columns}, at::kFloat),
               at::empty({count}, at::kLong),
               {}};
  float* value = out.values.data_ptr<float>();
  std::int64_t* spot = out.spot.data_ptr<std::int64_t>();
  Numbers numbers;
  std::int64_t next = 0;
  for (std::size_t i = 0; i < rows.places.size(); ++i) {
    const SpotParts& parts = rows.section_of(i).parts;
    const auto row = static_cast<std::size_t>(rows.places[i].row);
    std::vector<std::int64_t>& number = numbers[rows.places[i].section];
    number.resize(parts.names.size(), -1);
    for (Eigen::Index p = parts.starts[row]; p < parts.starts[row + 1]; ++p) {
      const float* from = parts.values.data() + p * columns;
      value = std::copy(from, from + columns, value);
      *spot++ = static_cast<std::int64_t>(i);
      number[static_cast<std::size_t>(p)] = next++;
    }
  }
  out.edges = edges_among(numbers, [&](std::size_t section) -> const auto& {
    return rows.sections[section].parts.edges;
  });
  return out;
}

Examples section_examples(const std::vector<SpotSection>& sections,
                          std::function<Batch(const SpotRows&)> batch) {
  std::vector<SpotRows> examples;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    examples.push_back(rows_of_section(sections, i));
  }
  return examples_of(sections, std::move(examples), std::move(batch));
}

Examples run_examples(const std::vector<SpotSection>& sections,
                      std::int64_t size,
                      std::function<Batch(const SpotRows&)> batch,
                      const SpotChoice& taken) {
  std::vector<SpotRows> examples;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const auto spots = static_cast<Eigen::Index>(sections[i].spots.size());
    bool begun = false;
    for (Eigen::Index row = 0; row < spots; ++row) {
      if (taken && !taken(sections[i], row)) continue;
      if (!begun || examples.back().size() == size) {
        examples.push_back({sections, {}});
        begun = true;
      }
      examples.back().places.push_back({i, row});
    }
  }
  return examples_of(sections, std::move(examples), std::move(batch));
}

}  // namespace moonstain
