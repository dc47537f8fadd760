import Theory

/// What a predicate must say of one number, or of one observation.
struct Edge {
  /// What it says instead, in words; empty where it says what it must.
  let faults: () -> [String]

  /// A predicate of one number, the others given: it verifies in a range and nowhere else.
  ///
  /// An infinite end is none. Just inside each end the verdict is verified, just outside it is as told; how near is a
  /// share of the range's length, or of the end where the range is open. On the way margins lie in 0...1, they have known
  /// values where told, and no number that is none verifies.
  static func band(
    _ range: ClosedRange<Double>, _ margins: [Double: Double] = [:], below: String = "refuted",
    above: String = "refuted", near: Double = 1e-4, _ judge: @escaping (Double) throws -> Verdict
  ) -> Edge {
    Edge {
      let (low, high) = (range.lowerBound, range.upperBound)
      var found: [String] = []
      let length = high - low
      let inner = stride(from: 1.0, to: 8, by: 1).compactMap { (step: Double) -> Double? in
        length.isFinite
          ? low + length * step / 8
          : low.isFinite && low > 0 ? low * (1 + step) : high.isFinite && high > 0 ? high * step / 8 : nil
      }
      for value in inner { found += verified(nil, { try judge(value) }, "inside at \(value)") }
      for (end, outward, word) in [(low, -1.0, below), (high, 1, above)] where end.isFinite {
        let reach = near * (length.isFinite ? length : end == 0 ? 1 : abs(end))
        found += verified(nil, { try judge(end - outward * reach) }, "just inside \(end)")
        found += said(word, { try judge(end + outward * reach) }, "just outside \(end)")
      }
      for (value, margin) in margins.sorted(by: { $0.key < $1.key }) {
        found += verified(margin, { try judge(value) }, "at \(value)")
      }
      for value in [Double.nan, .infinity, -.infinity] where (try? judge(value))?.isVerified == true {
        found.append("\(value) is verified")
      }
      return found
    }
  }

  /// An observation that must be verified, with a known margin if there is one.
  static func verified(_ margin: Double?, _ name: String, _ judge: @escaping () throws -> Verdict) -> Edge {
    Edge { verified(margin, judge, name) }
  }

  /// An observation that must be refuted.
  static func refuted(_ name: String, _ judge: @escaping () throws -> Verdict) -> Edge {
    Edge { said("refuted", judge, name) }
  }

  /// An observation that decides nothing.
  static func undecided(_ name: String, _ judge: @escaping () throws -> Verdict) -> Edge {
    Edge { said("undecided", judge, name) }
  }

  private static func verified(_ margin: Double?, _ judge: () throws -> Verdict, _ name: String) -> [String] {
    switch Result(catching: judge) {
    case .success(.verified(let seen)):
      if !(seen >= 0 && seen <= 1) { return ["\(name): margin \(seen)"] }
      guard let margin else { return [] }
      return abs(seen - margin) <= 1e-6 ? [] : ["\(name): margin \(seen), known \(margin)"]
    case .success(let other): return ["\(name): \(other)"]
    case .failure(let error): return ["\(name): \(error)"]
    }
  }

  private static func said(_ word: String, _ judge: () throws -> Verdict, _ name: String) -> [String] {
    switch Result(catching: judge) {
    case .success(let verdict): verdict.word == word ? [] : ["\(name): \(verdict), not \(word)"]
    case .failure(let error): ["\(name): \(error)"]
    }
  }
}

/// The edges of one public predicate.
struct PredicateEdges: Sendable, CustomStringConvertible {
  /// Type, name and labels as they stand in the source, for example `D6StepSizePredicate.judge(last:)`.
  let predicate: String
  private let edges: @Sendable () throws -> [Edge]

  init(_ predicate: String, _ edges: @escaping @Sendable () throws -> [Edge]) {
    (self.predicate, self.edges) = (predicate, edges)
  }

  var description: String { predicate }

  /// T = 8, d = 4, q = 2: Td = 32, N = 6, d/q = 2, LB(8) = 9/7.
  static var eight: Problem { get throws { try Problem(tokens: 8, dimension: 4, sparsity: 2) } }

  /// What the predicate says otherwise than it must.
  func faults() throws -> [String] { try edges().flatMap { $0.faults() } }
}
