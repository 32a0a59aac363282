-- HESpotEx: expression of spots from H&E, in two stages.
--
-- Paper     Yin, Peng, Meng et al. 2026, doi:10.1038/s43588-026-00992-0
-- Method    recipes/hespotex_loocv/METHOD.md, whose numbers stand beside the calls
-- Departs   recipes/hespotex_loocv/README.md, "What differs from the paper"
--
-- Neighbouring sections beside each other: section_pairs.lua.

local ms = require "moonstain"
local datasets = require "datasets"
local encoders = require "encoders"
local protocols = require "protocols"
local baselines = require "baselines"

local hespotex = {}

-- What the stages take of a spot's neighbours: graphs by section.
function hespotex.gate_graph(dataset)                             -- 2.5
  return ms.spot_graph {
    dataset = dataset, neighbours = 8, with_self = true, undirected = true,
    whole_pixels = false,
  }
end
function hespotex.graph(dataset)                                  -- 2.6
  return ms.spot_graph {
    dataset = dataset, neighbours = 4, with_self = false, undirected = false,
    whole_pixels = true,
  }
end

-- What both stages take of sections, beside their counts: features of the
-- windows, graphs and colours.
--
-- @param slides   { manifest =, sections =, dataset = }; what is made is added
-- @param patches  windows of the spots, by section
-- @param encoder  a name that `encoders.encode` has
function hespotex.prepare(slides, patches, encoder)
  local dataset = slides.dataset
  slides.features, slides.encoder = encoders.encode(encoder, patches, "block8")
  slides.colours = ms.colour { patches = patches, statistics = "mean" }
  slides.gate_graph = hespotex.gate_graph(dataset)
  slides.graph = hespotex.graph(dataset)
  return slides
end

-- The data set that is asked for, as both stages take it: windows, graphs,
-- nuclei, and features of the windows, by section.
function hespotex.open()
  local base = datasets.open(ms.param {
    name = "dataset", default = "her2st", choices = { "her2st", "mob" },
    "manifest whose sections are used",
  })
  local slides = {
    manifest = base.manifest, sections = base.sections,
    pictures = base.pictures, notes = base.notes,
    stand_ins = base.stand_ins,
    scope = base.scope, scope_note = base.scope_note,
    dataset = ms.counted_dataset { dataset = base.dataset },      -- 2.2
  }
  local dataset = slides.dataset
  local patches = ms.clipped_patches {                            -- 2.7
    dataset = dataset, picture = base.pictures, tile_px = 224,
  }
  if base.own.nuclei then                                         -- 2.8
    slides.labels = ms.nuclei { dataset = dataset, picture = base.pictures }
    slides.nuclei = ms.nucleus_counts {
      dataset = dataset, labels = slides.labels,
    }
  end
  slides.encode_by = ms.param {
    name = "encoder", default = "mobilenet_v1", protocol = false,
    choices = { "mobilenet_v1", "stain_texture", "clip_vit_b32" },
    "what makes a vector of a window; clip_vit_b32, the paper's, by the file "
    .. "that --weights names",
  }
  hespotex.prepare(slides, patches, slides.encode_by)
  slides.grid = base.grid(dataset)
  slides.views = ms.tissue_view {                                 -- 6.2
    dataset = dataset, picture = base.pictures, um_per_px = 16,
  }
  return slides
end

-- The params of genes and training.
function hespotex.params()
  return {
    top_genes = ms.param {
      name = "top_genes", default = 300, quick = 50, paper = 1000,
      "most variable genes taken from each section",
    },
    gene_spots = ms.param {
      name = "gene_spots", default = 1000,
      "spots of 13,620, those of her2st's 36 sections, that must count a "
      .. "gene; of fewer spots as large a share",
    },
    gate_steps = ms.param {
      name = "gate_steps", default = 500, quick = 50, paper = 500,
      "steps of the first stage on each section",
    },
    epochs = ms.param {
      name = "epochs", default = 30, quick = 3, paper = 30,
      "passes of the second stage over the training sections",
    },
    seed = ms.param {
      name = "seed", default = 0, protocol = false,
      "of first weights and order of sections",
    },
  }
end

