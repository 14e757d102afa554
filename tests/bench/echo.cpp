// SPDX-License-Identifier: Apache-2.0
// The yardstick of docs/performance.md: a TCP server that answers every REQUEST octets with RESPONSE octets
// and does nothing else, and a client that drives it as `busbar bench` drives an MMS server. What MMS costs
// is the difference.
//
//   bench_echo serve PORT REQUEST RESPONSE             (127.0.0.1, until it is ended)
//   bench_echo run PORT REQUEST RESPONSE [CONNECTIONS] [DEPTH] [SECONDS] [SERVER_PID]
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const char* what) {
    std::perror(what);
    std::exit(8);
}

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

void no_delay(int fd) {
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void send_all(int fd, const char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
        if (n <= 0) give_up("send");
        data += n;
        size -= static_cast<std::size_t>(n);
    }
}

int serve(int port, std::size_t request, std::size_t response) {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const sockaddr_in address = loopback(port);
    if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) give_up("bind");
    listen(listener, 1024);
    const int poll = epoll_create1(0);
    epoll_event event{EPOLLIN, {.fd = listener}};
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    std::vector<std::size_t> pending;  // octets of an incomplete request, by descriptor
    std::vector<char> in(65536);
    std::vector<char> out;
    std::vector<epoll_event> events(256);
    std::puts("ready");
    std::fflush(stdout);
    for (;;) {
        const int count = epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            if (fd == listener) {
                const int accepted = accept(listener, nullptr, nullptr);
                if (accepted < 0) continue;
                no_delay(accepted);
                epoll_event added{EPOLLIN, {.fd = accepted}};
                epoll_ctl(poll, EPOLL_CTL_ADD, accepted, &added);
                if (pending.size() <= static_cast<std::size_t>(accepted)) {
                    pending.resize(static_cast<std::size_t>(accepted) + 1);
                }
                pending[static_cast<std::size_t>(accepted)] = 0;
                continue;
            }
            const ssize_t n = recv(fd, in.data(), in.size(), 0);
            if (n <= 0) {
                close(fd);
                continue;
            }
            std::size_t& have = pending[static_cast<std::size_t>(fd)];
            have += static_cast<std::size_t>(n);
            const std::size_t answers = have / request;
            have %= request;
            if (answers == 0) continue;
            out.resize(std::max(out.size(), answers * response));
            send_all(fd, out.data(), answers * response);
        }
    }
}

/// Nanoseconds that a process has spent on CPUs.
std::uint64_t cpu_of(long pid) {
    if (pid == 0) return 0;
    std::FILE* file = std::fopen(("/proc/" + std::to_string(pid) + "/schedstat").c_str(), "r");
    unsigned long long spent = 0;
    if (file == nullptr || std::fscanf(file, "%llu", &spent) != 1) spent = 0;
    if (file != nullptr) std::fclose(file);
    return spent;
}

struct Connection {
    int fd = -1;
    std::size_t received = 0;
    std::size_t head = 0;
    std::vector<Clock::time_point> sent;  // a ring of `depth` send times
};

struct Load {
    std::size_t request, response, depth;
    std::vector<std::uint32_t> latencies{};  // ns
    std::vector<char> out{}, in{};

    void send_more(Connection& c, std::size_t count) {
        const auto now = Clock::now();
        for (std::size_t i = 0; i < count; ++i) c.sent[(c.head + i) % depth] = now;
        send_all(c.fd, out.data(), count * request);
    }
    void receive(Connection& c) {
        const ssize_t n = recv(c.fd, in.data(), in.size(), 0);
        if (n <= 0) give_up("recv");
        c.received += static_cast<std::size_t>(n);
        const std::size_t answers = c.received / response;
        c.received %= response;
        const auto now = Clock::now();
        for (std::size_t i = 0; i < answers; ++i) {
            latencies.push_back(static_cast<std::uint32_t>((now - c.sent[(c.head + i) % depth]).count()));
        }
        if (answers > 0) {
            send_more(c, answers);
            c.head = (c.head + answers) % depth;
        }
    }
};

int run(int port, Load load, std::size_t connections, double seconds, long pid) {
    load.out.resize(load.request * load.depth);
    load.in.resize(std::max<std::size_t>(65536, load.response * load.depth));
    const int poll = epoll_create1(0);
    std::vector<Connection> all(connections);
    for (std::size_t i = 0; i < connections; ++i) {
        all[i].fd = socket(AF_INET, SOCK_STREAM, 0);
        const sockaddr_in address = loopback(port);
        if (connect(all[i].fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            give_up("connect");
        }
        no_delay(all[i].fd);
        all[i].sent.resize(load.depth);
        epoll_event event{EPOLLIN, {.u64 = i}};
        epoll_ctl(poll, EPOLL_CTL_ADD, all[i].fd, &event);
    }
    load.latencies.reserve(std::size_t{1} << 24U);
    const std::uint64_t cpu = cpu_of(pid);
    const auto start = Clock::now();
    const auto stop = start + std::chrono::duration<double>(seconds);
    for (Connection& c : all) load.send_more(c, load.depth);
    std::vector<epoll_event> events(256);
    auto now = start;
    for (; now < stop; now = Clock::now()) {
        if (connections == 1) {
            load.receive(all[0]);
            continue;
        }
        const int count = epoll_wait(poll, events.data(), static_cast<int>(events.size()), 1000);
        for (int i = 0; i < count; ++i) load.receive(all[events[static_cast<std::size_t>(i)].data.u64]);
    }
    const double elapsed = std::chrono::duration<double>(now - start).count();
    const std::size_t done = load.latencies.size();
    const auto spent = static_cast<double>(cpu_of(pid) - cpu);
    std::sort(load.latencies.begin(), load.latencies.end());
    const auto at = [&](double q) {
        return done == 0 ? 0.0
                         : static_cast<double>(
                               load.latencies[static_cast<std::size_t>(q * static_cast<double>(done - 1))]) /
                               1e3;
    };
    std::printf(
        "{\"requests\":%zu,\"requests_per_second\":%.0f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,"
        "\"server_cpu_us_per_request\":%.3f}\n",
        done, static_cast<double>(done) / elapsed, at(0.5), at(0.99), at(0.999),
        done == 0 ? 0.0 : spent / 1e3 / static_cast<double>(done));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const auto number = [&](int index, long otherwise) {
        return argc > index ? std::strtol(argv[index], nullptr, 10) : otherwise;
    };
    const std::string mode = argc > 4 ? argv[1] : "";
    const auto request = static_cast<std::size_t>(number(3, 0));
    const auto response = static_cast<std::size_t>(number(4, 0));
    if (request == 0 || response == 0 || (mode != "serve" && mode != "run")) {
        std::fputs(
            "usage: bench_echo serve PORT REQUEST RESPONSE\n"
            "       bench_echo run PORT REQUEST RESPONSE [CONNECTIONS] [DEPTH] [SECONDS] [SERVER_PID]\n",
            stderr);
        return 2;
    }
    const int port = static_cast<int>(number(2, 0));
    if (mode == "serve") return serve(port, request, response);
    return run(port, Load{request, response, static_cast<std::size_t>(number(6, 1))},
               static_cast<std::size_t>(number(5, 1)), argc > 7 ? std::strtod(argv[7], nullptr) : 3.0,
               number(8, 0));
}
