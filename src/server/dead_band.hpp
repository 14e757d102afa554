// SPDX-License-Identifier: Apache-2.0
// Measured values (IEC 61850-7-3: MV, CMV and what is made of them): mag follows instMag, and cVal follows
// instCVal, outside the dead bands db, zeroDb and dbAng; range and rangeAng say where the value lies among
// the limits of rangeC and rangeAngC. How the editions' definitions are read stands in
// docs/protocol-notes.md. Left out: smoothing of any kind.
#pragma once

#include <vector>

#include "model/transaction.hpp"

namespace busbar::server {

/// Derives within the transaction that sets an instantaneous value or a parameter, so that observers see both
/// in one set of changes. What the transaction sets itself (mag, range, t) is left as it is. Nothing is
/// derived where there is no instMag or instCVal or no db, nor before the first instantaneous value has been
/// set, which is taken over whatever the dead band. A model without any costs nothing. Allocates only when it
/// is made. One thread.
class DeadBands final : public model::Deriver {
public:
    /// Registers with the process, which must outlive it.
    explicit DeadBands(model::Process& process);
    DeadBands(const DeadBands&) = delete;
    DeadBands& operator=(const DeadBands&) = delete;
    ~DeadBands() override;

    void derive(model::LeafId source, model::Derivation& derivation) override;
    /// Measured values found in the model.
    [[nodiscard]] std::size_t size() const { return bands_.size(); }

private:
    class Finder;
    // Leaves; no_leaf for what the model does not have.
    struct Analogue {
        model::LeafId i = model::no_leaf;
        model::LeafId f = model::no_leaf;
    };
    struct Limits {
        Analogue high_high, high, low, low_low, min, max;
        model::LeafId hysteresis = model::no_leaf;  // limDb
        model::LeafId range = model::no_leaf;       // the result
    };
    struct Channel {  // magnitude or angle
        Analogue instant, derived;
        model::LeafId factor = model::no_leaf, offset = model::no_leaf;  // sVC, of i
        model::LeafId db = model::no_leaf, reference = model::no_leaf;
        Limits limits;
    };
    struct Band {
        Channel magnitude, angle;
        model::LeafId zero_db = model::no_leaf, zero_reference = model::no_leaf;
        model::LeafId time = model::no_leaf;
        bool measured = false;  // an instantaneous value has been set
    };
    class Evaluation;

    model::Process& process_;
    std::vector<Band> bands_;
    std::vector<std::uint32_t> band_of_;  // by leaf, from first_leaf_ on: position in bands_
    std::uint32_t first_leaf_ = 0;
};

}  // namespace busbar::server
