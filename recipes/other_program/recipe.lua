-- Somebody else's program beside our baselines, in one report: expression of
-- a held-out section of the mouse olfactory bulb, from the place of each spot.
--
-- Program   neighbours.py, plain Python 3, as its author might publish it
-- Adapter   run.py, which calls it and writes its result as AnnData on Zarr
-- Data      Stahl et al. 2016, doi:10.1126/science.aaf2403, as in STUtility
-- Departs   README.md: two sections of one animal leave nothing to hold out

local ms = require "moonstain"

local data = ms.manifest "mob"
local neighbours = ms.param {
  name = "neighbours", default = 6, "spots of the other section that are averaged",
}
local unit = ms.switch {
  name = "unit", kind = "leak", published = "section", audited = "patient",
  why = "sections of one animal share its tissue",
}

local theirs = ms.program {
  name = "neighbour_predictions", version = 2,
  sentence = "Mean of the nearest spots of other sections, in plain Python.",
  program = {
    ms.source { "run.py", learned_from = "nothing" },
    ms.source { "neighbours.py", learned_from = "nothing" },
  },
  interpreter = { name = "python3" },
  arguments = { "{program}", "{task}" },
  inputs = {
    counts = { learns = "File", as = "label", many = true,
               "tables of counts of the training sections" },
    training_spots = { learns = "File", as = "input", many = true,
                       "where their spots lie, in the same order" },
    spots = { applies = "File", "where the held-out section's spots lie" },
    genes = { applies = "File", "names of the genes, one a line" },
    gene_names = { applies = "File", "name of each gene id" },
  },
  options = {
    neighbours = { default = 6, least = 1, "spots that are averaged" },
    scale_to = { type = "number", default = 1e4, "counts a spot is scaled to" },
  },
  makes = "Predictions",
  numeric = "libm",           -- math.log1p of the host's C library
  needs = { memory_gb = 1, time_s = 300 },
}

local sections = data:having("counts", "spots", "picture", "gene_names")
local genes = ms.source { "genes.txt", learned_from = "nothing" }
local dataset = ms.dataset { manifest = data, sections = sections }
local grid = ms.grid { dataset = dataset, rows = 80, columns = 64,
                       row_offset = 1 }
local targets = ms.targets { dataset = dataset, genes = genes, total = "all",
                             scale_to = 1e4, log = "ln_1p" }
local colours = ms.colour {
  patches = ms.patches {
    dataset = dataset, picture = data:files("picture", sections),
    crop_px = 32, tile_px = 32, jpeg_quality = 0, blank = true,
  },
  statistics = "mean_sd",
}

local scores, baselines = {}, {}
for _, fold in ipairs(ms.folds(data, sections, unit)) do
  local test_targets = ms.part(targets, fold.test)
  local test_grid = ms.part(grid, fold.test)
  local train_targets = ms.part(targets, fold.train)
  local function score(list, predictions)
    for _, one in ipairs(ms.expression_scores {
      predictions = predictions, targets = test_targets, grid = test_grid,
    }) do
      list[#list + 1] = one
    end
  end
  score(scores, theirs {
    counts = data:files("counts", fold.train),
    training_spots = data:files("spots", fold.train),
    spots = data:files("spots", fold.test),
    genes = genes, gene_names = data:files("gene_names", { fold.test[1] })[1],
    neighbours = neighbours, scale_to = 1e4,
  })
  score(baselines, ms.mean_predictions {
    name = "training_mean", targets = train_targets, grid = test_grid,
  })
  score(baselines, ms.ridge_predictions {
    name = "colour_sd_ridge",
    model = ms.ridge_model {
      features = ms.part(colours, fold.train), targets = train_targets,
      alpha = 10,
    },
    features = ms.part(colours, fold.test),
  })
end

return { findings = ms.findings {
  title = "A program of its author's beside our baselines",
  model = "neighbour_predictions",
  scores = scores, baselines = baselines, dataset = dataset,
  reading = "tissue", unit = unit,
  scope = "demo", scope_note = "two sections of one mouse",
  notes = {
    "One animal leaves nothing to hold out: this page shows how a program in "
    .. "another language is scored beside ours, and says nothing of a method.",
  },
  protocol = ms.protocol(),
} }