-- Who chooses the genes, and what the first stage is fitted to.
function hespotex.gene_choice()
  return ms.switch {
    name = "gene_choice", kind = "leak",
    published = "all sections", audited = "training sections",
    why = "the most variable genes of what is tested are among those chosen",
  }
end
function hespotex.gate_fit()
  return ms.switch {
    name = "gate_fit", kind = "leak",
    published = "all sections", audited = "training sections",
    why = "the first stage is fitted to the tested expression, and later "
          .. "sections' latents, which are trained on, come from it",
  }
end

-- Where paper and good practice part (recipes/hespotex_loocv/METHOD.md 9).
function hespotex.switches()
  return {
    unit = protocols.unit(),
    gene_choice = hespotex.gene_choice(), gate_fit = hespotex.gate_fit(),
    checkpoint = ms.switch {
      name = "checkpoint", kind = "leak",
      published = "oracle", audited = "last", choices = { "inner" },
      why = "the epoch is chosen on the tested section, by the score that is "
            .. "reported",
    },
    variant = ms.switch {
      name = "variant", kind = "training",
      published = "published", audited = "corrected",
      why = "the code subtracts each spot from its neighbours' mean, and moves "
            .. "tied weights twice a step",
    },
  }
end

-- Expression of all sections over genes chosen by looking at some (2.3, 2.4).
--
-- @param looked_at  sections that choose
local function expression(slides, params, looked_at)
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
--   targets, graph  lists by section, in the order in which it is fitted to them
--   steps, tying, seed, fold  as `ms.gate_model` takes them
-- @return         latents by section, and the model's last state
function hespotex.first_stage(call)
  local latents, model = {}, nil
  for i, targets in ipairs(call.targets) do
    local graph = call.graph[i]
    model = ms.gate_model {
      targets = targets, graph = graph, before = model, steps = call.steps,
      learning_rate = 1e-3, weight_decay = 1e-4, clip_norm = 5,
      tying = call.tying, seed = call.seed, fold = call.fold,
    }
    latents[i] = ms.gate_latents {
      model = model, targets = targets, graph = graph,
    }
  end
  return latents, model
end

-- How the second stage is trained: members of a call of `ms.hespotex_model`.
hespotex.second_stage = { learning_rate = 1e-3, weight_decay = 1e-3 }

-- Those of a held-out section that the first stage is not fitted to come from its
-- last state; they are for the log of the second stage alone.
--
-- @param sections  in the order in which it is fitted to them
-- @param held_out  sections
-- @return          latents of both, by section
local function latents_of(slides, params, targets, sections, held_out, variant)
  local list, model = hespotex.first_stage {
    targets = ms.part(targets, sections),
    graph = ms.part(slides.gate_graph, sections), steps = params.gate_steps,
    tying = variant == "published" and "published" or "summed",
    seed = params.seed,
  }
  local fitted = {}
  for _, section in ipairs(sections) do fitted[section] = true end
  for _, section in ipairs(held_out) do
    if not fitted[section] then
      list[#list + 1] = ms.gate_latents {
        model = model, targets = ms.part(targets, { section })[1],
        graph = ms.part(slides.gate_graph, { section })[1],
      }
    end
  end
  return list
end

-- Values of some sections that the second stage reads.
local function side(slides, targets, sections)
  return {
    sections = sections, targets = ms.part(targets, sections),
    features = ms.part(slides.features, sections),
    graph = ms.part(slides.graph, sections),
    nuclei = slides.nuclei and ms.part(slides.nuclei, sections),
    grid = ms.part(slides.grid, sections),
  }
end

