// SPDX-License-Identifier: Apache-2.0
// The public Scl: loading, and what a file says at a glance.
#include <busbar/scl.hpp>
#include <cerrno>
#include <fstream>
#include <iterator>

#include "scl/address.hpp"
#include "scl/checker.hpp"
#include "scl/file.hpp"
#include "scl/limits.hpp"

namespace busbar {
namespace scl {
namespace {

SclAddress address_of(const Xml& xml, const ConnectedAp& connected) {
    model::Communication from = communication_of(xml, connected, nullptr);
    SclAddress address;
    address.subnetwork = std::move(from.sub_network);
    address.ip = from.ip.empty() ? from.ipv6 : from.ip;
    address.ipv6 = std::move(from.ipv6);
    address.port = from.mms_port;
    address.transport_selector = std::move(from.tsel);
    address.session_selector = std::move(from.ssel);
    address.presentation_selector = std::move(from.psel);
    address.ap_title = std::move(from.ap_title);
    if (from.ae_qualifier) address.ae_qualifier = static_cast<std::int32_t>(*from.ae_qualifier);
    return address;
}

SclIedInfo info_of(const File& file, const Ied& ied) {
    SclIedInfo info;
    info.name = ied.name;
    info.type = ied.type;
    info.manufacturer = ied.manufacturer;
    info.config_version = ied.config_version;
    info.description = ied.description;
    for (const AccessPoint& ap : ied.access_points) {
        SclAccessPoint point;
        point.name = ap.name;
        point.server_of = ap.server_at;
        const AccessPoint* server = ied.server_of(ap);
        point.has_server = server != nullptr;
        if (server != nullptr) {
            for (const LogicalDevice& device : server->devices) point.logical_devices.push_back(device.name);
        }
        for (const ConnectedAp* connected : file.document.connections_of(ied.name, ap.name)) {
            point.addresses.push_back(address_of(file.xml, *connected));
        }
        info.access_points.push_back(std::move(point));
    }
    return info;
}

Error error_of(const SclFinding& finding, const std::string& name) {
    Error error;
    const bool bound = finding.code == code::too_large || finding.code == code::document_type;
    error.fault = bound ? Fault::limit : Fault::malformed;
    error.text = escaped(name) + ":" + std::to_string(finding.line) + ":" + std::to_string(finding.column) +
                 ": " + escaped(finding.text) + " [" + std::string(finding.code) + "]";
    error.peer_text = finding.excerpt;
    return error;
}

}  // namespace

std::shared_ptr<const File> make_file(std::string text, std::string name, SclFinding& fault) {
    auto file = std::make_shared<File>();
    file->name = std::move(name);
    if (!file->xml.parse(std::move(text), file->notes)) {
        fault = file->notes.notes().back().finding;
        return nullptr;
    }
    file->document = read_document(file->xml, file->notes);
    file->xml.drop_tree();
    file->document.link(file->notes);
    check(file->xml, file->document, file->notes);
    file->notes.sort();
    for (const Ied& ied : file->document.ieds) file->ieds.push_back(info_of(*file, ied));
    for (const Note& note : file->notes.notes()) file->findings.push_back(note.finding);
    return file;
}

}  // namespace scl

Result<Scl> Scl::load(const std::filesystem::path& path, SclFinding* fault) {
    std::error_code ignored;
    const auto size = std::filesystem::file_size(path, ignored);
    const bool known = !ignored;
    if (known && size > scl::limits::file_octets) {
        return fail(Fault::limit, escaped(path.string()) + ": the file is larger than 1 GiB");
    }
    std::ifstream stream(path, std::ios::binary);
    if (!stream || std::filesystem::is_directory(path, ignored)) {
        const int why = errno;
        Error error;
        error.fault = Fault::io;
        error.code = {Domain::system, why == 0 ? EISDIR : why};
        error.text = "cannot read " + escaped(path.string());
        return fail(std::move(error));
    }
    std::string text;
    if (known) {
        text.resize(static_cast<std::size_t>(size));
        stream.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(stream.gcount()));
    } else {  // a pipe
        text.assign(std::istreambuf_iterator<char>(stream), {});
    }
    return parse(std::move(text), path.string(), fault);
}

Result<Scl> Scl::parse(std::string text, std::string name, SclFinding* fault) {
    SclFinding why;
    auto file = scl::make_file(std::move(text), name, why);
    if (file) return Scl(std::move(file));
    Error error = scl::error_of(why, name);
    if (fault != nullptr) *fault = std::move(why);
    return fail(std::move(error));
}

const std::string& Scl::file_name() const {
    return file_->name;
}

SclEdition Scl::edition() const {
    return file_->document.edition;
}

std::string Scl::version() const {
    const scl::Document& document = file_->document;
    if (document.version.empty()) return "1.7";
    std::string version(document.version);
    return version.append(document.revision).append(document.release);
}

const std::vector<SclIedInfo>& Scl::ieds() const {
    return file_->ieds;
}

const std::vector<SclFinding>& Scl::findings() const {
    return file_->findings;
}

std::size_t Scl::findings_dropped() const {
    return file_->notes.dropped();
}

SclSelection Scl::ied(std::string_view name, std::string_view access_point) const {
    return {file_, std::string(name), std::string(access_point)};
}

}  // namespace busbar
