// SPDX-License-Identifier: Apache-2.0
// scl check FILE: what the checker found. scl show FILE: what is in it.
#include <busbar/scl.hpp>

#include "base/bytes.hpp"
#include "commands.hpp"
#include "json.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

void write_finding(Json& json, const SclFinding& finding) {
    json.begin_object()
        .member("severity", name_of(finding.severity))
        .member("code", finding.code)
        .member("line", finding.line)
        .member("column", finding.column)
        .member("path", finding.path)
        .member("text", finding.text);
    if (!finding.hint.empty()) json.member("hint", finding.hint);
    json.end_object();
}

struct Count {
    std::size_t errors = 0, warnings = 0, infos = 0;
};

Count count(const std::vector<SclFinding>& findings) {
    Count counted;
    for (const SclFinding& finding : findings) {
        switch (finding.severity) {
            case Severity::error: ++counted.errors; break;
            case Severity::warning: ++counted.warnings; break;
            case Severity::info: ++counted.infos; break;
        }
    }
    return counted;
}

std::string plural(std::size_t n, const char* noun) {
    return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

/// A file that is no SCL at all: the one fault in the form that was asked for.
Exit unreadable(const Shared& shared, const std::string& file, const Error& error, const SclFinding& fault) {
    if (error.fault == Fault::io) {
        complain(shared, "cannot read " + file, error);
        return Exit::local_io;
    }
    if (shared.json) {
        Json json;
        json.begin_object()
            .member("schema", "busbar.scl-check/1")
            .member("file", file)
            .key("findings")
            .begin_array();
        write_finding(json, fault);
        json.end_array().member("errors", 1).member("warnings", 0).end_object().print();
    } else {
        out(render(fault, file) + "\n");
    }
    return Exit::negative;
}

Exit check(const Shared& shared, const std::string& file) {
    SclFinding fault;
    const auto scl = Scl::load(file, &fault);
    if (!scl) return unreadable(shared, file, scl.error(), fault);
    const Count counted = count(scl->findings());
    if (shared.json) {
        Json json;
        json.begin_object().member("schema", "busbar.scl-check/1").member("file", file);
        json.member("version", scl->version()).key("findings").begin_array();
        for (const SclFinding& finding : scl->findings()) write_finding(json, finding);
        json.end_array().member("errors", counted.errors).member("warnings", counted.warnings);
        json.member("not_shown", scl->findings_dropped()).end_object().print();
    } else {
        for (const SclFinding& finding : scl->findings()) out(render(finding, file) + "\n");
        out(escaped(file) + ": " + plural(counted.errors, "error") + ", " +
            plural(counted.warnings, "warning") + ", " + plural(counted.infos, "remark") + "\n");
        if (scl->findings_dropped() > 0)
            note(std::to_string(scl->findings_dropped()) + " more are not shown");
    }
    return counted.errors > 0 ? Exit::negative : Exit::done;
}

std::string selector(const std::vector<std::uint8_t>& octets) {
    return to_hex(octets, "");
}

std::string dotted(const std::vector<std::uint32_t>& arcs) {
    std::string text;
    for (const std::uint32_t arc : arcs) text += (text.empty() ? "" : ".") + std::to_string(arc);
    return text;
}

void write_address(Json& json, const SclAddress& address) {
    json.begin_object()
        .member("subnetwork", address.subnetwork)
        .member("ip", address.ip)
        .member("port", address.port);
    json.member("tsel", selector(address.transport_selector))
        .member("ssel", selector(address.session_selector));
    json.member("psel", selector(address.presentation_selector)).member("ap_title", dotted(address.ap_title));
    if (address.ae_qualifier) json.member("ae_qualifier", *address.ae_qualifier);
    json.end_object();
}

void show_json(const Scl& scl) {
    Json json;
    json.begin_object().member("schema", "busbar.scl-show/1").member("file", scl.file_name());
    json.member("version", scl.version()).member("edition", name_of(scl.edition())).key("ieds").begin_array();
    for (const SclIedInfo& ied : scl.ieds()) {
        json.begin_object().member("name", ied.name).member("type", ied.type);
        json.member("manufacturer", ied.manufacturer).member("config_version", ied.config_version);
        json.member("description", ied.description).key("access_points").begin_array();
        for (const SclAccessPoint& point : ied.access_points) {
            json.begin_object().member("name", point.name).member("server", point.has_server);
            if (!point.server_of.empty()) json.member("server_at", point.server_of);
            json.key("logical_devices").begin_array();
            for (const std::string& name : point.logical_devices) json.value(name);
            json.end_array().key("addresses").begin_array();
            for (const SclAddress& address : point.addresses) write_address(json, address);
            json.end_array().end_object();
        }
        json.end_array().end_object();
    }
    json.end_array().end_object().print();
}

void show_text(const Scl& scl, const Paint& paint) {
    out(escaped(scl.file_name()) + ": SCL " + escaped(scl.version()) + " (" +
        std::string(name_of(scl.edition())) + "), " + plural(scl.ieds().size(), "IED") + "\n");
    for (const SclIedInfo& ied : scl.ieds()) {
        out(paint.bold(escaped(ied.name)));
        if (!ied.manufacturer.empty()) out("  " + escaped(ied.manufacturer));
        if (!ied.type.empty()) out("  " + escaped(ied.type));
        if (!ied.description.empty()) out("  " + paint.dim(escaped(ied.description)));
        out("\n");
        for (const SclAccessPoint& point : ied.access_points) {
            out("  access point " + escaped(point.name));
            if (!point.server_of.empty()) out(" (the server of " + escaped(point.server_of) + ")");
            if (!point.has_server) out(" (no server)");
            for (const SclAddress& a : point.addresses) {
                const std::string host = a.ip.empty() ? a.ipv6 : a.ip;
                if (!host.empty()) out("  " + escaped(host) + ":" + std::to_string(a.port));
            }
            out("\n");
            for (const std::string& name : point.logical_devices) out("    " + escaped(name) + "\n");
        }
    }
}

Exit show(const Shared& shared, const std::string& file) {
    SclFinding fault;
    const auto scl = Scl::load(file, &fault);
    if (!scl) return unreadable(shared, file, scl.error(), fault);
    if (shared.json) {
        show_json(*scl);
    } else {
        show_text(*scl, Paint(shared, Paint::Stream::out));
    }
    return Exit::done;
}

}  // namespace

void add_scl(Program& program) {
    CLI::App* scl = program.add("scl", "Check an SCL file, or show what is in it");
    scl->require_subcommand(1);
    const auto add = [&](const char* name, const char* summary,
                         Exit (*work)(const Shared&, const std::string&)) {
        CLI::App* command = program.add(scl, name, summary);
        auto file = std::make_shared<std::string>();
        command->add_option("FILE", *file, "ICD, CID, IID or SCD file")->required();
        program.on(command, [file, work](const Shared& shared) { return work(shared, *file); });
    };
    add("check", "List everything that is wrong with a file, with line and column", check);
    add("show", "List IEDs, access points, addresses and logical devices", show);
}

}  // namespace busbar::program
