// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "live/suggest.hpp"
#include "setting/verbs.hpp"
#include "values/value_text.hpp"

namespace busbar::program {
namespace {

struct Named {
    std::int64_t number;
    std::string_view text;
};
constexpr auto si_units = std::to_array<Named>({
    {2, "m"},    {3, "kg"},  {4, "s"},     {5, "A"},     {6, "K"},     {9, "deg"},  {10, "rad"}, {23, "°C"},
    {25, "F"},   {26, "C"},  {27, "S"},    {28, "H"},    {29, "V"},    {30, "ohm"}, {31, "J"},   {32, "N"},
    {33, "Hz"},  {38, "W"},  {39, "Pa"},   {61, "VA"},   {62, "W"},    {63, "var"}, {66, "Vs"},  {68, "As"},
    {71, "VAh"}, {72, "Wh"}, {73, "varh"}, {74, "V/Hz"}, {75, "Hz/s"}, {84, "h"},   {85, "min"},
});
constexpr auto multipliers = std::to_array<Named>({
    {-12, "p"},
    {-9, "n"},
    {-6, "µ"},
    {-3, "m"},
    {-2, "c"},
    {-1, "d"},
    {0, ""},
    {1, "da"},
    {2, "h"},
    {3, "k"},
    {6, "M"},
    {9, "G"},
    {12, "T"},
});

template <std::size_t n>
std::optional<std::string_view> named(const std::array<Named, n>& rows, std::int64_t number) {
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const Named& row) { return row.number == number; });
    return found == rows.end() ? std::nullopt : std::optional(found->text);
}

}  // namespace

std::string unit_text(std::int64_t si_unit, std::int64_t multiplier) {
    const auto unit = named(si_units, si_unit);
    const auto prefix = named(multipliers, multiplier);
    return unit && prefix ? std::string(*prefix) + std::string(*unit) : std::string();
}

const RemoteModel* SettingTypes::node(const ObjectReference& setting) {
    ObjectReference place;
    place.logical_device = setting.logical_device;
    place.logical_node = setting.logical_node;
    auto [found, fresh] = nodes_.try_emplace(place.text());
    if (fresh) {
        if (auto described = link_->describe(place.text())) found->second = std::move(*described);
    }
    return found->second ? &*found->second : nullptr;
}

Type SettingTypes::of(const ObjectReference& setting) {
    const RemoteModel* const model = node(setting);
    if (model == nullptr) return std::nullopt;
    const auto type = model->find(setting);
    return type ? Type(*type) : std::nullopt;
}

std::string SettingTypes::unit(const ObjectReference& setting) {
    if (setting.path.empty()) return {};
    ObjectReference units = setting;
    units.path.resize(1);
    units.fc = Fc::cf;
    units.path.push_back({"units", std::nullopt});
    auto [found, fresh] = units_.try_emplace(units.text());
    if (!fresh) return found->second;
    const RemoteModel* const model = node(setting);
    if (model == nullptr) return {};
    const auto type = model->find(units);
    if (!type || !type->child("SIUnit")) return {};
    const auto value = link_->read(units);
    if (!value || value->items().size() != type->child_count()) return {};
    std::int64_t si_unit = 0, multiplier = 0;
    std::size_t i = 0;
    for (const RemoteModel::Node member : type->children()) {
        const auto number = value->items()[i++].as<std::int64_t>();
        if (!number) return {};
        if (member.name() == "SIUnit") si_unit = *number;
        if (member.name() == "multiplier") multiplier = *number;
    }
    return found->second = unit_text(si_unit, multiplier);
}

std::string SettingTypes::text(const ObjectReference& setting, const Value& value) {
    if (value.empty()) return "-";
    std::string text = inline_text(value, of(setting), dictionary_);
    if (value.is_error()) return text;
    const std::string with = unit(setting);
    return with.empty() ? text : text + " " + with;
}

std::string setting_name(const ObjectReference& setting) {
    ObjectReference bare = setting;
    bare.fc = Fc::none;
    const std::string text = bare.text();
    return escaped(text.substr(std::min(text.size(), setting.logical_device.size() + 1)));
}

void write_setting(Json& json, const ObjectReference& setting, SettingTypes& types) {
    write_object(json, setting, types.of(setting));
    if (const std::string unit = types.unit(setting); !unit.empty()) json.member("unit", unit);
}

void write_setting_control(Json& json, const SettingControlState& state) {
    json.member("logical_device", state.reference.logical_device);
    json.member("reference", state.reference.text()).member("mms", state.reference.mms_text());
    if (state.groups) json.member("NumOfSG", *state.groups);
    if (state.active) json.member("ActSG", *state.active);
    if (state.edited) json.member("EditSG", *state.edited);
    if (state.confirm) json.member("CnfEdit", *state.confirm);
    if (state.activated) json.member("LActTm", to_text(state.activated->time()));
    if (state.resv_tms) json.member("ResvTms", *state.resv_tms);
}

std::vector<std::string> setting_hints(Link& link, const std::string& device, const Error& error) {
    if (!link->is_open()) return {};
    if (error.code == Code::data_access(2)) {
        const auto state = link->setting_control(device);
        if (!state || state->edited.value_or(0) == 0) return {};
        std::string hint = "later: group " + std::to_string(*state->edited) + " is being edited";
        if (state->resv_tms.value_or(0) != 0) {
            hint += ", for " + std::to_string(*state->resv_tms) + " s more";
        }
        return {hint};
    }
    if (error.code == Code::data_access(11)) {
        const auto state = link->setting_control(device);
        if (state && state->groups) return {"1 to " + std::to_string(*state->groups)};
        return {};
    }
    if (!is_not_there(error)) return {};
    std::vector<std::string> hints = suggestions(*link, device);
    hints.push_back("busbar setting ls " + link.target());
    return hints;
}

void SettingOptions::add_to(CLI::App* command) {
    target.add_to(command);
    command->add_option("LD", device, "Logical device, as `setting ls` names it")->required();
}

}  // namespace busbar::program
