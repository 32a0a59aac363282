#include "models/networks/ghist_config.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/repeat_interleave.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include "core/base/error.h"
#include "core/learn/config_words.h"

namespace moonstain {
namespace {

constexpr const char* kWhere = "ghist_model: model.json";

std::array<double, 3> three_of(const Json& json, const char* name) {
  const Json& list = member(json, name, kWhere);
  check(list.is_array() && list.size() == 3 && list[0].is_number() &&
            list[1].is_number() && list[2].is_number(),
        kWhere, ": ", name, " is ", list.dump(), ", expected three numbers");
  return {list[0].get<double>(), list[1].get<double>(), list[2].get<double>()};
}

bool flag_of(const Json& json, const char* name) {
  const Json& flag = member(json, name, kWhere);
  check(flag.is_boolean(), kWhere, ": ", name, " is ", flag.dump(),
        ", expected true or false");
  return flag.get<bool>();
}

at::Tensor channels(const std::array<double, 3>& values) {
  return at::tensor({values[0], values[1], values[2]}, at::kFloat)
      .view({1, 3, 1, 1});
}

}  // namespace

Json GhistConfig::json() const {
  return {{"genes", shape.genes},
          {"types", classes},
          {"reference_rows", shape.reference_rows},
          {"width", shape.width},
          {"embed", shape.embed},
          {"types_on", shape.types_on},
          {"neighbourhood_on", shape.neighbourhood_on},
          {"attention", word_of(shape.attention)},
          {"mean", colour.mean},
          {"deviation", colour.deviation},
          {"supervision", word_of(supervision)},
          {"patch_px", patch_px},
          {"um_per_px", um_per_px},
          {"spot_radius_um", spot_radius_um}};
}

GhistConfig GhistConfig::of(const Json& json) {
  GhistConfig config;
  const auto whole = [&](const char* name) {
    return integer_member(json, name, kWhere);
  };
  for (const Json& name : member(json, "types", kWhere)) {
    check(name.is_string(), kWhere, ": types are ", json.at("types").dump(),
          ", expected a list of names");
    config.classes.push_back(name.get<std::string>());
  }
  config.shape = {
      .genes = whole("genes"),
      .types = std::ssize(config.classes),
      .reference_rows = whole("reference_rows"),
      .width = whole("width"),
      .embed = whole("embed"),
      .types_on = flag_of(json, "types_on"),
      .neighbourhood_on = flag_of(json, "neighbourhood_on"),
      .attention = word_member<GhistAttention>(json, "attention", kWhere)};
  config.colour = {three_of(json, "mean"), three_of(json, "deviation")};
  config.supervision = word_member<Supervision>(json, "supervision", kWhere);
  config.patch_px = whole("patch_px");
  config.um_per_px = number_member(json, "um_per_px", kWhere);
  config.spot_radius_um = number_member(json, "spot_radius_um", kWhere);
  return config;
}

PictureGhist::PictureGhist(const GhistShape& shape, const Initial& initial,
                           const ColourStandard& colour)
    : network_(shape, initial),
      mean_(channels(colour.mean)),
      deviation_(channels(colour.deviation)) {
  state_ = network_.state();
}

Tensors PictureGhist::forward(const Tensors& inputs, Mode mode) {
  Tensors standardised = inputs;
  standardised.at(0) = (inputs.at(0) - mean_) / deviation_;
  return network_.forward(standardised, mode);
}

at::Tensor spot_sums(const at::Tensor& general, const at::Tensor& counts,
                     Supervision supervision) {
  const at::Tensor logs = general / kGhistExpressionScale;
  const at::Tensor spots =
      at::arange(counts.size(0), at::kLong).repeat_interleave(counts);
  const auto summed = [&](const at::Tensor& values) {
    return at::zeros({counts.size(0), general.size(1)}, general.options())
        .index_add(0, spots, values);
  };
  if (supervision == Supervision::spots_literal) return summed(logs);
  return summed(logs.expm1()).log1p();
}

}  // namespace moonstain
