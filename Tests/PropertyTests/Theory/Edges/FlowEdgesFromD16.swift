import Theory

extension PredicateEdges {
  /// D16 and D17.
  static let stability: [PredicateEdges] = [
    PredicateEdges("D16TransversalStabilityPredicate.judge(centered:uniform:rest:predicted:)") {
      try blocks() + propagators()
    },
    PredicateEdges("D16TransversalStabilityPredicate.judge(eigenvaluesAtZero:stated:)") {
      (0..<3).map { place in
        .band(symmetric(5e-6), [0: 1]) {
          var seen = [-0.5, 0, 2]
          seen[place] += $0
          return D16TransversalStabilityPredicate.judge(eigenvaluesAtZero: seen, stated: [-0.5, 0, 2])
        }
      } + [
        .undecided("none") { D16TransversalStabilityPredicate.judge(eigenvaluesAtZero: [], stated: []) },
        .undecided("one less") {
          D16TransversalStabilityPredicate.judge(eigenvaluesAtZero: [1], stated: [1, 2])
        },
      ]
    },
    PredicateEdges("D16TransversalStabilityPredicate.judge(leastBefore:leastAfter:)") {
      func judge(_ before: Double, _ after: Double) -> Verdict {
        D16TransversalStabilityPredicate.judge(leastBefore: before, leastAfter: after)
      }
      return [
        .band(-Double.infinity...(-1e-7), [-1: 1], above: "undecided") { judge($0, 1) },
        .band(1e-7...Double.infinity, [1: 1], below: "undecided") { judge(-1, $0) },
        .refuted("positive before") { judge(1, 1) }, .refuted("negative after") { judge(-1, -1) },
      ]
    },
    PredicateEdges("D16TransversalStabilityPredicate.judge(amplification:stated:)") {
      [
        .band(2 - 1e-5...2 + 1e-5, [2: 1]) {
          D16TransversalStabilityPredicate.judge(amplification: $0, stated: 2)
        }
      ]
    },
    PredicateEdges("D16TransversalStabilityPredicate.judge(peak:amplification:fromWorst:)") {
      func judge(_ peak: Double, _ amplification: Double, _ worst: Bool) -> Verdict {
        D16TransversalStabilityPredicate.judge(peak: peak, amplification: amplification, fromWorst: worst)
      }
      return [
        .band(1.94...2.06, [2: 1, 2.03: 0.5]) { judge($0, 2, true) },
        .band(0...2.06, [1: 1, 2.03: 0.5], below: "undecided") { judge($0, 2, false) },
        .undecided("no amplification") { judge(2, .nan, false) },
        .undecided("an infinite one") { judge(2, .infinity, false) },
      ]
    },
    PredicateEdges("D16TransversalStabilityPredicate.judge(end:)") {
      [
        .band(0...0.25, [0: 1, 0.125: 0.5], below: "undecided") {
          D16TransversalStabilityPredicate.judge(end: $0)
        }
      ]
    },
    PredicateEdges("D17ExactMisadjustment.judge(gradient:square:at:_:)") {
      let law = try FrozenAttentionGradient(
        Problem(tokens: 4, dimension: 2, sparsity: 2), on: 2, off: 1, batch: 2)
      let value = [Rational(1), .zero, .zero, Rational(2)]
      let truth = try law.moments(value: value)
      var other = truth.gradient
      other[3] = try other[3] + small
      let (changed, square) = (other, try truth.square + small)
      func judge(_ gradient: [Rational], _ square: Rational) throws -> Verdict {
        try D17ExactMisadjustment.judge(gradient: gradient, square: square, at: value, law)
      }
      return [
        .verified(1, "both") { try judge(truth.gradient, truth.square) },
        .refuted("an entry") { try judge(changed, truth.square) },
        .refuted("the square") { try judge(truth.gradient, square) },
        .refuted("none") { try judge([], truth.square) },
      ]
    },
    PredicateEdges("D17ExactMisadjustment.judge(excess:predicted:)") {
      Edge.contains(0.2, longest: 0.1) { D17ExactMisadjustment.judge(excess: $0, predicted: 0.2) }
    },
    PredicateEdges("D17ExactMisadjustment.judge(extrapolated:predicted:)") {
      [
        .band(1.99...2.01, [2: 1, 2.005: 0.5]) { D17ExactMisadjustment.judge(extrapolated: $0, predicted: 2) }
      ]
    },
    PredicateEdges("D17ExactMisadjustment.judge(below:trivial:)") {
      func judge(_ worst: Double, trivial: Double = 100, count: Int = 10) -> Verdict {
        D17ExactMisadjustment.judge(
          below: [worst] + [Double](repeating: 0, count: count - 1), trivial: trivial)
      }
      return [
        .band(-Double.infinity...2, [1: 0.5, -1: 1]) { judge($0) },
        .band(4...Double.infinity, below: "undecided") { judge(1, trivial: $0) },
        .undecided("nine layers") { judge(1, count: 9) },
      ]
    },
    PredicateEdges("D17ExactMisadjustment.judge(beyond:)") {
      func judge(_ median: Double) -> Verdict {
        D17ExactMisadjustment.judge(beyond: [1e6, 0, 1e5, 0, median, 0, 1e4, 0, 1e7, 1e8])
      }
      return [
        .band(10...1e4, [20: 0.5, 100: 0.9], above: "verified") { judge($0) },
        .undecided("nine layers") { D17ExactMisadjustment.judge(beyond: [Double](repeating: 99, count: 9)) },
      ]
    },
    // 0.12 predicted, of it 0.02 beyond the first order: a quarter of that and five errors.
    PredicateEdges("D17LatePredicate.judge(meanExcess:standardError:)") {
      let predicate = D17LatePredicate(firstOrder: 0.1, factor: 1.2)
      return [
        .band(0.11...0.13, [0.12: 1, 0.125: 0.5]) { predicate.judge(meanExcess: $0, standardError: 0.001) },
        .band(0...0.012, below: "undecided", above: "undecided") {
          predicate.judge(meanExcess: 0.12, standardError: $0)
        },
        .undecided("a factor below 1") {
          D17LatePredicate(firstOrder: 0.1, factor: 0.9).judge(meanExcess: 0.09, standardError: 0.001)
        },
      ]
    },
  ]

