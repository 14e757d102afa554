// SPDX-License-Identifier: Apache-2.0
// The one error type of busbar and Result<T>, which carries it. Errors are values: nothing in the library
// throws. An error says who is at fault (Fault), what the standard calls it (Code), and where it was found
// (byte offset and ASN.1 path, or file position in text()). Text that came from a peer or a file is kept
// apart from our own, because it is untrusted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace busbar {

/// Who is at fault, and so what a caller can do about it.
enum class Fault : std::uint8_t {
    malformed,    ///< bytes or text that cannot be decoded
    violation,    ///< well-formed, but not allowed here by the protocol or the file format
    unsupported,  ///< legal, but not offered by this side or by the peer
    refused,      ///< the peer, the model or the access decision said no; code() tells why
    timeout,      ///< nothing came in time
    misuse,       ///< this program called the library wrongly
    io,           ///< the operating system failed us; code() is an errno
    limit,        ///< a configured or negotiated bound was reached
};

/// The list of numbers that a Code's value is taken from.
enum class Domain : std::uint8_t {
    none,           ///< no number beyond the fault
    service_error,  ///< ISO 9506-2 ServiceError: error class * 256 + code
    data_access,    ///< ISO 9506-2 DataAccessError 0..11
    reject,         ///< ISO 9506-2 RejectPDU: reason group (1..11) * 256 + code
    add_cause,      ///< IEC 61850-7-2 AddCause
    transport,      ///< ISO 8073 disconnect reason
    session,        ///< ISO 8327-1 refuse reason
    presentation,   ///< ISO 8823-1 provider reason
    acse_user,      ///< ISO 8650-1 associate-source-diagnostic, service user
    acse_provider,  ///< the same, service provider
    system,         ///< errno of the operating system
};

/// A number in the vocabulary of the standard that names it.
struct Code {
    Domain domain = Domain::none;
    std::int32_t value = 0;

    friend bool operator==(const Code&, const Code&) = default;

    /// ServiceError of ISO 9506-2 from its class (0..12) and code.
    static constexpr Code service_error(std::int32_t error_class, std::int32_t code) {
        return {Domain::service_error, error_class * 256 + code};
    }
    /// Reject reason of ISO 9506-2 from its group (1 confirmed-requestPDU .. 11) and code.
    static constexpr Code reject(std::int32_t group, std::int32_t code) {
        return {Domain::reject, group * 256 + code};
    }
    static constexpr Code data_access(std::int32_t code) { return {Domain::data_access, code}; }
};

/// The standard's name of a code, "access/object-non-existent" for instance; "none" for no code. A number
/// outside the standard's list gives its decimal form. The view lives as long as the program.
std::string name_of(Code code);
std::string_view name_of(Fault fault);

/// What went wrong, on whose side, and where. A plain value; copy and move freely.
struct Error {
    static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

    Fault fault = Fault::malformed;
    Code code;
    std::size_t offset = nowhere;  ///< octets from the start of the decoded input, or nowhere
    std::string path;              ///< ASN.1 or model path, "confirmed-RequestPDU.read.listOfVariable"
    std::string text;              ///< our own words, one line, no full stop
    std::string peer_text;         ///< what the peer or file said: untrusted, escape before printing

    /// One line for people: path, text, the code's name, the offset. Peer text is escaped.
    [[nodiscard]] std::string message() const;
};

template <class T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

/// Shorthand for `return fail(Fault::misuse, "...")`.
inline Failure fail(Fault fault, std::string text, Code code = {}) {
    Error error;
    error.fault = fault;
    error.code = code;
    error.text = std::move(text);
    return Failure(std::move(error));
}
/// Passes an error on: `if (!r) return fail(std::move(r).error());`
inline Failure fail(Error error) {
    return Failure(std::move(error));
}

/// Printable form of untrusted text: control octets, ESC and invalid UTF-8 as \xNN, the rest unchanged.
std::string escaped(std::string_view untrusted);

}  // namespace busbar
