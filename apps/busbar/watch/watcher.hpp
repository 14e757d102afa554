// SPDX-License-Identifier: Apache-2.0
// Watches: subscribes where there is a free control block, polls where there is none, and hands everything to
// a format, until the user, a count or a time ends it. Then what was taken is given back.
#pragma once

#include <busbar/client.hpp>
#include <map>
#include <memory>

#include "live/objects.hpp"
#include "values/option_text.hpp"
#include "watch/catalogue.hpp"
#include "watch/format.hpp"
#include "watch/member_view.hpp"
#include "watch/output.hpp"
#include "watch/poller.hpp"

namespace busbar::program {

struct WatchOptions {
    TargetOptions target;
    std::vector<std::string> references;
    bool all = false;
    bool only_reports = false;  ///< nothing is polled, and references are control blocks
    std::string format, measurement;
    std::uint64_t count = 0;  ///< reports and polls that showed something; 0: no end
    std::optional<std::chrono::nanoseconds> duration, interval;
    bool poll = false, unchanged = false;
    SubscriptionOptions subscription;
    DictionaryOptions dictionary;
};

class Watcher {
public:
    Watcher(const Shared& shared, const WatchOptions& options, Link& link, Format& format);
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    Exit run();

private:
    /// One subscription.
    struct Stream {
        std::string asked;
        MemberViews views;
        std::optional<Subscription> subscription;
        bool announced = false;
        bool closed = false;
        std::optional<Error> why;
        std::optional<EntryId> last_shown;  ///< of a BRCB: after it the next run goes on
    };

    // what to watch: watch_plan.cpp
    void plan();
    void add_reference(const std::string& text);
    void add_control_block(const std::string& text);
    void add_data_set(const std::string& name);
    void add_device(const std::string& device);
    void add_process_data(const ObjectReference& node, const std::string& asked);
    void add_points(const ObjectReference& reference, const std::string& asked);
    void subscribe_points();
    std::string choose_data_set(const ObjectReference& object,
                                const std::map<std::string, std::vector<Point>>& chosen);
    bool subscribe_chosen(const std::string& name, std::vector<Point>& points);
    void poll_data_set(const std::string& reference);
    Result<Stream*> subscribe(const std::string& reference, std::vector<ObjectReference> wanted);
    void complain_about(const std::string& what, const Error& error, const std::vector<std::string>& tries);

    // what comes
    void on_report(Stream& stream, const Report& report);
    void on_event(Stream& stream, const SubscriptionEvent& event);
    void announce(Stream& stream, const std::string& control_block, const std::string& data_set);
    void write(const Batch& batch);
    void tell(WatchEvent event);
    void poll_now();
    void connect_again();
    [[nodiscard]] bool is_over();
    [[nodiscard]] bool has_live_stream() const;
    void loop();
    void tell_unreadable();
    void give_back();
    [[nodiscard]] Exit exit_code() const;

    const Shared& shared_;
    const WatchOptions& options_;
    Link& link_;
    Format& format_;
    Output output_;
    Tally tally_;
    Catalogue catalogue_;
    std::vector<std::unique_ptr<Stream>> streams_;
    std::map<std::string, Stream*> by_data_set_;
    std::map<std::string, Error> unusable_;  ///< data sets without free control block, and why
    std::vector<Point> points_;              ///< to be found a data set for
    Poller poller_;
    std::string line_;
    std::uint64_t shown_ = 0;
    bool told_unreadable_ = false;
    bool enough_ = false;
    std::optional<Error> lost_;  ///< the connection, and nobody makes it again
    std::chrono::steady_clock::time_point end_, next_poll_, next_connect_;
    unsigned attempts_ = 0;
};

}  // namespace busbar::program
