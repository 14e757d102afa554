// SPDX-License-Identifier: Apache-2.0
// From a name to an enabled control block (IEC 61850-7-2 17.2, the client's sequence of 8-1 clause 17): the
// candidates, which of them is free, reserving, writing what differs, reading back, enabling, general
// interrogation. What another client holds is left alone; where a server refuses after all, the next one is
// tried.
#pragma once

#include "client/report_stream.hpp"

namespace busbar::client {

/// Sets `stream` up. `again`: after a loss of the connection, when the instance of before is preferred and
/// the entries are resumed after the last that was taken. Errors: refused where none can be had (the text
/// says why of each), object-non-existent, those of the requests.
Task<Result<void>> set_up(Remote& remote, ReportStream& stream, bool again);

/// RptEna FALSE, and back with the reservation, in one request.
Task<Result<void>> give_back(Remote& remote, ReportControlInfo info, ReportControlState state,
                             Duration timeout);

// ---- which control block (report_candidates.cpp) ----

struct Candidate {
    ReportControlInfo info;
    Result<ReportControlState> state;
    bool exact = false;  ///< the user named it, not one of several
};
/// The control blocks that `reference` may mean: an instance, the instances of a base name, those that
/// report a data set.
Task<Result<std::vector<Candidate>>> find_candidates(Remote& remote, std::string reference);

/// How well a candidate suits; lower is better.
struct Judgement {
    std::optional<unsigned> rank;  ///< nothing: it must be left alone
    std::string why_not;
};
/// Who this client is to the server.
struct OwnName {
    ByteVector address;       ///< of this end of the connection
    OctetString known_owner;  ///< how the server named us before
};
Judgement judge(const Candidate& candidate, const SubscriptionOptions& options, const OwnName& self,
                bool used_before);

}  // namespace busbar::client
