// SPDX-License-Identifier: Apache-2.0
#include "scl/document.hpp"

#include <algorithm>

#include "scl/reader.hpp"

namespace busbar::scl {
namespace {

void sort_by_name(std::vector<Instance>& instances) {
    std::stable_sort(instances.begin(), instances.end(), [](const Instance& a, const Instance& b) {
        return a.name != b.name ? a.name < b.name : a.index < b.index;
    });
}

std::string connection_key(std::string_view ied, std::string_view ap) {
    return std::string(ied).append(1, '/').append(ap);
}

/// DOI, SDI and DAI; the depth is bounded by the scan of the file.
Instance read_instance(Reader& reader, pugi::xml_node element, Instance::Kind kind) {
    Instance instance;
    instance.kind = kind;
    instance.at = reader.at(element);
    instance.name = reader.required(element, "name");
    instance.index = Reader::text(element, "ix");
    if (kind == Instance::Kind::dai) {
        instance.val_kind = Reader::text(element, "valKind");
        instance.values = read_values(reader, element);
        return instance;
    }
    for (const pugi::xml_node child : children(reader.xml(), element)) {
        const std::string_view tag = reader.xml().name(child);
        if (tag == "SDI") instance.children.push_back(read_instance(reader, child, Instance::Kind::sdi));
        if (tag == "DAI") instance.children.push_back(read_instance(reader, child, Instance::Kind::dai));
    }
    sort_by_name(instance.children);
    return instance;
}

LogicalNode read_node(Reader& reader, pugi::xml_node element, SclEdition edition) {
    LogicalNode node;
    node.at = reader.at(element);
    node.prefix = Reader::text(element, "prefix");
    node.ln_class = reader.required(element, "lnClass");
    node.inst = Reader::text(element, "inst");
    node.type_id = reader.required(element, "lnType");
    node.name.append(node.prefix).append(node.ln_class).append(node.inst);
    for (const pugi::xml_node child : children(reader.xml(), element)) {
        if (read_block(reader, child, edition, node)) continue;
        if (reader.xml().name(child) == "DOI") {
            node.instances.push_back(read_instance(reader, child, Instance::Kind::doi));
        }
    }
    sort_by_name(node.instances);
    return node;
}

LogicalDevice read_device(Reader& reader, pugi::xml_node element, SclEdition edition, Text ied) {
    LogicalDevice device;
    device.at = reader.at(element);
    device.inst = reader.required(element, "inst");
    device.ld_name = Reader::text(element, "ldName");
    device.name = device.ld_name.empty() ? std::string(ied).append(device.inst) : std::string(device.ld_name);
    for (const pugi::xml_node child : children(reader.xml(), element)) {
        const std::string_view tag = reader.xml().name(child);
        if (tag == "LN0" || tag == "LN") device.nodes.push_back(read_node(reader, child, edition));
    }
    return device;
}

AccessPoint read_access_point(Reader& reader, pugi::xml_node element, SclEdition edition, Text ied) {
    AccessPoint ap;
    ap.at = reader.at(element);
    ap.name = reader.required(element, "name");
    for (const pugi::xml_node child : children(reader.xml(), element)) {
        const std::string_view tag = reader.xml().name(child);
        if (tag == "Services") ap.services = read_services(reader, child);
        if (tag == "ServerAt") ap.server_at = reader.required(child, "apName");
        if (tag != "Server") continue;
        ap.has_server = true;
        for (const pugi::xml_node device : children(reader.xml(), child)) {
            if (reader.xml().name(device) == "LDevice") {
                ap.devices.push_back(read_device(reader, device, edition, ied));
            }
        }
    }
    return ap;
}

Ied read_ied(Reader& reader, pugi::xml_node element, SclEdition edition) {
    Ied ied;
    ied.at = reader.at(element);
    ied.name = reader.required(element, "name");
    reader.findings().set_ied(ied.name);
    ied.type = Reader::text(element, "type");
    ied.manufacturer = Reader::text(element, "manufacturer");
    ied.config_version = Reader::text(element, "configVersion");
    ied.description = Reader::text(element, "desc");
    for (const pugi::xml_node child : children(reader.xml(), element)) {
        const std::string_view tag = reader.xml().name(child);
        if (tag == "Services") ied.services = read_services(reader, child);
        if (tag == "AccessPoint") {
            ied.access_points.push_back(read_access_point(reader, child, edition, ied.name));
        }
    }
    reader.findings().set_ied({});
    return ied;
}

SclEdition edition_of(Document& document, const Xml& xml, FindingList& findings) {
    if (document.version.empty()) return SclEdition::ed1;
    if (document.version == "2007") {
        if (document.revision == "A") return SclEdition::ed2;
        if (document.revision == "B") return SclEdition::ed2_1;
        if (document.revision == "C") return SclEdition::ed2_2;
    }
    if (document.version == "2003" || document.version.starts_with("1.")) return SclEdition::ed1;
    findings.add(Severity::warning, code::edition_unknown, xml.offset(document.version), "SCL",
                 "version \"" + std::string(document.version) + "\" revision \"" +
                     std::string(document.revision) + "\" is not known; read as edition 2.1");
    return SclEdition::ed2_1;
}

}  // namespace

const AccessPoint* Ied::find(std::string_view access_point) const {
    const auto found = by_name.find(access_point);
    return found == by_name.end() ? nullptr : found->second;
}

const AccessPoint* Ied::server_of(const AccessPoint& access_point) const {
    if (access_point.has_server) return &access_point;
    if (access_point.server_at.empty()) return nullptr;
    const AccessPoint* host = find(access_point.server_at);
    return host != nullptr && host->has_server ? host : nullptr;
}

const LogicalNode* LogicalDevice::find(std::string_view node) const {
    const auto found = by_name.find(node);
    return found == by_name.end() ? nullptr : found->second;
}

const LogicalDevice* AccessPoint::find(std::string_view inst) const {
    const auto found = by_inst.find(inst);
    return found == by_inst.end() ? nullptr : found->second;
}

void Document::link(FindingList& findings) {
    types.link(findings);
    for (const ConnectedAp& one : connected) {
        connections[connection_key(one.ied, one.access_point)].push_back(&one);
    }
    for (Ied& ied : ieds) {
        by_name.try_emplace(ied.name, &ied);
        for (AccessPoint& ap : ied.access_points) {
            ied.by_name.try_emplace(ap.name, &ap);
            for (LogicalDevice& device : ap.devices) {
                ap.by_inst.try_emplace(device.inst, &device);
                for (LogicalNode& node : device.nodes) {
                    node.type = types.find(TypeKind::ln, node.type_id);
                    device.by_name.try_emplace(node.name, &node);
                }
            }
        }
    }
}

const Ied* Document::find(std::string_view ied) const {
    const auto found = by_name.find(ied);
    return found == by_name.end() ? nullptr : found->second;
}

const std::vector<const ConnectedAp*>& Document::connections_of(std::string_view ied,
                                                                std::string_view ap) const {
    static const std::vector<const ConnectedAp*> none;
    const auto found = connections.find(connection_key(ied, ap));
    return found == connections.end() ? none : found->second;
}

Document read_document(const Xml& xml, FindingList& findings) {
    Document document;
    Reader reader(xml, findings);
    const pugi::xml_node root = xml.root();
    document.version = Reader::text(root, "version");
    document.revision = Reader::text(root, "revision");
    document.release = Reader::text(root, "release");
    document.edition = edition_of(document, xml, findings);
    for (const pugi::xml_node child : children(xml, root)) {
        const std::string_view tag = xml.name(child);
        if (tag == "Header") document.id = Reader::text(child, "id");
        if (tag == "Communication") read_connected(reader, child, document.connected);
        if (tag == "IED") document.ieds.push_back(read_ied(reader, child, document.edition));
        if (tag == "DataTypeTemplates") read_types(reader, child, document.types);
    }
    if (document.ieds.empty()) {
        findings.add(Severity::warning, code::no_ied, xml.offset(root), "SCL",
                     "the file has no IED: nothing to serve");
    }
    return document;
}

}  // namespace busbar::scl
