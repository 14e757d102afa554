// SPDX-License-Identifier: Apache-2.0
#include "bench/report_load.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <busbar/async_client.hpp>
#include <memory>
#include <optional>

#include "live/interrupt.hpp"

namespace busbar::bench {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using program::Interrupt;

/// Clients that connect and subscribe at the same time: more would only wait for one another.
constexpr std::size_t at_once = 8;
/// How often Ctrl-C is looked for.
constexpr std::chrono::milliseconds interrupt_period{100};

class Load {
public:
    Load(const ReportLoadSettings& settings, const std::function<void(bool)>& measured)
        : settings_(settings), measured_(measured), all_(settings.clients) {}

    Result<ReportLoadResult> run() {
        asio::co_spawn(context_, everything(), asio::detached);
        context_.run();
        // Clients must not outlive the loop that they are bound to.
        all_.clear();
        if (failure_) return fail(std::move(*failure_));
        return result_;
    }

private:
    struct One {
        std::optional<AsyncClient> client;
        std::optional<AsyncSubscription> subscription;
        std::uint64_t reports = 0;
    };

    awaitable<void> everything() {
        co_await open_all();
        if (!failure_ && !Interrupt::requested()) co_await measure();
        co_await close_all();
    }

    awaitable<void> open_all() {
        std::size_t running = std::min(at_once, settings_.clients);
        asio::steady_timer done(context_, asio::steady_timer::time_point::max());
        std::size_t next = 0;
        const std::size_t workers = running;
        for (std::size_t i = 0; i < workers; ++i) {
            asio::co_spawn(
                context_,
                [this, &next, &running, &done]() -> awaitable<void> {
                    while (next < all_.size() && !failure_ && !Interrupt::requested()) co_await open(next++);
                    if (--running == 0) done.cancel();
                },
                asio::detached);
        }
        boost::system::error_code ignored;
        if (running > 0) co_await done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }

    awaitable<void> open(std::size_t number) {
        One& one = all_[number];
        auto client = co_await AsyncClient::connect(settings_.target, settings_.client);
        if (!client) {
            set_failure(number, client.error());
            co_return;
        }
        one.client.emplace(std::move(*client));
        const std::string& name = settings_.control_blocks[number % settings_.control_blocks.size()];
        SubscriptionOptions options = settings_.subscription;
        options.reconnect.enabled = false;
        options.on_event = [this](const SubscriptionEvent& event) {
            if (measuring_ && event.state == SubscriptionState::closed) ++result_.lost_connections;
        };
        auto subscription = co_await one.client->subscribe(
            name, std::move(options), [this, &one](const Report& report) { on_report(one, report); });
        if (!subscription) {
            set_failure(number, subscription.error());
            co_return;
        }
        one.subscription.emplace(std::move(*subscription));
        result_.control_blocks.push_back(one.subscription->control_block());
    }

    void set_failure(std::size_t number, Error error) {
        if (failure_) return;
        if (settings_.clients > 1) error.text = "client " + std::to_string(number + 1) + ": " + error.text;
        failure_ = std::move(error);
    }

    awaitable<void> measure() {
        using std::chrono::steady_clock;
        measured_(true);
        measuring_ = true;
        const auto begin = steady_clock::now();
        const auto end = begin + settings_.duration;
        asio::steady_timer timer(context_);
        while (!Interrupt::requested() && steady_clock::now() < end) {
            timer.expires_at(std::min<steady_clock::time_point>(end, steady_clock::now() + interrupt_period));
            boost::system::error_code ignored;
            co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        }
        measuring_ = false;
        result_.seconds = std::chrono::duration<double>(steady_clock::now() - begin).count();
        measured_(false);
        result_.fewest = ~std::uint64_t{0};
        for (const One& one : all_) {
            result_.fewest = std::min(result_.fewest, one.reports);
            result_.most = std::max(result_.most, one.reports);
        }
    }

    awaitable<void> close_all() {
        for (One& one : all_) {
            if (one.subscription) (void)co_await one.subscription->close();
            if (!one.client) continue;
            // An orderly end is owed by few; by hundreds it would take longer than the run.
            if (all_.size() <= 100) {
                (void)co_await one.client->release();
            } else {
                one.client->abort();
            }
        }
    }

    void on_report(One& one, const Report& report) {
        if (!measuring_) return;
        ++one.reports;
        ++result_.reports;
        result_.values += report.values.size();
        result_.segments += report.segments;
        if (report.lost.any()) {
            result_.lost += std::max(report.lost.reports, report.lost.incomplete + report.lost.unreadable) +
                            report.lost.dropped;
            if (report.lost.overflow) ++result_.overflows;
        }
        if (report.values.empty()) return;
        const ReportedValue& first = report.values.front();
        constexpr auto change = ReasonCode(ReasonCode::data_change) | ReasonCode::quality_change |
                                ReasonCode(ReasonCode::data_update);
        if (!first.reason.none() && (first.reason.bits() & change.bits()) == 0) return;
        const auto time = first.time();
        if (!time || time->seconds == 0) {
            ++result_.without_time;
            return;
        }
        const auto now =
            std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
        const SystemTime stamped = time->time();
        const auto into_millisecond = stamped.time_since_epoch().count() % 1'000'000;
        // A step of the time is 60 ns.
        if (into_millisecond > 60 && into_millisecond < 1'000'000 - 60) result_.fine_time = true;
        const auto latency = (now - stamped).count();
        if (latency < 0) ++result_.early;
        result_.latency.record(static_cast<std::uint64_t>(std::max<std::int64_t>(latency, 0)));
    }

    const ReportLoadSettings& settings_;
    const std::function<void(bool)>& measured_;
    asio::io_context context_{1};
    std::vector<One> all_;
    std::optional<Error> failure_;
    bool measuring_ = false;
    ReportLoadResult result_;
};

}  // namespace

Result<ReportLoadResult> report_load(const ReportLoadSettings& settings,
                                     const std::function<void(bool)>& measured) {
    return Load(settings, measured).run();
}

}  // namespace busbar::bench
