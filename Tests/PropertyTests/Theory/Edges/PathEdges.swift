import Foundation
import Theory

extension PredicateEdges {
  /// What D11 says of a trajectory.
  enum PathPart { case entry, stay, rise, limit }

  /// A trajectory in the invariant set with t R at its limit, and others in which one part alone is broken.
  ///
  /// Each part refutes its own and no other; nil is all of them together.
  static func paths(_ part: PathPart?) throws -> [Edge] {
    let system = try twenty
    let predicate = D11EveryStartPredicate(system)
    /// On the best alpha of a logit, or at another one; the time at which t R is a multiple of its limit.
    func state(_ logit: Double, alpha: Double? = nil, times factor: Double = 1) throws -> FlowState {
      let best = try AlignedWeights.bestAlpha(system.problem, logit: logit)
      let weights = try AlignedWeights(problem: system.problem, alpha: alpha ?? best, logit: logit)
      let risk = try AlignedWeights.bestRisk(system.problem, logit: logit)
      return FlowState(time: factor * 9.5 / risk, weights: weights)
    }
    let (first, last) = (try state(3), try state(9))
    let broken: [(PathPart?, [FlowState])] = [
      (nil, [first, try state(5), last]),
      (.entry, [try state(3, alpha: -1), try state(9, alpha: -1)]),
      (.stay, [first, try state(5, alpha: 9), last]),
      (.rise, [first, try state(2.9), last]),
      (.limit, [first, try state(5), try state(9, times: 1.01)]),
    ]
    func judge(_ states: [FlowState]) throws -> Verdict {
      guard let part else { return try predicate.judge(states) }
      let path = try EveryStartPath(system.problem, states: states)
      switch part {
      case .entry: return predicate.judge(entry: path)
      case .stay: return predicate.judge(stay: path)
      case .rise: return predicate.judge(rise: path)
      case .limit: return try predicate.judge(limit: path)
      }
    }
    var edges: [Edge] = []
    for (wrong, states) in broken {
      if let wrong, part == nil || part == wrong {
        edges.append(.refuted("\(wrong) broken") { try judge(states) })
      } else if wrong == .entry {
        edges.append(.undecided("never in the set") { try judge(states) })
      } else {
        edges.append(
          Edge {
            let verdict = try? judge(states)
            return verdict?.isVerified == true
              ? [] : ["\(wrong.map { "\($0) broken" } ?? "whole"): \(verdict as Any)"]
          })
      }
    }
    return edges
  }

  /// The limit of t R within 1.5 times D10's term and 4 delays, at a state with C = 2, t = 1 that enters.
  static func pathLimit() throws -> [Edge] {
    let system = try twenty
    let weights = try AlignedWeights(problem: system.problem, alpha: 0.5, logit: 2)
    let square = exp(4.0)
    let delay =
      1 + 20 + 17 * 3.8 / 2 * (1 + 1 / square) + 6 * 3.8 * log(17.0 / 3) + 3 * 3.8
      + 9 * 3.8 / 34 * (1 + square)
    func judge(_ time: Double, _ claimed: Double) throws -> Verdict {
      let states = [FlowState(time: 1, weights: weights), FlowState(time: time, weights: weights)]
      return try D11EveryStartPredicate(system).judge(
        limit: EveryStartPath(system.problem, states: states), claimed: claimed)
    }
    let allowed = (1.5 * nextOrder * log(1e6) + 4 * delay) / 1e6
    let scaled = 1e6 * weights.risk
    return [
      .band(-allowed...allowed, [0: 1, 0.5 * allowed: 0.5]) { try judge(1e6, scaled / (1 + $0)) },
      .band(100 * delay...Double.infinity, below: "undecided") { try judge($0, $0 * weights.risk) },
    ]
  }
}
