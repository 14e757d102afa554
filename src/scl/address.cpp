// SPDX-License-Identifier: Apache-2.0
#include "scl/address.hpp"

#include <algorithm>
#include <charconv>

#include "scl/reader.hpp"

namespace busbar::scl {
namespace {

bool is_separator(char c) {
    return c == ',' || c == '.' || c == ' ' || c == '{' || c == '}' || c == ';';
}

std::optional<std::uint32_t> parse_hex(std::string_view text, std::uint32_t most) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || number > most)
        return std::nullopt;
    return number;
}

std::optional<std::vector<std::uint8_t>> parse_octets(std::string_view text, char separator,
                                                      std::size_t count, int base) {
    std::vector<std::uint8_t> octets;
    while (true) {
        const std::size_t end = std::min(text.find(separator), text.size());
        unsigned number = 0;
        const auto [stop, error] = std::from_chars(text.data(), text.data() + end, number, base);
        if (end == 0 || error != std::errc() || stop != text.data() + end || number > 255)
            return std::nullopt;
        octets.push_back(static_cast<std::uint8_t>(number));
        if (end == text.size()) break;
        text.remove_prefix(end + 1);
    }
    if (octets.size() != count) return std::nullopt;
    return octets;
}

std::optional<std::vector<std::uint8_t>> parse_ipv6(std::string_view text) {
    std::vector<std::uint16_t> head, tail;
    bool gap = false;
    if (text.starts_with("::")) {
        gap = true;
        text.remove_prefix(2);
    }
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(':'), text.size());
        const auto group = parse_hex(text.substr(0, end), 0xFFFF);
        if (!group || end > 4) return std::nullopt;
        (gap ? tail : head).push_back(static_cast<std::uint16_t>(*group));
        text.remove_prefix(end);
        if (text.starts_with("::")) {
            if (gap) return std::nullopt;
            gap = true;
            text.remove_prefix(2);
        } else if (!text.empty()) {
            text.remove_prefix(1);
            if (text.empty()) return std::nullopt;
        }
    }
    const std::size_t groups = head.size() + tail.size();
    if (groups > 8 || (gap ? groups == 8 : groups != 8)) return std::nullopt;
    head.resize(8 - tail.size());
    head.insert(head.end(), tail.begin(), tail.end());
    std::vector<std::uint8_t> octets;
    for (const std::uint16_t group : head) {
        octets.push_back(static_cast<std::uint8_t>(group >> 8U));
        octets.push_back(static_cast<std::uint8_t>(group & 0xFFU));
    }
    return octets;
}

void complain(FindingList* findings, const Xml& xml, const ConnectedAp& ap, const AddressField& field) {
    if (findings == nullptr) return;
    findings->add(Severity::warning, code::bad_address, xml.offset(field.value),
                  std::string(ap.ied) + "/" + std::string(ap.access_point),
                  "P " + std::string(field.type) + " \"" + std::string(field.value) + "\" cannot be read");
}

void read_selector(const Xml& xml, const ConnectedAp& ap, const AddressField& field,
                   std::vector<std::uint8_t>& into, FindingList* findings) {
    bool padded = false;
    const auto octets = parse_selector(field.value, &padded);
    if (!octets) return complain(findings, xml, ap, field);
    into = *octets;
    if (padded && findings != nullptr) {
        findings->add(Severity::info, code::selector_padded, xml.offset(field.value),
                      std::string(ap.ied) + "/" + std::string(ap.access_point),
                      "P " + std::string(field.type) + " \"" + std::string(field.value) +
                          "\" has an odd number of digits; read as \"0" + std::string(field.value) + "\"");
    }
}

void read_number(const Xml& xml, const ConnectedAp& ap, const AddressField& field,
                 std::optional<std::uint32_t>& into, FindingList* findings) {
    const auto number = parse_integer(field.value);
    if (!number || *number < 0 || *number > UINT32_MAX) return complain(findings, xml, ap, field);
    into = static_cast<std::uint32_t>(*number);
}

