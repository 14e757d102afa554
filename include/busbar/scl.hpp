// SPDX-License-Identifier: Apache-2.0
// SCL files (IEC 61850-6; ICD, CID, IID, SCD of editions 1 to 2.1 and 2007C) as input of a server or a tool:
// read, check, name an IED. Left out: Substation, Line and Process sections, which a server does not need,
// and writing.
#pragma once

#include <busbar/error.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace busbar {

namespace scl {
struct File;
}

/// How bad a finding is for what is to be done with the file.
enum class Severity : std::uint8_t {
    info,     ///< worth knowing, nothing is lost
    warning,  ///< a part is dropped or read in another way than written; the text says which
    error,    ///< the part it touches cannot be served
};
std::string_view name_of(Severity severity);

/// Something that a check of an SCL file found. A plain value without ties to the file.
struct SclFinding {
    Severity severity = Severity::error;
    std::string_view code;     ///< stable, "SCL-0102"; lives as long as the program
    std::uint32_t line = 0;    ///< from 1; 0 where it concerns no place in the file
    std::uint32_t column = 0;  ///< from 1, in characters
    std::string path;          ///< "IED/LD/LN.DO.DA" or "DOType ENC_1.stVal"; from the file, escape to print
    std::string text;          ///< one line, may quote the file: escape to print
    std::string hint;          ///< "did you mean "TotVAr"?", or empty
    std::string excerpt;       ///< the source line, cut around the column; from the file, escape to print
    std::uint32_t caret = 0;   ///< characters of `excerpt` before the place
};

/// The finding as compilers print it: "file:line:column: severity: text [code]", the source line and a caret
/// with the hint. Several lines, no newline at the end. What came from the file is escaped.
std::string render(const SclFinding& finding, std::string_view file_name);

/// One line of the table of all findings.
struct SclCode {
    std::string_view code;   ///< "SCL-0102"
    std::string_view title;  ///< one sentence: what it means and what follows
};
/// All codes, in order. Lives as long as the program.
std::span<const SclCode> scl_codes();

/// Edition of the schema that a file follows.
enum class SclEdition : std::uint8_t {
    ed1,    ///< no version attribute (schema 1.x)
    ed2,    ///< 2007A
    ed2_1,  ///< 2007B and its releases
    ed2_2,  ///< 2007C
};
std::string_view name_of(SclEdition edition);

/// Where an access point is reached: ConnectedAP/Address of the Communication section. What is absent is
/// empty.
struct SclAddress {
    std::string subnetwork;
    std::string ip;  ///< IPv4, or IPv6 where only that is given
    std::string ipv6;
    std::uint16_t port = 102;  ///< MMS-Port
    std::vector<std::uint8_t> transport_selector;
    std::vector<std::uint8_t> session_selector;
    std::vector<std::uint8_t> presentation_selector;
    std::vector<std::uint32_t> ap_title;  ///< object identifier arcs
    std::optional<std::int32_t> ae_qualifier;
};

struct SclAccessPoint {
    std::string name;
    std::string server_of;    ///< ServerAt: the access point whose server is reached here, or empty
    bool has_server = false;  ///< own Server, or ServerAt that resolves
    std::vector<std::string> logical_devices;  ///< domain names, in order
    std::vector<SclAddress> addresses;         ///< in order of the file; usually one
};

struct SclIedInfo {
    std::string name;
    std::string type;
    std::string manufacturer;
    std::string config_version;
    std::string description;
    std::vector<SclAccessPoint> access_points;
};

/// An IED of a file, named but not compiled. Cheap to copy, keeps the file alive. A name that the file does
/// not have is reported when the selection is used.
class SclSelection {
public:
    SclSelection() = default;
    SclSelection(std::shared_ptr<const scl::File> file, std::string ied, std::string access_point)
        : file_(std::move(file)), ied_(std::move(ied)), access_point_(std::move(access_point)) {}

    [[nodiscard]] const std::string& ied() const { return ied_; }
    [[nodiscard]] const std::string& access_point() const { return access_point_; }
    [[nodiscard]] const std::shared_ptr<const scl::File>& file() const { return file_; }

private:
    std::shared_ptr<const scl::File> file_;
    std::string ied_;
    std::string access_point_;
};

/// A file that was read and checked. A value: copies share the file; immutable, so any thread may use it.
class Scl {
public:
    /// Reads and checks a file. Fails with io where it cannot be read, and with malformed or limit where it
    /// is not usable XML; the error's text starts with "file:line:column". Where `fault` is given, the same
    /// as a finding.
    static Result<Scl> load(const std::filesystem::path& path, SclFinding* fault = nullptr);

    /// The same from memory; `name` stands for the file in messages.
    static Result<Scl> parse(std::string text, std::string name = "scl", SclFinding* fault = nullptr);

    [[nodiscard]] const std::string& file_name() const;
    [[nodiscard]] SclEdition edition() const;
    /// version, revision and release as written, "2007B4"; "1.7" for edition 1.
    [[nodiscard]] std::string version() const;

    /// All IEDs in the order of the file, those without a server too.
    [[nodiscard]] const std::vector<SclIedInfo>& ieds() const;

    /// What the check found, in the order of the file, errors of types that nobody uses included.
    [[nodiscard]] const std::vector<SclFinding>& findings() const;
    /// Findings beyond those kept.
    [[nodiscard]] std::size_t findings_dropped() const;

    /// Names an IED, and one of its access points. An empty IED name means the only one with a server; an
    /// empty access point its first with a server.
    [[nodiscard]] SclSelection ied(std::string_view name = {}, std::string_view access_point = {}) const;

    [[nodiscard]] const std::shared_ptr<const scl::File>& file() const { return file_; }

private:
    explicit Scl(std::shared_ptr<const scl::File> file) : file_(std::move(file)) {}

    std::shared_ptr<const scl::File> file_;
};

}  // namespace busbar
