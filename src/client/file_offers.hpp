// SPDX-License-Identifier: Apache-2.0
// The client as a place of files, while a SetFile is under way: its server asks for the one file with
// fileOpen, fileRead and fileClose (ISO 9506-2 obtainFile). Everything else that a server asks is refused as
// ever.
#pragma once

#include <busbar/file.hpp>
#include <vector>

#include "client/session.hpp"

namespace busbar::client {

class FileOffers {
public:
    explicit FileOffers(Session& session) : session_(session) {}

    /// One file that the server may fetch, as long as this lives.
    class Offer {
    public:
        Offer(FileOffers& offers, std::string name, FileSource source, FileProgress progress);
        Offer(const Offer&) = delete;
        Offer& operator=(const Offer&) = delete;
        ~Offer();

        /// The obtainFile that waits for it, whose time begins anew with each request of the server.
        Exchange* exchange = nullptr;
        /// Why the source could not be read.
        std::optional<Error> failure;

    private:
        friend class FileOffers;
        FileOffers& offers_;
        std::string name_;
        FileSource source_;
        FileProgress progress_;
    };

    /// False where the request is not for us.
    bool on_request(const mms::Envelope& request);

private:
    struct Handle {
        std::int32_t id = 0;
        Offer* offer = nullptr;
        std::uint64_t position = 0;
    };
    bool open(const mms::Envelope& request);
    bool read(const mms::Envelope& request);
    bool close(const mms::Envelope& request);
    void refuse(const mms::Envelope& request, std::int32_t code);
    Handle* find(std::int32_t id);
    [[nodiscard]] Offer* named(const std::string& name) const;

    Session& session_;
    std::vector<Offer*> offers_;
    std::vector<Handle> handles_;
    std::int32_t last_id_ = 0;
    ByteVector block_;
};

}  // namespace busbar::client
