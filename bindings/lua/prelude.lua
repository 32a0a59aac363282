-- The module "moonstain" as a recipe sees it. Runs in the jail, before the
-- recipe, as `prelude(core)`: `core` holds what is done in C++ (core.cpp) and
-- is seen by nothing else. Lines of this file never show in a message: what
-- goes wrong here went wrong in the recipe's line.

local core = ...
local ms = {}
local manifests = {}  -- by name, as opened
local declared = {}   -- params and switches: name -> true

local function is_name(text)
  return type(text) == "string" and text:find("^[%a_][%w_]*$") ~= nil
end

local function text_list(names)
  local shown = {}
  for i, name in ipairs(names) do shown[i] = tostring(name) end
  return table.concat(shown, ", ")
end

local function need_list(value, who, what)
  if type(value) ~= "table" then
    core.fail(who .. ": " .. what .. " is " .. core.describe(value)
              .. "; expected a list")
  end
  return value
end

local function set_of(list)
  local set = {}
  for _, item in ipairs(list) do set[item] = true end
  return set
end

local function check_members(args, who, known)
  if type(args) ~= "table" then
    core.fail(who .. " takes one table: " .. who .. " { ... }")
  end
  for key in pairs(args) do
    if type(key) == "string" and not known[key] then
      local names = {}
      for name in pairs(known) do names[#names + 1] = name end
      core.fail(who .. ": no member '" .. key .. "'"
                .. core.did_you_mean(key, names))
    end
  end
end

-- Data ----------------------------------------------------------------------

local Data = {}
Data.__index = Data

local function need_data(data, who)
  if type(data) ~= "table" or getmetatable(data) ~= Data then
    core.fail(who .. ": " .. core.describe(data)
              .. " is not a data set; get one by ms.manifest(\"NAME\")")
  end
  return data
end

-- The row of the sample sheet for "B4" or "her2st/B4".
local function row_of(data, section, who)
  local row = data.rows[section]
  if row == nil and type(section) == "string" then
    local prefix = data.name .. "/"
    if section:sub(1, #prefix) == prefix then
      row = data.rows[section:sub(#prefix + 1)]
    end
  end
  if row == nil then
    core.fail(who .. ": no section '" .. tostring(section) .. "' in "
              .. data.name .. core.did_you_mean(tostring(section),
                                                data.sections))
  end
  return row
end

function ms.manifest(name)
  if type(name) ~= "string" then
    core.fail("ms.manifest takes a name, got " .. core.describe(name))
  end
  if manifests[name] == nil then
    local data = core.manifest(name)
    data.sections, data.rows = {}, {}
    for i, row in ipairs(data.sheet) do
      data.sections[i] = row.section
      data.rows[row.section] = row
      row.full = data.name .. "/" .. row.section
    end
    manifests[name] = setmetatable(data, Data)
  end
  return manifests[name]
end

-- File leaves of one role, a list by section.
function Data.files(data, role, sections)
  need_data(data, "files")
  local files = {}
  sections = need_list(sections or data.sections, "files", "sections")
  for i, section in ipairs(sections) do
    local row = row_of(data, section, "files")
    if row.files[role] == nil then
      local roles = {}
      for known in pairs(row.files) do roles[#roles + 1] = known end
      core.fail("section " .. row.section .. " of " .. data.name
                .. " has no file '" .. tostring(role) .. "'; it has "
                .. (#roles > 0 and text_list(roles) or "none"))
    end
    files[i] = core.file(data.name, row.files[role], row.full, {})
  end
  return files
end

-- The sections that have a file of each of these roles.
function Data.having(data, ...)
  need_data(data, "having")
  local found = {}
  for _, section in ipairs(data.sections) do
    local all = true
    for _, role in ipairs({ ... }) do
      all = all and data.rows[section].files[role] ~= nil
    end
    if all then found[#found + 1] = section end
  end
  return found
end

-- Fills in what the sample sheet knows of one section: inputs by role, options
-- by name.
local function call_for_row(step, args, data, row)
  local call = {}
  for key, value in pairs(args) do
    if key ~= "manifest" and key ~= "sections" then call[key] = value end
  end
  for _, input in ipairs(core.inputs(step)) do
    local given = call[input.name]
    if type(given) == "table" and not input.many
       and core.section_of(given[1]) ~= nil then
      call[input.name] = ms.part(given, { row.full })[1]
    end
    if given == nil then
      if row.files[input.name] ~= nil then
        call[input.name] = core.file(data.name, row.files[input.name],
                                     row.full, {})
      elseif input.type == "File" and not input.optional then
        local roles = {}
        for known in pairs(row.files) do roles[#roles + 1] = known end
        core.fail(step .. ": section " .. row.section .. " of " .. data.name
                  .. " has no file '" .. input.name .. "'; it has "
                  .. (#roles > 0 and text_list(roles) or "none"))
      end
    end
  end
  local sheet = {
    section = row.full,
    patient = data.name .. "/" .. row.patient,
    site = row.site ~= "" and row.site or nil,
    layout = data.layout, lattice = data.lattice, organism = data.organism,
    um_per_px = data.um_per_px, spot_pitch_um = data.spot_pitch_um,
    spot_diameter_um = data.spot_diameter_um,
  }
  for key, value in pairs(sheet) do
    if call[key] == nil and core.has_option(step, key) then call[key] = value end
  end
  return call
end

-- Steps ---------------------------------------------------------------------

for _, step in ipairs(core.steps) do
  ms[step] = function(args)
    if type(args) ~= "table" or args.manifest == nil
       or core.declares(step, "manifest") then
      return core.step(step, args)
    end
    local data = need_data(args.manifest, step)
    local values = {}
    local sections = need_list(args.sections or data.sections, step,
                               "sections")
    for i, section in ipairs(sections) do
      local row = row_of(data, section, step)
      values[i] = core.step(step, call_for_row(step, args, data, row))
    end
    return values
  end
end

-- Sources -------------------------------------------------------------------

local function origins(of, into)
  if type(of) == "table" and getmetatable(of) == Data then
    for _, row in ipairs(of.sheet) do into[#into + 1] = row.full end
  elseif type(of) == "table" then
    for _, item in ipairs(of) do origins(item, into) end
  elseif type(of) == "string" then
    if of == "nothing" then return into end
    local full
    for _, data in pairs(manifests) do
      if data.rows[of] then full = full == nil and data.rows[of].full or of end
    end
    if full == nil and core.has_manifest(of) then
      return origins(ms.manifest(of), into)
    end
    into[#into + 1] = full or of
  else
    core.fail("ms.source: learned_from is " .. core.describe(of)
              .. "; expected a data set, names, \"nothing\" or \"unknown\"")
  end
  return into
end

-- A file of a data set by its path, or by its name where that is enough.
local function path_in(data, name)
  local found
  for _, path in ipairs(data.paths) do
    if path == name then return path end
    if path:match("([^/]*)$") == name then
      found = found == nil and path or false
    end
  end
  if not found then
    core.fail("ms.source: " .. (found == nil and "no file '" or "more than one file '")
              .. name .. "' in the manifest " .. data.name
              .. core.did_you_mean(name, data.paths))
  end
  return found
end

-- A file beside the recipe, in recipes/lib, or of a manifest.
function ms.source(args)
  if type(args) == "string" then args = { args } end
  check_members(args, "ms.source", { learned_from = true, manifest = true })
  if type(args[1]) ~= "string" then
    core.fail("ms.source takes a file's name: ms.source { \"genes.txt\", "
              .. "learned_from = data }")
  end
  local of = args.learned_from
  if of == nil then of = "unknown" end
  if args.manifest ~= nil then
    local data = need_data(args.manifest, "ms.source")
    return core.file(data.name, path_in(data, args[1]), "", origins(of, {}))
  end
  return core.source(args[1], origins(of, {}))
end

-- Lists ---------------------------------------------------------------------

function ms.without(list, names)
  need_list(list, "ms.without", "the first argument")
  need_list(names, "ms.without", "the second argument")
  local known, left_out = set_of(list), set_of(names)
  for _, name in ipairs(names) do
    if not known[name] then
      core.fail("ms.without: '" .. tostring(name) .. "' is not in the list"
                .. core.did_you_mean(tostring(name), list))
    end
  end
  local kept = {}
  for _, item in ipairs(list) do
    if not left_out[item] then kept[#kept + 1] = item end
  end
  return kept
end

-- The values of these sections, in the order of `names`.
function ms.part(values, names)
  if type(names) == "string" then names = { names } end
  need_list(values, "ms.part", "the first argument")
  need_list(names, "ms.part", "the second argument")
  local by_name, here = {}, {}
  for _, value in ipairs(values) do
    local section = core.section_of(value)
    if section == nil then
      core.fail("ms.part: the list is not one by section: it holds "
                .. core.describe(value))
    end
    by_name[section] = value
    local short = section:match("/(.*)$") or section
    by_name[short] = by_name[short] == nil and value or false
    here[#here + 1] = short
  end
  local picked = {}
  for i, name in ipairs(names) do
    local value = by_name[name]
    if value == nil then
      core.fail("ms.part: no value of section '" .. tostring(name)
                .. "'; there are " .. text_list(here))
    elseif value == false then
      core.fail("ms.part: section '" .. name .. "' is in two data sets; say "
                .. "\"DATA/" .. name .. "\"")
    end
    picked[i] = value
  end
  return picked
end

local function unit_of(data, row, unit, who)
  if unit == "section" then return row.section end
  if unit == "patient" then return row.patient end
  if unit == "site" then
    if row.site == "" then
      core.fail(who .. ": the sample sheet of " .. data.name
                .. " names no site for section " .. row.section)
    end
    return row.site
  end
  core.fail(who .. ": no unit '" .. tostring(unit)
            .. "'; expected \"section\", \"patient\" or \"site\"")
end

-- Sections by unit: sorted names, and a list of sections each.
local function by_unit(data, sections, unit, who)
  need_data(data, who)
  need_list(sections, who, "the list of sections")
  local groups = {}
  for _, section in ipairs(sections) do
    local name = unit_of(data, row_of(data, section, who), unit, who)
    groups[name] = groups[name] or {}
    table.insert(groups[name], section)
  end
  local names = {}
  for name in pairs(groups) do names[#names + 1] = name end
  return names, groups
end

local function split_off(sections, name, test)
  local inside, train = set_of(test), {}
  for _, section in ipairs(sections) do
    if not inside[section] then train[#train + 1] = section end
  end
  return { name = name, test = test, train = train }
end

-- One fold a unit, held out; none where there is one unit only.
function ms.folds(data, sections, unit)
  local names, groups = by_unit(data, sections, unit, "ms.folds")
  local folds = {}
  if #names < 2 then return folds end
  for i, name in ipairs(names) do
    folds[i] = split_off(sections, name, groups[name])
  end
  return folds
end

-- One split: the sections of the named units are held out.
function ms.split(data, sections, unit, held_out)
  local names, groups = by_unit(data, sections, unit, "ms.split")
  if type(held_out) == "string" then held_out = { held_out } end
  need_list(held_out, "ms.split", "the units held out")
  local inside = {}
  for _, name in ipairs(held_out) do
    if groups[name] == nil then
      core.fail("ms.split: no " .. unit .. " '" .. tostring(name) .. "'; there are "
                .. text_list(names))
    end
    for _, section in ipairs(groups[name]) do inside[section] = true end
  end
  local test = {}
  for _, section in ipairs(sections) do
    if inside[section] then test[#test + 1] = section end
  end
  return split_off(sections, table.concat(held_out, "+"), test)
end

-- Knobs ---------------------------------------------------------------------

local function one_of(choices)
  local shown = {}
  for i, choice in ipairs(choices) do shown[i] = tostring(choice) end
  if #shown < 2 then return shown[1] end
  return table.concat(shown, ", ", 1, #shown - 1) .. " or " .. shown[#shown]
end

-- The text of --set in the type of `like`.
local function typed(name, text, like)
  local function wrong(expected)
    core.fail("--set " .. name .. "=" .. text .. ": '" .. name .. "' is "
              .. expected .. " (" .. core.shown(like) .. " if not set)")
  end
  if type(like) == "number" then
    local number = tonumber(text)
    if number == nil or number ~= number or math.abs(number) == math.huge then
      wrong("a number")
    end
    return number
  elseif type(like) == "boolean" then
    if text ~= "true" and text ~= "false" then wrong("true or false") end
    return text == "true"
  elseif type(like) == "table" then
    local list = {}
    if text == "" then return list end
    for part in (text .. ","):gmatch("([^,]*),") do
      list[#list + 1] = type(like[1]) == "number" and tonumber(part) or part
      if type(like[1]) == "number" and tonumber(part) == nil then
        wrong("a list of numbers")
      end
    end
    return list
  end
  return text
end

local function declare(args, who)
  if not is_name(args.name) then
    core.fail(who .. ": name is " .. core.describe(args.name)
              .. "; expected letters, digits and _")
  end
  if declared[args.name] then
    core.fail(who .. ": '" .. args.name .. "' is declared twice")
  end
  declared[args.name] = true
end

local function check_choice(name, value, choices, set)
  if choices == nil then return end
  for _, choice in ipairs(choices) do
    if choice == value then return end
  end
  core.fail((set and "--set " .. name .. "=" .. tostring(value) .. ": '" or "ms.param: '")
            .. name .. "' is " .. tostring(value) .. "; expected " .. one_of(choices))
end

local in_force = {}    -- switches and their values
local profiles = { "quick", "standard", "paper" }
declared.profile = true
ms.profile = core.setting("profile") or "standard"
check_choice("profile", ms.profile, profiles, true)
core.param("profile", "how much is run: quick, standard, or paper, as published",
           "standard", ms.profile, core.setting("profile") ~= nil)

function ms.param(args)
  check_members(args, "ms.param", { name = true, default = true, quick = true,
                                    paper = true, choices = true })
  declare(args, "ms.param")
  local sentence = args[1]
  if type(sentence) ~= "string" then
    core.fail("ms.param: say in a sentence what '" .. args.name .. "' is: "
              .. "ms.param { name = ..., default = ..., \"passes over the "
              .. "training sections\" }")
  end
  if args.default == nil then
    core.fail("ms.param: '" .. args.name .. "' has no default")
  end
  local default = args.default
  if ms.profile ~= "standard" and args[ms.profile] ~= nil then
    default = args[ms.profile]
  end
  if type(default) ~= type(args.default) then
    core.fail("ms.param: '" .. args.name .. "': " .. ms.profile .. " is "
              .. core.describe(default) .. ", default is "
              .. core.describe(args.default))
  end
  local text = core.setting(args.name)
  local value = default
  if text ~= nil then value = typed(args.name, text, default) end
  check_choice(args.name, value, args.choices, text ~= nil)
  core.param(args.name, sentence, default, value, text ~= nil)
  return value
end

function ms.switch(args)
  check_members(args, "ms.switch", { name = true, kind = true, why = true,
                published = true, audited = true, choices = true })
  declare(args, "ms.switch")
  local kind = args.kind
  if kind ~= "leak" and kind ~= "scoring" and kind ~= "training" then
    core.fail("ms.switch: kind of '" .. args.name .. "' is "
              .. core.shown(kind)
              .. "; expected \"leak\", \"scoring\" or \"training\"")
  end
  for _, member in ipairs({ "published", "audited", "why" }) do
    if args[member] == nil then
      core.fail("ms.switch: '" .. args.name .. "' has no " .. member)
    end
  end
  if type(args.published) ~= type(args.audited) then
    core.fail("ms.switch: '" .. args.name .. "': published is "
              .. core.describe(args.published) .. ", audited is "
              .. core.describe(args.audited))
  end
  local text = core.setting(args.name)
  local value = args.published
  if text == "audited" then
    value = args.audited
  elseif text ~= nil and text ~= "published" then
    value = typed(args.name, text, args.published)
    local values = { args.published, args.audited }
    for _, choice in ipairs(args.choices or {}) do
      values[#values + 1] = choice
    end
    local known = false
    for _, choice in ipairs(values) do known = known or choice == value end
    if not known then
      core.fail("--set " .. args.name .. "=" .. text .. ": '" .. args.name
                .. "' is " .. one_of({ "published (" .. tostring(values[1])
                .. ")", "audited (" .. tostring(values[2]) .. ")",
                unpack(values, 3) }))
    end
  end
  core.switch(args.name, kind, args.published, args.audited, args.why, value)
  in_force[args.name] = value
  return value
end

-- The switches declared so far and their values, as JSON text: what a report
-- says of the protocol it was made under.
function ms.switches()
  return core.json(in_force)
end

-- The module ----------------------------------------------------------------

local names = {}
for name in pairs(ms) do names[#names + 1] = name end

return setmetatable({}, {
  __metatable = "protected",
  __index = function(_, name)
    local member = ms[name]
    if member == nil then
      core.fail("moonstain has no '" .. tostring(name) .. "'"
                .. core.did_you_mean(tostring(name), names))
    end
    return member
  end,
  __newindex = function(_, name)
    core.fail("moonstain: '" .. tostring(name) .. "' cannot be set")
  end,
})
