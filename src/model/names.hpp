// SPDX-License-Identifier: Apache-2.0
// The names of a logical device's variables as GetNameList returns them: every level, in the order of the
// tree (LN, LN$FC, LN$FC$DO, ...). Names below arrays do not exist.
#pragma once

#include <array>
#include <string_view>

#include "model/model.hpp"

namespace busbar::model {

/// Walks forward over the names without allocation: `NameWalk w(model, ld); while (w.next()) use(w.name());`
class NameWalk {
public:
    /// Before the first name of a logical device. The model must outlive the walk.
    NameWalk(const Model& model, NodeId logical_device);
    /// Puts the walk on `item`, so that next() gives the name after it. One hash. False, and unchanged, when
    /// the logical device has no such name.
    bool continue_after(std::string_view item);
    /// False at the end.
    bool next();
    /// The current item id; lives until the next call. Empty before the first next().
    [[nodiscard]] std::string_view name() const { return {text_.data(), size_}; }
    [[nodiscard]] NodeId node() const { return at_; }

private:
    static constexpr std::size_t max_depth = 32;
    void write();

    const Model* model_;
    NodeId device_;
    NodeId at_;
    std::size_t size_ = 0;
    std::array<char, Model::max_item_octets + 1> text_{};
    std::array<std::uint8_t, max_depth + 1> starts_{};  // length of the name above each depth
};

}  // namespace busbar::model
