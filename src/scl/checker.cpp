// SPDX-License-Identifier: Apache-2.0
#include "scl/checker.hpp"

#include <busbar/reference.hpp>
#include <unordered_map>
#include <unordered_set>

#include "base/limits.hpp"
#include "scl/address.hpp"
#include "scl/suggest.hpp"

namespace busbar::scl {
namespace {

/// IED, device and node names end up in MMS identifiers: letters, digits and '_', at most 64 together.
bool servable(CheckContext& context, std::string_view name, std::uint32_t at, std::string_view what) {
    if (!is_name(name)) {
        context.warn(code::bad_name, at, context.path(),
                     "\"" + std::string(name) + "\" has characters that the name of " + std::string(what) +
                         " cannot have; it is dropped");
        return false;
    }
    if (name.size() > busbar::limits::identifier_octets) {
        context.warn(code::name_too_long, at, context.path(),
                     "the name of " + std::string(what) + " has " + std::to_string(name.size()) +
                         " characters, 64 are allowed; it is dropped");
        return false;
    }
    return true;
}

void check_node(CheckContext& context, LogicalNode& node, std::unordered_set<std::string_view>& names) {
    context.node = &node;
    if (!servable(context, node.name, node.at, "a logical node")) {
        node.dropped = true;
    } else if (!names.insert(node.name).second) {
        node.dropped = true;
        context.warn(code::node_duplicate, node.at, context.path(),
                     "is there twice; the second one is dropped");
    }
    if (node.type == nullptr) {
        context.findings.add(Severity::error, code::ln_type_unknown, context.xml.offset(node.type_id),
                             context.path(), "no LNodeType has the id \"" + std::string(node.type_id) + "\"",
                             context.document.types.hint(TypeKind::ln, node.type_id, context.findings));
    } else if (node.type->cdc != node.ln_class) {
        context.warn(code::ln_class_differs, node.at, context.path(),
                     "lnClass is " + std::string(node.ln_class) + ", but LNodeType " +
                         std::string(node.type_id) + " is of class " + std::string(node.type->cdc));
    }
    context.node = nullptr;
}

void check_device(CheckContext& context, LogicalDevice& device, std::unordered_set<std::string_view>& names,
                  std::unordered_set<std::string_view>& insts) {
    context.device = &device;
    if (!servable(context, device.name, device.at, "a logical device")) {
        device.dropped = true;
    } else if (!names.insert(device.name).second || !insts.insert(device.inst).second) {
        device.dropped = true;
        context.warn(code::device_duplicate, device.at, context.path(),
                     "is there twice; the second one is dropped");
    }
    std::unordered_set<std::string_view> node_names;
    bool has_ln0 = false;
    for (LogicalNode& node : device.nodes) {
        check_node(context, node, node_names);
        has_ln0 = has_ln0 || node.is_ln0();
    }
    if (!has_ln0) context.warn(code::no_ln0, device.at, context.path(), "the logical device has no LN0");
    context.device = nullptr;
}

void check_ied(const Xml& xml, const Document& document, Ied& ied, FindingList& findings) {
    CheckContext context{xml, document, findings, &ied};
    findings.set_ied(ied.name);
    std::unordered_set<std::string_view> access_points;
    for (AccessPoint& ap : ied.access_points) {
        context.ap = &ap;
        if (!access_points.insert(ap.name).second) {
            context.warn(code::access_point_duplicate, ap.at, context.path(),
                         "access point " + std::string(ap.name) + " is there twice; the first one counts");
        }
        if (!ap.server_at.empty() && ied.server_of(ap) == nullptr) {
            const auto with_server = [](const AccessPoint& other) {
                return other.has_server ? other.name : Text();
            };
            context.warn(
                code::server_at_unknown, xml.offset(ap.server_at), context.path(),
                "ServerAt names access point \"" + std::string(ap.server_at) + "\", which has no server",
                findings.hints() ? suggest(ap.server_at, ied.access_points, with_server) : "");
        }
        std::unordered_set<std::string_view> names;
        std::unordered_set<std::string_view> insts;
        for (LogicalDevice& device : ap.devices) check_device(context, device, names, insts);
    }
    findings.set_ied({});
}

using BlockKeys = std::unordered_set<std::string>;

std::string block_key(std::string_view device, std::string_view block, bool sampled_values) {
    return std::string(device).append(sampled_values ? "/S/" : "/G/").append(block);
}

/// The GOOSE and sampled value control blocks of a server.
BlockKeys blocks_of(const AccessPoint& server) {
    BlockKeys keys;
    for (const LogicalDevice& device : server.devices) {
        for (const LogicalNode& node : device.nodes) {
            for (const GseControl& control : node.gooses)
                keys.insert(block_key(device.inst, control.name, false));
            for (const SvControl& control : node.sampled_values)
                keys.insert(block_key(device.inst, control.name, true));
        }
    }
    return keys;
}

void check_block_addresses(const Xml& xml, const ConnectedAp& connected, const BlockKeys& keys,
                           FindingList& findings) {
    for (const BlockAddress& block : connected.blocks) {
        multicast_of(xml, block, &findings);
        if (keys.contains(block_key(block.device, block.block, block.sampled_values))) continue;
        findings.add(Severity::warning, code::address_block_unknown, block.at,
                     std::string(connected.ied) + "/" + std::string(block.device),
                     std::string(block.sampled_values ? "SMV" : "GSE") + " names control block \"" +
                         std::string(block.block) + "\", which does not exist");
    }
}

void unknown_connection(const ConnectedAp& connected, const Document& document, const Ied* ied,
                        FindingList& findings) {
    std::string text = "the file has no IED \"" + std::string(connected.ied) + "\"";
    std::string hint;
    if (ied != nullptr) text = "the IED has no access point \"" + std::string(connected.access_point) + "\"";
    if (findings.hints() && ied == nullptr) {
        hint = suggest(connected.ied, document.ieds, [](const Ied& one) { return one.name; });
    } else if (findings.hints()) {
        hint = suggest(connected.access_point, ied->access_points,
                       [](const AccessPoint& one) { return one.name; });
    }
    findings.add(Severity::warning, code::connected_ap_unknown, connected.at,
                 std::string(connected.ied) + "/" + std::string(connected.access_point), std::move(text),
                 std::move(hint));
}

}  // namespace

std::string CheckContext::path(std::string_view name) const {
    std::string out;
    if (ied != nullptr) out += ied->name;
    if (device != nullptr) out.append("/").append(device->inst);
    if (node != nullptr) out.append("/").append(node->name);
    if (!name.empty()) out.append(".").append(name);
    return out;
}

void check_structure(const Xml& xml, Document& document, FindingList& findings) {
    std::unordered_set<std::string_view> names;
    for (Ied& ied : document.ieds) {
        findings.set_ied(ied.name);
        if (!names.insert(ied.name).second) {
            findings.add(Severity::warning, code::ied_duplicate, ied.at, std::string(ied.name),
                         "is there twice; the first one counts");
        }
        if (!is_name(ied.name)) {
            findings.add(Severity::warning, code::bad_name, ied.at, std::string(ied.name),
                         "the name of an IED has letters, digits and '_' only");
        }
        findings.set_ied({});
        check_ied(xml, document, ied, findings);
    }
}

void check_communication(const Xml& xml, const Document& document, FindingList& findings) {
    std::unordered_map<const AccessPoint*, BlockKeys> keys;
    for (const ConnectedAp& connected : document.connected) {
        findings.set_ied(connected.ied);
        communication_of(xml, connected, &findings);
        const Ied* ied = document.find(connected.ied);
        const AccessPoint* ap = ied == nullptr ? nullptr : ied->find(connected.access_point);
        const AccessPoint* server = ap == nullptr ? nullptr : ied->server_of(*ap);
        if (ap == nullptr) {
            unknown_connection(connected, document, ied, findings);
        } else if (server != nullptr && !connected.blocks.empty()) {
            const auto [found, added] = keys.try_emplace(server);
            if (added) found->second = blocks_of(*server);
            check_block_addresses(xml, connected, found->second, findings);
        }
        findings.set_ied({});
    }
}

void check(const Xml& xml, Document& document, FindingList& findings) {
    check_structure(xml, document, findings);
    check_communication(xml, document, findings);
    check_type_values(xml, document, findings);
    for (const Ied& ied : document.ieds) {
        findings.set_ied(ied.name);
        for (const AccessPoint& ap : ied.access_points) {
            for (const LogicalDevice& device : ap.devices) {
                for (const LogicalNode& node : device.nodes) {
                    CheckContext context{xml, document, findings, &ied, &ap, &device, &node};
                    check_instances(context);
                    check_blocks(context);
                }
            }
        }
        findings.set_ied({});
    }
}

}  // namespace busbar::scl
