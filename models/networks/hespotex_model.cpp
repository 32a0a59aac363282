#include "models/networks/hespotex_model.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/base/optional_members.h"
#include "core/data/stored/join.h"
#include "core/data/stored/predictions.h"
#include "core/engine/process/machine.h"
#include "core/engine/step/needs.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/config_words.h"
#include "core/learn/examples/graph_examples.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/collapse.h"
#include "core/learn/train/fit_report.h"
#include "core/learn/train/pearson.h"
#include "core/learn/train/report.h"
#include "core/learn/trained_model.h"

namespace moonstain {

template <>
struct KindWords<NeighbourTerm> {
  static constexpr std::string_view kAll[] = {"published", "mean"};
};
template <>
struct KindWords<LayerOrder> {
  static constexpr std::string_view kAll[] = {"parallel", "chained"};
};
template <>
struct KindWords<OutputPart> {
  static constexpr std::string_view kAll[] = {"published", "gene_head"};
};

namespace {

constexpr const char* kStep = "hespotex_model";
constexpr const char* kConfig = "hespotex_model: model.json";
constexpr const char* kGenePcc = "gene_pcc";

Json json_of(const HespotexConfig& config, bool nuclei) {
  return {{"features", config.features},
          {"genes", config.genes},
          {"latent", config.latent},
          {"neighbour_term", word_of(config.neighbour_term)},
          {"layer_order", word_of(config.layer_order)},
          {"output", word_of(config.output)},
          {"lstm_spots", config.lstm_spots},
          {"nuclei", nuclei}};
}

HespotexConfig config_of(const Json& json) {
  HespotexConfig config;
  config.features = integer_member(json, "features", kConfig);
  config.genes = integer_member(json, "genes", kConfig);
  config.latent = integer_member(json, "latent", kConfig);
  config.neighbour_term =
      word_member<NeighbourTerm>(json, "neighbour_term", kConfig);
  config.layer_order = word_member<LayerOrder>(json, "layer_order", kConfig);
  config.output = word_member<OutputPart>(json, "output", kConfig);
  config.lstm_spots = integer_member(json, "lstm_spots", kConfig);
  return config;
}

TrainingOptions training_options(const HespotexTraining& options) {
  TrainingOptions training;
  training.batching = {.step = kStep,
                       .seed = {options.seed, options.fold},
                       .size = 1,
                       .augmentation = {}};
  training.epochs = options.epochs;
  training.objective.terms = {row_pearson_term("alignment", 1), mse_term()};
  training.optimiser = {.rule = Adam{.decoupled_decay = true},
                        .weight_decay = options.weight_decay,
                        .clip_norm = {},
                        .groups = {}};
  training.schedule.learning_rate = options.learning_rate;
  training.scores = {column_pearson_score(kGenePcc)};
  if (options.checkpoint == Checkpoint::best) {
    training.selection = Selection{kGenePcc, Better::lower, 0};
  }
  return training;
}

OutputCollapse output_collapse(Network& network,
                               const std::vector<GraphSection>& sections) {
  std::vector<Matrix> predicted;
  for (const GraphSection& section : sections) {
    predicted.push_back(rows_of_output(network, graph_batch(section), 0));
  }
  return find_collapse(predicted);
}

void check_sections(const std::vector<GraphSection>& sections,
                    const std::vector<GraphSection>& held_out,
                    const HespotexTraining& options) {
  check(!sections.empty(), kStep, ": no section to train on");
  check(options.checkpoint != Checkpoint::best || !held_out.empty(), kStep,
        ": checkpoint = \"best\" chooses by held-out sections; give "
        "held_out_features, held_out_targets, held_out_latents and "
        "held_out_graph, or use checkpoint = \"last\"");
  with_context(kStep, [&] {
    for (const auto* list : {&sections, &held_out}) {
      for (const GraphSection& section : *list) {
        check_neighbours(section, kHespotexNeighbours);
        check_alike(sections.front(), section);
      }
    }
  });
}

// Refused before anything of it is asked for.
void check_memory(const std::vector<GraphSection>& sections,
                  const std::vector<GraphSection>& held_out,
                  const HespotexTraining& options) {
  std::int64_t spots = 0;
  for (const auto* list : {&sections, &held_out}) {
    for (const GraphSection& section : *list) {
      spots = std::max<std::int64_t>(spots, std::ssize(section.spots));
    }
  }
  const std::int64_t genes = sections.front().targets.cols();
  const HespotexMemory needed =
      hespotex_memory(options, sections.front().features.cols(), genes, spots);
  check(needed.total() <= machine_memory_bytes(), kStep, ": ", genes,
        " genes and sections of up to ", spots, " spots take ",
        rounded_gb(needed.total()), " GB (weights and optimiser ",
        rounded_gb(needed.weights), ", LSTM ", rounded_gb(needed.lstm),
        ", other ", rounded_gb(needed.other), "), this machine has ",
        rounded_gb(machine_memory_bytes()), " GB; choose fewer genes",
        needed.lstm > needed.weights ? " or a smaller lstm_spots" : "");
}

std::vector<GraphSection> sections_of(const Inputs& in,
                                      const std::string& prefix) {
  const auto name = [&](const char* noun) { return prefix + noun; };
  if (!in.has(name("features"))) {
    for (const char* noun : {"targets", "latents", "graph", "nuclei"}) {
      check(!in.has(name(noun)), kStep, ": ", name(noun), " without ",
            name("features"),
            "; give features, targets, latents and graph "
            "together");
    }
    return {};
  }
  return with_context(kStep, [&] {
    GraphLists lists{in.list<Features>(name("features")), {}, {}, {}, {}};
    if (in.has(name("targets"))) {
      lists.targets = in.list<Targets>(name("targets"));
    }
    if (in.has(name("latents"))) {
      lists.latents = in.list<Latents>(name("latents"));
    }
    if (in.has(name("graph"))) {
      lists.graphs = in.list<SpotGraph>(name("graph"));
    }
    if (in.has(name("nuclei"))) {
      lists.nuclei = in.list<NucleusCounts>(name("nuclei"));
    }
    return join_graph_sections(std::move(lists));
  });
}

// What is to be predicted, of the model's kind of features.
GraphSection section_for(const Model& model, const Inputs& in) {
  const std::string where = "predictions";
  GraphSection section = with_context(where, [&] {
    GraphSection made(in.get<SpotGraph>("graph"));
    made.join(in.get<Features>("features"));
    check_neighbours(made, kHespotexNeighbours);
    return made;
  });
  const auto features = integer_member(model.config, "features", kConfig);
  check(section.encoder == model.encoder && section.features.cols() == features,
        where, ": the model learned from ", model.encoder, " with ", features,
        " values, the features of section ", section.section, " are ",
        section.encoder, " with ", section.features.cols());
  check_same_width(where, "the model's sections", model.tiles,
                   concat("section ", section.section), section.tiles);
  const bool nuclei = flag_or(model.config, "nuclei", false, kConfig);
  check(in.has("nuclei") == nuclei, where, ": the model learned ",
        nuclei ? "with" : "without", " nuclei; ",
        nuclei ? "give nuclei of section " : "leave them out for section ",
        section.section);
  if (nuclei) {
    with_context(where, [&] { section.join(in.get<NucleusCounts>("nuclei")); });
  }
  return section;
}

// Figures of one core; the sum over sections stands for the largest one.
Needs hespotex_needs(const Options& options, const InputSizes& sizes) {
  const auto training = options.as<HespotexTraining>();
  constexpr double kLatentBytes = 64 * sizeof(float);
  const double spots =
      std::max(1.0, static_cast<double>(sizes.of("latents")) / kLatentBytes);
  const auto per_spot = [&](const char* input) {
    return static_cast<double>(sizes.of(input)) / spots / sizeof(float);
  };
  const double genes = per_spot("targets");
  const auto memory = hespotex_memory(
      training, static_cast<std::int64_t>(per_spot("features")),
      static_cast<std::int64_t>(genes), static_cast<std::int64_t>(spots));
  const double products = 3 * 32 * genes * (64 + 3 * genes) *
                              (training.output == OutputPart::published) +
                          6 * 1024 * (per_spot("features") + genes + 128);
  return {.memory_bytes = 400 * kMiB + memory.total() + 2 * sizes.total(),
          .seconds = 5 + static_cast<double>(training.epochs) * spots *
                             products / 9e10};
}

}  // namespace

HespotexMemory hespotex_memory(const HespotexTraining& options,
                               std::int64_t features, std::int64_t genes,
                               std::int64_t spots) {
  const auto n = static_cast<std::uint64_t>(spots);
  const auto g = static_cast<std::uint64_t>(genes);
  const auto f = static_cast<std::uint64_t>(features);
  const bool graph = options.output == OutputPart::published;
  constexpr std::uint64_t kFloat = sizeof(float);
  const std::uint64_t copies = options.checkpoint == Checkpoint::best ? 5 : 4;
  std::uint64_t values = 1024 * f + 1025 * g + 137'280;
  HespotexMemory memory;
  if (graph) {
    values += 12 * g * g + 272 * g + 32'768;
    // Two layers of four times: gates, cells and outputs, of a chunk; inputs
    // and outputs of all, and their gradients.
    const std::uint64_t chunk =
        options.lstm_spots > 0
            ? std::min(n, static_cast<std::uint64_t>(options.lstm_spots))
            : n;
    memory.lstm = kFloat * g * (56 * chunk + 24 * n);
  }
  memory.weights = copies * kFloat * values;
  memory.other = kFloat * n * (8 * g + f + 10 * 1024);
  return memory;
}

Model train_hespotex(const std::vector<GraphSection>& sections,
                     const std::vector<GraphSection>& held_out,
                     const HespotexTraining& options,
                     std::function<void(const TrainingProgress&)> progress) {
  check_sections(sections, held_out, options);
  check_memory(sections, held_out, options);
  keep_freed_memory();
  const GraphSection& first = sections.front();
  const HespotexConfig config{.features = first.features.cols(),
                              .genes = first.targets.cols(),
                              .latent = first.latents.cols(),
                              .neighbour_term = options.neighbour_term,
                              .layer_order = options.layer_order,
                              .output = options.output,
                              .lstm_spots = options.lstm_spots};
  TrainingOptions training = training_options(options);
  training.progress = std::move(progress);
  const auto network =
      hespotex_network(config, {training.batching.seed, kStep});
  std::optional<Examples> scored;
  if (!held_out.empty()) scored = graph_examples(held_out);
  const TrainingLog log =
      train(*network, graph_examples(sections), scored, training);
  const OutputCollapse collapse = output_collapse(*network, sections);
  report_fit({.step = kStep,
              .loss = "loss over the training sections",
              .constant = "one expression for all spots"},
             collapse, log);

  Model model = trained_model(kStep, json_of(config, first.factor.size() > 0),
                              {"gene", first.genes}, training.batching.seed,
                              collapse, log, network->state());
  model.encoder = first.encoder;
  model.tiles = first.tiles;
  return model;
}

ModelKind hespotex_kind() {
  const auto make = [](const Json& config) {
    return hespotex_network(config_of(config), {});
  };
  const auto of_spots = [](Network& network, const Model& model,
                           const Inputs& in) {
    const GraphSection section = section_for(model, in);
    Predictions made;
    made.about = section.section;
    made.names = section.spots;
    made.variable_axis = model.outputs.axis;
    made.variables = model.outputs.names;
    made.values = rows_of_output(network, graph_batch(section), 0);
    return made;
  };
  return {.name = kStep,
          .inputs = {"features", "graph"},
          .make = make,
          .predict = of_spots,
          .may_read = {"nuclei"}};
}

StepKind hespotex_model_step() {
  return StepKind(kStep, 1,
                  "HESpotEx's image stage behind its encoder, trained on whole "
                  "sections.")
      .numeric(Numeric::torch)
      .learns_many<Features>("features", Learned::input,
                             "of the training sections")
      .learns_many<Targets>("targets", Learned::label,
                            "measured expression of the training sections")
      .learns_many<Latents>("latents", Learned::label,
                            "of that expression, by a graph autoencoder")
      .learns_many<SpotGraph>("graph", Learned::input,
                              "four other neighbours of each spot")
      .learns_many<NucleusCounts>("nuclei", Learned::input,
                                  "factors that multiply the expression")
      .optional()
      .learns_many<Features>("held_out_features", Learned::selection,
                             "of sections that choose the epoch")
      .optional()
      .learns_many<Targets>("held_out_targets", Learned::selection,
                            "of sections that choose the epoch")
      .optional()
      .learns_many<Latents>("held_out_latents", Learned::selection,
                            "of sections that choose the epoch, for the log")
      .optional()
      .learns_many<SpotGraph>("held_out_graph", Learned::selection,
                              "of the held-out sections")
      .optional()
      .learns_many<NucleusCounts>("held_out_nuclei", Learned::selection,
                                  "of the held-out sections")
      .optional()
      .option("epochs", &HespotexTraining::epochs,
              "passes over the training sections", {1, {}})
      .option("learning_rate", &HespotexTraining::learning_rate, "of AdamW",
              {0, {}})
      .option("weight_decay", &HespotexTraining::weight_decay,
              "decoupled, of all parameters", {0, {}})
      .option("neighbour_term", &HespotexTraining::neighbour_term,
              "published: (sum of the neighbours - the spot) / 3; mean: of the "
              "neighbours")
      .option("layer_order", &HespotexTraining::layer_order,
              "parallel: all graph layers take the latents; chained: each what "
              "the one before gave")
      .option("output", &HespotexTraining::output,
              "gene_head leaves out the graph, in training too")
      .option("lstm_spots", &HespotexTraining::lstm_spots,
              "spots that the LSTM computes at once; fewer take less memory; "
              "0: all of a section",
              {0, {}})
      .option("checkpoint", &HespotexTraining::checkpoint,
              "state that is kept; best needs the held-out sections")
      .option("seed", &HespotexTraining::seed,
              "of first weights and the order of sections")
      .option("fold", &HespotexTraining::fold,
              "the fold's name, from which its random numbers derive; empty: "
              "the same numbers in every fold")
      .needs(hespotex_needs)
      .makes<Model>([](const Inputs& in, const Options& options) {
        const auto sections = sections_of(in, "");
        const auto held_out = sections_of(in, "held_out_");
        return train_hespotex(sections, held_out,
                              options.as<HespotexTraining>(), report_training);
      });
}

}  // namespace moonstain
