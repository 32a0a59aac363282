#include "tools/cli/commands/init_templates.h"

#include <string_view>

namespace moonstain {

namespace {

constexpr std::string_view kMark = "@NAME@";

constexpr const char* kSectionsRecipe =
    R"lua(-- @NAME@: what the colours of a spot's tile tell of its expression.
--
-- Paper     none yet: authors, year, doi
-- Data      two sections of mouse olfactory bulb that ship with Moonstain
-- Departs   README.md
local ms = require "moonstain"

-- Knobs: `--set alpha=1` turns one for a run. `paper` is what the paper has.
local alpha = ms.param { name = "alpha", default = 10, paper = 10, "penalty of the ridge regression" }
local tile_px = ms.param { name = "tile_px", default = 32, "side of a tile, at full resolution" }

-- 1. Data. Values are lists by section; every step runs once a section.
local data = ms.manifest "mob"
local sections = data:having("counts", "spots", "picture")  -- those with all of these files
local dataset = ms.dataset { manifest = data, sections = sections }

-- 2. What is predicted: counts of each spot as ln(1 + 10,000 n / total).
local targets = ms.targets { dataset = dataset, total = "all", scale_to = 1e4, log = "ln_1p" }
local grid = ms.grid { dataset = dataset, rows = 80, columns = 64, row_offset = 1 }

-- 3. From what: mean and spread of the colours of the tile around the spot.
local patches = ms.patches {
  dataset = dataset, picture = data:files("picture", sections), crop_px = tile_px, tile_px = tile_px }
local features = ms.colour { patches = patches, statistics = "mean_sd" }

-- 4. The method and its baselines, each section held out once. The method is the
--    place for your own: any step of `moonstain steps`, or a program (ms.program).
local scores, baselines = {}, {}
for i, fold in ipairs(ms.folds(data, sections, "section")) do
  local train, test = fold.train, fold.test
  local function score(predictions)
    return ms.expression_scores {
      predictions = predictions, targets = ms.part(targets, test), grid = ms.part(grid, test) }
  end
  local model = ms.ridge_model {
    features = ms.part(features, train), targets = ms.part(targets, train), alpha = alpha }
  scores[i] = score(ms.ridge_predictions {
    name = "colour_ridge", model = model, features = ms.part(features, test) })
  baselines[i] = score(ms.mean_predictions {
    name = "training_mean", targets = ms.part(targets, train), grid = ms.part(grid, test) })
end

-- 5. What the page says.
return { findings = ms.findings {
  title = "@NAME@", model = "colour_ridge", scores = scores, baselines = baselines,
  dataset = dataset, reading = "tissue", unit = "section", protocol = ms.protocol(),
  scope = "demo", scope_note = "two sections of one mouse" } }
)lua";

constexpr const char* kSectionsReadme = R"md(# @NAME@

    moonstain run @NAME@                  # plan, run, write the page
    moonstain run @NAME@ --set alpha=1    # the same with a knob turned
    moonstain lint @NAME@                 # leaks, before anything has run

Two sections of one mouse leave no animal to hold out: `lint` names that leak and fails, and the page says it. With data of
several patients hold out a patient: `ms.folds(data, sections, "patient")`.

## What differs from the paper

Nothing is replayed yet.

## Editors

`.luarc.json` lets lua-language-server complete steps and options; after an update of Moonstain
`moonstain steps --lua > .luals/moonstain.lua` renews what it knows.
)md";

constexpr const char* kMadeUpRecipe =
    R"lua(-- @NAME@: a ridge regression on colours, on made-up sections with a planted leak.
--
-- Paper     none: what a protocol hides is shown where the truth is known
-- Data      nothing but what a seed makes: six sections of three patients
-- Departs   README.md
local ms = require "moonstain"

-- Knobs: `--set alpha=10` turns one for a run. `paper` is what the paper has.
local alpha = ms.param { name = "alpha", default = 1, paper = 1, "penalty of the ridge regression" }
local leak = ms.param {
  name = "leak", default = 0.8, "how much a patient's own dots say of its genes" }

-- Where paper and good practice part: `moonstain audit` turns it.
local unit = ms.switch {
  name = "unit", kind = "leak", published = "section", audited = "patient",
  why = "sections of one patient share what its dots mean" }

-- 1. Data. Values are lists by section; every step runs once a section.
local data = ms.manifest "synthetic"
local sections = data.sections
local made_up = {
  manifest = data, sections = sections, seed = 5, side = 14, genes = 30, mean_count = 20,
  signal = 0.5, leak = leak }
local dataset = ms.synthetic_dataset(made_up)
made_up.dataset, made_up.tile_px = dataset, 32
local patches = ms.synthetic_patches(made_up)

-- 2. What is predicted, and from what: mean and spread of the tile's colours.
local targets = ms.targets { dataset = dataset, total = "all", scale_to = 1e4, log = "ln_1p" }
local grid = ms.grid { dataset = dataset }
local features = ms.colour { patches = patches, statistics = "mean_sd" }

-- 3. The method and its baselines, each unit held out once.
local scores, baselines = {}, {}
local function append(list, more)
  for _, one in ipairs(more) do list[#list + 1] = one end
end
for _, fold in ipairs(ms.folds(data, sections, unit)) do
  local train, test = fold.train, fold.test
  local function score(list, predictions)
    append(list, ms.expression_scores {
      predictions = predictions, targets = ms.part(targets, test), grid = ms.part(grid, test) })
  end
  local model = ms.ridge_model {
    features = ms.part(features, train), targets = ms.part(targets, train), alpha = alpha }
  score(scores, ms.ridge_predictions {
    name = "colour_ridge", model = model, features = ms.part(features, test) })
  score(baselines, ms.mean_predictions {
    name = "training_mean", targets = ms.part(targets, train), grid = ms.part(grid, test) })
end

-- 4. What the page says.
return { findings = ms.findings {
  title = "@NAME@", model = "colour_ridge", scores = scores, baselines = baselines,
  dataset = dataset, reading = "tissue", unit = unit, protocol = ms.protocol(),
  scope = "demo", scope_note = "made-up sections: the leak is there by design" } }
)lua";

constexpr const char* kMadeUpReadme = R"md(# @NAME@

    moonstain run @NAME@                  # the published protocol: a section held out
    moonstain audit @NAME@                # the walk to the audited one: a patient held out
    moonstain lint @NAME@                 # leaks, before anything has run
    moonstain run @NAME@ --set leak=0     # the same sections without the leak

What the dots of a patient's tiles mean can be learned from its other section alone, so that holding out a section
scores higher than holding out a patient.

## Editors

`.luarc.json` lets lua-language-server complete steps and options; after an update of Moonstain
`moonstain steps --lua > .luals/moonstain.lua` renews what it knows.
)md";

}  // namespace

const std::vector<RecipeTemplate>& recipe_templates() {
  static const std::vector<RecipeTemplate> all = {
      {"sections", "two sections that ship", kSectionsRecipe, kSectionsReadme},
      {"made_up", "six made-up sections of three patients, with a leak",
       kMadeUpRecipe, kMadeUpReadme},
  };
  return all;
}

std::string of_recipe(const char* text, const std::string& name) {
  std::string out = text;
  for (std::size_t at = out.find(kMark); at != std::string::npos;
       at = out.find(kMark, at + name.size())) {
    out.replace(at, kMark.size(), name);
  }
  return out;
}

}  // namespace moonstain
