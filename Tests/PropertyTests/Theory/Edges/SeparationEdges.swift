import Theory

extension PredicateEdges {
  /// S1 to S3.
  static let separations: [PredicateEdges] = [
    PredicateEdges("S1WidthsPredicate.judgeNetworkWidth()") {
      let widths = try tenth
      return [
        .verified(1, "the least") { try S1WidthsPredicate(widths).judgeNetworkWidth() },
        .refuted("one less") {
          try S1WidthsPredicate(widths.stated(networkWidth: widths.networkWidth - 1)).judgeNetworkWidth()
        },
        .refuted("one more") {
          try S1WidthsPredicate(widths.stated(networkWidth: widths.networkWidth + 1)).judgeNetworkWidth()
        },
      ]
    },
    PredicateEdges("S1WidthsPredicate.judgeGuarantee()") {
      let widths = try tenth
      let share = try widths.guaranteedShare()
      return [
        .verified(1 - 10 * share, "the least") { try S1WidthsPredicate(widths).judgeGuarantee() },
        .refuted("a position less") {
          try S1WidthsPredicate(widths.stated(positionDimension: widths.positionDimension - 1))
            .judgeGuarantee()
        },
      ]
    },
    PredicateEdges("S1WidthsPredicate.judgeLeastPositions()") {
      let widths = try tenth
      return [
        .verified(1, "the least") { try S1WidthsPredicate(widths).judgeLeastPositions() },
        .refuted("a position more") {
          try S1WidthsPredicate(widths.stated(positionDimension: widths.positionDimension + 1))
            .judgeLeastPositions()
        },
      ]
    },
    PredicateEdges("S1WidthsPredicate.judge(sharedShare:)") {
      let predicate = S1WidthsPredicate(try tenth)
      return [.band(0...0.1, [0: 1, 0.05: 0.5], below: "undecided") { predicate.judge(sharedShare: $0) }]
    },
    PredicateEdges("S1WidthsPredicate.judge(risk:)") {
      let predicate = S1WidthsPredicate(try tenth)
      return Edge.atMost(1.0 / 6) { predicate.judge(risk: $0) }
    },
    PredicateEdges("S2TrainedPairsPredicate.judge(attentionRisk:)") {
      [.band(1.8...2.2, [2: 1, 2.1: 0.5]) { pairs.judge(attentionRisk: $0) }]
    },
    PredicateEdges("S2TrainedPairsPredicate.judge(notBelow:standardError:)") {
      [
        .band(1 - 1e-9 - 0.05...Double.infinity, [1: 0, 2: 0.5]) {
          pairs.judge(notBelow: $0, standardError: 0.01)
        },
        .band(1 - 1e-9...Double.infinity, near: 1e-11) { pairs.judge(notBelow: $0, standardError: 0) },
        .band(0...0.02, below: "undecided", above: "undecided") {
          pairs.judge(notBelow: 1, standardError: $0)
        },
      ]
    },
    PredicateEdges("S2TrainedPairsPredicate.judge(near:standardError:)") {
      [
        .band(-Double.infinity...1.25, [1: 1, 1.125: 0.5]) { pairs.judge(near: $0, standardError: 0.01) },
        .band(0...0.02, below: "undecided", above: "undecided") { pairs.judge(near: 1, standardError: $0) },
      ]
    },
    PredicateEdges("S2TrainedPairsPredicate.judge(freeRisk:standardError:allowed:)") {
      [
        .band(-Double.infinity...0.3, [0: 1, 0.15: 0.5]) {
          pairs.judge(freeRisk: $0, standardError: 0.01, allowed: 0.3)
        },
        .band(0...0.06, below: "undecided", above: "undecided") {
          pairs.judge(freeRisk: 0.1, standardError: $0, allowed: 0.3)
        },
      ]
    },
    PredicateEdges("S2TrainedPairsPredicate.judge(separating:)") {
      [
        .band(0...1, [0: 1, 0.5: 0.5], below: "undecided") { pairs.judge(separating: $0) },
        .refuted("as large") { pairs.judge(separating: 1) },
      ]
    },
    PredicateEdges("S3SamplesPredicate.judge(learnt:)") {
      let predicate = S3SamplesPredicate(try eight, examples: 8)
      return [
        .band(0.5...1, [0.75: 1.0 / 3, 1: 0.5], below: "undecided", above: "undecided") {
          predicate.judge(learnt: measured(0.9, $0, 1))
        },
        .refuted("all below") { predicate.judge(learnt: measured(0.4, 0.3, 0.499)) },
        .undecided("beyond 1") { predicate.judge(learnt: measured(0.9, 0.8, 1.1)) },
        .undecided("no number") { predicate.judge(learnt: measured(0.9, 0.8, .nan)) },
      ]
    },
    PredicateEdges("S3SamplesPredicate.judge(following:of:)") {
      let predicate = S3SamplesPredicate(try eight, examples: 8)
      return [
        .verified(0, "three of four") { predicate.judge(following: 3, of: 4) },
        .verified(0.25, "all") { predicate.judge(following: 4, of: 4) },
        .refuted("two of four") { predicate.judge(following: 2, of: 4) },
        .undecided("none of none") { predicate.judge(following: 0, of: 0) },
      ]
    },
    // 1 - 8/32.
    PredicateEdges("S3SamplesPredicate.judge(meanShare:standardError:)") {
      let predicate = S3SamplesPredicate(try eight, examples: 8)
      func judge(_ share: Double, _ error: Double = 0.01) throws -> Verdict {
        try predicate.judge(meanShare: share, standardError: error)
      }
      return [
        .band(0...0.72, [0: 1, 0.375: 0.5], below: "undecided", above: "undecided") { try judge($0) },
        .undecided("three errors do not reach it") { try judge(0.779) },
        .refuted("nor explain it") { try judge(0.781) },
        .undecided("an error that is none") { try judge(0.1, .nan) },
      ]
    },
    // 1 - 4/32.
    PredicateEdges("S3SamplesPredicate.judge(meanShareOfFew:standardError:)") {
      let predicate = S3SamplesPredicate(try eight, examples: 4)
      let more = S3SamplesPredicate(try eight, examples: 5)
      func judge(_ share: Double, _ error: Double = 0.01) throws -> Verdict {
        try predicate.judge(meanShareOfFew: share, standardError: error)
      }
      return [
        .band(0.905...Double.infinity, [1.75: 0.5], below: "undecided") { try judge($0) },
        .undecided("three errors do not reach it") { try judge(0.846) },
        .refuted("nor explain it") { try judge(0.844) },
        .undecided("all alike") { try judge(1, 0) },
        .undecided("more than d") { try more.judge(meanShareOfFew: 1, standardError: 0.01) },
      ]
    },
    PredicateEdges("S3SamplesPredicate.judge(flows:law:)") {
      let predicate = S3SamplesPredicate(try eight, examples: 8)
      func judge(_ share: Double, _ law: Double) -> Verdict {
        predicate.judge(flows: measured(share, share - 0.03, share + 0.05), law: law)
      }
      return [
        .band(0.4...0.58, [0.5: 1, 0.45: 0.5, 0.54: 0.5]) { judge($0, 0.5) },
        .band(0...0.2, below: "undecided", above: "undecided") {
          predicate.judge(flows: measured(0.5, 0.5 - $0, 0.5), law: 0.5)
        },
        .undecided("a law that is none") { judge(0.5, .nan) },
      ]
    },
  ]

  /// T = 10, d = 5, q = 3 at a tenth of d/q.
  private static var tenth: S1Widths {
    get throws {
      try S1Widths(
        problem: Problem(tokens: 10, dimension: 5, sparsity: 3), share: Rational(1) / Rational(10))
    }
  }

  private static let pairs = S2TrainedPairsPredicate(
    attention: 2, network: 1, attentionBand: 0.1, networkBand: 0.2)
}
