// SPDX-License-Identifier: Apache-2.0
// The verbs of `setting`, and what they share.
#pragma once

#include <map>

#include "live/objects.hpp"
#include "program.hpp"

namespace busbar::program {

void add_setting_ls(Program& program, CLI::App* setting);
void add_setting_show(Program& program, CLI::App* setting);
void add_setting_diff(Program& program, CLI::App* setting);
void add_setting_select(Program& program, CLI::App* setting);
void add_setting_edit(Program& program, CLI::App* setting);

/// Types and units of settings, fetched once for each logical node.
class SettingTypes {
public:
    SettingTypes(Link& link, const Dictionary& dictionary) : link_(link), dictionary_(dictionary) {}

    /// In the functional constraint of the reference; nothing where the IED does not tell.
    Type of(const ObjectReference& setting);
    /// "A", "ms"; empty where there is none.
    std::string unit(const ObjectReference& setting);
    [[nodiscard]] const Dictionary& dictionary() const { return dictionary_; }
    /// "200 A", escaped.
    std::string text(const ObjectReference& setting, const Value& value);

private:
    const RemoteModel* node(const ObjectReference& setting);

    Link& link_;
    const Dictionary& dictionary_;
    std::map<std::string, std::optional<RemoteModel>> nodes_;
    std::map<std::string, std::string> units_;  // by data object
};

/// "A" from SIUnit and multiplier of IEC 61850-7-3; empty where they say nothing that is known here.
std::string unit_text(std::int64_t si_unit, std::int64_t multiplier);
/// "PTOC1.StrVal.setMag.f", escaped.
std::string setting_name(const ObjectReference& setting);
/// Members of the object that is open.
void write_setting(Json& json, const ObjectReference& setting, SettingTypes& types);
void write_setting_control(Json& json, const SettingControlState& state);
/// What may help after a failure: other devices, who edits.
std::vector<std::string> setting_hints(Link& link, const std::string& device, const Error& error);

/// LD and the options of all verbs that name one.
struct SettingOptions {
    TargetOptions target;
    std::string device;
    DictionaryOptions dictionary;
    void add_to(CLI::App* command);
};

}  // namespace busbar::program