void read_field(const Xml& xml, const ConnectedAp& ap, const AddressField& field,
                model::Communication& address, FindingList* findings) {
    const Text type = field.type;
    if (field.value.empty()) return;
    if (type == "IP") {
        address.ip = field.value;
        if (!parse_ip(field.value)) complain(findings, xml, ap, field);
    }
    if (type == "IPv6") {
        address.ipv6 = field.value;
        if (!parse_ip(field.value)) complain(findings, xml, ap, field);
    }
    if (type == "IP-SUBNET") address.ip_subnet = field.value;
    if (type == "IP-GATEWAY") address.ip_gateway = field.value;
    if (type == "OSI-TSEL") read_selector(xml, ap, field, address.tsel, findings);
    if (type == "OSI-SSEL") read_selector(xml, ap, field, address.ssel, findings);
    if (type == "OSI-PSEL") read_selector(xml, ap, field, address.psel, findings);
    if (type == "OSI-AE-Qualifier") read_number(xml, ap, field, address.ae_qualifier, findings);
    if (type == "OSI-AP-Invoke") read_number(xml, ap, field, address.ap_invoke, findings);
    if (type == "OSI-AE-Invoke") read_number(xml, ap, field, address.ae_invoke, findings);
    if (type == "OSI-AP-Title") {
        const auto title = parse_ap_title(field.value);
        title ? void(address.ap_title = *title) : complain(findings, xml, ap, field);
    }
    if (type == "MMS-Port") {
        const auto port = parse_integer(field.value);
        const bool good = port && *port >= 0 && *port <= 65535;
        good ? void(address.mms_port = static_cast<std::uint16_t>(*port))
             : complain(findings, xml, ap, field);
    }
}

}  // namespace

std::optional<std::vector<std::uint8_t>> parse_selector(std::string_view text, bool* padded) {
    if (text.size() > 32) return std::nullopt;
    std::string digits;
    for (const char c : text) {
        if (c != ' ' && c != '-' && c != ':') digits += c;
    }
    if (padded != nullptr) *padded = digits.size() % 2 != 0;
    if (digits.size() % 2 != 0) digits.insert(digits.begin(), '0');
    std::vector<std::uint8_t> octets;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const auto octet = parse_hex(std::string_view(digits).substr(i, 2), 255);
        if (!octet) return std::nullopt;
        octets.push_back(static_cast<std::uint8_t>(*octet));
    }
    return octets;
}

std::optional<std::vector<std::uint32_t>> parse_ap_title(std::string_view text) {
    std::vector<std::uint32_t> arcs;
    std::size_t i = 0;
    while (i < text.size()) {
        if (is_separator(text[i])) {
            ++i;
            continue;
        }
        std::uint32_t arc = 0;
        const auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), arc);
        if (error != std::errc() || arcs.size() >= 32) return std::nullopt;
        arcs.push_back(arc);
        i = static_cast<std::size_t>(end - text.data());
    }
    // Some tools leave the separators out: "1119991". The first two arcs are single digits then.
    if (arcs.size() == 1 && arcs[0] >= 100) {
        std::string digits = std::to_string(arcs[0]);
        if (digits[0] > '2') return std::nullopt;
        arcs = {static_cast<std::uint32_t>(digits[0] - '0'), static_cast<std::uint32_t>(digits[1] - '0'),
                static_cast<std::uint32_t>(std::stoul(digits.substr(2)))};
    }
    if (arcs.size() < 2 || arcs[0] > 2 || (arcs[0] < 2 && arcs[1] >= 40)) return std::nullopt;
    return arcs;
}

std::optional<std::vector<std::uint8_t>> parse_ip(std::string_view text) {
    if (text.find(':') != std::string_view::npos) return parse_ipv6(text);
    return parse_octets(text, '.', 4, 10);
}

model::Communication communication_of(const Xml& xml, const ConnectedAp& ap, FindingList* findings) {
    model::Communication address;
    address.sub_network = ap.subnetwork;
    address.access_point = ap.access_point;
    for (const AddressField& field : ap.fields) {
        read_field(xml, ap, field, address, findings);
        address.parameters.emplace_back(field.type, field.value);
    }
    return address;
}

model::PhyComAddr multicast_of(const Xml& xml, const BlockAddress& block, FindingList* findings) {
    model::PhyComAddr address;
    const auto complain_about = [&](std::string_view what, Text value) {
        if (findings == nullptr) return;
        findings->add(Severity::warning, code::bad_address, xml.offset(value), std::string(block.block),
                      std::string(what) + " \"" + std::string(value) + "\" cannot be read");
    };
    const auto number = [&](std::string_view what, Text value, std::uint32_t most) -> std::uint32_t {
        if (value.empty()) return 0;
        const auto parsed = parse_hex(value, most);
        if (!parsed) complain_about(what, value);
        return parsed.value_or(0);
    };
    if (!block.mac.empty()) {
        const auto mac = parse_octets(block.mac, block.mac.find(':') == Text::npos ? '-' : ':', 6, 16);
        if (mac) std::copy(mac->begin(), mac->end(), address.mac.begin());
        if (!mac) complain_about("MAC-Address", block.mac);
    }
    address.appid = static_cast<std::uint16_t>(number("APPID", block.app_id, 0xFFFF));
    address.vid = static_cast<std::uint16_t>(number("VLAN-ID", block.vlan_id, 0xFFF));
    address.priority = static_cast<std::uint8_t>(number("VLAN-PRIORITY", block.vlan_priority, 7));
    return address;
}

}  // namespace busbar::scl
