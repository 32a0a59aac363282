-- HESpotEx: expression of spots from H&E, in two stages.
--
-- Paper     Yin, Peng, Meng et al. 2026, doi:10.1038/s43588-026-00992-0
-- Method    recipes/hespotex_loocv/METHOD.md, whose numbers stand beside the calls
-- Departs   recipes/hespotex_loocv/README.md, "What differs from the paper"

local ms = require "moonstain"
local datasets = require "datasets"
local encoders = require "encoders"
local protocols = require "protocols"

local hespotex = {}

-- A data set as both stages take it: windows, graphs, nuclei, and features of
-- the windows, by section.
--
-- @param name  of a manifest
function hespotex.open(name)
  local base = datasets.open(name)
  local slides = {
    manifest = base.manifest, sections = base.sections,
    pictures = base.pictures, notes = base.notes,
    scope = base.scope, scope_note = base.scope_note,
    map_genes = base.map_genes,
    dataset = ms.counted_dataset { dataset = base.dataset },      -- 2.2
  }
  local dataset = slides.dataset
  local patches = ms.clipped_patches {                            -- 2.7
    dataset = dataset, picture = base.pictures, tile_px = 224,
  }
  slides.labels = ms.nuclei { dataset = dataset, picture = base.pictures }
  slides.nuclei = ms.nucleus_counts {                             -- 2.8
    dataset = dataset, labels = slides.labels,
  }
  local encoder = ms.param {
    name = "encoder", default = "mobilenet_v1",
    choices = { "mobilenet_v1", "stain_texture" },
    "what makes a vector of a window",
  }
  slides.features, slides.encoder = encoders.encode(encoder, patches, "block8")
  slides.colours = ms.colour { patches = patches, statistics = "mean" }
  slides.gate_graph = ms.spot_graph {                             -- 2.5
    dataset = dataset, neighbours = 8, with_self = true, undirected = true,
    whole_pixels = false,
  }
  slides.graph = ms.spot_graph {                                  -- 2.6
    dataset = dataset, neighbours = 4, with_self = false, undirected = false,
    whole_pixels = true,
  }
  return slides
end

-- The params of genes and training.
function hespotex.params(profiles)
  local params = {}
  params.top_genes = ms.param {
    name = "top_genes", default = profiles.top_genes.standard,
    quick = profiles.top_genes.quick, paper = 1000,
    "most variable genes taken from each section",
  }
  params.gene_spots = ms.param {
    name = "gene_spots", default = 1000,
    "spots of 13,620, those of her2st's 36 sections, that must count a gene; "
    .. "of fewer spots as large a share",
  }
  params.gate_steps = ms.param {
    name = "gate_steps", default = profiles.gate_steps.standard,
    quick = profiles.gate_steps.quick, paper = 500,
    "steps of the first stage on each section",
  }
  params.epochs = ms.param {
    name = "epochs", default = profiles.epochs.standard,
    quick = profiles.epochs.quick, paper = 30,
    "passes of the second stage over the training sections",
  }
  params.seed = ms.param {
    name = "seed", default = 0, protocol = false,
    "of first weights and order of sections",
  }
  return params
end

-- Switches: where paper and good practice part (METHOD.md 9).
function hespotex.gene_choice()
  return ms.switch {
    name = "gene_choice", kind = "leak",
    published = "all sections", audited = "training sections",
    why = "the most variable genes of the tested section are among those chosen",
  }
end

function hespotex.gate_fit()
  return ms.switch {
    name = "gate_fit", kind = "leak",
    published = "all sections", audited = "training sections",
    why = "the first stage is fitted to the tested section's expression, and "
          .. "later sections' latents, which are trained on, come from it",
  }
end

function hespotex.checkpoint()
  return ms.switch {
    name = "checkpoint", kind = "leak",
    published = "oracle", audited = "last", choices = { "inner" },
    why = "the epoch is chosen on the tested section, by the score that is "
          .. "reported",
  }
end

function hespotex.variant()
  return ms.switch {
    name = "variant", kind = "training",
    published = "published", audited = "corrected",
    why = "the code subtracts each spot from its neighbours' mean, and moves "
          .. "tied weights twice a step",
  }
end

-- Expression of all sections over genes chosen by looking at some (2.3, 2.4).
--
-- @param looked_at  sections that choose
function hespotex.targets(slides, params, looked_at)
  return ms.targets {
    dataset = slides.dataset,
    gene_list = ms.variable_genes {
      dataset = ms.part(slides.dataset, looked_at),
      most_variable = params.top_genes, span = 0.3,
      min_spots = params.gene_spots, of_spots = 13620,
    },
    absent = "zero", total = "chosen", scale_to = 1e6, log = "ln_1p",
  }
end

-- First stage: one model goes from section to section, and leaves the latents
-- of each behind (3.1).
--
-- @param sections  in the order in which it is fitted to them
-- @return          latents, one a section, in this order
function hespotex.latents(slides, params, targets, sections, variant)
  local list, model = {}, nil
  for i, section in ipairs(sections) do
    local call = {
      targets = ms.part(targets, { section })[1],
      graph = ms.part(slides.gate_graph, { section })[1],
    }
    model = ms.gate_model {
      targets = call.targets, graph = call.graph, before = model,
      steps = params.gate_steps, variant = variant, seed = params.seed,
    }
    call.model = model
    list[i] = ms.gate_latents(call)
  end
  return list
end

-- Values of some sections that the second stage is trained on or chosen by.
function hespotex.side(slides, targets, latents, sections)
  return {
    features = ms.part(slides.features, sections),
    graph = ms.part(slides.graph, sections),
    nuclei = ms.part(slides.nuclei, sections),
    targets = ms.part(targets, sections),
    latents = ms.part(latents, sections),
  }
end

-- Second stage, one model of a fold (4.3 to 4.5).
--
--   fold        of ms.folds
--   checkpoint  "oracle": the best epoch on the held-out section; "last"; or
--               "inner": the best on the last training section, held out
function hespotex.model(slides, params, call)
  local train, chosen_by = call.fold.train, nil
  if call.checkpoint == "inner" then
    chosen_by = { train[#train] }
    train = ms.without(train, chosen_by)
  elseif call.checkpoint == "oracle" then
    chosen_by = call.fold.test
  end
  local settings = hespotex.side(slides, call.targets, call.latents, train)
  if chosen_by ~= nil then
    for name, value in pairs(hespotex.side(slides, call.targets,
                                           call.latents, chosen_by)) do
      settings["held_out_" .. name] = value
    end
  end
  settings.checkpoint = chosen_by == nil and "last" or "best"
  settings.variant, settings.seed = call.variant, params.seed
  settings.fold, settings.epochs = call.fold.name, params.epochs
  settings.learning_rate, settings.weight_decay = 1e-3, 1e-3
  return ms.hespotex_model(settings)
end

return hespotex