-- Second stage, one model of a fold (4.2 to 4.5).
--
--   targets, latents  of training and held-out sections
--   fold        of ms.folds
--   checkpoint  "oracle": the best epoch on the held-out sections; "last"; or
--               "inner": the best on the last training section, held out from
--               training; of one alone as "last"
--   variant     "published" or "corrected"
--   output      "published", or "gene_head": without the graph
local function trained(slides, params, call)
  local train, chosen_by = call.fold.train, nil
  if call.checkpoint == "inner" and #train > 1 then
    chosen_by = { train[#train] }
    train = ms.without(train, chosen_by)
  elseif call.checkpoint == "oracle" then
    chosen_by = call.fold.test
  end
  local learned = side(slides, call.targets, train)
  local settings = protocols.with(hespotex.second_stage, {
    features = learned.features, targets = learned.targets,
    latents = ms.part(call.latents, train), graph = learned.graph,
    nuclei = learned.nuclei,
    checkpoint = chosen_by == nil and "last" or "best",
    neighbour_term = call.variant == "published" and "published" or "mean",
    output = call.output, epochs = params.epochs, seed = params.seed,
    fold = call.fold.name,
  })
  if chosen_by ~= nil then
    local held_out = side(slides, call.targets, chosen_by)
    for _, name in ipairs { "features", "targets", "graph", "nuclei" } do
      settings["held_out_" .. name] = held_out[name]
    end
    settings.held_out_latents = ms.part(call.latents, chosen_by)
  end
  return ms.hespotex_model(settings)
end

-- What a model says of the held-out sections, its smallest value taken off as
-- published (4.5).
--
-- @param part  "model", or "variant": stands beside it
function hespotex.predictions(test, model, name, part, variant)
  return ms.predictions {
    model = model, features = test.features, graph = test.graph,
    nuclei = test.nuclei, name = name, part = part,
    shift = variant == "published" and "minus_minimum" or "none",
  }
end

-- Ridges on colours and on the features themselves, a list by section each.
function hespotex.ridges(slides, fold, train, test)
  local call = {
    fold = fold, train = train, test = test,
    patients = baselines.patients(slides.manifest, fold),
  }
  return baselines.colour_ridge("colour_ridge", slides.colours, call),
         baselines.feature_ridge(call)
end

-- What a fold's model is set beside (5.2): lists of predictions by section.
function hespotex.set_beside(slides, fold, train, test)
  local list = {
    baselines.mean(train, test), hespotex.ridges(slides, fold, train, test),
  }
  if test.nuclei then
    list[#list + 1] = ms.factor_predictions {
      name = "nucleus_factor", targets = train.targets, nuclei = test.nuclei,
    }
  end
  list[#list + 1] = ms.depth_predictions {
    name = "spot_depth", training = train.targets, targets = test.targets,
    total = "chosen",
  }
  return list
end

-- Both stages of a fold.
--
--   fold, variant
--   genes_by, latents_by  sections that choose the genes, and that the first
--                         stage is fitted to
-- @return  { train =, test =, model = function(checkpoint, output) }
function hespotex.stages(slides, params, call)
  local fold, variant = call.fold, call.variant
  local targets = expression(slides, params, call.genes_by)
  local latents = latents_of(slides, params, targets, call.latents_by,
                             fold.test, variant)
  return {
    train = side(slides, targets, fold.train),
    test = side(slides, targets, fold.test),
    model = function(checkpoint, output)
      return trained(slides, params, {
        targets = targets, latents = latents, fold = fold, variant = variant,
        checkpoint = checkpoint, output = output,
      })
    end,
  }
end

-- Evidence for a page: maps, training, and what the nuclei look like.
function hespotex.panels(slides, drawn, scores, models)
  if #models == 0 then return {} end
  local panels = {
    ms.map_panel {
      scores = scores, dataset = slides.dataset, targets = drawn.targets,
      predictions = drawn.predictions, picture = slides.pictures,
    },
    ms.training_panel { models = models },
  }
  if slides.nuclei then
    protocols.append(panels, ms.nuclei_panel {
      dataset = slides.dataset, labels = slides.labels, counts = slides.nuclei,
      picture = slides.pictures,
    })
  end
  return panels
end

-- What stands in for what, for a page.
function hespotex.stand_ins(slides)
  local list = {}
  if slides.encode_by ~= "clip_vit_b32" then
    list[1] = slides.encoder .. ", for QuiltNet-B-32"
  end
  if slides.nuclei then
    list[#list + 1] = "watershed on haematoxylin for Cellpose's nuclei"
  else
    list[#list + 1] = "no nucleus factor: the pictures do not resolve nuclei"
  end
  protocols.append(list, slides.stand_ins)
  return list
end

return hespotex
