-- Methods that say something of each spot, as recipes compare them: a line or two
-- each, and what they are given.

local ms = require "moonstain"
local datasets = require "datasets"
local encoders = require "encoders"
local hespotex = require "hespotex"
local protocols = require "protocols"
local replicated_methods = require "replicated_methods"

local spot_methods = {}

local quick = ms.profile == "quick"

-- In the order of the page.
--
--   name    of the predictor, and of the params NAME_epochs
--   label   what the page calls it, with what it departs from its paper in;
--           {encoder} is what made its features
--   own     encoder of its paper, of features that are not trained
--   step    that trains it; a function that is called as one, where it is several
--   reads   its inputs by the names that `spot_methods.inputs` has: beside
--           targets, of the training sections; the same of the held-out ones
--   learns  more of the training sections alone; may be missing
--   epochs  { quick =, standard =, paper = }
--   with    further options of its step; may be missing
--   begun   { encoder =, label = }: with the weights of this encoder it begins,
--           and is then called so
--   least_sections  that it must learn from, as one that looks up spots of other
--           sections in training does; 1 where it is missing
spot_methods.list = {
  { name = "hist2rna", label = "hist2RNA (frozen {encoder} features)",
    own = "resnet50",
    step = ms.hist2rna_model, reads = { features = "features" },
    epochs = { quick = 30, standard = 100, paper = 500 } },
  { name = "deeppt", label = "DeepPT (frozen {encoder} features, no ensemble)",
    own = "resnet50",
    step = ms.deeppt_model, reads = { features = "features" },
    epochs = { quick = 50, standard = 200, paper = 500 },
    with = { autoencoder_epochs = quick and 50 or 200 } },
  { name = "sequoia_spots",
    label = "SEQUOIA (spots; frozen {encoder} features)", own = "resnet50",
    step = ms.sequoia_model,
    reads = { features = "features", dataset = "dataset" },
    epochs = { quick = 2, standard = 20, paper = 200 } },
  { name = "istar", label = "iStar (colour and stain for HIPT, one seed)",
    step = ms.istar_model,
    reads = { dataset = "dataset", parts = "superpixels" },
    epochs = { quick = 5, standard = 40, paper = 400 } },
  { name = "stnet", label = "ST-Net (224 px at 64, first weights drawn)",
    begun = { encoder = "densenet121", label = "ST-Net (224 px at 64)" },
    step = ms.stnet_model, reads = { patches = "patches_64" },
    epochs = { quick = 1, standard = 10, paper = 50 } },
  { name = "igidl", label = "IGI-DL-like (our nuclei, 224 px at 64)",
    step = ms.igidl_model,
    reads = { patches = "patches_64", parts = "nuclei",
              part_graph = "nucleus_graph" },
    epochs = { quick = 2, standard = 20, paper = 100 },
    with = { batch = 64 } },
  { name = "histogene", label = "HisToGene",
    step = ms.histogene_model,
    reads = { patches = "patches_112", dataset = "dataset" },
    epochs = { quick = 3, standard = 100, paper = 100 } },
  { name = "hist2st", label = "Hist2ST" .. (quick and " (one pass)" or ""),
    step = ms.hist2st_model,
    reads = { patches = "patches_112", dataset = "dataset",
              graph = "graph_grid" },
    epochs = { quick = 3, standard = 30, paper = 350 },
    with = quick and { passes = 1 } or {} },
  { name = "thitogene", label = "THItoGene", step = ms.thitogene_model,
    reads = { patches = "patches_112", dataset = "dataset",
              graph = "graph_all" },
    epochs = { quick = 3, standard = 60, paper = 200 } },
  { name = "bleep", label = "BLEEP (frozen {encoder} features)",
    own = "resnet50",
    step = ms.bleep_frozen_model, reads = { features = "features" },
    epochs = { quick = 10, standard = 150, paper = 150 } },
  { name = "egnv2", label = "EGNv2 (frozen {encoder} features)",
    own = "resnet18",
    step = ms.egnv2_model, least_sections = 2,
    reads = { features = "features", graph = "graph_near" },
    epochs = { quick = 5, standard = 100, paper = 300 } },
  { name = "egnv1", label = "EGNv1 (exemplars by frozen {encoder} features"
                            .. (quick and ", small)" or ")"),
    own = "resnet50",
    step = ms.egnv1_model, least_sections = 2,
    reads = { features = "features", patches = "patches_224" },
    epochs = { quick = 1, standard = 2, paper = 50 },
    with = quick and { depth = 2, width = 128, heads = 2 } or {} },
}
protocols.append(spot_methods.list, replicated_methods)

