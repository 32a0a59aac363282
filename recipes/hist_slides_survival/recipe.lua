-- HiST's way from a slide to a patient's risk, all of it, on made-up slides: tiles,
-- encoder, gene network, predicted map, survival network.
--
-- Paper   Li, Zhang et al. 2026, doi:10.1002/advs.202514351
-- Method  recipes/hist_loocv/METHOD.md 4 and 5, recipes/hist_survival/METHOD.md 8,
--         whose numbers stand beside the calls
-- Data    synthetic_cells: slides of made-up patients; nothing is measured

local ms = require "moonstain"
local encoders = require "encoders"
local hist = require "hist"
local protocols = require "protocols"

local made_patients = ms.param {
  name = "made_patients", default = 54, quick = 30, protocol = false,
  "made-up patients whose slides are told, at most 54",
}
local rows = ms.param { name = "rows", default = 32, paper = 80,
                        "of the grid of tiles" }
local columns = ms.param { name = "columns", default = 32, paper = 64,
                           "of the grid of tiles" }
local epochs = ms.param {
  name = "epochs", default = 60, quick = 40, paper = 200,
  "of the gene network, two steps each",
}
local risk_epochs = ms.param { name = "risk_epochs", default = 60, paper = 200,
                               "of the survival network, a step each" } -- 8.5
local hazard_effect = ms.param {
  name = "hazard_effect", default = 3, protocol = false,
  "what a standard deviation of what is planted on a slide adds to the log hazard",
}
local seed = ms.param { name = "seed", default = 1, protocol = false,
                        "of folds, networks and all that is made up" }
local encoder = encoders.beside_ctranspath("stain_texture")

-- Slides of made-up patients as tiles of 224 px, as encoders take them, and their
-- vectors. A patient's z adds nuclei to the left half.
local cells = ms.manifest "synthetic_cells"
local function slides_of(sections)
  local how = { manifest = cells, sections = sections, seed = seed, rows = rows,
                columns = columns, mean_count = 20,
                genes = { "TOP2A", "KRT8", "LUM", "CD3E" } }
  local dataset = ms.synthetic_tumour_dataset(how)
  local features, words = encoders.encode(
    encoder, ms.synthetic_tumour_patches(protocols.with(how, {
      dataset = dataset, tile_px = encoder == "stain_texture" and 32 or 224,
    })), "block8")
  return {
    dataset = dataset, features = features, words = words,
    grid = ms.grid { dataset = dataset, rows = rows, columns = columns,
                     row_offset = 0, blank_rows = 0 },
  }
end

-- The gene network learns from slides of other patients, whose spots were counted.
local learned, told, patients = {}, {}, {}
for i = 1, 6 do learned[i] = cells.sections[54 + i] end
for i = 1, made_patients do
  told[i] = cells.sections[i]
  patients[i] = cells.name .. "/" .. cells:patient_of(told[i])
end
local counted = slides_of(learned)
local model = ms.hist_model(protocols.with(hist.optimiser, {         -- 5
  features = counted.features, grid = counted.grid,
  targets = ms.targets {
    dataset = counted.dataset, total = "all", scale_to = 10, log = "ln_1p",
  },
  batch = 3, epochs = epochs, output_init = "zero", seed = 42,
}))

-- What it predicts of a slide is all that the survival network gets (8.1).
local slides = slides_of(told)
local maps = ms.grid_predictions {
  model = model, features = slides.features, grid = slides.grid,
}
local function risk_of(about, effect)
  local outcomes = ms.joined_features {
    about = about, features = ms.synthetic_outcomes {
      manifest = cells, sections = told, seed = seed, hazard_effect = effect,
      genes = { "TOP2A", "KRT8", "LUM", "CD3E" },
    },
  }
  local split = { cohort = outcomes, time = "months", event = "died", folds = 5,
                  fold_seed = 15 }
  local scores, risks = {}, {}
  for i, one in ipairs {
    { name = "slides" },
    { name = "slides_of_others", shuffled = 1, kind = "null" },
  } do
    risks[i] = ms.hist_survival_risk(protocols.with(protocols.with(split, one), {
      maps = maps, map_patients = patients, epochs = risk_epochs,
      learning_rate = 2, eta_min = 1e-5, loss = "time", risk_norm = "none",
      drop_path = 0.4, seed = seed,
    }))
    scores[i] = ms.epoch_concordance(protocols.with(split, {
      risk = risks[i], from_epoch = 20,
    }))
  end
  return scores, ms.epoch_panel(protocols.with(split, {
    risks = risks, from_epoch = 20,
    title = "Held-out concordance by epoch: " .. about,
  }))
end
local function said(title, about, effect)
  local scores, curves = risk_of(about, effect)
  return ms.findings {
    title = title, model = "slides", scores = { scores[1] },
    baselines = { scores[2] }, models = { model }, metric = "concordance",
    reading = "patients", unit = "patient", scope = "demo",
    scope_note = "slides of made-up patients, whose truth is known; no number is "
                 .. "about any patient",
    stand_ins = protocols.joined(
      encoders.for_ctranspath(encoder, slides.words),
      { "tiles that are drawn, for those of slides" }),
    panels = { curves }, protocol = ms.protocol(),
  }
end

return {
  maps = maps,
  findings = said("From made-up slides to risks: planted", "slides_planted",
                  hazard_effect),
  nothing = said("From made-up slides to risks: nothing planted",
                 "slides_nothing_planted", 0),
}
