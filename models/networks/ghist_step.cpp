#include "models/networks/ghist_step.h"

#include <string>

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/train/report.h"
#include "models/networks/ghist_model.h"

namespace moonstain {

template <>
struct KindWords<Border> {
  static constexpr std::string_view kAll[] = {"published", "inside"};
};

namespace {

constexpr const char* kStep = "ghist_model";

std::vector<SlideInput> slides_in(const Inputs& in, const std::string& prefix) {
  const auto name = [&](const char* noun) { return prefix + noun; };
  std::vector<SlideInput> slides;
  if (!in.has(name("dataset"))) {
    for (const char* noun : {"labels", "types", "picture"}) {
      check(!in.has(name(noun)), kStep, ": ", name(noun), " without ",
            name("dataset"), "; give dataset, labels and picture together");
    }
    return slides;
  }
  const std::size_t count = in.items(name("dataset")).size();
  for (const char* noun : {"labels", "picture", "types"}) {
    const bool optional = std::string_view(noun) == "types";
    const std::size_t there =
        in.has(name(noun)) ? in.items(name(noun)).size() : 0;
    check(there == count || (optional && there == 0), kStep, ": ", count, " ",
          name("dataset"), " and ", there, " ", name(noun),
          "; give one of each slide, in one order");
  }
  for (std::size_t i = 0; i < count; ++i) {
    SlideInput slide;
    slide.dataset = in.at<Dataset>(name("dataset"), i);
    slide.labels = in.items(name("labels"))[i].path;
    const auto picture = in.at<File>(name("picture"), i);
    slide.picture = picture.path;
    slide.picture_name = picture.name;
    if (in.has(name("types"))) {
      slide.types = in.at<CellTypes>(name("types"), i);
    }
    slides.push_back(std::move(slide));
  }
  return slides;
}

// A slide's patches are held unpacked; genes and classes are not known here.
Needs ghist_needs(const Options& options, const InputSizes& sizes) {
  const auto training = options.as<GhistTraining>();
  const GhistShape shape{.genes = 1000,
                         .types = 20,
                         .reference_rows = sizes.of("reference") > 0 ? 60 : 0,
                         .width = training.width};
  const GhistMemory network =
      ghist_memory(shape, training.batch, training.patch_px, true);
  constexpr double kPatchBytes = 3 + sizeof(std::int32_t);
  constexpr double kLabelBytes = sizeof(std::int32_t);
  const auto labels =
      static_cast<double>(sizes.of("labels") + sizes.of("held_out_labels"));
  const double scaled = training.um_per_px > 0 ? 4 : 1;
  const auto patches =
      static_cast<std::uint64_t>(kPatchBytes * scaled * labels / kLabelBytes);
  return {
      .memory_bytes = 500 * kMiB + network.total() + patches +
                      4 * (sizes.of("dataset") + sizes.of("held_out_dataset")),
      .seconds = 5 + 1e-3 * static_cast<double>(training.epochs) *
                         static_cast<double>(patches) / 65536};
}

}  // namespace

StepKind ghist_model_step() {
  return StepKind(kStep, 3,
                  "GHIST: expression of each nucleus from a picture, trained "
                  "on patches of slides.")
      .numeric(Numeric::torch)
      .learns_many<Dataset>("dataset", Learned::label,
                            "counts of the training cells, or of spots")
      .learns_many<LabelImage>("labels", Learned::input,
                               "nuclei of these slides' pictures")
      .within("dataset")
      .learns_many<File>("picture", Learned::input,
                         "of these slides, at full resolution")
      .within("dataset")
      .learns_many<CellTypes>("types", Learned::label, "of the training cells")
      .within("dataset")
      .optional()
      .learns<Profiles>("reference", Learned::label,
                        "mean expression of kinds of cells")
      .optional()
      .learns_many<Dataset>("held_out_dataset", Learned::selection,
                            "of slides or strips that choose the epoch")
      .optional()
      .learns_many<LabelImage>("held_out_labels", Learned::selection,
                               "of the held-out slides")
      .within("held_out_dataset")
      .optional()
      .learns_many<File>("held_out_picture", Learned::selection,
                         "of the held-out slides")
      .within("held_out_dataset")
      .optional()
      .learns_many<CellTypes>("held_out_types", Learned::selection,
                              "of the held-out cells")
      .within("held_out_dataset")
      .optional()
      .option("width", &GhistTraining::width,
              "channels of the network's first level; 64 is the published one",
              {1, {}})
      .option("epochs", &GhistTraining::epochs,
              "passes over the patches; the learning rate falls to 0 over them",
              {1, {}})
      .option("max_steps", &GhistTraining::max_steps,
              "ends the training after so many steps; 0: after the epochs",
              {0, {}})
      .option("batch", &GhistTraining::batch,
              "patches a step; a last one of fewer is dropped", {1, {}})
      .option("patch_px", &GhistTraining::patch_px,
              "side of a patch, a multiple of 16", {16, {}})
      .unit("px")
      .option("overlap_px", &GhistTraining::overlap_px, "of training patches",
              {0, {}})
      .unit("px")
      .option("um_per_px", &GhistTraining::um_per_px,
              "scale at which pictures are seen; 0: as they are", {0, {}})
      .unit("um")
      .option("border", &GhistTraining::border,
              "published: patches begin on training rows and run over their "
              "border; inside: they see training rows alone")
      .option("margin_px", &GhistTraining::margin_px,
              "with border inside: rows that are not looked at beside held-out "
              "ones",
              {0, {}})
      .unit("px")
      .option(
          "least_um2", &GhistTraining::least_um2,
          "cells with a smaller nucleus are not learned from, and choose no "
          "epoch; 0: all are",
          {0, {}})
      .unit("um2")
      .option("learning_rate", &GhistTraining::learning_rate, "of AdamW",
              {0, {}})
      .option("weight_decay", &GhistTraining::weight_decay,
              "decoupled, of all parameters", {0, {}})
      .option("stain_jitter", &GhistTraining::stain_jitter,
              "by how much stains are multiplied and shifted at most; 0: not",
              {0, 1})
      .option("components", &GhistTraining::components,
              "of types, neighbourhood, morphology: parts of the network and "
              "its loss that are on")
      .option("attention", &GhistTraining::attention,
              "published: of one key, so without effect; real: over the nuclei "
              "of a patch")
      .option("supervision", &GhistTraining::supervision,
              "what is measured: nuclei, or spots whose nuclei's counts (or, "
              "literally, logarithms) are summed")
      .option("spot_radius_um", &GhistTraining::spot_radius_um,
              "a nucleus within it of a spot's centre belongs to the spot",
              {0.1, {}})
      .unit("um")
      .option("checkpoint", &GhistTraining::checkpoint,
              "state that is kept; best needs the held-out slides")
      .option("seed", &GhistTraining::seed,
              "of first weights, order and augmentation")
      .option("fold", &GhistTraining::fold,
              "the fold's name, from which its random numbers derive; empty: "
              "the same numbers in every fold")
      .needs(ghist_needs)
      .makes<Model>([](const Inputs& in, const Options& options) {
        const auto slides = slides_in(in, "");
        const auto held_out = slides_in(in, "held_out_");
        std::optional<Profiles> reference;
        if (in.has("reference")) reference = in.get<Profiles>("reference");
        return train_ghist(slides, held_out, reference,
                           options.as<GhistTraining>(), report_training);
      });
}

}  // namespace moonstain
