// SPDX-License-Identifier: Apache-2.0
// Data sets, control blocks and logs of one logical node, against the tree and each other.
#include <busbar/reference.hpp>
#include <unordered_set>

#include "scl/checker.hpp"
#include "scl/limits.hpp"
#include "scl/member.hpp"
#include "scl/suggest.hpp"

namespace busbar::scl {
namespace {

class Blocks {
public:
    explicit Blocks(CheckContext& context) : context_(context), node_(*context.node) {}

    void run() {
        for (const DataSet& set : node_.data_sets) data_set(set);
        std::unordered_set<std::string_view> reports, logs, gooses, samples;
        for (const ReportControl& report : node_.reports) {
            name(report.name, report.at, "ReportControl", reports);
            uses(report.data_set, report.name);
            instances(report);
        }
        for (const LogControl& log : node_.log_controls) {
            name(log.name, log.at, "LogControl", logs);
            uses(log.data_set, log.name);
            log_of(log);
        }
        for (const GseControl& goose : node_.gooses) {
            name(goose.name, goose.at, "GSEControl", gooses);
            uses(goose.data_set, goose.name);
        }
        for (const SvControl& control : node_.sampled_values) {
            name(control.name, control.at, "SampledValueControl", samples);
            uses(control.data_set, control.name);
        }
        setting();
    }

private:
    void name(Text text, std::uint32_t at, std::string_view what,
              std::unordered_set<std::string_view>& names) {
        if (!is_name(text)) {
            context_.warn(
                code::bad_name, at, context_.path(text),
                "\"" + std::string(text) + "\" is no name of a " + std::string(what) + "; it is dropped");
        } else if (!names.insert(text).second) {
            context_.warn(code::block_duplicate, at, context_.path(text),
                          std::string(what) + " is there twice; the second one is dropped");
        }
    }

    void data_set(const DataSet& set) {
        name(set.name, set.at, "DataSet", data_sets_);
        std::size_t good = 0;
        for (const Fcda& fcda : set.members) {
            auto member = resolve_member(context_.xml, *context_.ap, *context_.device, fcda,
                                         {context_.document.edition, context_.findings.hints()});
            if (auto* fault = std::get_if<MemberFault>(&member)) {
                context_.warn(fault->code, fault->at, context_.path(set.name),
                              "FCDA " + fault->text + "; the member is dropped", std::move(fault->hint));
            } else {
                ++good;
            }
        }
        if (good == 0) {
            context_.warn(code::data_set_empty, set.at, context_.path(set.name),
                          "the data set has no usable member; it is dropped");
        }
    }

    void uses(Text wanted, Text block) {
        if (wanted.empty() || data_sets_.contains(wanted)) return;
        std::string hint;
        if (context_.findings.hints()) {
            hint = suggest(wanted, node_.data_sets, [](const DataSet& set) { return set.name; });
        }
        context_.warn(code::data_set_unknown, context_.xml.offset(wanted), context_.path(block),
                      "the logical node has no data set \"" + std::string(wanted) + "\"", std::move(hint));
    }

    void instances(const ReportControl& report) {
        if (report.instances < 1 || report.instances > limits::report_instances) {
            context_.warn(code::report_instances, context_.xml.offset(report.max), context_.path(report.name),
                          "RptEnabled max " + std::to_string(report.instances) + " is not from 1 to 99");
        } else if (report.clients.size() > report.instances) {
            context_.findings.add(Severity::info, code::clients_too_many, report.at,
                                  context_.path(report.name),
                                  std::to_string(report.clients.size()) + " ClientLN for " +
                                      std::to_string(report.instances) + " instances");
        }
    }

    void log_of(const LogControl& control) {
        const LogicalDevice* device =
            control.device.empty() ? context_.device : context_.ap->find(control.device);
        const LogicalNode* holder = nullptr;
        if (device != nullptr && control.ln_class.empty() && control.device.empty()) {
            holder = &node_;
        } else if (device != nullptr) {
            std::string name(control.prefix);
            name.append(control.ln_class.empty() ? Text("LLN0") : control.ln_class).append(control.ln_inst);
            holder = device->find(name);
        }
        if (holder != nullptr) {
            for (const Log& log : holder->logs) {
                if (log.name == control.log_name || log.name.empty()) return;
            }
        }
        const std::uint32_t at = context_.xml.offset(control.log_name);
        context_.warn(code::log_unknown, at == 0 ? control.at : at, context_.path(control.name),
                      holder == nullptr ? "the logical node of its log does not exist; the log is not kept"
                                        : "no Log element declares \"" + std::string(control.log_name) +
                                              "\"; the log is added");
    }

    void setting() {
        if (!node_.setting) return;
        const SettingControl& control = *node_.setting;
        if (!node_.is_ln0()) {
            context_.warn(code::setting_control, control.at, context_.path(),
                          "a SettingControl stands in LN0 only; it is dropped");
        } else if (control.groups < 1 || control.groups > 255) {
            context_.warn(code::setting_control, control.at, context_.path(),
                          "numOfSGs " + std::to_string(control.groups) + " is not from 1 to 255");
        } else if (control.active < 1 || control.active > control.groups) {
            context_.warn(code::setting_control, control.at, context_.path(),
                          "actSG " + std::to_string(control.active) + " is none of the " +
                              std::to_string(control.groups) + " groups; group 1 is active");
        }
    }

    CheckContext& context_;
    const LogicalNode& node_;
    std::unordered_set<std::string_view> data_sets_;
};

/// Settings in groups need a SettingControl in the LN0 of their device.
void check_grouped_settings(CheckContext& context) {
    if (!context.node->is_ln0() || context.node->setting || context.node->dropped) return;
    constexpr std::uint32_t grouped =
        1U << static_cast<unsigned>(Fc::sg) | 1U << static_cast<unsigned>(Fc::se);
    for (const LogicalNode& node : context.device->nodes) {
        if (node.type == nullptr || (node.type->fcs & grouped) == 0) continue;
        context.findings.add(
            Severity::info, code::setting_control_missing, context.node->at, context.path(),
            "logical node " + node.name + " has settings in groups, but there is no SettingControl");
        return;
    }
}

}  // namespace

void check_blocks(CheckContext& context) {
    Blocks(context).run();
    check_grouped_settings(context);
}

}  // namespace busbar::scl