-- Names of all that a method is given.
local function sources_of(method)
  local sources = {}
  for _, inputs in ipairs { method.reads, method.learns or {} } do
    for _, source in pairs(inputs) do sources[#sources + 1] = source end
  end
  return sources
end

-- Those of the list: "all", or those that read "features" alone, which need
-- neither a scale of the sections nor their pictures' pixels.
function spot_methods.chosen(which)
  local list = {}
  for _, method in ipairs(spot_methods.list) do
    local alone = true
    for _, source in ipairs(sources_of(method)) do
      alone = alone and (source == "features" or source == "dataset")
    end
    if which == "all" or alone then list[#list + 1] = method end
  end
  return list
end

-- The param that says what makes features.
function spot_methods.encoder()
  return ms.param {
    name = "encoder", default = "mobilenet_v1", protocol = false,
    choices = { "mobilenet_v1", "stain_texture", "ctranspath", "clip_vit_b32",
                "resnet18", "resnet50", "densenet121", "file" },
    "what makes the features of a window: the first two as they are, networks by "
    .. "the file that --weights names (with densenet121 ST-Net begins with its "
    .. "weights); file: features that another program has made, `embeddings` of "
    .. "the sample sheet",
  }
end

-- The methods as they are with an encoder: labels that name it, and weights for
-- one that can begin with it.
function spot_methods.with_encoder(list, encoder)
  local made = {}
  for i, method in ipairs(list) do
    local begun = method.begun and method.begun.encoder == encoder
    made[i] = protocols.with(method, {
      label = (begun and method.begun.label or method.label)
              :gsub("{encoder}", encoders.short_name(encoder)),
      weights = begun and encoders.imagenet_weights(encoder) or nil,
    })
  end
  return made
end

-- What stands in for encoders of the methods' papers.
--
-- @param words  what a report calls the encoder
function spot_methods.encoder_stand_ins(list, encoder, words)
  local others, all = {}, true
  for _, method in ipairs(list) do
    if method.own and method.own ~= encoder then
      others[#others + 1] = method.label:match("^[^ ]+")
    elseif method.own then
      all = false
    end
  end
  if all then return { words .. ", for each method's own encoder" } end
  if #others == 0 then return {} end
  return { words .. ", for the own encoder of " .. table.concat(others, ", ") }
end

-- What methods are given of a data set's sections, by name: features, dataset,
-- pixels (224 px, with the blank tile), and, where one reads them, patches_112,
-- patches_224, patches_64 (the same 224 px, at 64), superpixels, nuclei and
-- nucleus_graph, nucleus_counts, labels (which need the sections' scale),
-- pictures, spot_grid, four neighbours on the array: graph_grid (no farther than 2),
-- graph_all; those beside each other on it: graph_near; and in pixels: graph_pixels,
-- graph_eight. `counts` are those of a fold (`spot_methods.counts`).
--
-- @param data  of datasets.open; where it has no pictures there are no pixels
-- @param list  of methods, as `with_encoder` gives it; likewise in what follows
-- @param how   encoder = name for `encoders.encode`; features = made elsewhere, in
--              place of its; window_um = width of `pixels`, or nil
-- @return      lists by section, and what a report calls the encoder
function spot_methods.inputs(data, list, how)
  local function crops(px, tile_px)
    return ms.patches {
      dataset = data.dataset, picture = data.pictures,
      crop_px = math.min(px, data.own.crop_px), tile_px = tile_px or px,
      jpeg_quality = 0, blank = false,
    }
  end
  local function graph(neighbours, reach)
    return ms.spot_graph {
      dataset = data.dataset, neighbours = neighbours, with_self = false,
      undirected = false, on_array = true, reach = reach,
    }
  end
  local pixels = how.has_pixels and data.crops(0, nil, how.window_um) or nil
  local features, words = how.features, "an encoder of one's own, read from files"
  if features == nil then
    features, words = encoders.encode(how.encoder, pixels, "block8")
  end
  local made = { features = features, dataset = data.dataset, pixels = pixels }
  local make
  local function of(source)
    if made[source] == nil then made[source] = make[source]() end
    return made[source]
  end
  make = {
    patches_112 = function() return crops(112) end,
    patches_224 = function() return crops(224) end,
    patches_64 = function() return crops(224, 64) end,
    superpixels = function()
      return ms.superpixel_features {
        dataset = data.dataset, picture = data.pictures,
      }
    end,
    nuclei = function()
      return ms.spot_nuclei {
        dataset = data.dataset, labels = of "labels", picture = data.pictures,
      }
    end,
    nucleus_graph = function()
      return ms.nucleus_graph { dataset = data.dataset, labels = of "labels" }
    end,
    graph_grid = function() return graph(4, 2) end,
    graph_all = function() return graph(4, 0) end,
    graph_near = function() return graph(0, 0) end,
    graph_pixels = function() return hespotex.graph(data.dataset) end,
    graph_eight = function() return hespotex.gate_graph(data.dataset) end,
    labels = function()
      return ms.nuclei { dataset = data.dataset, picture = data.pictures }
    end,
    nucleus_counts = function()
      return ms.nucleus_counts { dataset = data.dataset, labels = of "labels" }
    end,
    pictures = function() return data.pictures end,
    spot_grid = function() return data.grid() end,
    counts = function() return nil end,
  }
  for _, method in ipairs(list) do
    for _, source in ipairs(sources_of(method)) do
      if made[source] == nil then
        if data.pictures == nil and not source:find("^graph_") then
          error(method.name .. " reads " .. source .. ", which are cut from pictures; "
                .. "not all sections of " .. data.name .. " have one: methods=features "
                .. "takes those that need none", 0)
        end
        if source == "spot_grid" and how.features ~= nil then
          error(method.name .. " needs the features of a blank tile, which a file of "
                .. "features has not; methods=features leaves it out", 0)
        end
        of(source)
      end
    end
  end
  return made, words
end

-- Counts of the genes that are predicted, for methods that learn from them.
--
-- @param choice  of genes, as `datasets.genes` takes it
-- @return        a function from a fold to datasets by section; to nothing where
--                no method reads them
function spot_methods.counts(data, choice, list)
  local are_read = false
  for _, method in ipairs(list) do
    for _, source in ipairs(sources_of(method)) do
      are_read = are_read or source == "counts"
    end
  end
  local genes = datasets.genes(data, choice)
  return function(fold)
    if not are_read then return nil end
    local chosen = genes(fold)
    if chosen.genes == nil and chosen.gene_list == nil then return data.dataset end
    return ms.listed_dataset(protocols.with(chosen, { dataset = data.dataset }))
  end
end

-- The params of epochs, and of the seed that all methods share.
function spot_methods.params(list)
  local params = {
    epochs = {},
    seed = ms.param {
      name = "seed", default = 0, protocol = false,
      "of first weights and of the order of examples",
    },
  }
  for _, method in ipairs(list) do
    params.epochs[method.name] = ms.param {
      name = method.name .. "_epochs", default = method.epochs.standard,
      quick = method.epochs.quick, paper = method.epochs.paper,
      of = method.name,
      "passes of " .. method.name .. " over what it learns from",
    }
  end
  return params
end

-- Whether a fold has the sections that a method must learn from.
function spot_methods.can_learn(method, fold)
  return #fold.train >= (method.least_sections or 1)
end

-- One method of a fold.
--
-- @param train, test  inputs by name, and targets, of some sections
-- @param part         "model", which the page judges, or "variant" beside it
-- @return             predictions by section, and the model
function spot_methods.run(method, params, fold, train, test, part)
  local settings = protocols.with(method.with or {}, {
    targets = train.targets, epochs = params.epochs[method.name],
    seed = params.seed, fold = fold.name, weights = method.weights,
  })
  for input, source in pairs(method.learns or {}) do
    settings[input] = train[source]
  end
  local applied = { name = method.name, part = part }
  for input, source in pairs(method.reads) do
    settings[input] = train[source]
    applied[input] = test[source]
  end
  applied.model = method.step(settings)
  return ms.predictions(applied), applied.model
end

-- Names and labels of all, as `ms.ranking_panel` takes them.
function spot_methods.labels(list)
  local names, labels = {}, {}
  for i, method in ipairs(list) do
    names[i], labels[i] = method.name, method.label
  end
  return names, labels
end

return spot_methods