  /// Each entry of both blocks, and what is outside them, alone off what is predicted.
  private static func blocks() throws -> [Edge] {
    typealias Block = TransversalCurvature.Block
    let predicted = TransversalCurvature(try AlignedWeights(problem: eight, alpha: 0.5, logit: 1))
    func entries(_ block: Block) -> [Double] { [block.tokenKey, block.mixed, block.positionValue] }
    let stated = entries(predicted.centered) + entries(predicted.uniform) + [0]
    let reach = 1e-5 * (stated.map(abs).max() ?? 0)
    return stated.indices.map { place in
      .band(symmetric(reach), [0: 1, 0.5 * reach: 0.5]) {
        var seen = stated
        seen[place] += $0
        return D16TransversalStabilityPredicate.judge(
          centered: Block(tokenKey: seen[0], mixed: seen[1], positionValue: seen[2]),
          uniform: Block(tokenKey: seen[3], mixed: seen[4], positionValue: seen[5]), rest: seen[6],
          predicted: predicted)
      }
    }
  }

  private static func propagators() throws -> [Edge] {
    let text = { (values: [Double]) in
      json([
        "keyByKey": values[0], "keyByValue": values[1], "valueByKey": values[2], "valueByValue": values[3],
      ])
    }
    let stated = [1.0, 0.2, -0.3, 0.4, 0.5, 0.6, -0.7, 0.8, 0]
    let predicted = try decoded(
      TransversalFlow.Propagator.self,
      "{\"time\": 1, \"centered\": \(text(Array(stated[0..<4]))), \"uniform\": \(text(Array(stated[4..<8])))}"
    )
    func map(_ values: ArraySlice<Double>) -> TransversalMap {
      let v = Array(values)
      return TransversalMap(keyByKey: v[0], keyByValue: v[1], valueByKey: v[2], valueByValue: v[3])
    }
    return stated.indices.map { place in
      .band(symmetric(1e-5), [0: 1, 5e-6: 0.5]) {
        var seen = stated
        seen[place] += $0
        return D16TransversalStabilityPredicate.judge(
          centered: map(seen[0..<4]), uniform: map(seen[4..<8]), rest: seen[8], predicted: predicted)
      }
    }
  }
}
