// SPDX-License-Identifier: Apache-2.0
#include "scl/blocks.hpp"

#include <algorithm>
#include <unordered_set>

#include "scl/address.hpp"
#include "scl/limits.hpp"
#include "scl/member.hpp"

namespace busbar::scl {
namespace {

std::string key_of(std::string_view a, std::string_view b) {
    return std::string(a) + '\0' + std::string(b);
}

std::string address_key(std::string_view device, std::string_view block, bool sampled_values) {
    return key_of(device, block) + (sampled_values ? 'S' : 'G');
}

/// "01" .. "99" behind the name of an indexed report control.
std::string instance_name(const ReportControl& report, std::uint32_t number) {
    std::string name(report.name);
    if (!report.indexed) return name;
    name += static_cast<char>('0' + number / 10);
    name += static_cast<char>('0' + number % 10);
    return name;
}

/// True the first time that a servable name is met.
bool fresh(Text name, std::unordered_set<std::string_view>& names) {
    return is_name(name) && names.insert(name).second;
}

}  // namespace

BlockCompiler::BlockCompiler(const Xml& xml, const Document& document, const Served& served,
                             model::Builder& builder)
    : xml_(xml), document_(document), served_(served), builder_(builder) {
    for (const ConnectedAp& connected : document.connected) {
        clients_.try_emplace(key_of(connected.ied, connected.access_point), &connected);
        clients_.try_emplace(key_of(connected.ied, ""), &connected);
        if (connected.ied != served.ied->name) continue;
        for (const BlockAddress& block : connected.blocks) {
            addresses_.try_emplace(address_key(block.device, block.block, block.sampled_values), &block);
        }
    }
}

void BlockCompiler::node(const LogicalDevice& device, const LogicalNode& node, model::Builder::Ln handle) {
    data_sets_.clear();
    for (const DataSet& set : node.data_sets) {
        if (is_name(set.name) && !data_sets_.contains(set.name)) data_set(device, set, handle);
    }
    std::unordered_set<std::string_view> buffered, unbuffered, log_names, gooses, samples;
    for (const ReportControl& one : node.reports) {
        if (fresh(one.name, one.buffered ? buffered : unbuffered)) report(one, handle);
    }
    for (const LogControl& one : node.log_controls) {
        if (fresh(one.name, log_names)) log_control(device, node, one, handle);
    }
    for (const GseControl& one : node.gooses) {
        if (!one.gsse && fresh(one.name, gooses)) goose(device, one, handle);
    }
    for (const SvControl& one : node.sampled_values) {
        if (fresh(one.name, samples)) sampled_values(device, one, handle);
    }
    for (const Log& log : node.logs) {
        if (is_name(log.name)) add_log(node, log.name);
    }
    if (node.setting && node.is_ln0()) setting(node, handle);
}

void BlockCompiler::data_set(const LogicalDevice& device, const DataSet& set, model::Builder::Ln handle) {
    std::vector<ObjectReference> members;
    for (const Fcda& fcda : set.members) {
        auto member = resolve_member(xml_, *served_.host, device, fcda, {document_.edition, false});
        auto* reference = std::get_if<ObjectReference>(&member);
        if (reference == nullptr) continue;
        const LogicalDevice* of = fcda.device.empty() ? &device : served_.host->find(fcda.device);
        if (served_.nodes.contains(of->find(reference->logical_node)))
            members.push_back(std::move(*reference));
    }
    if (members.empty()) return;
    builder_.data_set(handle, set.name, std::move(members));
    data_sets_.insert(set.name);
}

std::string BlockCompiler::known(Text data_set) const {
    return data_sets_.contains(data_set) ? std::string(data_set) : std::string();
}

std::vector<std::uint8_t> BlockCompiler::client_address(const ClientLn& client) const {
    const auto found = clients_.find(key_of(client.ied, client.access_point));
    if (found == clients_.end()) return {};
    for (const AddressField& field : found->second->fields) {
        if (field.type != "IP" && field.type != "IPv6") continue;
        if (auto octets = parse_ip(field.value)) return std::move(*octets);
    }
    return {};
}

void BlockCompiler::report(const ReportControl& report, model::Builder::Ln handle) {
    const bool ed1 = document_.edition == SclEdition::ed1;
    const std::uint32_t wanted = std::clamp(report.instances, 1U, limits::report_instances);
    const std::uint32_t instances = report.indexed ? wanted : 1;
    for (std::uint32_t i = 0; i < instances; ++i) {
        model::ReportControlSpec spec;
        spec.buffered = report.buffered;
        spec.name = instance_name(report, i + 1);
        spec.rpt_id = report.report_id;
        spec.data_set = known(report.data_set);
        spec.conf_rev = spec.data_set.empty() ? 0 : report.conf_rev;
        spec.opt_flds = report.fields;
        spec.buf_tm_ms = report.buffer_ms;
        spec.trg_ops = report.triggers;
        spec.intg_pd_ms = report.integrity_ms;
        spec.with_owner = !ed1 && served_.services.report_settings.owner;
        spec.with_resv_tms = !ed1 && report.buffered && served_.services.report_settings.resv_tms;
        spec.reserved = i < report.clients.size();
        if (spec.reserved) spec.owner = client_address(report.clients[i]);
        builder_.report_control(handle, std::move(spec));
    }
}

void BlockCompiler::add_log(const LogicalNode& node, std::string_view name) {
    if (log_names_.emplace(&node, name).second) logs_.emplace_back(&node, name);
}

void BlockCompiler::log_control(const LogicalDevice& device, const LogicalNode& node,
                                const LogControl& control, model::Builder::Ln handle) {
    const LogicalDevice* of = control.device.empty() ? &device : served_.host->find(control.device);
    const LogicalNode* holder = &node;
    if (of != nullptr && (!control.device.empty() || !control.ln_class.empty())) {
        std::string name(control.prefix);
        name.append(control.ln_class.empty() ? Text("LLN0") : control.ln_class).append(control.ln_inst);
        holder = of->find(name);
    }
    model::LogControlSpec spec;
    spec.name = control.name;
    if (of != nullptr && holder != nullptr && served_.nodes.contains(holder)) {
        const std::string_view log = is_name(control.log_name) ? control.log_name : default_log;
        add_log(*holder, log);
        spec.log_ref = of->name + "/" + holder->name + "$" + std::string(log);
    }
    spec.data_set = known(control.data_set);
    spec.log_ena = control.enabled && !spec.data_set.empty() && !spec.log_ref.empty();
    spec.reason_code = control.reason;
    spec.trg_ops = control.triggers;
    spec.intg_pd_ms = control.integrity_ms;
    spec.buf_tm_ms = control.buffer_ms;
    builder_.log_control(handle, std::move(spec));
}

void BlockCompiler::logs() {
    // A Log without a name is the one that the controls write to, or the default one where none does.
    for (const LogicalDevice& device : served_.host->devices) {
        for (const LogicalNode& node : device.nodes) {
            const auto any = log_names_.lower_bound({&node, std::string()});
            const bool none = any == log_names_.end() || any->first != &node;
            if (!node.logs.empty() && served_.nodes.contains(&node) && none) add_log(node, default_log);
        }
    }
    for (const auto& [node, name] : logs_) builder_.log(served_.nodes.at(node), name);
}

const BlockAddress* BlockCompiler::address_of(const LogicalDevice& device, Text block,
                                              bool sampled_values) const {
    const auto found = addresses_.find(address_key(device.inst, block, sampled_values));
    return found == addresses_.end() ? nullptr : found->second;
}

void BlockCompiler::goose(const LogicalDevice& device, const GseControl& control, model::Builder::Ln handle) {
    model::GooseControlSpec spec;
    spec.name = control.name;
    spec.go_id = control.id;
    spec.data_set = known(control.data_set);
    spec.conf_rev = control.conf_rev;
    spec.fixed_offs = control.fixed_offsets;
    spec.with_times = document_.edition != SclEdition::ed1;
    if (const BlockAddress* address = address_of(device, control.name, false)) {
        spec.address = multicast_of(xml_, *address, nullptr);
        spec.min_time_ms = address->min_time_ms.value_or(0);
        spec.max_time_ms = address->max_time_ms.value_or(0);
    }
    builder_.goose_control(handle, std::move(spec));
}

void BlockCompiler::sampled_values(const LogicalDevice& device, const SvControl& control,
                                   model::Builder::Ln handle) {
    model::SampledValueControlSpec spec;
    spec.multicast = control.multicast;
    spec.name = control.name;
    spec.sv_id = control.id;
    spec.data_set = known(control.data_set);
    spec.conf_rev = control.conf_rev;
    spec.smp_rate = static_cast<std::uint16_t>(std::min(control.rate, 65535U));
    spec.smp_mod = control.mode;
    spec.no_asdu = static_cast<std::uint16_t>(std::min(control.asdus, 65535U));
    spec.refresh_time = control.refresh_time;
    spec.sample_synchronized = control.synchronized;
    spec.sample_rate = control.sample_rate;
    spec.data_set_name = control.data_set_name;
    spec.security = control.security;
    if (const BlockAddress* address = address_of(device, control.name, true)) {
        spec.address = multicast_of(xml_, *address, nullptr);
    }
    builder_.sampled_value_control(handle, std::move(spec));
}

void BlockCompiler::setting(const LogicalNode& node, model::Builder::Ln handle) {
    const SettingControl& control = *node.setting;
    model::SettingControlSpec spec;
    spec.num_of_sg = static_cast<std::uint8_t>(std::clamp(control.groups, 1U, 255U));
    const bool good = control.active >= 1 && control.active <= spec.num_of_sg;
    spec.act_sg = static_cast<std::uint8_t>(good ? control.active : 1);
    const bool announced = served_.services.sg_edit_resv_tms || served_.services.conf_sg_resv_tms;
    if (document_.edition != SclEdition::ed1 && (control.reservation_s || announced)) {
        spec.resv_tms_s = static_cast<std::uint16_t>(std::min(control.reservation_s.value_or(0), 65535U));
    }
    builder_.setting_control(handle, spec);
}

}  // namespace busbar::scl
