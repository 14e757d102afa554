// SPDX-License-Identifier: Apache-2.0
// Names of the standards' numbers: ISO 9506-2 (ServiceError, DataAccessError, RejectPDU), IEC 61850-7-2
// (AddCause), ISO 8073, 8327-1, 8823-1, 8650-1.
#include <algorithm>
#include <array>
#include <busbar/error.hpp>
#include <cstring>
#include <initializer_list>
#include <span>

namespace busbar {
namespace {

using Names = std::initializer_list<std::string_view>;

std::string pick(Names names, std::int32_t index) {
    if (index >= 0 && static_cast<std::size_t>(index) < names.size()) {
        if (!std::data(names)[index].empty()) return std::string(std::data(names)[index]);
    }
    return std::to_string(index);
}

std::string service_error_name(std::int32_t value) {
    static constexpr std::array<std::string_view, 13> classes = {"vmd-state",       "application-reference",
                                                                 "definition",      "resource",
                                                                 "service",         "service-preempt",
                                                                 "time-resolution", "access",
                                                                 "initiate",        "conclude",
                                                                 "cancel",          "file",
                                                                 "others"};
    static const std::array<Names, 13> codes = {{
        {"other", "vmd-state-conflict", "vmd-operational-problem", "domain-transfer-problem",
         "state-machine-id-invalid"},
        {"other", "application-unreachable", "connection-lost", "application-reference-invalid",
         "context-unsupported"},
        {"other", "object-undefined", "invalid-address", "type-unsupported", "type-inconsistent",
         "object-exists", "object-attribute-inconsistent"},
        {"other", "memory-unavailable", "processor-resource-unavailable", "mass-storage-unavailable",
         "capability-unavailable", "capability-unknown"},
        {"other", "primitives-out-of-sequence", "object-state-conflict", "pdu-size", "continuation-invalid",
         "object-constraint-conflict"},
        {"other", "timeout", "deadlock", "cancel"},
        {"other", "unsupportable-time-resolution"},
        {"other", "object-access-unsupported", "object-non-existent", "object-access-denied",
         "object-invalidated"},
        {"other", "version-incompatible", "max-segment-insufficient",
         "max-services-outstanding-calling-insufficient", "max-services-outstanding-called-insufficient",
         "service-CBB-insufficient", "parameter-CBB-insufficient", "nesting-level-insufficient"},
        {"other", "further-communication-required"},
        {"other", "invoke-id-unknown", "cancel-not-possible"},
        {"other", "filename-ambiguous", "file-busy", "filename-syntax-error", "content-type-invalid",
         "position-invalid", "file-access-denied", "file-non-existent", "duplicate-filename",
         "insufficient-space-in-filestore"},
        {},
    }};
    const auto error_class = value / 256;
    if (error_class < 0 || error_class > 12) return std::to_string(value);
    const auto index = static_cast<std::size_t>(error_class);
    return std::string(classes[index]) + "/" + pick(codes[index], value % 256);
}

std::string reject_name(std::int32_t value) {
    static constexpr std::array<std::string_view, 12> groups = {"",
                                                                "confirmed-requestPDU",
                                                                "confirmed-responsePDU",
                                                                "confirmed-errorPDU",
                                                                "unconfirmedPDU",
                                                                "pdu-error",
                                                                "cancel-requestPDU",
                                                                "cancel-responsePDU",
                                                                "cancel-errorPDU",
                                                                "conclude-requestPDU",
                                                                "conclude-responsePDU",
                                                                "conclude-errorPDU"};
    static const std::array<Names, 12> codes = {{
        {},
        {"other", "unrecognized-service", "unrecognized-modifier", "invalid-invokeID", "invalid-argument",
         "invalid-modifier", "max-serv-outstanding-exceeded", "", "max-recursion-exceeded",
         "value-out-of-range"},
        {"other", "unrecognized-service", "invalid-invokeID", "invalid-result", "", "max-recursion-exceeded",
         "value-out-of-range"},
        {"other", "unrecognized-service", "invalid-invokeID", "invalid-serviceError", "value-out-of-range"},
        {"other", "unrecognized-service", "invalid-argument", "max-recursion-exceeded", "value-out-of-range"},
        {"unknown-pdu-type", "invalid-pdu", "illegal-acse-mapping"},
        {"other", "invalid-invokeID"},
        {"other", "invalid-invokeID"},
        {"other", "invalid-invokeID", "invalid-serviceError", "value-out-of-range"},
        {"other", "invalid-argument"},
        {"other", "invalid-result"},
        {"other", "invalid-serviceError", "value-out-of-range"},
    }};
    const auto group = value / 256;
    if (group < 1 || group > 11) return std::to_string(value);
    const auto index = static_cast<std::size_t>(group);
    return std::string(groups[index]) + "/" + pick(codes[index], value % 256);
}

const Names data_access_names = {
    "object-invalidated",        "hardware-fault",      "temporarily-unavailable",
    "object-access-denied",      "object-undefined",    "invalid-address",
    "type-unsupported",          "type-inconsistent",   "object-attribute-inconsistent",
    "object-access-unsupported", "object-non-existent", "object-value-invalid"};

const Names add_cause_names = {"unknown",
                               "not-supported",
                               "blocked-by-switching-hierarchy",
                               "select-failed",
                               "invalid-position",
                               "position-reached",
                               "parameter-change-in-execution",
                               "step-limit",
                               "blocked-by-mode",
                               "blocked-by-process",
                               "blocked-by-interlocking",
                               "blocked-by-synchrocheck",
                               "command-already-in-execution",
                               "blocked-by-health",
                               "1-of-n-control",
                               "abortion-by-cancel",
                               "time-limit-over",
                               "abortion-by-trip",
                               "object-not-selected",
                               "object-already-selected",
                               "no-access-authority",
                               "ended-with-overshoot",
                               "abortion-due-to-deviation",
                               "abortion-by-communication-loss",
                               "blocked-by-command",
                               "none",
                               "inconsistent-parameters",
                               "locked-by-other-client"};

std::string transport_name(std::int32_t value) {
    switch (value) {
        case 0: return "not-specified";
        case 1: return "congestion-at-TSAP";
        case 2: return "session-entity-not-attached";
        case 3: return "address-unknown";
        case 128: return "normal-disconnect";
        case 129: return "remote-congestion";
        case 130: return "negotiation-failed";
        case 131: return "duplicate-source-reference";
        case 132: return "mismatched-references";
        case 133: return "protocol-error";
        case 135: return "reference-overflow";
        case 136: return "refused-on-this-network-connection";
        case 138: return "header-or-parameter-length-invalid";
        default: return std::to_string(value);
    }
}

std::string session_name(std::int32_t value) {
    switch (value) {
        case 0: return "rejected-by-called-SS-user";
        case 1: return "temporary-congestion-of-called-SS-user";
        case 2: return "rejected-by-called-SS-user-with-data";
        case 129: return "session-selector-unknown";
        case 130: return "SS-user-not-attached-to-SSAP";
        case 131: return "SPM-congestion-at-connect-time";
        case 132: return "proposed-protocol-versions-not-supported";
        case 133: return "rejected-by-the-SPM";
        case 134: return "SPM-implementation-restriction";
        default: return std::to_string(value);
    }
}

const Names presentation_names = {"reason-not-specified",           "temporary-congestion",
                                  "local-limit-exceeded",           "called-presentation-address-unknown",
                                  "protocol-version-not-supported", "default-context-not-supported",
                                  "user-data-not-readable",         "no-PSAP-available"};

const Names acse_user_names = {"null",
                               "no-reason-given",
                               "application-context-name-not-supported",
                               "calling-AP-title-not-recognized",
                               "calling-AP-invocation-identifier-not-recognized",
                               "calling-AE-qualifier-not-recognized",
                               "calling-AE-invocation-identifier-not-recognized",
                               "called-AP-title-not-recognized",
                               "called-AP-invocation-identifier-not-recognized",
                               "called-AE-qualifier-not-recognized",
                               "called-AE-invocation-identifier-not-recognized",
                               "authentication-mechanism-name-not-recognized",
                               "authentication-mechanism-name-required",
                               "authentication-failure",
                               "authentication-required"};

const Names acse_provider_names = {"null", "no-reason-given", "no-common-acse-version"};

/// Length of the well-formed UTF-8 sequence at the head of `text`, or 0.
std::size_t utf8_length(std::string_view text) {
    const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = octet(0);
    const std::size_t length = first < 0x80                    ? 1
                               : first >= 0xC2 && first < 0xE0 ? 2
                               : first >= 0xE0 && first < 0xF0 ? 3
                               : first >= 0xF0 && first < 0xF5 ? 4
                                                               : 0;
    if (length == 0 || length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((octet(i) & 0xC0U) != 0x80U) return 0;
    }
    if (first == 0xE0 && octet(1) < 0xA0) return 0;
    if (first == 0xED && octet(1) > 0x9F) return 0;
    if (first == 0xF0 && octet(1) < 0x90) return 0;
    if (first == 0xF4 && octet(1) > 0x8F) return 0;
    // C1 controls (U+0080..U+009F) steer terminals as ESC does.
    if (first == 0xC2 && octet(1) < 0xA0) return 0;
    return length;
}

}  // namespace

std::string name_of(Code code) {
    switch (code.domain) {
        case Domain::none: return "none";
        case Domain::service_error: return service_error_name(code.value);
        case Domain::data_access: return pick(data_access_names, code.value);
        case Domain::reject: return reject_name(code.value);
        case Domain::add_cause: return pick(add_cause_names, code.value);
        case Domain::transport: return transport_name(code.value);
        case Domain::session: return session_name(code.value);
        case Domain::presentation: return pick(presentation_names, code.value);
        case Domain::acse_user: return pick(acse_user_names, code.value);
        case Domain::acse_provider: return pick(acse_provider_names, code.value);
        case Domain::system: return std::strerror(code.value);
    }
    return std::to_string(code.value);
}

std::string_view name_of(Fault fault) {
    switch (fault) {
        case Fault::malformed: return "malformed";
        case Fault::violation: return "violation";
        case Fault::unsupported: return "unsupported";
        case Fault::refused: return "refused";
        case Fault::timeout: return "timeout";
        case Fault::misuse: return "misuse";
        case Fault::io: return "io";
        case Fault::limit: return "limit";
    }
    return "unknown";
}

std::string Error::message() const {
    std::string line;
    if (!path.empty()) line = escaped(path) + ": ";
    line += text.empty() ? std::string(name_of(fault)) : text;
    if (code.domain != Domain::none) line += " (" + name_of(code) + ")";
    if (!peer_text.empty()) line += " \"" + escaped(peer_text) + "\"";
    if (offset != nowhere) line += " at octet " + std::to_string(offset);
    return line;
}

std::string escaped(std::string_view untrusted) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string safe;
    safe.reserve(untrusted.size());
    while (!untrusted.empty()) {
        const auto octet = static_cast<unsigned char>(untrusted.front());
        const std::size_t length = utf8_length(untrusted);
        if (length == 0 || octet < 0x20 || octet == 0x7F) {
            safe += "\\x";
            safe += digits[octet >> 4U];
            safe += digits[octet & 15U];
            untrusted.remove_prefix(1);
        } else {
            safe += untrusted.substr(0, length);
            untrusted.remove_prefix(length);
        }
    }
    return safe;
}

}  // namespace busbar
