// SPDX-License-Identifier: Apache-2.0
#include "print.hpp"

#include <unistd.h>

#include <busbar/control_fields.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace busbar::program {
namespace {

/// What is usually behind an answer, for those who do not know the standard.
std::string usual_reason(const Code& code) {
    if (code == Code::data_access(10)) return "the IED has no object of this name and functional constraint";
    if (code == Code::data_access(3)) return "the object is read-only, or this client has no right to it";
    if (code == Code::data_access(2)) return "in use by another client, or not allowed in the present state";
    if (code == Code::data_access(7)) return "the value has another type than the object";
    if (code == Code::data_access(11)) return "the value is outside the range of the object";
    if (code == Code::service_error(7, 2)) return "the IED has no object of this name";
    if (code == Code::service_error(3, 0)) return "the answer does not fit the negotiated PDU size";
    if (code == Code::reject(1, 1)) return "the IED does not offer this service";
    if (code.domain == Domain::system && code.value == 111) return "nothing listens on this port";
    if (code.domain == Domain::acse_user && code.value >= 11) return "authentication is required, or failed";
    if (code.domain == Domain::add_cause)
        return std::string(explanation_of(static_cast<AddCause>(code.value)));
    return {};
}

std::string said(const Error& error) {
    switch (error.code.domain) {
        case Domain::none: return {};
        case Domain::service_error:
            return name_of(error.code) + " (ServiceError " + std::to_string(error.code.value / 256) + "/" +
                   std::to_string(error.code.value % 256) + ")";
        case Domain::data_access:
            return name_of(error.code) + " (DataAccessError " + std::to_string(error.code.value) + ")";
        case Domain::reject:
            return name_of(error.code) + " (Reject " + std::to_string(error.code.value / 256) + "/" +
                   std::to_string(error.code.value % 256) + ")";
        case Domain::add_cause:
            return name_of(error.code) + " (AddCause " + std::to_string(error.code.value) + ")";
        case Domain::transport:
        case Domain::session:
        case Domain::presentation:
        case Domain::acse_user:
        case Domain::acse_provider:
            return name_of(error.code) + " (" + std::to_string(error.code.value) + ")";
        case Domain::system: return name_of(error.code);
    }
    return {};
}

}  // namespace

Paint::Paint(const Shared& shared, Stream stream) {
    if (shared.color == "never") return;
    if (shared.color == "always") {
        on_ = true;
        return;
    }
    const char* const term = std::getenv("TERM");
    const char* const no_color = std::getenv("NO_COLOR");
    on_ = ::isatty(stream == Stream::out ? STDOUT_FILENO : STDERR_FILENO) != 0 &&
          (no_color == nullptr || *no_color == '\0') && term != nullptr && std::strcmp(term, "dumb") != 0;
}

std::string Paint::wrap(const char* code, std::string_view text) const {
    if (!on_) return std::string(text);
    return std::string("\x1b[") + code + "m" + std::string(text) + "\x1b[0m";
}

void out(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

namespace {

/// Behind what stands on the standard output already: both may go into one file.
void to_stderr(std::string_view text) {
    std::fflush(stdout);
    std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace

void note(std::string_view text) {
    to_stderr(std::string(text) + '\n');
}

void complain(const Shared& shared, std::string_view what, const Error& error,
              const std::vector<std::string>& tries) {
    const Paint paint(shared, Paint::Stream::err);
    std::string text = paint.red("error:") + " " + escaped(what) + "\n";
    if (!error.text.empty()) {
        text += "  " + (error.path.empty() ? "" : escaped(error.path) + ": ") + escaped(error.text);
        if (error.offset != Error::nowhere) text += " at octet " + std::to_string(error.offset);
        text += '\n';
    }
    const bool local = error.code.domain == Domain::system;
    if (const std::string code = said(error); !code.empty()) {
        text += std::string(local ? "  the system said: " : "  the IED said: ") + code + "\n";
    }
    if (!error.peer_text.empty()) text += "  in its words: \"" + escaped(error.peer_text) + "\"\n";
    if (const std::string why = usual_reason(error.code); !why.empty()) {
        text += (error.code.domain == Domain::add_cause ? "  that is: " : "  usually: ") + why + "\n";
    }
    for (const std::string& line : tries) text += "  try: " + escaped(line) + "\n";
    to_stderr(text);
}

}  // namespace busbar::program
