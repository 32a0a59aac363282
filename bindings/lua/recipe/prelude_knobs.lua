-- The part of the prelude with params and switches, which `--set` turns. Compiled
-- behind prelude_program.lua as one chunk: the locals of the files before are seen
-- here.

local declared = {}  -- params and switches: name -> true

local function is_name(text)
  return type(text) == "string" and text:find("^[%a_][%w_]*$") ~= nil
end

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

local profiles = { "quick", "standard", "paper" }
declared.profile = true
ms.profile = core.setting("profile") or "standard"
check_choice("profile", ms.profile, profiles, true)
core.param("profile", "how much is run: quick, standard, or paper, as published",
           "standard", ms.profile, core.setting("profile") ~= nil, nil)

function ms.param(args)
  check_members(args, "ms.param", { name = true, default = true, quick = true,
                                    paper = true, choices = true,
                                    protocol = true, of = true })
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
  local paper = args.paper
  if paper == nil then paper = args.default end
  if type(paper) ~= type(args.default) then
    core.fail("ms.param: '" .. args.name .. "': paper is " .. core.describe(paper)
              .. ", default is " .. core.describe(args.default))
  end
  if args.protocol ~= nil and (args.protocol ~= false or args.paper ~= nil) then
    core.fail("ms.param: '" .. args.name .. "': protocol is "
              .. core.describe(args.protocol)
              .. (args.paper ~= nil and ", and paper is given" or "")
              .. "; false takes a param out of the protocol, and nothing else "
              .. "can be said")
  end
  if args.of ~= nil and (type(args.of) ~= "string" or args.of == ""
                         or args.protocol == false) then
    core.fail("ms.param: '" .. args.name .. "': of is " .. core.describe(args.of)
              .. (args.protocol == false and ", and protocol is false" or "")
              .. "; expected the name of the one predictor that it is of, so that "
              .. "claims of others do not depend on it")
  end
  if args.protocol == false then paper = nil end
  local text = core.setting(args.name)
  local value = default
  if text ~= nil then value = typed(args.name, text, default) end
  check_choice(args.name, value, args.choices, text ~= nil)
  core.param(args.name, sentence, default, value, text ~= nil, paper, args.of)
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
  return value
end

-- What was declared so far as JSON text: what a report says of the protocol that it
-- was made under, { params: { name: { value, paper, of } },
-- switches: { name: { value, published, audited, kind } } }. `profile`, which sets
-- others, and those with `protocol = false` are none of the params.
function ms.protocol()
  return core.protocol()
end
